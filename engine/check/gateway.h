// SPDX-License-Identifier: MIT
/* Gateways and subnets: shared by the facts about routes. Private to check. */
#ifndef FIRSTHOP_CHECK_GATEWAY_H
#define FIRSTHOP_CHECK_GATEWAY_H

#include "kind.h"

/** An address of @ns whose subnet holds @to (link-local gateways: any address of the family), or
 * NULL. */
const struct link_address *find_subnet(const struct netns *ns, const struct address *to);
/** If @gateway lies in no subnet of @ns, the finding says so. */
bool miss_gateway(const struct judging *j, const struct netns *ns, const struct address *gateway);
/** A route of @ns that refuses packets (blackhole, unreachable, prohibit) to @to, or NULL. */
const struct route *find_refusal(const struct netns *ns, const struct address *to);
/** "blackhole", ...; "unicast" for others. */
const char *route_type_name(uint8_t type);
/** "10.0.2.0/24", or "default" for length 0. */
const char *destination_text(const struct route *r, char into[PREFIX_TEXT]);
/** "10.0.2.0/24 via 10.0.1.11 dev eth0 metric 5"; @hop may be NULL. */
void route_text(struct str *to, const struct netns *ns, const struct route *r,
                const struct next_hop *hop);
/** Name of link @index of @ns, "" if there is none. */
const char *link_name(const struct netns *ns, int index);
/** Why the kernel refused: its own words, or those for the error number. */
const char *kernel_words(const struct question *q);

#endif
