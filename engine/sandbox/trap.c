// SPDX-License-Identifier: MIT
/* Looking at the network namespace of whoever waits in a trapped call. */
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "normal.h"
#include "trap.h"

static bool is_same(int a, int b)
{
    struct stat x, y;

    return fstat(a, &x) == 0 && fstat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static void make_normal(pid_t pid, int proc_fd, int home_netns)
{
    struct error ignored = {0};
    char path[48];

    snprintf(path, sizeof(path), "%d/ns/net", (int)pid);
    SCOPED(fd_done) int netns = openat(proc_fd, path, O_RDONLY | O_CLOEXEC);
    if (netns < 0 || is_same(netns, home_netns) || setns(netns, CLONE_NEWNET) < 0)
        return;
    (void)normal_apply(proc_fd, NULL, &ignored);
    if (setns(home_netns, CLONE_NEWNET) < 0)
        _exit(1); /* lost in a learner's namespace: nothing we measure would be true */
}

void trap_serve(int trap_fd, int proc_fd, int home_netns)
{
    /* The kernel wants its structs zeroed, and may know longer ones than our headers. */
    _Alignas(8) char request_room[512] = {0}, answer_room[512] = {0};
    struct seccomp_notif *request = (void *)request_room;
    struct seccomp_notif_resp *answer = (void *)answer_room;

    if (ioctl(trap_fd, SECCOMP_IOCTL_NOTIF_RECV, request) < 0)
        return; /* ENOENT: the caller was killed */
    if (request->pid != 0)
        make_normal((pid_t)request->pid, proc_fd, home_netns);
    answer->id = request->id;
    answer->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    (void)ioctl(trap_fd, SECCOMP_IOCTL_NOTIF_SEND, answer);
}
