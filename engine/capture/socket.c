// SPDX-License-Identifier: MIT
/*
 * The AF_PACKET socket of one namespace: filtered in the kernel, stamped by the kernel.
 *
 * Order matters. A packet socket made with protocol 0 receives nothing (packet(7)); the filter is
 * attached in that silence, and only bind() opens it. So no frame that the filter would refuse is
 * ever queued.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <firsthop/capture.h>

/* Room for what comes in while the engine looks elsewhere; the kernel cuts it to net.core.rmem_max.
 */
#define CAPTURE_BUFFER (8 * 1024 * 1024)

/* Made by build/filter.c. */
static const struct sock_filter filter[] = {
#include "capture_filter.inc"
};

static int set_options(int fd)
{
    const struct sock_fprog program = {ARRAY_LENGTH(filter), (struct sock_filter *)filter};
    static const int on = 1, size = CAPTURE_BUFFER;

    if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0 ||
        setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) < 0 ||
        setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) < 0)
        return -errno;
    /* FORCE needs a capability in the first user namespace; without it rmem_max is the bound. */
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0 &&
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)) < 0)
        return -errno;
    return 0;
}

int capture_open_socket(int *fd, struct error *err)
{
    struct sockaddr_ll all = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
    SCOPED(fd_done) int s = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int r;

    if (s < 0)
        return error_set_errno(err, -errno, "cannot open a packet socket");
    r = set_options(s);
    if (r < 0)
        return error_set_errno(err, r, "cannot set up the packet socket");
    if (bind(s, (struct sockaddr *)&all, sizeof(all)) < 0)
        return error_set_errno(err, -errno, "cannot bind the packet socket");
    *fd = fd_take(&s);
    return 0;
}
