// SPDX-License-Identifier: MIT
/*
 * Inside observe. A node is one network namespace that we hold sockets in. Our sockets keep a
 * namespace alive, so a node must be dropped as soon as neither a name nor a process holds it:
 * otherwise `ip netns delete` would not take the veth pairs away.
 */
#ifndef FIRSTHOP_OBSERVE_PRIVATE_H
#define FIRSTHOP_OBSERVE_PRIVATE_H

#include <sys/stat.h>

#include <firsthop/netlink.h>
#include <firsthop/observe.h>

struct node {
    uint64_t id;
    char *name; /* NULL: unnamed */
    bool is_host;
    pid_t process; /* as the sandbox numbers it; 0: none seen */
    int32_t hub_nsid;
    struct netlink *netlink;
    int icmp4, icmp6;
    int netns_fd;
    bool dirty; /* an event came: what was read may be true no more */
    bool fresh; /* read since the world was brought up to date */
    bool held;  /* scratch of one refresh: somebody holds it still */
    struct netns *state;
};

struct observe {
    struct sandbox *sandbox;
    struct node **nodes; /* in order of discovery: the host first */
    size_t count, capacity;
    struct node **by_id; /* the same, sorted */
    size_t by_id_capacity;
    int hub_fd;
    struct netlink *hub;
    struct sandbox_sockets hub_sockets; /* what the hub does not use */
    int32_t next_nsid;
    int event_epoll; /* all event sockets: only those with news cost anything */
    struct capture *capture;
    struct world *world;
    bool world_is_stale; /* namespaces came, went or were renamed: another list, not another reading
                          */
    uint64_t generation;
    struct timespec names_seen; /* of the directory /run/netns */
    bool names_dirty;
    uint64_t shell_netns;
    char **hidden;
    size_t hidden_count, hidden_capacity;
    struct questions echoes; /* answers to ECHO of echo_generation */
    uint64_t echo_generation;
    struct loop_source *sources[2];
    loop_fn *watcher;
    void *watcher_context;
};

/** Links whose other end was in a namespace that has just been let go. */
struct orphans {
    struct orphan {
        uint64_t netns;
        int link;
    } * items;
    size_t count, capacity;
};

struct node *observe_find(const struct observe *o, uint64_t id);

/* discover.c: which namespaces are there? Positive: some came, went or were renamed. */
int discover_names(struct observe *o, struct error *err);
int discover_processes(struct observe *o, struct error *err);
int discover_drop_unheld(struct observe *o, struct orphans *orphans);
/** Is any of them still there, as far as the nodes know? */
bool orphans_remain(const struct observe *o, const struct orphans *orphans);

/* node.c */
int observe_node_open(struct observe *o, uint64_t id, int netns_fd, struct error *err);
void observe_node_free(struct node *n);
/** Let go of nodes[@index]. */
void observe_drop_node(struct observe *o, size_t index);
/** Read @n again and resolve its links' peers. 1: it differs in more than neighbours. */
int observe_node_read(struct observe *o, struct node *n, struct error *err);

/* same.c */
bool netns_same(const struct netns *a, const struct netns *b);

#endif
