// SPDX-License-Identifier: MIT
/* Neighbours: RTM_GETNEIGH, struct ndmsg, NDA_* (kernel: include/uapi/linux/neighbour.h). */
#include <errno.h>

#include "netlink.h"

#include <linux/neighbour.h>

static int neighbour_attribute(const struct nlattr *attribute, void *context)
{
    struct neighbour *neighbour = context;

    switch (attribute_type(attribute)) {
    case NDA_DST:
        return attribute_address(attribute, neighbour->address.family, &neighbour->address);
    case NDA_LLADDR:
        return attribute_mac(attribute, neighbour->mac, &neighbour->mac_len);
    }
    return 0;
}

/* NOARP: multicast and loopback, which need no question. NONE: an entry about which nothing is
 * known. */
static int neighbour_decode(const struct nlmsghdr *message, struct netns *into)
{
    const struct ndmsg *header = netlink_header(message, sizeof(*header));
    int r = netlink_check_room(into->neighbour_count);
    struct neighbour neighbour = {0};

    if (header == NULL)
        return -EBADMSG;
    if (family_bits(header->ndm_family) == 0 || header->ndm_state == NUD_NONE ||
        (header->ndm_state & NUD_NOARP) != 0 || r < 0)
        return r;
    neighbour.link = header->ndm_ifindex;
    neighbour.address.family = header->ndm_family;
    neighbour.state = header->ndm_state;
    neighbour.flags = header->ndm_flags;
    if (netlink_attributes(message, sizeof(*header), neighbour_attribute, &neighbour) < 0)
        return -EBADMSG;
    ARRAY_PUSH(into->neighbours, into->neighbour_count, into->neighbour_capacity, neighbour);
    return 0;
}

const struct netlink_object netlink_neighbours = {
    .what = "neighbours",
    .get = RTM_GETNEIGH,
    .row = RTM_NEWNEIGH,
    .header_size = sizeof(struct ndmsg),
    .decode = neighbour_decode,
};
