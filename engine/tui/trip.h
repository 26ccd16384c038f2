// SPDX-License-Identifier: MIT
/*
 * Inside tui: a packet's trip. A journey's hops become stops (trip_way.c), which are drawn or
 * listed; trip_explain.c says what happened to the TTL.
 */
#ifndef FIRSTHOP_TUI_TRIP_H
#define FIRSTHOP_TUI_TRIP_H

#include "tui_private.h"

struct trip_stop { /* one stay in one namespace; borrows from the journey */
    const char *netns;
    const char *in, *out; /* links; NULL: it began here, it ended here */
    uint8_t ttl_in, ttl_out;
};

struct trip_stops {
    struct trip_stop *items;
    size_t count, capacity;
};

void trip_stops_init(struct trip_stops *s, const struct journey *j);
void trip_stops_done(struct trip_stops *s);
/** It came in and went out again with a smaller TTL (a bridge takes nothing). */
bool trip_stop_forwarded(const struct trip_stop *s);
/** Is the TTL the same at both ends of the cable behind stop @i, which is not the last one? */
bool trip_cable_is_even(const struct trip_stops *s, size_t i);

/** Append the way of @j with its @name: one drawn line, else a line a hop. @mirrored: travel goes
 * to the left. */
void trip_add_way(struct str *to, const struct journey *j, const struct message *name,
                  bool mirrored, const struct look *look);
/** Append what happened, in sentences, without a line end. @request, @reply: NULL if none was seen,
 * not both. */
void trip_add_explanation(struct str *to, const struct journey *request,
                          const struct journey *reply, const struct look *look);

#endif
