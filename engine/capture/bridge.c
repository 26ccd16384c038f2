// SPDX-License-Identifier: MIT
/*
 * What a bridge adds to a journey, and what a reader should not see of it.
 *
 * A frame that crosses a bridge is captured on the port it comes in by, on the bridge's own link if
 * the host behind it takes it, and on the ports it leaves by. The bridge's own link is no place on
 * the cable, so it is left out. A bridge that does not know the destination MAC floods: other hosts
 * get a copy, whose network card throws it away (the kernel calls it PACKET_OTHERHOST). Such a copy
 * is no part of the way.
 */
#include "journey.h"

/** What the world knows of the place of a hop; both NULL if nothing. */
struct place {
    const struct netns *netns;
    const struct link *link;
};

static struct place place_of(const struct journey_hop *h, const struct world *w)
{
    struct place p = {.netns = world_find_id(w, h->netns)};

    if (p.netns != NULL)
        p.link = netns_find_link_by_index(p.netns, h->link);
    return p;
}

static bool same_side(const struct journey_hop *a, const struct journey_hop *b)
{
    return a->netns == b->netns && a->outgoing == b->outgoing && a->ttl == b->ttl;
}

/** Is @h on a bridge of which a port carried the packet too, the same way? */
static bool is_shadow_of_port(const struct journey *j, const struct journey_hop *h,
                              const struct world *w)
{
    struct place p = place_of(h, w);

    if (p.link == NULL || !str_equal(p.link->kind, "bridge"))
        return false;
    for (size_t i = 0; i < j->hop_count; i++) {
        struct place other = place_of(&j->hops[i], w);

        if (same_side(h, &j->hops[i]) && other.link != NULL && other.link->master == h->link)
            return true;
    }
    return false;
}

/** Does another link stand on this one (vlan, macvlan)? Then a foreign MAC may be meant for that.
 */
static bool carries_another(const struct world *w, const struct place *p)
{
    for (size_t i = 0; i < w->count; i++) {
        const struct netns *ns = w->netns[i];

        for (size_t k = 0; k < ns->link_count; k++) {
            const struct link *l = &ns->links[k];

            if (l->peer_index == p->link->index && !str_equal(l->kind, "veth") &&
                (l->peer_netns == p->netns->id || (l->peer_nsid == -1 && ns == p->netns)))
                return true;
        }
    }
    return false;
}

/** Did the packet arrive where nobody takes it? A port takes whatever comes. */
static bool is_flooded_copy(const struct journey_hop *h, const struct world *w)
{
    struct place p = place_of(h, w);

    return h->other_host && p.link != NULL && p.link->master == 0 && !carries_another(w, &p);
}

/** Is @out the end of the cable at whose other end @in is? */
static bool is_other_end(const struct journey_hop *out, const struct journey_hop *in,
                         const struct world *w)
{
    struct place from = place_of(out, w);
    const struct netns *there = NULL;
    const struct link *peer;

    if (!out->outgoing || from.link == NULL)
        return false;
    peer = world_find_peer(w, from.link, &there);
    return peer != NULL && peer->index == in->link && there != NULL && there->id == in->netns;
}

static void mark_flooding(const struct journey *j, size_t at, const struct world *w,
                          bool *leave_out)
{
    if (!is_flooded_copy(&j->hops[at], w))
        return;
    leave_out[at] = true;
    for (size_t i = at; i > 0; i--) {
        if (is_other_end(&j->hops[i - 1], &j->hops[at], w)) {
            leave_out[i - 1] = true;
            return;
        }
    }
}

void leave_out_bridges(struct journey *j, const struct world *w)
{
    SCOPED(mem_done) bool *leave_out = mem_alloc(j->hop_count * sizeof(bool));
    size_t kept = 0;

    if (w == NULL)
        return;
    for (size_t i = 0; i < j->hop_count; i++) {
        if (is_shadow_of_port(j, &j->hops[i], w))
            leave_out[i] = true;
        mark_flooding(j, i, w, leave_out);
    }
    for (size_t i = 0; i < j->hop_count; i++)
        kept += !leave_out[i];
    if (kept == 0)
        return;
    kept = 0;
    for (size_t i = 0; i < j->hop_count; i++) {
        if (!leave_out[i])
            j->hops[kept++] = j->hops[i];
    }
    j->hop_count = kept;
}
