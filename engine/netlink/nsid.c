// SPDX-License-Identifier: MIT
/*
 * Namespace ids: RTM_NEWNSID, RTM_GETNSID, struct rtgenmsg, NETNSA_* (kernel:
 * net/core/net_namespace.c).
 *
 * NETNSA_NSID in a question means "the namespace that you call by this id"; NETNSA_TARGET_NSID
 * means "and what does that namespace of yours call it?". The kernel wants CAP_NET_ADMIN over the
 * target's user namespace, from us and from whoever made the socket; the owner of a sandbox has it.
 */
#include <errno.h>

#include "netlink.h"

#include <linux/net_namespace.h>

static int nsid_attribute(const struct nlattr *attribute, void *context)
{
    return attribute_type(attribute) == NETNSA_NSID ? attribute_int(attribute, context) : 0;
}

static int nsid_row(const struct nlmsghdr *message, void *context)
{
    if (message->nlmsg_type != RTM_NEWNSID ||
        netlink_attributes(message, sizeof(struct rtgenmsg), nsid_attribute, context) < 0)
        return -EBADMSG;
    return 0;
}

/* The kernel's own refusal as an error. */
static int refused(const struct netlink *nl, const struct netlink_reply *reply, struct error *err)
{
    error_set_errno(err, -reply->failure, "'%s': %s", nl->subject,
                    reply->text[0] ? reply->text : "namespace id refused");
    return error_classify(err, ERROR_FAULT);
}

static int ask_nsid(struct netlink *nl, struct nlmsghdr *request, int32_t *nsid, struct error *err)
{
    struct netlink_reply reply;
    int answer = NETNSA_NSID_NOT_ASSIGNED;
    int r = netlink_ask(nl, request, nsid_row, &answer, &reply, err);

    if (r < 0)
        return r;
    if (reply.failure != 0)
        return refused(nl, &reply, err);
    if (answer == NETNSA_NSID_NOT_ASSIGNED) {
        error_set(err, -ENOENT, "a namespace has no id as seen from '%s'", nl->subject);
        return error_classify(err, ERROR_FAULT);
    }
    *nsid = answer;
    return 0;
}

int netlink_find_nsid(struct netlink *nl, int netns_fd, int32_t *nsid, struct error *err)
{
    char buffer[NETLINK_REQUEST];
    struct nlmsghdr *request = netlink_request(buffer, RTM_GETNSID, 0, sizeof(struct rtgenmsg));

    mnl_attr_put_u32(request, NETNSA_FD, (uint32_t)netns_fd);
    return ask_nsid(nl, request, nsid, err);
}

int netlink_assign_nsid(struct netlink *nl, int netns_fd, int32_t nsid, struct error *err)
{
    char buffer[NETLINK_REQUEST];
    struct nlmsghdr *request =
        netlink_request(buffer, RTM_NEWNSID, NLM_F_ACK, sizeof(struct rtgenmsg));
    struct netlink_reply reply;
    int32_t before;
    int r;

    mnl_attr_put_u32(request, NETNSA_FD, (uint32_t)netns_fd);
    mnl_attr_put_u32(request, NETNSA_NSID, (uint32_t)nsid);
    r = netlink_ask(nl, request, NULL, NULL, &reply, err);
    if (r < 0 || reply.failure == 0)
        return r;
    if (reply.failure == EEXIST && netlink_find_nsid(nl, netns_fd, &before, err) == 0 &&
        before == nsid)
        return 0;
    return refused(nl, &reply, err);
}

int netlink_hub_nsid(struct netlink *nl, int32_t nsid, int32_t *hub_nsid, struct error *err)
{
    char buffer[NETLINK_REQUEST];
    struct nlmsghdr *request = netlink_request(buffer, RTM_GETNSID, 0, sizeof(struct rtgenmsg));

    mnl_attr_put_u32(request, NETNSA_NSID, (uint32_t)nsid);
    mnl_attr_put_u32(request, NETNSA_TARGET_NSID, NETLINK_HUB_NSID);
    return ask_nsid(nl, request, hub_nsid, err);
}
