// SPDX-License-Identifier: MIT
/* The rows of kinds.c: each is defined in the file of its family. Private to check. */
#ifndef FIRSTHOP_CHECK_KINDS_H
#define FIRSTHOP_CHECK_KINDS_H

#include "kind.h"

extern const struct kind kind_netns_exists, kind_link_exists;           /* fact_exists.c */
extern const struct kind kind_netns_forwards;                           /* fact_forwards.c */
extern const struct kind kind_netns_route;                              /* fact_route.c */
extern const struct kind kind_netns_way_to;                             /* fact_way_to.c */
extern const struct kind kind_netns_rule;                               /* fact_rule.c */
extern const struct kind kind_netns_neighbour;                          /* fact_neighbour.c */
extern const struct kind kind_netns_sysctl;                             /* fact_sysctl.c */
extern const struct kind kind_netns_reaches, kind_netns_cannot_reach;   /* fact_reaches.c */
extern const struct kind kind_link_up, kind_link_down, kind_link_state; /* fact_link_state.c */
extern const struct kind kind_link_peer;                                /* fact_link_peer.c */
extern const struct kind kind_link_address;                             /* fact_link_address.c */
extern const struct kind kind_link_kind, kind_link_mtu, kind_link_mac;  /* fact_link_property.c */
extern const struct kind kind_link_master;                              /* fact_link_master.c */
extern const struct kind kind_pinged;                                   /* fact_pinged.c */
extern const struct kind kind_custom;                                   /* fact_custom.c */
extern const struct kind kind_any, kind_all, kind_none;                 /* fact_combined.c */

#endif
