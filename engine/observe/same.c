// SPDX-License-Identifier: MIT
/*
 * Do two snapshots of one namespace say the same? Neighbours are left out: they come and go by
 * themselves, and our own probes make them.
 */
#include <string.h>

#include "observe_private.h"

static bool same_link(const struct link *a, const struct link *b)
{
    return a->index == b->index && strcmp(a->name, b->name) == 0 && strcmp(a->kind, b->kind) == 0 &&
           a->flags == b->flags && a->operstate == b->operstate && a->mtu == b->mtu &&
           a->mac_len == b->mac_len && memcmp(a->mac, b->mac, sizeof(a->mac)) == 0 &&
           a->master == b->master && a->peer_index == b->peer_index &&
           a->peer_netns == b->peer_netns;
}

static bool same_address(const struct link_address *a, const struct link_address *b)
{
    return a->link == b->link && prefix_equal(&a->local, &b->local) &&
           address_equal(&a->peer, &b->peer) && a->flags == b->flags && a->scope == b->scope;
}

static bool same_hop(const struct next_hop *a, const struct next_hop *b)
{
    return a->link == b->link && a->has_gateway == b->has_gateway &&
           (!a->has_gateway || address_equal(&a->gateway, &b->gateway)) && a->flags == b->flags &&
           a->weight == b->weight;
}

static bool same_route(const struct route *a, const struct route *b)
{
    if (!prefix_equal(&a->destination, &b->destination) || a->table != b->table ||
        a->type != b->type || a->scope != b->scope || a->protocol != b->protocol ||
        a->metric != b->metric || !address_equal(&a->preferred_source, &b->preferred_source) ||
        a->hop_count != b->hop_count)
        return false;
    for (size_t i = 0; i < a->hop_count; i++)
        if (!same_hop(&a->hops[i], &b->hops[i]))
            return false;
    return true;
}

static bool same_rule(const struct rule *a, const struct rule *b)
{
    return a->family == b->family && a->priority == b->priority &&
           prefix_equal(&a->source, &b->source) && prefix_equal(&a->destination, &b->destination) &&
           strcmp(a->input, b->input) == 0 && strcmp(a->output, b->output) == 0 &&
           a->mark == b->mark && a->mark_mask == b->mark_mask && a->table == b->table &&
           a->action == b->action && a->inverted == b->inverted;
}

static bool same_netconf(const struct netconf *a, const struct netconf *b)
{
    return a->family == b->family && a->link == b->link && a->forwarding == b->forwarding &&
           a->rp_filter == b->rp_filter && a->proxy_neighbour == b->proxy_neighbour &&
           a->ignore_routes_with_linkdown == b->ignore_routes_with_linkdown;
}

#define SAME_ARRAY(a, b, items, count, same)                                                       \
    do {                                                                                           \
        if ((a)->count != (b)->count)                                                              \
            return false;                                                                          \
        for (size_t i = 0; i < (a)->count; i++)                                                    \
            if (!same(&(a)->items[i], &(b)->items[i]))                                             \
                return false;                                                                      \
    } while (0)

bool netns_same(const struct netns *a, const struct netns *b)
{
    if (a == NULL || b == NULL || !str_equal(a->name, b->name))
        return a == b;
    SAME_ARRAY(a, b, links, link_count, same_link);
    SAME_ARRAY(a, b, addresses, address_count, same_address);
    SAME_ARRAY(a, b, routes, route_count, same_route);
    SAME_ARRAY(a, b, rules, rule_count, same_rule);
    SAME_ARRAY(a, b, netconfs, netconf_count, same_netconf);
    return true;
}
