// SPDX-License-Identifier: MIT
/* All namespaces of one moment, and the questions that span more than one of them. */
#include <assert.h>
#include <stdlib.h>

#include "index.h"

struct world *world_new(void)
{
    struct world *w = mem_alloc(sizeof(*w));

    w->index = index_new();
    return w;
}

void world_free(struct world *w)
{
    if (w == NULL)
        return;
    for (size_t i = 0; i < w->count; i++)
        netns_unref(w->netns[i]);
    for (size_t i = 0; i < w->hidden_count; i++)
        free(w->hidden[i].name);
    free(w->netns);
    free(w->hidden);
    index_free(w->index);
    free(w);
}

void world_add(struct world *w, struct netns *ns)
{
    ARRAY_PUSH(w->netns, w->count, w->capacity, netns_ref(ns));
    index_add(w);
}

void world_replace(struct world *w, struct netns *ns)
{
    long place = index_find_id(w, ns->id);

    assert(place >= 0 && str_equal(w->netns[place]->name, ns->name));
    netns_ref(ns);
    netns_unref(w->netns[place]);
    w->netns[place] = ns;
}

static const struct netns *find_host(const struct world *w)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->netns[i]->is_host)
            return w->netns[i];
    return NULL;
}

const struct netns *world_find(const struct world *w, const char *name)
{
    long place = name == NULL ? -1 : index_find_name(w, name);

    if (place >= 0)
        return w->netns[place];
    return name == NULL || str_equal(name, "host") ? find_host(w) : NULL;
}

const struct netns *world_find_id(const struct world *w, uint64_t id)
{
    long place = index_find_id(w, id);

    return place < 0 ? NULL : w->netns[place];
}

/* Of a vlan or macvlan, peer_index is the link below it: that is no other end of a cable. */
static bool is_one_of_a_pair(const struct link *l)
{
    return l->kind[0] == '\0' || str_equal(l->kind, "veth") || str_equal(l->kind, "netkit");
}

const struct link *world_find_peer(const struct world *w, const struct link *l,
                                   const struct netns **there)
{
    const struct netns *ns;
    const struct link *peer;

    if (l->peer_index == 0 || l->peer_netns == 0 || !is_one_of_a_pair(l))
        return NULL;
    ns = world_find_id(w, l->peer_netns);
    peer = ns != NULL ? netns_find_link_by_index(ns, l->peer_index) : NULL;
    if (peer != NULL && there != NULL)
        *there = ns;
    return peer;
}

const struct link *world_find_link_anywhere(const struct world *w, const char *name,
                                            const struct netns *except, const struct netns **there)
{
    for (size_t i = 0; i < w->count; i++) {
        const struct link *l;

        if (except != NULL && w->netns[i]->id == except->id)
            continue;
        l = netns_find_link(w->netns[i], name);
        if (l == NULL)
            continue;
        if (there != NULL)
            *there = w->netns[i];
        return l;
    }
    return NULL;
}

static const struct link_address *find_address_except(const struct netns *ns,
                                                      const struct address *a, int except)
{
    for (size_t i = 0; i < ns->address_count; i++)
        if (ns->addresses[i].link != except && address_equal(&ns->addresses[i].local.address, a))
            return &ns->addresses[i];
    return NULL;
}

const struct link_address *world_find_address_anywhere(const struct world *w,
                                                       const struct address *a,
                                                       const struct netns *except_ns, int except,
                                                       const struct netns **there)
{
    for (size_t i = 0; i < w->count; i++) {
        bool is_excepted = except_ns != NULL && w->netns[i]->id == except_ns->id;
        const struct link_address *found =
            find_address_except(w->netns[i], a, is_excepted ? except : 0);

        if (found == NULL)
            continue;
        if (there != NULL)
            *there = w->netns[i];
        return found;
    }
    return NULL;
}
