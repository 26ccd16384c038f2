// SPDX-License-Identifier: MIT
/* One namespace that we hold sockets in: opening, reading, letting go. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "observe_private.h"

/* Where in by_id it is, or would be. */
static size_t place_of(const struct observe *o, uint64_t id)
{
    size_t low = 0, high = o->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (o->by_id[middle]->id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct node *observe_find(const struct observe *o, uint64_t id)
{
    size_t place = place_of(o, id);

    return place < o->count && o->by_id[place]->id == id ? o->by_id[place] : NULL;
}

static void add_node(struct observe *o, struct node *n)
{
    size_t place = place_of(o, n->id);

    o->by_id = mem_grow(o->by_id, &o->by_id_capacity, o->count + 1, sizeof(struct node *));
    memmove(&o->by_id[place + 1], &o->by_id[place], (o->count - place) * sizeof(struct node *));
    o->by_id[place] = n;
    ARRAY_PUSH(o->nodes, o->count, o->capacity, n);
    o->world_is_stale = true;
}

void observe_drop_node(struct observe *o, size_t index)
{
    struct node *n = o->nodes[index];
    size_t place = place_of(o, n->id);

    o->count--;
    memmove(&o->nodes[index], &o->nodes[index + 1], (o->count - index) * sizeof(struct node *));
    memmove(&o->by_id[place], &o->by_id[place + 1], (o->count - place) * sizeof(struct node *));
    o->world_is_stale = true;
    capture_remove_socket(o->capture, n->id);
    observe_node_free(n);
}

void observe_node_free(struct node *n)
{
    if (n == NULL)
        return;
    netlink_free(n->netlink);
    fd_done(&n->icmp4);
    fd_done(&n->icmp6);
    fd_done(&n->netns_fd);
    netns_unref(n->state);
    free(n->name);
    free(n);
}

static void node_done(struct node **n)
{
    observe_node_free(*n);
}

/* The hub knows every namespace by a number that we choose; every namespace knows the hub. */
static int introduce(struct observe *o, struct node *n, struct error *err)
{
    int r;

    n->hub_nsid = o->next_nsid++;
    r = netlink_assign_nsid(o->hub, n->netns_fd, n->hub_nsid, err);
    if (r < 0)
        return r;
    return netlink_assign_nsid(n->netlink, o->hub_fd, NETLINK_HUB_NSID, err);
}

/* Takes the sockets out of @sockets one by one, so that what is left over is closed by the caller.
 */
static int adopt(struct observe *o, struct node *n, struct sandbox_sockets *sockets,
                 struct error *err)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = n};
    int r = netlink_new(&n->netlink, fd_take(&sockets->request), fd_take(&sockets->event), "", err);

    if (r < 0)
        return r;
    n->icmp4 = fd_take(&sockets->icmp4);
    n->icmp6 = fd_take(&sockets->icmp6);
    r = introduce(o, n, err);
    if (r < 0)
        return r;
    if (epoll_ctl(o->event_epoll, EPOLL_CTL_ADD, netlink_event_fd(n->netlink), &event) < 0)
        return error_set_errno(err, -errno, "cannot watch a namespace's events");
    r = capture_add_socket(o->capture, n->id, fd_take(&sockets->capture));
    return r < 0 ? error_set_errno(err, r, "cannot watch a namespace's packets") : 0;
}

int observe_node_open(struct observe *o, uint64_t id, int netns_fd, struct error *err)
{
    SCOPED(sandbox_sockets_done) struct sandbox_sockets sockets = {-1, -1, -1, -1, -1};
    SCOPED(node_done) struct node *n = mem_alloc(sizeof(*n));
    int r;

    *n = (struct node){.id = id, .icmp4 = -1, .icmp6 = -1, .netns_fd = netns_fd, .dirty = true};
    r = sandbox_open_sockets(o->sandbox, netns_fd, &sockets, err);
    if (r == 0)
        r = adopt(o, n, &sockets, err);
    if (r < 0)
        return r;
    add_node(o, n);
    n = NULL;
    /* Whoever had a cable to a namespace we did not know may know it now. */
    for (size_t i = 0; i + 1 < o->count; i++)
        for (size_t k = 0; o->nodes[i]->state != NULL && k < o->nodes[i]->state->link_count; k++)
            if (o->nodes[i]->state->links[k].peer_index != 0 &&
                o->nodes[i]->state->links[k].peer_netns == 0)
                o->nodes[i]->dirty = true;
    return 0;
}

