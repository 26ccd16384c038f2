// SPDX-License-Identifier: MIT
/* Arguments and environment as one memory file: a message has no room for a whole script. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "spawn.h"

static void add_strings(struct str *s, const char *const *strings, uint32_t *count)
{
    for (*count = 0; strings != NULL && strings[*count] != NULL; (*count)++)
        str_add_bytes(s, strings[*count], strlen(strings[*count]) + 1);
}

int spawn_pack(const struct sandbox_spawn *what, struct error *err)
{
    SCOPED(str_done) struct str strings = {0};
    SCOPED(fd_done) int fd = memfd_create("spawn", MFD_CLOEXEC);
    const char *directory = what->directory != NULL ? what->directory : "/root";
    struct spawn_header header;
    int r;

    str_add_bytes(&strings, directory, strlen(directory) + 1);
    add_strings(&strings, what->argv, &header.argument_count);
    add_strings(&strings, what->env, &header.environment_count);
    if (header.argument_count == 0)
        return error_set(err, -EINVAL, "no program was named");
    if (strings.len > SPAWN_MAX_BYTES)
        return error_set(err, -E2BIG, "the arguments of '%s' are too long", what->argv[0]);
    if (fd < 0)
        return error_set_errno(err, -errno, "cannot make a memory file");
    r = fd_write_all(fd, &header, sizeof(header));
    if (r == 0)
        r = fd_write_all(fd, strings.data, strings.len);
    if (r == 0 && lseek(fd, 0, SEEK_SET) < 0)
        r = -errno;
    return r < 0 ? error_set_errno(err, r, "cannot write a memory file") : fd_take(&fd);
}

/* The next string of @bytes from *@at on, NULL if none is whole. */
static char *next_string(struct str *bytes, size_t *at)
{
    char *start = bytes->data + *at;
    char *end = *at < bytes->len ? memchr(start, '\0', bytes->len - *at) : NULL;

    if (end == NULL)
        return NULL;
    *at += (size_t)(end - start) + 1;
    return start;
}

static char **next_strings(struct str *bytes, size_t *at, uint32_t count)
{
    char **strings;

    if (count > bytes->len)
        return NULL;
    strings = mem_alloc((count + 1) * sizeof(*strings));
    for (uint32_t i = 0; i < count; i++)
        if ((strings[i] = next_string(bytes, at)) == NULL) {
            mem_done(&strings);
            return NULL;
        }
    return strings;
}

int spawn_unpack(struct str *bytes, const char **directory, char ***argv, char ***env)
{
    struct spawn_header header;
    size_t at = sizeof(header);

    *argv = *env = NULL;
    if (bytes->len < sizeof(header))
        return -EBADMSG;
    memcpy(&header, bytes->data, sizeof(header));
    *directory = next_string(bytes, &at);
    if (*directory != NULL && header.argument_count > 0)
        *argv = next_strings(bytes, &at, header.argument_count);
    if (*argv != NULL)
        *env = next_strings(bytes, &at, header.environment_count);
    if (*env != NULL && at == bytes->len)
        return 0;
    mem_done(argv);
    mem_done(env);
    return -EBADMSG;
}
