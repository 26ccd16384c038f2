// SPDX-License-Identifier: MIT
/* Links: RTM_GETLINK, struct ifinfomsg, IFLA_* (kernel: include/uapi/linux/if_link.h). */
#include <errno.h>

#include "netlink.h"

#include <linux/if_link.h>

static int info_attribute(const struct nlattr *attribute, void *context)
{
    struct link *link = context;

    switch (attribute_type(attribute)) {
    case IFLA_INFO_KIND:
        return attribute_text(attribute, link->kind, sizeof(link->kind));
    case IFLA_INFO_SLAVE_KIND:
        return attribute_text(attribute, link->slave_kind, sizeof(link->slave_kind));
    }
    return 0;
}

struct link_row {
    struct link link;
    bool is_elsewhere; /* IFLA_LINK_NETNSID was there */
};

static int link_attribute(const struct nlattr *attribute, void *context)
{
    struct link_row *row = context;
    struct link *link = &row->link;

    switch (attribute_type(attribute)) {
    case IFLA_IFNAME:
        return attribute_text(attribute, link->name, sizeof(link->name));
    case IFLA_ADDRESS:
        return attribute_mac(attribute, link->mac, &link->mac_len);
    case IFLA_MTU:
        return attribute_u32(attribute, &link->mtu);
    case IFLA_OPERSTATE:
        return attribute_u8(attribute, &link->operstate);
    case IFLA_MASTER:
        return attribute_int(attribute, &link->master);
    case IFLA_LINK:
        return attribute_int(attribute, &link->peer_index);
    case IFLA_LINK_NETNSID:
        row->is_elsewhere = true;
        return attribute_int(attribute, &link->peer_nsid);
    case IFLA_LINKINFO:
        return netlink_walk(attribute_value(attribute), attribute_size(attribute), info_attribute,
                            link);
    }
    return 0;
}

/*
 * A peer elsewhere has an id here, counted from 0; the kernel gives a negative one when that
 * namespace is just being torn down, and then there is no other end to speak of. Before Linux 5.6
 * IFLA_LINK was left out when both ends of a veth happened to have the same number.
 */
static void settle_peer(struct link_row *row)
{
    struct link *link = &row->link;

    if (row->is_elsewhere && link->peer_nsid >= 0 && link->peer_index == 0 &&
        str_equal(link->kind, "veth"))
        link->peer_index = link->index;
    if (row->is_elsewhere && link->peer_nsid < 0)
        link->peer_index = 0;
    if (link->peer_index == 0)
        link->peer_nsid = -1;
}

static int link_decode(const struct nlmsghdr *message, struct netns *into)
{
    const struct ifinfomsg *header = netlink_header(message, sizeof(*header));
    struct link_row row = {.link.peer_nsid = -1};
    int r = netlink_check_room(into->link_count);

    if (header == NULL)
        return -EBADMSG;
    if (header->ifi_family != AF_UNSPEC || r < 0) /* bridges tell about their ports as AF_BRIDGE */
        return r;
    row.link.index = header->ifi_index;
    row.link.flags = header->ifi_flags;
    if (netlink_attributes(message, sizeof(*header), link_attribute, &row) < 0)
        return -EBADMSG;
    settle_peer(&row);
    ARRAY_PUSH(into->links, into->link_count, into->link_capacity, row.link);
    return 0;
}

const struct netlink_object netlink_links = {
    .what = "links",
    .get = RTM_GETLINK,
    .row = RTM_NEWLINK,
    .header_size = sizeof(struct ifinfomsg),
    .link_filter = RTEXT_FILTER_SKIP_STATS,
    .decode = link_decode,
};
