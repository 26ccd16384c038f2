// SPDX-License-Identifier: MIT
/*
 * Which journey belongs to which: a reply or an error answers the request before it; an error was
 * caused by the packet that it quotes.
 *
 * An index of the echoes, sorted by what identifies them and then by time, finds the latest one
 * before a given moment by bisection.
 */
#include <stdlib.h>

#include "journey.h"

/** What a reply swaps and an error quotes. */
struct echo {
    struct address source, destination;
    uint16_t id, sequence;
    uint64_t time_ns;
    int journey; /* its index */
};

struct echo_index {
    struct echo *items;
    size_t count, capacity;
};

static int compare_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_identity(const struct echo *a, const struct echo *b)
{
    const int orders[] = {
        address_compare(&a->source, &b->source),
        address_compare(&a->destination, &b->destination),
        compare_numbers(a->id, b->id),
        compare_numbers(a->sequence, b->sequence),
    };

    for (size_t i = 0; i < ARRAY_LENGTH(orders); i++) {
        if (orders[i] != 0)
            return orders[i];
    }
    return 0;
}

/** By identity, then time, then place: a total order, so the last equal one is the latest. */
static int compare_echoes(const void *a, const void *b)
{
    const struct echo *x = a, *y = b;
    int order = compare_identity(x, y);

    if (order == 0)
        order = compare_numbers(x->time_ns, y->time_ns);
    return order != 0 ? order : x->journey - y->journey;
}

static void index_echoes(const struct trace *t, struct echo_index *index)
{
    for (size_t i = 0; i < t->count; i++) {
        const struct journey *j = &t->items[i].journey;
        struct echo e = {
            .source = j->source,
            .destination = j->destination,
            .id = j->echo_id,
            .sequence = j->echo_sequence,
            .time_ns = j->hops[0].time_ns,
            .journey = (int)i,
        };

        if (j->kind == FRAME_ECHO_REQUEST || j->kind == FRAME_ECHO_REPLY)
            ARRAY_PUSH(index->items, index->count, index->capacity, e);
    }
    if (index->count > 0)
        qsort(index->items, index->count, sizeof(*index->items), compare_echoes);
}

/** How many entries stand before or at @e. */
static size_t count_up_to(const struct echo_index *index, const struct echo *e)
{
    size_t low = 0, high = index->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_echoes(&index->items[middle], e) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/** The latest journey before @e that is like it and is of @kind (FRAME_OTHER: any) and, if @ip_id
 * says so, of that IP id. */
static int find_before(const struct trace *t, const struct echo_index *index, const struct echo *e,
                       enum frame_kind kind, const uint16_t *ip_id)
{
    for (size_t i = count_up_to(index, e); i > 0; i--) {
        const struct echo *candidate = &index->items[i - 1];
        const struct journey *j = &t->items[candidate->journey].journey;

        if (compare_identity(candidate, e) != 0)
            return -1;
        if ((kind == FRAME_OTHER || j->kind == kind) && (ip_id == NULL || j->ip_id == *ip_id))
            return candidate->journey;
    }
    return -1;
}

/** A reply is the better answer: it takes the place of an error, never the other way round. */
static void tie_reply(struct trace *t, const struct echo_index *index, int at)
{
    const struct journey *reply = &t->items[at].journey;
    const struct echo asked = {
        .source = reply->destination,
        .destination = reply->source,
        .id = reply->echo_id,
        .sequence = reply->echo_sequence,
        .time_ns = reply->hops[0].time_ns,
        .journey = at,
    };
    int request = find_before(t, index, &asked, FRAME_ECHO_REQUEST, NULL);

    if (request >= 0)
        t->items[request].journey.answer = at;
}

static void tie_error(struct trace *t, const struct echo_index *index, int at)
{
    const struct frame *f = t->items[at].frame;
    struct journey *error = &t->items[at].journey;
    const struct echo quoted = {
        .source = f->about_source,
        .destination = f->about_destination,
        .id = f->echo_id,
        .sequence = f->echo_sequence,
        .time_ns = error->hops[0].time_ns,
        .journey = at,
    };
    struct journey *cause;

    error->cause = find_before(t, index, &quoted, FRAME_OTHER, &f->about_ip_id);
    if (error->cause < 0)
        return;
    cause = &t->items[error->cause].journey;
    if (cause->kind == FRAME_ECHO_REQUEST && cause->answer < 0)
        cause->answer = at;
}

void tie_journeys(struct trace *t)
{
    struct echo_index index = {0};

    index_echoes(t, &index);
    for (int i = 0; i < (int)t->count; i++) {
        enum frame_kind kind = t->items[i].journey.kind;

        if (kind == FRAME_ECHO_REPLY)
            tie_reply(t, &index, i);
        else if (kind == FRAME_TIME_EXCEEDED || kind == FRAME_UNREACHABLE)
            tie_error(t, &index, i);
    }
    free(index.items);
}
