// SPDX-License-Identifier: MIT
/* The steps of building journeys, shared by journey.c, bridge.c and tie.c. */
#ifndef FIRSTHOP_CAPTURE_JOURNEY_H
#define FIRSTHOP_CAPTURE_JOURNEY_H

#include <firsthop/capture.h>

/** A journey being built, and the first frame of its packet. */
struct traced {
    struct journey journey;
    const struct frame *frame;
};

struct trace {
    struct traced *items;
    size_t count, capacity;
};

/** Some total order: family, then bytes. */
int address_compare(const struct address *a, const struct address *b);

/**
 * Leave out the hops that only a bridge makes: the bridge's own link where a port of it is a hop
 * too, and flooded copies that reach a host they are not addressed to. At least one hop stays. @w
 * may be NULL: nothing.
 */
void leave_out_bridges(struct journey *j, const struct world *w);

/** Fill in `cause` and `answer`; @t is in order of time. */
void tie_journeys(struct trace *t);

#endif
