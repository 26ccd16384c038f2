// SPDX-License-Identifier: MIT
/*
 * Journeys: one packet, hop by hop. Pure.
 *
 * 1. The frames that matter are sorted by packet (kind, addresses, echo id, sequence, IP id), then
 * by time.
 * 2. A walk over them cuts a journey wherever the packet changes, or the frame cannot be the same
 * packet.
 * 3. Each journey's hops are cleaned of what bridges add (bridge.c), named, and judged: delivered
 * or not.
 * 4. The journeys are sorted by time and tied to each other (tie.c).
 *
 * Sorting instead of searching keeps a flood of 20,000 frames at n log n.
 */
#include <stdlib.h>
#include <string.h>

#include "journey.h"
#include "order.h"

/*
 * How long a packet may rest at one hop. The kernel holds it while it asks for a neighbour: 3
 * probes of 1 s (arp(7): mcast_solicit, retrans_time); then it is dropped.
 */
#define MAX_REST_NS (5ULL * 1000000000)

static int compare_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

int address_compare(const struct address *a, const struct address *b)
{
    if (a->family != b->family)
        return compare_numbers(a->family, b->family);
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

/** 0: nothing in the headers tells the two apart. The TTL and the checksum change on the way. */
static int compare_packets(const struct frame *a, const struct frame *b)
{
    const int orders[] = {
        compare_numbers(a->kind, b->kind),
        address_compare(&a->source, &b->source),
        address_compare(&a->destination, &b->destination),
        compare_numbers(a->echo_id, b->echo_id),
        compare_numbers(a->echo_sequence, b->echo_sequence),
        compare_numbers(a->ip_id, b->ip_id),
        address_compare(&a->about_source, &b->about_source),
        address_compare(&a->about_destination, &b->about_destination),
    };

    for (size_t i = 0; i < ARRAY_LENGTH(orders); i++) {
        if (orders[i] != 0)
            return orders[i];
    }
    return 0;
}

static int compare_frame_pointers(const void *a, const void *b)
{
    const struct frame *x = *(const struct frame *const *)a;
    const struct frame *y = *(const struct frame *const *)b;
    int order = compare_packets(x, y);

    if (order == 0)
        order = frame_compare_time(x, y);
    /* Both point into one array, which is in order of arrival where times are equal. */
    return order != 0 ? order : (x > y) - (x < y);
}

/** Frames from @since on that travel: not ARP and neighbour discovery, which never leave their
 * segment. */
static const struct frame **select_frames(const struct frame *frames, size_t count, uint64_t since,
                                          size_t *selected)
{
    const struct frame **wanted = mem_alloc(count * sizeof(*wanted));

    *selected = 0;
    for (size_t i = 0; i < count; i++) {
        const struct frame *f = &frames[i];

        if (f->number >= since && f->kind >= FRAME_ECHO_REQUEST && f->kind <= FRAME_UNREACHABLE)
            wanted[(*selected)++] = f;
    }
    qsort(wanted, *selected, sizeof(*wanted), compare_frame_pointers);
    return wanted;
}

/** Was a frame of packet @j seen on this link, in this direction, with this TTL already? */
static bool passed_before(const struct journey *j, const struct frame *f)
{
    for (size_t i = 0; i < j->hop_count; i++) {
        const struct journey_hop *h = &j->hops[i];

        if (h->netns == f->netns && h->link == f->link && h->outgoing == f->outgoing &&
            h->ttl == f->ttl)
            return true;
    }
    return false;
}

/** Must @f be another packet than that of @j, whose last frame was @last? */
static bool starts_another(const struct journey *j, const struct frame *last, const struct frame *f)
{
    return compare_packets(last, f) != 0 || f->time_ns - last->time_ns > MAX_REST_NS ||
           passed_before(j, f);
}

static struct journey journey_from(const struct frame *f)
{
    return (struct journey){
        .kind = f->kind,
        .source = f->source,
        .destination = f->destination,
        .echo_id = f->echo_id,
        .echo_sequence = f->echo_sequence,
        .ip_id = f->ip_id,
        .cause = -1,
        .answer = -1,
    };
}

static void add_hop(struct journey *j, const struct frame *f)
{
    struct journey_hop hop = {
        .netns = f->netns,
        .link = f->link,
        .outgoing = f->outgoing,
        .other_host = f->other_host,
        .ttl = f->ttl,
        .ip_checksum = f->ip_checksum,
        .time_ns = f->time_ns,
    };

    memcpy(hop.source_mac, f->source_mac, sizeof(hop.source_mac));
    memcpy(hop.destination_mac, f->destination_mac, sizeof(hop.destination_mac));
    ARRAY_PUSH(j->hops, j->hop_count, j->hop_capacity, hop);
}

static void name_hops(struct journey *j, const struct world *w)
{
    for (size_t i = 0; i < j->hop_count; i++) {
        struct journey_hop *h = &j->hops[i];
        const struct netns *ns = w == NULL ? NULL : world_find_id(w, h->netns);
        const struct link *l = ns == NULL ? NULL : netns_find_link_by_index(ns, h->link);

        str_copy(h->netns_name, sizeof(h->netns_name), "?");
        if (ns != NULL)
            netns_label(ns, h->netns_name);
        str_copy(h->link_name, sizeof(h->link_name), l == NULL ? "?" : l->name);
    }
}

static bool is_delivered(const struct journey *j, const struct world *w)
{
    const struct journey_hop *last = &j->hops[j->hop_count - 1];
    const struct netns *ns = w == NULL ? NULL : world_find_id(w, last->netns);

    return !last->outgoing && ns != NULL && netns_find_address(ns, &j->destination) != NULL;
}

static int compare_first_times(const void *a, const void *b)
{
    const struct traced *x = a, *y = b;
    int order = compare_numbers(x->journey.hops[0].time_ns, y->journey.hops[0].time_ns);

    return order != 0 ? order : (x->frame > y->frame) - (x->frame < y->frame);
}

/** Step 2: cut the sorted frames into journeys. */
static void cut(const struct frame *const *frames, size_t count, struct trace *t)
{
    for (size_t i = 0; i < count; i++) {
        struct traced *now = t->count == 0 ? NULL : &t->items[t->count - 1];

        if (now == NULL || starts_another(&now->journey, frames[i - 1], frames[i])) {
            struct traced next = {.journey = journey_from(frames[i]), .frame = frames[i]};

            ARRAY_PUSH(t->items, t->count, t->capacity, next);
            now = &t->items[t->count - 1];
        }
        add_hop(&now->journey, frames[i]);
    }
}

void journeys_build(const struct frame *frames, size_t count, uint64_t since, const struct world *w,
                    struct journeys *out)
{
    SCOPED(mem_done) const struct frame **selected = select_frames(frames, count, since, &count);
    struct trace t = {0};

    cut(selected, count, &t);
    for (size_t i = 0; i < t.count; i++) {
        struct journey *j = &t.items[i].journey;

        leave_out_bridges(j, w);
        name_hops(j, w);
        j->delivered = is_delivered(j, w);
    }
    if (t.count > 0)
        qsort(t.items, t.count, sizeof(*t.items), compare_first_times);
    tie_journeys(&t);
    journeys_done(out);
    for (size_t i = 0; i < t.count; i++)
        ARRAY_PUSH(out->items, out->count, out->capacity, t.items[i].journey);
    free(t.items);
}

void journeys_done(struct journeys *j)
{
    for (size_t i = 0; i < j->count; i++)
        free(j->items[i].hops);
    free(j->items);
    *j = (struct journeys){0};
}

uint8_t journey_ttl_first(const struct journey *j)
{
    return j->hop_count == 0 ? 0 : j->hops[0].ttl;
}

uint8_t journey_ttl_last(const struct journey *j)
{
    return j->hop_count == 0 ? 0 : j->hops[j->hop_count - 1].ttl;
}

size_t journey_routers(const struct journey *j)
{
    size_t routers = 0;

    for (size_t i = 1; i < j->hop_count; i++) {
        const struct journey_hop *in = &j->hops[i - 1], *out = &j->hops[i];

        if (!in->outgoing && out->outgoing && in->netns == out->netns && out->ttl < in->ttl)
            routers++;
    }
    return routers;
}
