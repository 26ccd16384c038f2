// SPDX-License-Identifier: MIT
/* The table of the kinds of fact: one line each. */
#include "kinds.h"
#include "kind.h"

static const struct kind *const kinds[] = {
    [FACT_NETNS_EXISTS] = &kind_netns_exists,
    [FACT_NETNS_FORWARDS] = &kind_netns_forwards,
    [FACT_NETNS_ROUTE] = &kind_netns_route,
    [FACT_NETNS_WAY_TO] = &kind_netns_way_to,
    [FACT_NETNS_RULE] = &kind_netns_rule,
    [FACT_NETNS_NEIGHBOUR] = &kind_netns_neighbour,
    [FACT_NETNS_SYSCTL] = &kind_netns_sysctl,
    [FACT_NETNS_REACHES] = &kind_netns_reaches,
    [FACT_NETNS_CANNOT_REACH] = &kind_netns_cannot_reach,
    [FACT_LINK_EXISTS] = &kind_link_exists,
    [FACT_LINK_UP] = &kind_link_up,
    [FACT_LINK_DOWN] = &kind_link_down,
    [FACT_LINK_PEER] = &kind_link_peer,
    [FACT_LINK_KIND] = &kind_link_kind,
    [FACT_LINK_ADDRESS] = &kind_link_address,
    [FACT_LINK_MASTER] = &kind_link_master,
    [FACT_LINK_MTU] = &kind_link_mtu,
    [FACT_LINK_MAC] = &kind_link_mac,
    [FACT_LINK_STATE] = &kind_link_state,
    [FACT_PINGED] = &kind_pinged,
    [FACT_CUSTOM] = &kind_custom,
    [FACT_ANY] = &kind_any,
    [FACT_ALL] = &kind_all,
    [FACT_NONE] = &kind_none,
};
_Static_assert(ARRAY_LENGTH(kinds) == FACT_KIND_COUNT, "a kind of fact has no row");

const struct kind *kind_of(const struct fact *f)
{
    return kinds[f->kind];
}
