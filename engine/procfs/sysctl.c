// SPDX-License-Identifier: MIT
/* Names of sysctls: from what people write to a path below /proc/sys that cannot leave it. */
#include <ctype.h>
#include <string.h>

#include <firsthop/procfs.h>

#define MAX_KEY 128

/** The separator written first decides: after a dot, dots separate and a slash stands for a dot
 * (sysctl(8)). */
static void swap_separators(char *path)
{
    const char *first = strpbrk(path, "./");

    if (first == NULL || *first == '/')
        return;
    for (; *path != '\0'; path++) {
        if (*path == '.')
            *path = '/';
        else if (*path == '/')
            *path = '.';
    }
}

/** Relative, no part of it empty or ".", and nowhere "..". */
static bool stays_inside(const char *path)
{
    if (strstr(path, "..") != NULL)
        return false;
    for (;;) {
        size_t len = strcspn(path, "/");

        if (len == 0 || (len == 1 && path[0] == '.'))
            return false;
        if (path[len] == '\0')
            return true;
        path += len + 1;
    }
}

bool procfs_sysctl_path(const char *key, char path[160])
{
    size_t len = key == NULL ? 0 : strnlen(key, MAX_KEY + 1);

    path[0] = '\0';
    if (len == 0 || len > MAX_KEY)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (!isascii((unsigned char)key[i]) || !isgraph((unsigned char)key[i]))
            return false;
    }
    memcpy(path, key, len + 1);
    swap_separators(path);
    if (stays_inside(path))
        return true;
    path[0] = '\0';
    return false;
}
