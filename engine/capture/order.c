// SPDX-License-Identifier: MIT
/* The one order of frames. */
#include "order.h"

int frame_compare_time(const struct frame *a, const struct frame *b)
{
    if (a->time_ns != b->time_ns)
        return a->time_ns < b->time_ns ? -1 : 1;
    if (a->ttl != b->ttl)
        return a->ttl > b->ttl ? -1 : 1;
    return (int)b->outgoing - (int)a->outgoing;
}
