// SPDX-License-Identifier: MIT
/* The raw ICMP sockets of one namespace, from which probes are sent; probe.c uses them. */
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <firsthop/capture.h>

#include <linux/icmp.h> /* after net/if.h of capture.h: the kernel's headers give way to it */

/* raw(7) names it; the C library's headers do not. */
#ifndef ICMP_FILTER
#define ICMP_FILTER 1
#endif

/** Only what can answer a probe; a set bit blocks (icmp(7)). */
static int filter4(int fd)
{
    struct icmp_filter f = {
        .data = ~(1U << ICMP_ECHOREPLY | 1U << ICMP_DEST_UNREACH | 1U << ICMP_TIME_EXCEEDED)};

    return setsockopt(fd, SOL_RAW, ICMP_FILTER, &f, sizeof(f));
}

static int filter6(int fd)
{
    static const int on = 1;
    struct icmp6_filter f;

    ICMP6_FILTER_SETBLOCKALL(&f);
    ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &f);
    ICMP6_FILTER_SETPASS(ICMP6_DST_UNREACH, &f);
    ICMP6_FILTER_SETPASS(ICMP6_TIME_EXCEEDED, &f);
    if (setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &f, sizeof(f)) < 0)
        return -1;
    return setsockopt(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, &on, sizeof(on));
}

int probe_open_sockets(int *fd4, int *fd6, struct error *err)
{
    const int type = SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK;
    SCOPED(fd_done) int s4 = socket(AF_INET, type, IPPROTO_ICMP);
    SCOPED(fd_done) int s6 = -1;

    if (s4 < 0 || filter4(s4) < 0)
        return error_set_errno(err, -errno, "cannot open a raw ICMP socket");
    s6 = socket(AF_INET6, type, IPPROTO_ICMPV6);
    if (s6 < 0 || filter6(s6) < 0)
        return error_set_errno(err, -errno, "cannot open a raw ICMPv6 socket");
    *fd4 = fd_take(&s4);
    *fd6 = fd_take(&s6);
    return 0;
}
