// SPDX-License-Identifier: MIT
/* Timers: a due time each; the wait of a turn ends with the nearest. They cost no descriptor. */
#include <limits.h>

#include "loop.h"

int loop_add_timer(struct loop *loop, int64_t ms, loop_fn *fn, void *context,
                   struct loop_source **out, struct error *err)
{
    struct loop_source *timer = loop_source_new(loop, SOURCE_TIMER, fn, context);

    (void)err; /* nothing can fail; the signature is that of every other kind of source */
    loop_arm(timer, ms);
    *out = timer;
    return 0;
}

void loop_arm(struct loop_source *timer, int64_t ms)
{
    if (timer->is_removed)
        return;
    timer->is_armed = ms >= 0;
    timer->due_ms = clock_now_ms() + (ms > 0 ? (uint64_t)ms : 0);
    timer->armed_in = timer->loop->turn;
}

/* The earliest timer due by @now that was armed before @turn. */
static struct loop_source *next_due(const struct loop *loop, uint64_t turn, uint64_t now)
{
    struct loop_source *first = NULL;

    for (struct loop_source *s = loop->sources; s != NULL; s = s->next)
        if (s->kind == SOURCE_TIMER && s->is_armed && !s->is_removed && s->due_ms <= now &&
            s->armed_in < turn && (first == NULL || s->due_ms < first->due_ms))
            first = s;
    return first;
}

int timer_wait_ms(const struct loop *loop, int timeout_ms)
{
    const struct loop_source *first = next_due(loop, UINT64_MAX, UINT64_MAX);
    uint64_t now, wait;

    if (first == NULL)
        return timeout_ms;
    now = clock_now_ms();
    wait = first->due_ms > now ? first->due_ms - now : 0;
    if (timeout_ms >= 0 && wait > (uint64_t)timeout_ms)
        return timeout_ms;
    return wait > INT_MAX ? INT_MAX : (int)wait;
}

/* What a callback arms waits for the next turn, so a timer that arms itself with 0 starves nobody.
 */
void timer_run_due(struct loop *loop)
{
    uint64_t turn = loop->turn, now = clock_now_ms();
    struct loop_source *timer;

    while ((timer = next_due(loop, turn, now)) != NULL) {
        timer->is_armed = false;
        timer->fn(timer->context, 0);
    }
}
