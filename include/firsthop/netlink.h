// SPDX-License-Identifier: MIT
/**
 * netlink: what the kernel says about one network namespace, over route netlink.
 *
 * A socket stays in the namespace it was made in. The keeper makes the sockets inside
 * (netlink_open_sockets), the engine uses them from outside. Events only say that something is no
 * longer true; what is true is always read by a fresh dump.
 *
 * The only user of libmnl.
 */
#ifndef FIRSTHOP_NETLINK_H
#define FIRSTHOP_NETLINK_H

#include <firsthop/base.h>
#include <firsthop/world.h>

/**
 * Who holds these sockets keeps the namespace alive: after `ip netns del` its links and their far
 * ends stay until the sockets are closed (netlink_free), so let go of a namespace as soon as it has
 * neither name nor process.
 *
 * Only what the kernel itself sent (port 0) counts: root of a namespace may send to any socket in
 * it.
 *
 * All errors are ERROR_FAULT: something could not be measured, unless said otherwise.
 */

/**
 * Make the two sockets of the namespace the calling thread is in: one for requests, one subscribed
 * to links, addresses, routes, rules, neighbours, netconf (both families) and nsid events. Strict
 * checking and extended ACKs are on where the kernel has them. Both are close-on-exec; the event
 * socket does not block. Errors: those of socket(2) and bind(2), ERROR_MACHINE.
 */
int netlink_open_sockets(int *request_fd, int *event_fd, struct error *err);

struct netlink; /* the engine's end for one namespace */

/** Takes both descriptors (also on failure). @subject names the namespace in errors; copied.
 * -ENOTSOCK. */
int netlink_new(struct netlink **out, int request_fd, int event_fd, const char *subject,
                struct error *err);
void netlink_free(struct netlink *nl); /* accepts NULL */
void netlink_set_subject(struct netlink *nl, const char *subject);
int netlink_event_fd(const struct netlink *nl);

/**
 * Take all waiting events, without blocking. 1: something may have changed (or the socket overran:
 * then too); 0: nothing did; negative: the socket is broken. With @ignore_neighbours, neighbour
 * events alone count as nothing (our own probes cause them).
 *
 * No event tells that the far end of a cable was moved to another namespace while both ends were
 * down, yet peer_index and peer_nsid of the near end change with it. When links come or go in one
 * namespace, those whose peers they were or are want to be read again.
 */
int netlink_drain(struct netlink *nl, bool ignore_neighbours, struct error *err);

/**
 * Read everything into a new snapshot: links, addresses, routes of all tables (but not the cache),
 * rules, neighbours (without NOARP noise), netconf; both families. A dump the kernel flags as
 * interrupted is drained and repeated, and so is a read during which something moved, 10 times at
 * most together. Waiting events are taken on the way; what moves after the read leaves a new one.
 *   -EAGAIN     the tables change faster than they can be read
 *   -E2BIG      a table has more than 65536 rows
 *   -ETIMEDOUT  no answer within 2 s          -EBADMSG  an answer that cannot be decoded
 *   other       the kernel's own refusal, with its words
 * peer_netns is left 0; netlink_hub_nsid() answers it. A peer in a namespace that is just being
 * torn down is none.
 */
int netlink_read(struct netlink *nl, uint64_t id, const char *name, struct netns **out,
                 struct error *err);

/* ---- namespace ids -------------------------------------------------------------------------
 * A nsid is relative to the namespace that is asked. The engine keeps one empty namespace of its
 * own, the hub, in which every namespace has an id that we chose; each namespace knows the hub by
 * one high id. Then "your 3, what is that in the hub?" is one request (NETNSA_NSID +
 * NETNSA_TARGET_NSID, kernel: net/core/net_namespace.c), whatever the number of namespaces.
 */
#define NETLINK_HUB_NSID 1000000

/**
 * In the namespace of @nl, let @netns_fd be known as @nsid (RTM_NEWNSID). 0 also if that is its id
 * already. -EEXIST  it has another id there, or another namespace has this one
 */
int netlink_assign_nsid(struct netlink *nl, int netns_fd, int32_t nsid, struct error *err);
/** How @nl's namespace calls @netns_fd's. -ENOENT: it has no id for it. */
int netlink_find_nsid(struct netlink *nl, int netns_fd, int32_t *nsid, struct error *err);
/**
 * What @nl's own @nsid is called in the hub.
 *   -ENOENT  @nl knows no such @nsid, or the hub does not know that namespace
 *   -EINVAL  the hub is not known to @nl as NETLINK_HUB_NSID
 */
int netlink_hub_nsid(struct netlink *nl, int32_t nsid, int32_t *hub_nsid, struct error *err);

/* ---- asking the routing decision (RTM_GETROUTE) -------------------------------------------- */

struct lookup {
    struct address to;
    struct address from; /* family 0: not said */
    int input_link;      /* 0: as if sent from here; otherwise as if it came in there */
    int output_link;     /* 0: any */
    uint32_t mark;
    bool decision_only; /* `matched` and `linkdown` do not matter: they cost a second request */
};

struct lookup_answer {
    int failure; /* 0, or the positive errno the kernel answered: ENETUNREACH, EHOSTUNREACH, ... */
    char kernel_text[160]; /* extended ACK, or "" */
    uint8_t type;          /* RTN_UNICAST, RTN_LOCAL, RTN_BROADCAST */
    uint32_t
        table; /* own addresses are in RT_TABLE_MAIN until the namespace has rules of its own */
    struct next_hop hop; /* gateway and output link */
    struct address preferred_source;
    bool linkdown; /* RTNH_F_LINKDOWN: the cable's other end is down */
    struct prefix
        matched; /* destination of the route that decided, for RTN_UNICAST; family 0: not known */
};

/**
 * 0 also when the kernel answers "unreachable": that is an answer. Negative: could not ask.
 *   -EINVAL  @to has no family, or @from another one     -ENODEV  no such link
 * A refusal is EINVAL for blackhole routes, martians and the reverse path filter (EXDEV before
 * Linux 6.13).
 */
int netlink_lookup(struct netlink *nl, const struct lookup *question, struct lookup_answer *out,
                   struct error *err);

/* ---- decoding, apart from asking: for recorded bytes and fuzzing --------------------------- */

/**
 * Add the messages in @data (a dump's reply, any alignment) to @into; what is no row of a table is
 * left out. After an error @into has the rows in front of it. -EINTR  flagged interrupted -EBADMSG
 * malformed     -E2BIG  more than 65536 rows other   the failure a NLMSG_ERROR or NLMSG_DONE in
 * @data carries
 */
int netlink_decode(const void *data, size_t len, struct netns *into, struct error *err);

#endif
