// SPDX-License-Identifier: MIT
/*
 * The kernel stamps packets only while some socket of the machine asks for it, and turns that on in
 * a work item of its own, later (net_enable_timestamp in net/core/dev.c). A packet that passed
 * before has no stamp, and recvmsg() then gives the time of reading (__sock_recv_timestamp in
 * net/socket.c): hops in different namespaces would come out in the order in which their sockets
 * are read.
 *
 * So ask, and send a datagram to ourselves until its stamp is older than the moment of reading it.
 * The switch is one for all network namespaces, so the loopback of the engine's own will do.
 */
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <firsthop/base.h>

#include "stamping.h"

#define MAX_WAIT_MS 500

/** A datagram socket that talks to itself. */
static int open_echo(void)
{
    static const int on = 1;
    SCOPED(fd_done) int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_in self = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof(self);

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) < 0 ||
        bind(fd, (struct sockaddr *)&self, sizeof(self)) < 0 ||
        getsockname(fd, (struct sockaddr *)&self, &len) < 0 ||
        connect(fd, (struct sockaddr *)&self, len) < 0)
        return -1;
    return fd_take(&fd);
}

static bool is_before(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

/** Read a datagram: does it bear the time of an earlier moment than this? */
static bool has_old_stamp(int fd)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(struct timespec))];
    } control;
    struct msghdr m = {.msg_control = &control, .msg_controllen = sizeof(control)};
    struct timespec before, stamp;
    struct cmsghdr *c;

    clock_gettime(CLOCK_REALTIME, &before);
    if (recvmsg(fd, &m, MSG_DONTWAIT) < 0)
        return false;
    c = CMSG_FIRSTHDR(&m);
    if (c == NULL || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS)
        return false;
    memcpy(&stamp, CMSG_DATA(c), sizeof(stamp));
    return is_before(&stamp, &before);
}

int stamping_start(void)
{
    SCOPED(fd_done) int fd = open_echo();
    uint64_t deadline = clock_now_ms() + MAX_WAIT_MS;
    struct pollfd p = {.fd = fd, .events = POLLIN};
    const struct timespec pause = {.tv_nsec = 50000};

    if (fd < 0)
        return -1;
    while (clock_now_ms() < deadline) {
        if (send(fd, "", 1, MSG_DONTWAIT) < 0)
            return -1;
        if (poll(&p, 1, MAX_WAIT_MS) == 1 && has_old_stamp(fd))
            break;
        nanosleep(&pause, NULL); /* the work item may need this very CPU */
    }
    return fd_take(&fd);
}
