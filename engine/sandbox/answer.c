// SPDX-License-Identifier: MIT
/* What the keeper does for each kind of request. */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <firsthop/capture.h>
#include <firsthop/netlink.h>

#include "keeper.h"
#include "normal.h"

static int enter(int netns, struct error *err)
{
    struct statfs fs;

    if (fstatfs(netns, &fs) < 0 || fs.f_type != NSFS_MAGIC ||
        ioctl(netns, NS_GET_NSTYPE) != CLONE_NEWNET)
        return error_set(err, -EINVAL, "this is no network namespace");
    if (setns(netns, CLONE_NEWNET) < 0)
        return error_set(err, -EINVAL, "this is no network namespace of the sandbox");
    return 0;
}

static void go_home(const struct keeper *k)
{
    if (setns(k->home_netns, CLONE_NEWNET) < 0)
        _exit(1); /* lost in a learner's namespace: nothing we measure would be true */
}

static int open_sockets(int out[5], size_t *count, struct error *err)
{
    int r;

    for (size_t i = 0; i < 5; i++)
        out[i] = -1;
    r = netlink_open_sockets(&out[0], &out[1], err);
    if (r == 0)
        r = capture_open_socket(&out[2], err);
    if (r == 0)
        r = probe_open_sockets(&out[3], &out[4], err);
    if (r == 0)
        *count = 5;
    else
        message_close(out, 5);
    return r;
}

static int answer_sockets(const struct keeper *k, int netns, int *out, size_t *count,
                          struct error *err)
{
    int r = enter(netns, err);

    if (r < 0)
        return r;
    r = open_sockets(out, count, err);
    go_home(k);
    return r;
}

static int answer_new_netns(const struct keeper *k, int *out, size_t *count, struct error *err)
{
    int r;

    if (unshare(CLONE_NEWNET) < 0)
        return error_set_errno(err, -errno, "cannot make a network namespace");
    out[0] = openat(k->proc, "thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    r = out[0] < 0 ? error_set_errno(err, -errno, "cannot open a new network namespace")
                   : normal_apply(k->proc, NULL, err);
    go_home(k);
    if (r == 0)
        *count = 1;
    else
        fd_done(&out[0]);
    return r;
}

/* /proc/sys/net is that of whoever looks (net/sysctl_net.c), so one must be there. */
static int read_sysctl(const struct keeper *k, const char *path, char *text, size_t size,
                       struct error *err)
{
    struct open_how how = {.flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV};
    char full[256];
    ssize_t n;

    snprintf(full, sizeof(full), "sys/%s", path);
    SCOPED(fd_done) int fd = (int)syscall(SYS_openat2, k->proc, full, &how, sizeof(how));
    if (fd < 0)
        return error_set_errno(err, -errno, "cannot open the sysctl '%s'", path);
    n = read(fd, text, size - 1);
    if (n < 0)
        return error_set_errno(err, -errno, "cannot read the sysctl '%s'", path);
    text[n] = '\0';
    if (n > 0 && text[n - 1] == '\n')
        text[n - 1] = '\0';
    return 0;
}

static int answer_sysctl(const struct keeper *k, int netns, const char *path, struct reply *a,
                         struct error *err)
{
    int r = enter(netns, err);

    if (r < 0)
        return r;
    r = read_sysctl(k, path, a->text, sizeof(a->text), err);
    go_home(k);
    return r;
}

/* In here, so that the terminal has a name in here: /dev/pts/0. */
static int answer_terminal(int *out, size_t *count, struct error *err)
{
    out[0] = open("/dev/pts/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (out[0] < 0)
        return error_set_errno(err, -errno, "cannot open a terminal in the sandbox");
    if (unlockpt(out[0]) < 0)
        return error_set_errno(err, -errno, "cannot unlock a terminal in the sandbox");
    *count = 1;
    return 0;
}

void keeper_answer(struct keeper *k, const struct request *q, const int *fds, size_t fd_count,
                   struct reply *a, int *out, size_t *out_count)
{
    struct error err = {0};
    int first = fd_count > 0 ? fds[0] : -1, r;
    pid_t pid = 0;

    switch (q->kind) {
    case REQUEST_SOCKETS:
        r = answer_sockets(k, first, out, out_count, &err);
        break;
    case REQUEST_NEW_NETNS:
        r = answer_new_netns(k, out, out_count, &err);
        break;
    case REQUEST_SYSCTL:
        r = answer_sysctl(k, first, q->text, a, &err);
        break;
    case REQUEST_TERMINAL:
        r = answer_terminal(out, out_count, &err);
        break;
    case REQUEST_SPAWN:
        r = keeper_spawn(k, q, fds, fd_count, &pid, out, &err);
        break;
    case REQUEST_TRY:
        r = keeper_try(k, q, &pid, out, &err);
        break;
    default:
        r = error_set(&err, -EINVAL, "unknown request %d", (int)q->kind);
    }
    if (r == 0 && pid > 0)
        *out_count = 1;
    a->result = r;
    a->inner = pid;
    if (r < 0)
        str_copy(a->text, sizeof(a->text), err.what);
}
