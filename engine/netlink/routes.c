// SPDX-License-Identifier: MIT
/*
 * Routes: RTM_GETROUTE, struct rtmsg, RTA_* (kernel: include/uapi/linux/rtnetlink.h).
 *
 * One next hop stands in the message itself (RTA_OIF, RTA_GATEWAY or RTA_VIA, flags in the header);
 * several stand in RTA_MULTIPATH, each a struct rtnexthop followed by its own attributes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "netlink.h"

#define NEXT_HOP_FLAGS 0xffu /* RTNH_F_*; RTM_F_* of the same field start above */

struct route_row {
    uint8_t family;
    struct route route;
    struct next_hop only;
    size_t capacity;
};

/* RTA_VIA: a gateway of another family than the route, its family in front of it. */
static int via_attribute(const struct nlattr *attribute, struct next_hop *hop)
{
    const struct rtvia *via = attribute_value(attribute);
    size_t len = attribute_size(attribute);
    size_t size = len >= sizeof(*via) ? family_bits(via->rtvia_family) / 8u : 0;

    if (size == 0 || len != sizeof(*via) + size)
        return -EBADMSG;
    hop->gateway = (struct address){.family = (uint8_t)via->rtvia_family};
    memcpy(hop->gateway.bytes, via->rtvia_addr, size);
    hop->has_gateway = true;
    return 0;
}

static int hop_attribute(const struct nlattr *attribute, uint8_t family, struct next_hop *hop)
{
    switch (attribute_type(attribute)) {
    case RTA_OIF:
        return attribute_int(attribute, &hop->link);
    case RTA_GATEWAY:
        hop->has_gateway = true;
        return attribute_address(attribute, family, &hop->gateway);
    case RTA_VIA:
        return via_attribute(attribute, hop);
    }
    return 0;
}

struct hop_row {
    uint8_t family;
    struct next_hop hop;
};

static int nested_hop_attribute(const struct nlattr *attribute, void *context)
{
    struct hop_row *row = context;

    return hop_attribute(attribute, row->family, &row->hop);
}

static int multipath_attribute(const struct nlattr *attribute, struct route_row *row)
{
    const char *at = attribute_value(attribute);
    size_t left = attribute_size(attribute);

    while (left > 0) {
        const struct rtnexthop *header = (const struct rtnexthop *)at;
        struct hop_row hop = {.family = row->family};
        size_t size;

        if (left < sizeof(*header) || header->rtnh_len < sizeof(*header) || header->rtnh_len > left)
            return -EBADMSG;
        hop.hop.link = header->rtnh_ifindex;
        hop.hop.flags = header->rtnh_flags;
        hop.hop.weight = (uint16_t)(header->rtnh_hops + 1);
        if (netlink_walk(header + 1, header->rtnh_len - sizeof(*header), nested_hop_attribute,
                         &hop) < 0)
            return -EBADMSG;
        ARRAY_PUSH(row->route.hops, row->route.hop_count, row->capacity, hop.hop);
        size = RTNH_ALIGN((size_t)header->rtnh_len);
        if (size >= left)
            break;
        at += size;
        left -= size;
    }
    return 0;
}

static int route_attribute(const struct nlattr *attribute, void *context)
{
    struct route_row *row = context;
    struct route *route = &row->route;

    switch (attribute_type(attribute)) {
    case RTA_DST:
        return attribute_address(attribute, row->family, &route->destination.address);
    case RTA_TABLE: /* the header has room for the first 256 only */
        return attribute_u32(attribute, &route->table);
    case RTA_PRIORITY:
        return attribute_u32(attribute, &route->metric);
    case RTA_PREFSRC:
        return attribute_address(attribute, row->family, &route->preferred_source);
    case RTA_MULTIPATH:
        return multipath_attribute(attribute, row);
    }
    return hop_attribute(attribute, row->family, &row->only);
}

static struct route_row route_row_from(const struct rtmsg *header)
{
    return (struct route_row){
        .family = header->rtm_family,
        .route = {.destination = {.address.family = header->rtm_family,
                                  .length = header->rtm_dst_len},
                  .table = header->rtm_table,
                  .type = header->rtm_type,
                  .scope = header->rtm_scope,
                  .protocol = header->rtm_protocol},
        .only = {.flags = (uint8_t)(header->rtm_flags & NEXT_HOP_FLAGS), .weight = 1},
    };
}

int netlink_decode_route(const struct nlmsghdr *message, struct route *out)
{
    const struct rtmsg *header = netlink_header(message, sizeof(*header));
    struct route_row row;

    if (header == NULL)
        return -EBADMSG;
    if (family_bits(header->rtm_family) == 0)
        return -EAFNOSUPPORT;
    row = route_row_from(header);
    if (header->rtm_dst_len > family_bits(row.family) ||
        netlink_attributes(message, sizeof(*header), route_attribute, &row) < 0) {
        free(row.route.hops);
        return -EBADMSG;
    }
    if (row.route.hop_count == 0 &&
        (row.route.type == RTN_UNICAST || row.only.link != 0 || row.only.has_gateway)) {
        row.route.hops = mem_copy(&row.only, sizeof(row.only));
        row.route.hop_count = 1;
    }
    *out = row.route;
    return 0;
}

/* IPv6 keeps what it learned per destination in the same table; multicast routing has families of
 * its own. */
static int route_decode(const struct nlmsghdr *message, struct netns *into)
{
    const struct rtmsg *header = netlink_header(message, sizeof(*header));
    int r = netlink_check_room(into->route_count);
    struct route route;

    if (header == NULL)
        return -EBADMSG;
    if (family_bits(header->rtm_family) == 0 || (header->rtm_flags & RTM_F_CLONED) != 0 || r < 0)
        return r;
    r = netlink_decode_route(message, &route);
    if (r == 0)
        ARRAY_PUSH(into->routes, into->route_count, into->route_capacity, route);
    return r;
}

const struct netlink_object netlink_routes = {
    .what = "routes",
    .get = RTM_GETROUTE,
    .row = RTM_NEWROUTE,
    .header_size = sizeof(struct rtmsg),
    .decode = route_decode,
};
