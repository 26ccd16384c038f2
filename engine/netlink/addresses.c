// SPDX-License-Identifier: MIT
/* Addresses: RTM_GETADDR, struct ifaddrmsg, IFA_* (kernel: include/uapi/linux/if_addr.h). */
#include <errno.h>

#include "netlink.h"

#include <linux/if_addr.h>

struct address_row {
    uint8_t family;
    struct link_address entry;
    struct address address; /* IFA_ADDRESS: the peer's, or the own one if there is no IFA_LOCAL */
};

static int address_attribute(const struct nlattr *attribute, void *context)
{
    struct address_row *row = context;

    switch (attribute_type(attribute)) {
    case IFA_LOCAL:
        return attribute_address(attribute, row->family, &row->entry.local.address);
    case IFA_ADDRESS:
        return attribute_address(attribute, row->family, &row->address);
    case IFA_FLAGS: /* all of them: the header has room for the first eight only */
        return attribute_u32(attribute, &row->entry.flags);
    }
    return 0;
}

static int settle_address(struct address_row *row)
{
    struct address *local = &row->entry.local.address;

    if (local->family == 0)
        *local = row->address;
    else if (row->address.family != 0 && !address_equal(local, &row->address))
        row->entry.peer = row->address;
    return local->family != 0 ? 0 : -EBADMSG;
}

static int address_decode(const struct nlmsghdr *message, struct netns *into)
{
    const struct ifaddrmsg *header = netlink_header(message, sizeof(*header));
    struct address_row row = {0};
    int r = netlink_check_room(into->address_count);

    if (header == NULL)
        return -EBADMSG;
    if (family_bits(header->ifa_family) == 0 || r < 0)
        return r;
    row.family = header->ifa_family;
    row.entry.link = (int)header->ifa_index;
    row.entry.local.length = header->ifa_prefixlen;
    row.entry.flags = header->ifa_flags;
    row.entry.scope = header->ifa_scope;
    if (header->ifa_prefixlen > family_bits(row.family) ||
        netlink_attributes(message, sizeof(*header), address_attribute, &row) < 0)
        return -EBADMSG;
    r = settle_address(&row);
    if (r == 0)
        ARRAY_PUSH(into->addresses, into->address_count, into->address_capacity, row.entry);
    return r;
}

const struct netlink_object netlink_addresses = {
    .what = "addresses",
    .get = RTM_GETADDR,
    .row = RTM_NEWADDR,
    .header_size = sizeof(struct ifaddrmsg),
    .decode = address_decode,
};
