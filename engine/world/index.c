// SPDX-License-Identifier: MIT
/*
 * Two hash tables with linear probing. A cell holds a place in world.netns plus 1; 0 is an empty
 * cell. Nothing is ever taken out, so of two equal names the one that was added first is met first.
 */
#include <stdlib.h>
#include <string.h>

#include "index.h"

#define CELLS_MIN 16

struct world_index {
    uint32_t *by_id, *by_name;
    size_t cells; /* of each; a power of two, at least twice the number of namespaces */
};

/* FNV-1a (draft-eastlake-fnv). */
static uint64_t hash(const void *data, size_t len)
{
    const unsigned char *bytes = data;
    uint64_t h = 0xcbf29ce484222325;

    for (size_t i = 0; i < len; i++)
        h = (h ^ bytes[i]) * 0x100000001b3;
    return h;
}

static void put(uint32_t *table, size_t cells, uint64_t h, size_t place)
{
    size_t i = h & (cells - 1);

    while (table[i] != 0)
        i = (i + 1) & (cells - 1);
    table[i] = (uint32_t)place + 1;
}

static void put_netns(struct world_index *x, const struct netns *ns, size_t place)
{
    put(x->by_id, x->cells, hash(&ns->id, sizeof(ns->id)), place);
    if (ns->name != NULL)
        put(x->by_name, x->cells, hash(ns->name, strlen(ns->name)), place);
}

static struct world_index *index_of_size(size_t cells)
{
    struct world_index *x = mem_alloc(sizeof(*x));

    x->cells = cells;
    x->by_id = mem_alloc(cells * sizeof(*x->by_id));
    x->by_name = mem_alloc(cells * sizeof(*x->by_name));
    return x;
}

struct world_index *index_new(void)
{
    return index_of_size(CELLS_MIN);
}

void index_free(struct world_index *x)
{
    free(x->by_id);
    free(x->by_name);
    free(x);
}

void index_add(struct world *w)
{
    size_t cells = w->index->cells;

    if (w->count <= cells / 2) {
        put_netns(w->index, w->netns[w->count - 1], w->count - 1);
        return;
    }
    index_free(w->index);
    w->index = index_of_size(2 * cells);
    for (size_t i = 0; i < w->count; i++)
        put_netns(w->index, w->netns[i], i);
}

/* The place in the cell where a search that starts at @h has come after @step steps; -1: an empty
 * one. */
static long place_at(const struct world_index *x, const uint32_t *table, uint64_t h, size_t step)
{
    return (long)table[(h + step) & (x->cells - 1)] - 1;
}

long index_find_id(const struct world *w, uint64_t id)
{
    uint64_t h = hash(&id, sizeof(id));
    long place;

    for (size_t step = 0; (place = place_at(w->index, w->index->by_id, h, step)) >= 0; step++)
        if (w->netns[place]->id == id)
            break;
    return place;
}

long index_find_name(const struct world *w, const char *name)
{
    uint64_t h = hash(name, strlen(name));
    long place;

    for (size_t step = 0; (place = place_at(w->index, w->index->by_name, h, step)) >= 0; step++)
        if (str_equal(w->netns[place]->name, name))
            break;
    return place;
}
