// SPDX-License-Identifier: MIT
/* The one order of frames, shared by collecting and grouping. */
#ifndef FIRSTHOP_CAPTURE_ORDER_H
#define FIRSTHOP_CAPTURE_ORDER_H

#include <firsthop/capture.h>

/**
 * As strcmp, by kernel time. A coarse clock may give several hops of a packet the same time: then a
 * higher TTL comes first (it only sinks on the way), and out before in (a cable is entered before
 * it is left). 0: arrival must decide.
 */
int frame_compare_time(const struct frame *a, const struct frame *b);

#endif
