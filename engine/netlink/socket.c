// SPDX-License-Identifier: MIT
/* The two sockets of a namespace: making them inside, owning them outside. */
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "netlink.h"

#include <linux/netlink.h>

#define GROUP(number) (1u << ((number)-1))

/* Every change of what netlink_read reads. A nexthop object changes routes without an event of
 * theirs. */
#define GROUPS                                                                                     \
    (GROUP(RTNLGRP_LINK) | GROUP(RTNLGRP_NEIGH) | GROUP(RTNLGRP_IPV4_IFADDR) |                     \
     GROUP(RTNLGRP_IPV6_IFADDR) | GROUP(RTNLGRP_IPV4_ROUTE) | GROUP(RTNLGRP_IPV6_ROUTE) |          \
     GROUP(RTNLGRP_IPV4_RULE) | GROUP(RTNLGRP_IPV6_RULE) | GROUP(RTNLGRP_IPV4_NETCONF) |           \
     GROUP(RTNLGRP_IPV6_NETCONF) | GROUP(RTNLGRP_NSID) | GROUP(RTNLGRP_NEXTHOP))

/* Answers are there when send returns; only a lost one makes us wait. */
#define ANSWER_TIMEOUT_S 2
#define EVENT_BUFFER     (1 << 20)

/* Refused by older kernels, which then say less or check less. */
static void enable(int fd, int option)
{
    int on = 1;

    (void)setsockopt(fd, SOL_NETLINK, option, &on, sizeof(on));
}

static int open_socket(int flags, uint32_t groups)
{
    struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = groups};
    SCOPED(fd_done) int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | flags, NETLINK_ROUTE);

    if (fd < 0)
        return -errno;
    enable(fd, NETLINK_EXT_ACK);        /* Linux 4.12 */
    enable(fd, NETLINK_CAP_ACK);        /* 4.2 */
    enable(fd, NETLINK_GET_STRICT_CHK); /* 4.20 */
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
        return -errno;
    return fd_take(&fd);
}

int netlink_open_sockets(int *request_fd, int *event_fd, struct error *err)
{
    SCOPED(fd_done) int request = open_socket(0, 0);
    SCOPED(fd_done) int event = open_socket(SOCK_NONBLOCK, GROUPS);

    if (request < 0 || event < 0) {
        error_set_errno(err, request < 0 ? request : event, "cannot open a route netlink socket");
        return error_classify(err, ERROR_MACHINE);
    }
    *request_fd = fd_take(&request);
    *event_fd = fd_take(&event);
    return 0;
}

static int set_up(const struct netlink *nl)
{
    struct timeval timeout = {.tv_sec = ANSWER_TIMEOUT_S};
    int size = EVENT_BUFFER;

    if (setsockopt(nl->request_fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) < 0)
        return -errno;
    /* The kernel cuts the second to net.core.rmem_max; the first is for real root. */
    if (setsockopt(nl->event_fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0 &&
        setsockopt(nl->event_fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)) < 0)
        return -errno;
    return 0;
}

int netlink_new(struct netlink **out, int request_fd, int event_fd, const char *subject,
                struct error *err)
{
    struct netlink *nl = mem_alloc(sizeof(*nl));
    int r;

    nl->request_fd = request_fd;
    nl->event_fd = event_fd;
    nl->subject = mem_string(subject);
    r = set_up(nl);
    if (r < 0) {
        error_set_errno(err, r, "cannot use the netlink sockets of '%s'", subject);
        error_classify(err, ERROR_FAULT);
        netlink_free(nl);
        return r;
    }
    *out = nl;
    return 0;
}

void netlink_free(struct netlink *nl)
{
    if (nl == NULL)
        return;
    fd_done(&nl->request_fd);
    fd_done(&nl->event_fd);
    free(nl->subject);
    free(nl);
}

void netlink_set_subject(struct netlink *nl, const char *subject)
{
    char *copy = mem_string(subject);

    free(nl->subject);
    nl->subject = copy;
}

int netlink_event_fd(const struct netlink *nl)
{
    return nl->event_fd;
}
