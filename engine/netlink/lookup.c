// SPDX-License-Identifier: MIT
/*
 * The routing decision, asked from the kernel that will make it: RTM_GETROUTE without NLM_F_DUMP.
 *
 * A refusal is an answer: ENETUNREACH (no route), EHOSTUNREACH (unreachable route; or forwarding is
 * off), EACCES (prohibit), EINVAL (blackhole, reverse path filter, martian; the filter was EXDEV
 * before Linux 6.13).
 */
#include <errno.h>
#include <stdlib.h>

#include "netlink.h"

static void put_address(struct nlmsghdr *request, uint16_t type, const struct address *a)
{
    mnl_attr_put(request, type, family_bits(a->family) / 8u, a->bytes);
}

/* @flags: RTM_F_FIB_MATCH for the route that decides, 0 for the decision. */
static struct nlmsghdr *lookup_request(char *buffer, const struct lookup *question, unsigned flags)
{
    uint8_t family = question->to.family;
    struct nlmsghdr *request = netlink_request(buffer, RTM_GETROUTE, 0, sizeof(struct rtmsg));
    struct rtmsg *header = mnl_nlmsg_get_payload(request);

    header->rtm_family = family;
    header->rtm_dst_len = family_bits(family);
    /* IPv4 says "main" whatever the table was, unless asked; strict IPv6 refuses the flag and
     * always says. */
    header->rtm_flags = flags | (family == AF_INET ? RTM_F_LOOKUP_TABLE : 0);
    put_address(request, RTA_DST, &question->to);
    if (question->from.family != 0) {
        header->rtm_src_len = family_bits(family);
        put_address(request, RTA_SRC, &question->from);
    }
    if (question->input_link != 0)
        mnl_attr_put_u32(request, RTA_IIF, (uint32_t)question->input_link);
    if (question->output_link != 0)
        mnl_attr_put_u32(request, RTA_OIF, (uint32_t)question->output_link);
    if (question->mark != 0)
        mnl_attr_put_u32(request, RTA_MARK, question->mark);
    return request;
}

static int lookup_row(const struct nlmsghdr *message, void *context)
{
    return message->nlmsg_type == RTM_NEWROUTE ? netlink_decode_route(message, context) : -EBADMSG;
}

/* These say that the question was not understood or not allowed, not where the packet goes. */
static bool is_no_answer(int failure)
{
    return failure == EPERM || failure == ENODEV || failure == ENOMEM || failure == ENOBUFS ||
           failure == EOPNOTSUPP || failure == EAFNOSUPPORT;
}

static struct lookup_answer answer_from(const struct route *decision,
                                        const struct netlink_reply *reply)
{
    struct lookup_answer answer = {
        .failure = reply->failure,
        .type = decision->type,
        .table = decision->table,
        .preferred_source = decision->preferred_source,
    };

    str_copy(answer.kernel_text, sizeof(answer.kernel_text), reply->text);
    if (decision->hop_count > 0)
        answer.hop = decision->hops[0];
    return answer;
}

/* 0, with the kernel's refusal in @reply; negative if it could not be asked. @route owns its hops.
 */
static int ask_route(struct netlink *nl, const struct lookup *question, unsigned flags,
                     struct route *route, struct netlink_reply *reply, struct error *err)
{
    char buffer[NETLINK_REQUEST];

    return netlink_ask(nl, lookup_request(buffer, question, flags), lookup_row, route, reply, err);
}

/*
 * The decision says neither which route it follows nor whether that hop's cable is dead; the route
 * itself says both (Linux 4.13). Without an answer both stay unknown.
 */
static int add_match(struct netlink *nl, const struct lookup *question,
                     struct lookup_answer *answer, struct error *err)
{
    struct route route = {0};
    struct netlink_reply reply;
    int r = ask_route(nl, question, RTM_F_FIB_MATCH, &route, &reply, err);

    if (r < 0 || reply.failure != 0)
        return r;
    answer->matched = route.destination;
    for (size_t i = 0; i < route.hop_count; i++)
        if (route.hops[i].link == answer->hop.link &&
            address_equal(&route.hops[i].gateway, &answer->hop.gateway))
            answer->hop.flags |= route.hops[i].flags;
    answer->linkdown = (answer->hop.flags & RTNH_F_LINKDOWN) != 0;
    free(route.hops);
    return 0;
}

static int lookup(struct netlink *nl, const struct lookup *question, struct lookup_answer *answer,
                  struct error *err)
{
    struct route decision = {0};
    struct netlink_reply reply;
    int r;

    if (family_bits(question->to.family) == 0 ||
        (question->from.family != 0 && question->from.family != question->to.family))
        return error_set(err, -EINVAL, "a route lookup needs addresses of one family");
    r = ask_route(nl, question, 0, &decision, &reply, err);
    if (r < 0)
        return r;
    if (is_no_answer(reply.failure))
        return error_set_errno(err, -reply.failure, "%s", reply.text[0] ? reply.text : "refused");
    *answer = answer_from(&decision, &reply);
    free(decision.hops);
    if (question->decision_only || answer->failure != 0 || answer->type != RTN_UNICAST)
        return 0;
    return add_match(nl, question, answer, err);
}

int netlink_lookup(struct netlink *nl, const struct lookup *question, struct lookup_answer *out,
                   struct error *err)
{
    struct lookup_answer answer = {0};
    char to[ADDRESS_TEXT];

    if (lookup(nl, question, &answer, err) < 0) {
        error_while(err, "asking '%s' for its way to %s", nl->subject,
                    address_format(&question->to, to));
        return error_classify(err, ERROR_FAULT);
    }
    *out = answer;
    return 0;
}
