// SPDX-License-Identifier: MIT
/*
 * For unit tests: the recorded frames of tests/data/capture, and the world they were recorded in.
 * See the README there for the format. Header only.
 */
#ifndef FIRSTHOP_TEST_RECORDED_H
#define FIRSTHOP_TEST_RECORDED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <firsthop/capture.h>

struct recording {
    struct frame *frames;
    size_t count, capacity;
};

static inline void recorded_done(struct recording *r)
{
    free(r->frames);
    *r = (struct recording){0};
}

/** "0a1b..." into @into; returns how many bytes. */
static inline uint32_t recorded_bytes(const char *hex, uint8_t *into, size_t max)
{
    uint32_t n = 0;
    unsigned byte;

    while (n < max && sscanf(hex + 2 * n, "%2x", &byte) == 1)
        into[n++] = (uint8_t)byte;
    return n;
}

/** Read and dissect; frames are numbered from 0. Ends the program if the file is not as it should
 * be. */
static inline struct recording recorded_frames(const char *name)
{
    struct recording r = {0};
    char path[512], line[1024];
    FILE *file;

    snprintf(path, sizeof(path), "%s/capture/%s", TEST_DATA, name);
    file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
        struct frame f = {.number = r.count};
        unsigned long long netns, time_ns;
        char direction[4], hex[2 * CAPTURE_SNAP + 1];

        if (sscanf(line, "%llu %d %3s %llu %512s", &netns, &f.link, direction, &time_ns, hex) != 5)
            abort();
        f.netns = netns;
        f.time_ns = time_ns;
        f.outgoing = strcmp(direction, "out") == 0;
        f.length = f.kept = recorded_bytes(hex, f.bytes, CAPTURE_SNAP);
        frame_dissect(&f);
        ARRAY_PUSH(r.frames, r.count, r.capacity, f);
    }
    if (file == NULL || r.count == 0)
        abort();
    fclose(file);
    return r;
}

/* ---- worlds by hand
 * ------------------------------------------------------------------------------ */

static inline struct netns *recorded_netns(struct world *w, uint64_t id, const char *name)
{
    struct netns *ns = netns_new(id, name);

    world_add(w, ns);
    netns_unref(ns);
    return ns;
}

/** A link with an address ("10.0.1.10/24"), or none (NULL). Borrowed until the next link. */
static inline struct link *recorded_link(struct netns *ns, int index, const char *name,
                                         const char *address)
{
    struct link l = {.index = index, .peer_nsid = -1};
    struct link_address a = {.link = index};

    str_copy(l.name, sizeof(l.name), name);
    ARRAY_PUSH(ns->links, ns->link_count, ns->link_capacity, l);
    if (address != NULL && prefix_parse(address, &a.local))
        ARRAY_PUSH(ns->addresses, ns->address_count, ns->address_capacity, a);
    return &ns->links[ns->link_count - 1];
}

static inline void recorded_address(struct netns *ns, int link, const char *address)
{
    struct link_address a = {.link = link};

    if (!prefix_parse(address, &a.local))
        abort();
    ARRAY_PUSH(ns->addresses, ns->address_count, ns->address_capacity, a);
}

/** The world in which routing.frames was recorded. */
static inline struct world *recorded_world(void)
{
    struct world *w = world_new();
    struct netns *host1 = recorded_netns(w, 1, "host1");
    struct netns *router = recorded_netns(w, 2, "router");
    struct netns *host2 = recorded_netns(w, 3, "host2");

    recorded_link(host1, 2, "eth0", "10.0.1.10/24");
    recorded_address(host1, 2, "fd00:1::10/64");
    recorded_link(router, 2, "e1", "10.0.1.11/24");
    recorded_address(router, 2, "fd00:1::11/64");
    recorded_link(router, 3, "e0", "10.0.2.11/24");
    recorded_address(router, 3, "fd00:2::11/64");
    recorded_link(host2, 2, "eth0", "10.0.2.10/24");
    recorded_address(host2, 2, "fd00:2::10/64");
    return w;
}

#endif
