// SPDX-License-Identifier: MIT
/* One message with descriptors and a process's identity, whole or not at all. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "message.h"

#define CONTROL_SIZE (CMSG_SPACE(MESSAGE_FDS * sizeof(int)) + CMSG_SPACE(sizeof(struct ucred)))

static void add_control(struct msghdr *m, int type, const void *data, size_t len)
{
    struct cmsghdr *c = (struct cmsghdr *)((char *)m->msg_control + m->msg_controllen);

    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = type;
    c->cmsg_len = CMSG_LEN(len);
    memcpy(CMSG_DATA(c), data, len);
    m->msg_controllen += CMSG_SPACE(len);
}

int message_send(int fd, const void *data, size_t len, const int *fds, size_t fd_count, pid_t about)
{
    _Alignas(struct cmsghdr) char control[CONTROL_SIZE] = {0};
    struct iovec part = {.iov_base = (void *)(uintptr_t)data, .iov_len = len};
    struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control};
    struct ucred who = {.pid = about}; /* uid and gid 0: what we are in the sandbox */
    ssize_t n;

    if (fd_count > MESSAGE_FDS)
        return -EINVAL;
    if (fd_count > 0)
        add_control(&m, SCM_RIGHTS, fds, fd_count * sizeof(int));
    if (about != 0)
        add_control(&m, SCM_CREDENTIALS, &who, sizeof(who));
    do
        n = sendmsg(fd, &m, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n < 0 ? -errno : 0;
}

static void take_control(struct msghdr *m, int *fds, size_t *fd_count, pid_t *about)
{
    *fd_count = 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c)) {
        if (c->cmsg_level != SOL_SOCKET)
            continue;
        if (c->cmsg_type == SCM_RIGHTS) {
            *fd_count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
            memcpy(fds, CMSG_DATA(c), *fd_count * sizeof(int));
        } else if (c->cmsg_type == SCM_CREDENTIALS && about != NULL) {
            struct ucred who;

            memcpy(&who, CMSG_DATA(c), sizeof(who));
            *about = who.pid;
        }
    }
}

int message_receive(int fd, void *data, size_t len, int *fds, size_t *fd_count, pid_t *about)
{
    _Alignas(struct cmsghdr) char control[CONTROL_SIZE];
    struct iovec part = {.iov_base = data, .iov_len = len};
    struct msghdr m = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = CONTROL_SIZE};
    ssize_t n;

    do
        n = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return -errno;
    if (n == 0)
        return -EPIPE;
    take_control(&m, fds, fd_count, about);
    if ((size_t)n == len && (m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0)
        return 0;
    message_close(fds, *fd_count);
    *fd_count = 0;
    return -EBADMSG;
}

void message_close(int *fds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fd_done(&fds[i]);
}
