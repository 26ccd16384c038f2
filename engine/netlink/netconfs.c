// SPDX-License-Identifier: MIT
/* Settings per link and family: RTM_GETNETCONF, NETCONFA_* (kernel: include/uapi/linux/netconf.h).
 */
#include <errno.h>

#include "netlink.h"

#include <linux/netconf.h>

static int netconf_attribute(const struct nlattr *attribute, void *context)
{
    struct netconf *netconf = context;

    switch (attribute_type(attribute)) {
    case NETCONFA_IFINDEX:
        return attribute_int(attribute, &netconf->link);
    case NETCONFA_FORWARDING:
        return attribute_int(attribute, &netconf->forwarding);
    case NETCONFA_RP_FILTER:
        return attribute_int(attribute, &netconf->rp_filter);
    case NETCONFA_PROXY_NEIGH:
        return attribute_int(attribute, &netconf->proxy_neighbour);
    case NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN:
        return attribute_int(attribute, &netconf->ignore_routes_with_linkdown);
    }
    return 0;
}

static int netconf_decode(const struct nlmsghdr *message, struct netns *into)
{
    const struct netconfmsg *header = netlink_header(message, sizeof(*header));
    struct netconf netconf = {.rp_filter = -1};
    int r = netlink_check_room(into->netconf_count);

    if (header == NULL)
        return -EBADMSG;
    if (family_bits(header->ncm_family) == 0 || r < 0)
        return r;
    netconf.family = header->ncm_family;
    if (netlink_attributes(message, sizeof(*header), netconf_attribute, &netconf) < 0)
        return -EBADMSG;
    ARRAY_PUSH(into->netconfs, into->netconf_count, into->netconf_capacity, netconf);
    return 0;
}

const struct netlink_object netlink_netconfs = {
    .what = "settings",
    .get = RTM_GETNETCONF,
    .row = RTM_NEWNETCONF,
    .header_size = sizeof(struct netconfmsg),
    .decode = netconf_decode,
};
