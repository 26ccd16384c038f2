// SPDX-License-Identifier: MIT
/* One namespace that we hold sockets in: opening, reading, letting go. */
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include "observe_private.h"

struct node *observe_find(const struct observe *o, uint64_t id)
{
    for (size_t i = 0; i < o->count; i++)
        if (o->nodes[i]->id == id)
            return o->nodes[i];
    return NULL;
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
    capture_add_socket(o->capture, n->id, fd_take(&sockets->capture));
    return 0;
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
    ARRAY_PUSH(o->nodes, o->count, o->capacity, n);
    n = NULL;
    /* Whoever had a cable to a namespace we did not know may know it now. */
    for (size_t i = 0; i + 1 < o->count; i++)
        for (size_t k = 0; o->nodes[i]->state != NULL && k < o->nodes[i]->state->link_count; k++)
            if (o->nodes[i]->state->links[k].peer_index != 0 &&
                o->nodes[i]->state->links[k].peer_netns == 0)
                o->nodes[i]->dirty = true;
    return 0;
}

static void resolve_peer(struct observe *o, struct node *n, struct link *l)
{
    struct error ignored = {0};
    int32_t hub_nsid;

    if (l->peer_index == 0)
        return;
    if (l->peer_nsid < 0) {
        l->peer_netns = n->id;
        return;
    }
    if (netlink_hub_nsid(n->netlink, l->peer_nsid, &hub_nsid, &ignored) < 0)
        return; /* a namespace that we do not hold: the peer stays unknown */
    for (size_t i = 0; i < o->count; i++)
        if (o->nodes[i]->hub_nsid == hub_nsid)
            l->peer_netns = o->nodes[i]->id;
}

int observe_node_read(struct observe *o, struct node *n, struct error *err)
{
    struct netns *fresh = NULL;
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
    differs = !netns_same(n->state, fresh);
    netns_unref(n->state);
    n->state = fresh;
    return differs;
}
