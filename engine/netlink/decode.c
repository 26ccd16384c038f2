// SPDX-License-Identifier: MIT
/*
 * Messages to rows: the table of the kinds we know, attribute values with their sizes checked, and
 * the status messages that carry the kernel's own words.
 *
 *     nlmsghdr | fixed header of the kind | nlattr value pad | nlattr value pad | ...
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "netlink.h"

static const struct netlink_object *const objects[] = {
    &netlink_links, &netlink_addresses,  &netlink_routes,
    &netlink_rules, &netlink_neighbours, &netlink_netconfs,
};

const struct nlmsghdr *netlink_next(const void **at, size_t *size)
{
    const struct nlmsghdr *message = *at;
    size_t step;

    if (*size < sizeof(*message) || message->nlmsg_len < sizeof(*message) ||
        message->nlmsg_len > *size)
        return NULL;
    step = MNL_ALIGN((size_t)message->nlmsg_len);
    if (step > *size)
        step = *size;
    *at = (const char *)message + step;
    *size -= step;
    return message;
}

const void *netlink_header(const struct nlmsghdr *message, size_t size)
{
    return mnl_nlmsg_get_payload_len(message) >= size ? mnl_nlmsg_get_payload(message) : NULL;
}

int netlink_check_room(size_t count)
{
    return count < NETLINK_MAX_ROWS ? 0 : -E2BIG;
}

/* ---- attributes ---- */

int netlink_walk(const void *at, size_t size, netlink_attribute_fn *fn, void *context)
{
    const char *from = at;

    while (size > 0) {
        const struct nlattr *attribute = (const struct nlattr *)from;
        size_t step;
        int r;

        if (size < sizeof(*attribute) || attribute->nla_len < MNL_ATTR_HDRLEN ||
            attribute->nla_len > size)
            return -EBADMSG;
        r = fn(attribute, context);
        if (r < 0)
            return r;
        step = MNL_ALIGN((size_t)attribute->nla_len);
        if (step >= size)
            return 0;
        from += step;
        size -= step;
    }
    return 0;
}

int netlink_attributes(const struct nlmsghdr *message, size_t header_size, netlink_attribute_fn *fn,
                       void *context)
{
    size_t len = mnl_nlmsg_get_payload_len(message), offset = MNL_ALIGN(header_size);

    if (len <= offset)
        return 0;
    return netlink_walk((const char *)mnl_nlmsg_get_payload(message) + offset, len - offset, fn,
                        context);
}

static int copy_value(const struct nlattr *attribute, void *to, size_t size)
{
    if (attribute_size(attribute) < size)
        return -EBADMSG;
    memcpy(to, attribute_value(attribute), size);
    return 0;
}

int attribute_u8(const struct nlattr *attribute, uint8_t *to)
{
    return copy_value(attribute, to, sizeof(*to));
}

int attribute_u32(const struct nlattr *attribute, uint32_t *to)
{
    return copy_value(attribute, to, sizeof(*to));
}

int attribute_int(const struct nlattr *attribute, int *to)
{
    return copy_value(attribute, to, sizeof(*to));
}

int attribute_text(const struct nlattr *attribute, char *to, size_t size)
{
    const char *text = attribute_value(attribute);
    size_t len = strnlen(text, attribute_size(attribute));

    if (len >= size)
        return -EBADMSG;
    memcpy(to, text, len);
    to[len] = '\0';
    return 0;
}

int attribute_address(const struct nlattr *attribute, uint8_t family, struct address *to)
{
    size_t size = family_bits(family) / 8u;

    if (size == 0 || attribute_size(attribute) != size)
        return -EBADMSG;
    *to = (struct address){.family = family};
    return copy_value(attribute, to->bytes, size);
}

/* Longer ones (InfiniBand: 20 bytes) belong to no link of a lesson: left out. */
int attribute_mac(const struct nlattr *attribute, uint8_t to[8], uint8_t *len)
{
    size_t size = attribute_size(attribute);

    *len = size <= 8 ? (uint8_t)size : 0;
    return copy_value(attribute, to, *len);
}

/* ---- status ---- */

static int status_attribute(const struct nlattr *attribute, void *context)
{
    struct netlink_reply *reply = context;

    const char *text = attribute_value(attribute);
    size_t size = attribute_size(attribute);

    if (attribute_type(attribute) == NLMSGERR_ATTR_MSG && strnlen(text, size) < size)
        str_copy(reply->text, sizeof(reply->text), text);
    return 0;
}

/*
 * NLMSG_ERROR: int failure | nlmsghdr of the request | its payload unless NLM_F_CAPPED | attributes
 * NLMSG_DONE:  int failure | attributes
 * Attributes only with NLM_F_ACK_TLVS. (kernel: include/uapi/linux/netlink.h)
 */
void netlink_read_status(const struct nlmsghdr *message, struct netlink_reply *reply)
{
    size_t len = mnl_nlmsg_get_payload_len(message), offset = MNL_ALIGN(sizeof(int));
    const struct nlmsgerr *status = mnl_nlmsg_get_payload(message);

    if (len < sizeof(int))
        return;
    if (status->error < 0 && status->error > -4096)
        reply->failure = -status->error;
    if (message->nlmsg_type == NLMSG_ERROR) {
        if (len < sizeof(*status))
            return;
        offset = sizeof(*status);
        if ((message->nlmsg_flags & NLM_F_CAPPED) == 0 && status->msg.nlmsg_len >= MNL_NLMSG_HDRLEN)
            offset += MNL_ALIGN((size_t)status->msg.nlmsg_len - MNL_NLMSG_HDRLEN);
    }
    if ((message->nlmsg_flags & NLM_F_ACK_TLVS) != 0 && offset <= len)
        (void)netlink_attributes(message, offset, status_attribute, reply);
}

/* ---- recorded bytes ---- */

static int decode_row(const struct nlmsghdr *message, struct netns *into)
{
    for (size_t i = 0; i < ARRAY_LENGTH(objects); i++)
        if (objects[i]->row == message->nlmsg_type)
            return objects[i]->decode(message, into);
    return 0;
}

static int decode_message(const struct nlmsghdr *message, struct netns *into, struct error *err)
{
    struct netlink_reply reply = {0};
    int r;

    if ((message->nlmsg_flags & NLM_F_DUMP_INTR) != 0)
        return error_set(err, -EINTR, "the table changed while the kernel was dumping it");
    if (message->nlmsg_type == NLMSG_ERROR || message->nlmsg_type == NLMSG_DONE) {
        netlink_read_status(message, &reply);
        return reply.failure == 0 ? 0 : error_set(err, -reply.failure, "%s", reply.text);
    }
    r = decode_row(message, into);
    return r == 0 ? 0
                  : error_set_errno(err, r, "cannot use a netlink message of type %u",
                                    message->nlmsg_type);
}

int netlink_decode(const void *data, size_t len, struct netns *into, struct error *err)
{
    SCOPED(mem_done) void *copy = mem_copy(data, len); /* messages must lie at multiples of 4 */
    const struct nlmsghdr *message;
    const void *at = copy;
    int r = 0;

    while (r == 0 && (message = netlink_next(&at, &len)) != NULL)
        r = decode_message(message, into, err);
    if (r == 0 && len > 0)
        r = error_set(err, -EBADMSG, "%zu bytes that are no netlink message", len);
    if (r < 0)
        error_classify(err, ERROR_FAULT);
    return r;
}
