// SPDX-License-Identifier: MIT
/* /dev: the nodes that every program expects, bound from the host (mknod is refused in a user
 * namespace). */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "view.h"

static int bind_node(const char *root, const char *name, struct error *err)
{
    char host[64], view[PATH_MAX];
    int fd;

    snprintf(host, sizeof(host), "/dev/%s", name);
    snprintf(view, sizeof(view), "%s/dev/%s", root, name);
    fd = open(view, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return error_set_errno(err, -errno, "cannot make '%s'", host);
    close(fd);
    return view_mount(host, view, NULL, MS_BIND, NULL, err);
}

static int add_link(const char *root, const char *name, const char *target, struct error *err)
{
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/dev/%s", root, name);
    if (symlink(target, path) < 0)
        return error_set_errno(err, -errno, "cannot make '/dev/%s'", name);
    return 0;
}

/* A pts of its own: a terminal of the host has no name in here (devpts.rst of the kernel). */
static int mount_pts(const char *root, struct error *err)
{
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/dev/pts", root);
    if (mkdir(path, 0755) < 0)
        return error_set_errno(err, -errno, "cannot make '/dev/pts'");
    return view_mount("devpts", path, "devpts", MS_NOSUID | MS_NOEXEC,
                      "newinstance,ptmxmode=0666,mode=0620", err);
}

int device_build(const char *root, uint64_t bytes, struct error *err)
{
    static const char *const nodes[] = {"null", "zero", "full", "random", "urandom", "tty"};
    static const char *const links[][2] = {
        {"fd", "/proc/self/fd"},       {"stdin", "/proc/self/fd/0"}, {"stdout", "/proc/self/fd/1"},
        {"stderr", "/proc/self/fd/2"}, {"ptmx", "pts/ptmx"},
    };
    char path[PATH_MAX];
    int r;

    snprintf(path, sizeof(path), "%s/dev", root);
    r = view_tmpfs(path, 1u << 20, "0755", err);
    for (size_t i = 0; r == 0 && i < ARRAY_LENGTH(nodes); i++)
        r = bind_node(root, nodes[i], err);
    for (size_t i = 0; r == 0 && i < ARRAY_LENGTH(links); i++)
        r = add_link(root, links[i][0], links[i][1], err);
    if (r == 0)
        r = mount_pts(root, err);
    snprintf(path, sizeof(path), "%s/dev/shm", root);
    if (r == 0 && mkdir(path, 01777) < 0)
        r = error_set_errno(err, -errno, "cannot make '/dev/shm'");
    return r < 0 ? r : view_tmpfs(path, bytes, "1777", err);
}
