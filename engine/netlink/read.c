// SPDX-License-Identifier: MIT
/*
 * A whole snapshot of one namespace.
 *
 * Six dumps are not one moment. They become one like this:
 *
 *   1. take all waiting events
 *   2. dump the links first. The kernel dumps them under the lock that every change of a link holds
 * until it is complete (rtnl), so a change whose event we already have is done with all its
 * consequences: taking a link down is announced before its routes go, and their going is not
 * announced at all
 *   3. dump the rest
 *   4. look for events again: if something moved meanwhile, start over
 *   5. neighbours last. They change by themselves, so their events are no reason to start over, and
 *      those taken in 4 are older than this dump
 *
 * What moves after 4 leaves an event in the socket, and the caller will find it.
 */
#include <errno.h>

#include "netlink.h"

#define READ_TRIES 10

static const struct netlink_object *const tables[] = {
    &netlink_links, &netlink_addresses, &netlink_routes, &netlink_rules, &netlink_netconfs,
};

struct dump {
    const struct netlink_object *object;
    struct netns *into;
};

static int dump_row(const struct nlmsghdr *message, void *context)
{
    const struct dump *dump = context;

    if (message->nlmsg_type != dump->object->row)
        return 0;
    return dump->object->decode(message, dump->into);
}

/* 0, 1: interrupted, or negative. */
static int dump_table(struct netlink *nl, const struct netlink_object *object, struct netns *into,
                      struct error *err)
{
    char buffer[NETLINK_REQUEST];
    struct dump dump = {.object = object, .into = into};
    struct netlink_reply reply;
    struct nlmsghdr *request =
        netlink_request(buffer, object->get, NLM_F_DUMP, object->header_size);
    int r;

    if (object->link_filter != 0)
        mnl_attr_put_u32(request, IFLA_EXT_MASK, object->link_filter);
    r = netlink_ask(nl, request, dump_row, &dump, &reply, err);
    if (r == 0 && reply.failure != 0 && reply.failure != EINTR)
        r = error_set_errno(err, -reply.failure, "%s", reply.text[0] ? reply.text : "refused");
    if (r < 0) {
        error_while(err, "reading the %s of '%s'", object->what, nl->subject);
        return error_classify(err, ERROR_FAULT);
    }
    return reply.interrupted || reply.failure == EINTR ? 1 : 0;
}

static int take_events(struct netlink *nl, unsigned *kinds, struct error *err)
{
    int r = netlink_take_events(nl, kinds);

    if (r == 0)
        return 0;
    error_set_errno(err, r, "cannot read the events of '%s'", nl->subject);
    return error_classify(err, ERROR_FAULT);
}

/* 0, 1: not one moment's, or negative. */
static int read_once(struct netlink *nl, struct netns *into, struct error *err)
{
    unsigned kinds;
    int r = 0;

    for (size_t i = 0; r == 0 && i < ARRAY_LENGTH(tables); i++)
        r = dump_table(nl, tables[i], into, err);
    if (r != 0)
        return r;
    r = take_events(nl, &kinds, err);
    if (r != 0)
        return r;
    if ((kinds & NETLINK_MOVED) != 0)
        return 1;
    return dump_table(nl, &netlink_neighbours, into, err);
}

int netlink_read(struct netlink *nl, uint64_t id, const char *name, struct netns **out,
                 struct error *err)
{
    unsigned kinds;
    int r = take_events(nl, &kinds, err);

    if (r < 0)
        return r;
    for (int try = 0; try < READ_TRIES; try++) {
        struct netns *ns = netns_new(id, name);

        r = read_once(nl, ns, err);
        if (r == 0) {
            *out = ns;
            return 0;
        }
        netns_unref(ns);
        if (r < 0)
            return r;
        log_debug("netlink: '%s' moved while it was read, again", nl->subject);
    }
    error_set(err, -EAGAIN, "the tables of '%s' change faster than they can be read", nl->subject);
    return error_classify(err, ERROR_FAULT);
}
