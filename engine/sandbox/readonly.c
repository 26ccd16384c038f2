// SPDX-License-Identifier: MIT
/* Read-only, all the way down: in one call since Linux 5.12 (mount_setattr(2)), mount by mount
 * before. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "view.h"

#define MOUNTINFO_MAX (8u << 20)

int readonly_apply(const char *root, struct error *err)
{
    struct mount_attr attr = {.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV};

    if (mount_setattr(AT_FDCWD, root, AT_RECURSIVE, &attr, sizeof(attr)) == 0)
        return 0;
    if (errno == ENOSYS ||
        errno == EPERM) /* EPERM: what an old container's filter says for unknown calls */
        return readonly_remount_each(root, err);
    return error_set_errno(err, -errno, "cannot make the host's files read-only");
}

/* A remount replaces all flags, and those locked by a more privileged namespace must stay
 * (mount_namespaces(7)). */
static unsigned long flags_of(const char *options)
{
    static const struct {
        const char *name;
        unsigned long flag;
    } known[] = {
        {"noexec", MS_NOEXEC},     {"noatime", MS_NOATIME},         {"nodiratime", MS_NODIRATIME},
        {"relatime", MS_RELATIME}, {"nosymfollow", MS_NOSYMFOLLOW},
    };
    SCOPED(mem_done) char *copy = mem_string(options);
    unsigned long flags = 0;
    char *rest = copy, *word;

    while ((word = strsep(&rest, ",")) != NULL)
        for (size_t i = 0; i < ARRAY_LENGTH(known); i++)
            if (str_equal(word, known[i].name))
                flags |= known[i].flag;
    return (flags & (MS_NOATIME | MS_RELATIME)) != 0 ? flags : flags | MS_STRICTATIME;
}

/* mountinfo writes space, tab, newline and backslash as \ooo (proc_pid_mountinfo(5)). */
static void unescape(char *text)
{
    char *to = text;

    for (const char *from = text; *from != '\0'; to++) {
        if (from[0] == '\\' && from[1] >= '0' && from[1] <= '3' && from[2] >= '0' &&
            from[2] <= '7' && from[3] >= '0' && from[3] <= '7') {
            *to = (char)((from[1] - '0') * 64 + (from[2] - '0') * 8 + (from[3] - '0'));
            from += 4;
        } else {
            *to = *from++;
        }
    }
    *to = '\0';
}

static int remount_line(char *line, const char *root, struct error *err)
{
    size_t len = strlen(root);
    char *field[6], *rest = line;

    for (size_t i = 0; i < ARRAY_LENGTH(field); i++)
        if ((field[i] = strsep(&rest, " ")) == NULL)
            return 0;
    unescape(field[4]);
    if (strncmp(field[4], root, len) != 0 || (field[4][len] != '\0' && field[4][len] != '/'))
        return 0;
    if (mount(NULL, field[4], NULL,
              MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | flags_of(field[5]),
              NULL) == 0)
        return 0;
    if (errno == EINVAL || errno == ENOENT || errno == EACCES)
        return 0; /* hidden below another mount, or not for us: cannot be reached by the learner
                     either */
    return error_set_errno(err, -errno, "cannot make '%s' read-only", field[4] + len);
}

int readonly_remount_each(const char *root, struct error *err)
{
    SCOPED(str_done) struct str table = {0};
    int r = fd_read_file("/proc/self/mountinfo", MOUNTINFO_MAX, &table, err);
    char *rest = table.data, *line;

    while (r == 0 && (line = strsep(&rest, "\n")) != NULL)
        r = remount_line(line, root, err);
    return r;
}
