// SPDX-License-Identifier: MIT
/*
 * Events. They are never applied to anything: all they say is that what was read may be true no
 * more. A socket that overran (ENOBUFS) has lost some, which says the same.
 */
#include <errno.h>
#include <sys/socket.h>

#include "netlink.h"

#include <linux/neighbour.h>

/* Enough for any event's header and a little; what is cut off was not going to be read. */
#define EVENT_BYTES 8192
/* Then let others have a turn: the descriptor stays readable. */
#define MAX_EVENTS 10000

/* Removing an entry that needs no question (NOARP) changes nothing that a snapshot has. */
static unsigned neighbour_kind(const struct nlmsghdr *event)
{
    const struct ndmsg *header = netlink_header(event, sizeof(*header));

    if (header != NULL && event->nlmsg_type == RTM_DELNEIGH && (header->ndm_state & NUD_NOARP) != 0)
        return 0;
    return NETLINK_NEIGHBOUR;
}

static unsigned kind_of(const struct nlmsghdr *event)
{
    switch (event->nlmsg_type) {
    case RTM_NEWNEIGH:
    case RTM_DELNEIGH:
        return neighbour_kind(event);
    case RTM_NEWNSID:
        return NETLINK_NEW_NSID;
    }
    return NETLINK_MOVED;
}

static unsigned kinds_of(const void *data, size_t size)
{
    const struct nlmsghdr *event;
    unsigned kinds = 0;

    while ((event = netlink_next(&data, &size)) != NULL)
        kinds |= kind_of(event);
    return kinds;
}

int netlink_take_events(struct netlink *nl, unsigned *kinds)
{
    char buffer[EVENT_BYTES];

    *kinds = 0;
    for (int i = 0; i < MAX_EVENTS; i++) {
        ssize_t len = netlink_receive(nl->event_fd, buffer, sizeof(buffer), MSG_DONTWAIT);

        if (len == -EAGAIN)
            return 0;
        if (len == -ENOBUFS || len == -EMSGSIZE)
            *kinds |= NETLINK_MOVED;
        else if (len < 0)
            return (int)len;
        else
            *kinds |= kinds_of(buffer, (size_t)len);
    }
    *kinds |= NETLINK_MOVED;
    return 0;
}

int netlink_drain(struct netlink *nl, bool ignore_neighbours, struct error *err)
{
    unsigned kinds;
    int r = netlink_take_events(nl, &kinds);

    if (r < 0) {
        error_set_errno(err, r, "cannot read the events of '%s'", nl->subject);
        return error_classify(err, ERROR_FAULT);
    }
    if (ignore_neighbours)
        kinds &= ~NETLINK_NEIGHBOUR;
    return kinds != 0 ? 1 : 0;
}
