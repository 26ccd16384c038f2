// SPDX-License-Identifier: MIT
/* Policy rules: RTM_GETRULE, struct fib_rule_hdr, FRA_* (kernel: include/uapi/linux/fib_rules.h).
 */
#include <errno.h>

#include "netlink.h"

#include <linux/fib_rules.h>

static int rule_attribute(const struct nlattr *attribute, void *context)
{
    struct rule *rule = context;

    switch (attribute_type(attribute)) {
    case FRA_PRIORITY:
        return attribute_u32(attribute, &rule->priority);
    case FRA_SRC:
        return attribute_address(attribute, rule->family, &rule->source.address);
    case FRA_DST:
        return attribute_address(attribute, rule->family, &rule->destination.address);
    case FRA_IIFNAME:
        return attribute_text(attribute, rule->input, sizeof(rule->input));
    case FRA_OIFNAME:
        return attribute_text(attribute, rule->output, sizeof(rule->output));
    case FRA_FWMARK:
        return attribute_u32(attribute, &rule->mark);
    case FRA_FWMASK:
        return attribute_u32(attribute, &rule->mark_mask);
    case FRA_TABLE: /* the header has room for the first 256 only */
        return attribute_u32(attribute, &rule->table);
    }
    return 0;
}

/* The multicast routing tables have rules of their own families. */
static int rule_decode(const struct nlmsghdr *message, struct netns *into)
{
    const struct fib_rule_hdr *header = netlink_header(message, sizeof(*header));
    int r = netlink_check_room(into->rule_count);
    struct rule rule = {0};

    if (header == NULL)
        return -EBADMSG;
    if (family_bits(header->family) == 0 || r < 0)
        return r;
    rule.family = header->family;
    rule.source.length = header->src_len;
    rule.destination.length = header->dst_len;
    rule.table = header->table;
    rule.action = header->action;
    rule.inverted = (header->flags & FIB_RULE_INVERT) != 0;
    if (header->src_len > family_bits(rule.family) || header->dst_len > family_bits(rule.family) ||
        netlink_attributes(message, sizeof(*header), rule_attribute, &rule) < 0)
        return -EBADMSG;
    ARRAY_PUSH(into->rules, into->rule_count, into->rule_capacity, rule);
    return 0;
}

const struct netlink_object netlink_rules = {
    .what = "rules",
    .get = RTM_GETRULE,
    .row = RTM_NEWRULE,
    .header_size = sizeof(struct fib_rule_hdr),
    .decode = rule_decode,
};
