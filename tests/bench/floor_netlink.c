// SPDX-License-Identifier: MIT
/*
 * The netlink floor: the requests of one whole reading of a namespace, made with send() and recv()
 * alone. The rows of `dumps` are those that engine/netlink makes; add one here when one is added
 * there.
 */
#include "bench.h"
#include "floors.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netconf.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct dump {
    unsigned short type;
    size_t body; /* all zero: every family, every link */
} dumps[] = {
    {RTM_GETLINK, sizeof(struct ifinfomsg)},     {RTM_GETADDR, sizeof(struct ifaddrmsg)},
    {RTM_GETROUTE, sizeof(struct rtmsg)},        {RTM_GETRULE, sizeof(struct fib_rule_hdr)},
    {RTM_GETNETCONF, sizeof(struct netconfmsg)}, {RTM_GETNEIGH, sizeof(struct ndmsg)},
};

/* A header, a body and room for one attribute. */
struct request {
    struct nlmsghdr head;
    unsigned char body[64];
};

int floor_socket(unsigned groups)
{
    struct sockaddr_nl self = {.nl_family = AF_NETLINK, .nl_groups = groups};
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    int on = 1;

    if (fd < 0 || bind(fd, (struct sockaddr *)&self, sizeof(self)) < 0)
        bench_die("a netlink socket");
    setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
    return fd;
}

static void add_u32(struct request *r, unsigned short type, unsigned value)
{
    struct rtattr *a = (struct rtattr *)((char *)r + NLMSG_ALIGN(r->head.nlmsg_len));

    a->rta_type = type;
    a->rta_len = RTA_LENGTH(sizeof(value));
    memcpy(RTA_DATA(a), &value, sizeof(value));
    r->head.nlmsg_len = NLMSG_ALIGN(r->head.nlmsg_len) + RTA_ALIGN(a->rta_len);
}

static void ask(int fd, const struct dump *d)
{
    struct request r = {
        .head = {.nlmsg_len = NLMSG_LENGTH(d->body),
                 .nlmsg_type = d->type,
                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
    };

    if (d->type == RTM_GETLINK)
        add_u32(&r, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    if (send(fd, &r, r.head.nlmsg_len, 0) < 0)
        bench_die("asking for dump %u", d->type);
}

/* Receive until the answer is complete: the dump's end, or the acknowledgement. */
static void take_answer(int fd)
{
    static char buffer[32768] __attribute__((aligned(NLMSG_ALIGNTO)));

    for (;;) {
        ssize_t len = recv(fd, buffer, sizeof(buffer), 0);
        struct nlmsghdr *h = (struct nlmsghdr *)buffer;

        if (len < 0)
            bench_die("receiving");
        for (; NLMSG_OK(h, (size_t)len); h = NLMSG_NEXT(h, len)) {
            if (h->nlmsg_type == NLMSG_ERROR) {
                errno = -((struct nlmsgerr *)NLMSG_DATA(h))->error;
                if (errno)
                    bench_die("a netlink request");
                return;
            }
            if (h->nlmsg_type == NLMSG_DONE)
                return;
        }
    }
}

void floor_dump(int fd)
{
    for (size_t i = 0; i < sizeof(dumps) / sizeof(*dumps); i++) {
        ask(fd, &dumps[i]);
        take_answer(fd);
    }
}

static void change_loopback(int request, struct ifinfomsg lo, unsigned mtu)
{
    struct request r = {.head = {.nlmsg_len = NLMSG_LENGTH(sizeof(lo)),
                                 .nlmsg_type = RTM_NEWLINK,
                                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK}};

    lo.ifi_index = 1;
    memcpy(r.body, &lo, sizeof(lo));
    if (mtu > 0)
        add_u32(&r, IFLA_MTU, mtu);
    if (send(request, &r, r.head.nlmsg_len, 0) < 0)
        bench_die("changing lo");
    take_answer(request);
}

void floor_set_mtu(int request, unsigned mtu)
{
    change_loopback(request, (struct ifinfomsg){0}, mtu);
}

void floor_set_up(int request, bool up)
{
    change_loopback(request, (struct ifinfomsg){.ifi_flags = up ? IFF_UP : 0, .ifi_change = IFF_UP},
                    0);
}

void floor_hear(int listener)
{
    char event[8192];
    int flags = 0;

    while (recv(listener, event, sizeof(event), flags) > 0)
        flags = MSG_DONTWAIT;
    if (flags == 0 || errno != EAGAIN)
        bench_die("waiting for an event");
}
