// SPDX-License-Identifier: MIT
/* Which directories of the host a learner does not get to see. Looks at the host, changes nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "view.h"

static const char *const always[] = {
    "/proc", "/sys", "/dev", "/run", "/tmp", "/root", "/home", "/mnt", "/var/tmp",
};

static bool is_at_or_below(const char *path, const char *top)
{
    size_t len = strlen(top);

    if (strcmp(top, "/") == 0)
        return true;
    return strncmp(path, top, len) == 0 && (path[len] == '\0' || path[len] == '/');
}

bool hidden_must_stay(const char *home)
{
    /* System users have homes such as /usr/sbin, /bin, /var/lib/x's parents or /. */
    static const char *const needed[] = {
        "/usr/bin",   "/usr/sbin",  "/usr/lib", "/usr/lib64", "/usr/libexec",
        "/usr/share", "/usr/local", "/bin",     "/sbin",      "/lib",
        "/lib64",     "/etc",       "/var/lib", "/opt",       "/nix",
    };

    for (size_t i = 0; i < ARRAY_LENGTH(needed); i++)
        if (is_at_or_below(needed[i], home))
            return true;
    return false;
}

bool hidden_has(const struct hidden *h, const char *path)
{
    for (size_t i = 0; i < h->count; i++)
        if (strcmp(h->paths[i], path) == 0)
            return true;
    return false;
}

static void add(struct hidden *h, const char *path)
{
    if (!hidden_has(h, path))
        ARRAY_PUSH(h->paths, h->count, h->capacity, mem_string(path));
}

/* Also what a symbolic link leads to: /home may be /var/home. */
static void add_real(struct hidden *h, const char *path)
{
    SCOPED(mem_done) char *real = realpath(path, NULL);

    if (real != NULL && !hidden_must_stay(real))
        add(h, real);
}

void hidden_find(struct hidden *h, const char *const *homes, size_t count)
{
    for (size_t i = 0; i < ARRAY_LENGTH(always); i++) {
        add(h, always[i]);
        add_real(h, always[i]);
    }
    for (size_t i = 0; i < count; i++)
        if (homes[i] != NULL && homes[i][0] == '/')
            add_real(h, homes[i]);
}

void hidden_done(struct hidden *h)
{
    for (size_t i = 0; i < h->count; i++)
        free(h->paths[i]);
    free(h->paths);
    *h = (struct hidden){0};
}
