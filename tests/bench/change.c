// SPDX-License-Identifier: MIT
/*
 * From a change in the kernel to the verdict in the view: a conductor with a live view, the whole
 * lesson's facts. The floor is a bare listener that reads the event.
 */
#include "bench.h"
#include "floors.h"
#include "inside.h"

#include <linux/rtnetlink.h>
#include <unistd.h>

#include "tutor/tutor_private.h"

enum { RUNS = 1000 };

struct watcher {
    bool told;
};

static void on_changed(void *context, const struct tutor *t, size_t step, size_t fact,
                       enum tutor_change change)
{
    struct watcher *w = context;

    (void)t;
    (void)step;
    (void)fact;
    w->told |= change == TUTOR_UNDONE || change == TUTOR_RESTORED;
}

static double until_told(struct loop *loop, struct watcher *w, int request, bool up)
{
    struct error err = {0};
    double began = now_ms();

    w->told = false;
    floor_set_up(request, up);
    while (!w->told)
        inside_must(loop_turn(loop, 5000, &err), &err);
    return now_ms() - began;
}

static void measure_ours(struct samples *ours)
{
    const struct prose prose = {0};
    struct watcher watcher = {0};
    const struct tutor_view view = {.changed = on_changed, .context = &watcher};
    struct tutor_options options = {.first_step = "ping", .live = true, .columns = 80, .rows = 24};
    struct loop *loop;
    struct tutor *t;
    struct error err = {0};
    int input[2], request;

    if (pipe(input) < 0)
        bench_die("a pipe");
    options.input_fd = input[0];
    inside_must(loop_new(&loop, &err), &err);
    inside_must(tutor_open(loop, inside_lesson(), &prose, &options, &view, &t, &err), &err);
    inside_must(tutor_start(t, &err), &err);
    request = inside_socket(t->sandbox, "host1");
    for (int run = 0; run < RUNS; run++)
        samples_add(ours, until_told(loop, &watcher, request, run % 2 == 1));
    tutor_close(t);
    loop_free(loop);
}

static void measure_floor(struct samples *floor)
{
    int request, listener;

    lab_enter();
    request = floor_socket(0);
    listener = floor_socket(RTMGRP_LINK);
    for (int run = 0; run < RUNS; run++) {
        double began = now_ms();

        floor_set_up(request, run % 2 == 0);
        floor_hear(listener);
        samples_add(floor, now_ms() - began);
    }
}

int main(void)
{
    struct samples ours = {0}, floor = {0};

    measure_ours(&ours);
    measure_floor(&floor);
    figure_print(&(struct figure){"change-to-verdict-p95", samples_percentile(&ours, 95), "ms",
                                  "floor", samples_percentile(&floor, 95), RUNS});
    return 0;
}