/*
 * The number of a namespace that is held means what it meant before: the kernel frees it only when
 * the namespace goes for good (cleanup_net in net/core/net_namespace.c), which our sockets in it
 * prevent.
 */
static const struct node *known_peer(const struct observe *o, const struct node *n, int32_t nsid)
{
    for (size_t i = 0; n->state != NULL && i < n->state->link_count; i++) {
        const struct link *l = &n->state->links[i];

        if (l->peer_index != 0 && l->peer_nsid == nsid && l->peer_netns != 0)
            return observe_find(o, l->peer_netns);
    }
    return NULL;
}

static const struct node *ask_peer(const struct observe *o, struct node *n, int32_t nsid)
{
    struct error ignored = {0};
    int32_t hub_nsid;

    if (netlink_hub_nsid(n->netlink, nsid, &hub_nsid, &ignored) < 0)
        return NULL; /* a namespace that we do not hold: the peer stays unknown */
    for (size_t i = 0; i < o->count; i++)
        if (o->nodes[i]->hub_nsid == hub_nsid)
            return o->nodes[i];
    return NULL;
}

static void resolve_peer(const struct observe *o, struct node *n, struct link *l)
{
    const struct node *peer = n;

    if (l->peer_index == 0)
        return;
    if (l->peer_nsid >= 0) {
        peer = known_peer(o, n, l->peer_nsid);
        if (peer == NULL)
            peer = ask_peer(o, n, l->peer_nsid);
    }
    l->peer_netns = peer == NULL ? 0 : peer->id;
}

static bool claims(const struct node *n, int index, uint64_t netns, int link)
{
    const struct link *l = n->state == NULL ? NULL : netns_find_link_by_index(n->state, index);

    return l != NULL && l->peer_netns == netns && l->peer_index == link;
}

/*
 * The far end of a cable is moved while both ends are down: the near namespace hears nothing of it,
 * though its link now says something else. So what changed here tells which others to read again:
 * those that still claim a link that is gone from here, and those that do not yet claim one that is
 * here.
 */
static void cross_check(struct observe *o, const struct node *n, const struct netns *old)
{
    for (size_t i = 0; old != NULL && i < old->link_count; i++) {
        const struct link *was = &old->links[i];
        struct node *other = was->peer_netns == n->id ? NULL : observe_find(o, was->peer_netns);

        if (other != NULL && netns_find_link_by_index(n->state, was->index) == NULL &&
            claims(other, was->peer_index, n->id, was->index))
            other->dirty = true;
    }
    for (size_t i = 0; i < n->state->link_count; i++) {
        const struct link *is = &n->state->links[i];
        struct node *other = is->peer_netns == n->id ? NULL : observe_find(o, is->peer_netns);

        if (other != NULL && str_equal(is->kind, "veth") &&
            !claims(other, is->peer_index, n->id, is->index))
            other->dirty = true;
    }
}

int observe_node_read(struct observe *o, struct node *n, struct error *err)
{
    struct netns *fresh = NULL, *old;
    bool differs;
    int r;

    n->dirty = false;
    r = netlink_read(n->netlink, n->id, n->name, &fresh, err);
    if (r < 0) {
        n->dirty = true;
        return r;
    }
    fresh->is_host = n->is_host;
    fresh->process = n->process;
    for (size_t i = 0; i < fresh->link_count; i++)
        resolve_peer(o, n, &fresh->links[i]);
    old = n->state;
    n->state = fresh;
    n->fresh = true;
    differs = !netns_same(old, fresh);
    if (differs)
        cross_check(o, n, old);
    netns_unref(old);
    return differs;
}
