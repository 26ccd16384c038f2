// SPDX-License-Identifier: MIT
/* A sandbox, ready for a shell, against its namespaces and mounts alone. */
#include "bench.h"
#include "floors.h"
#include "inside.h"

#include <firsthop/session.h>

enum { RUNS = 100 };

int main(void)
{
    struct samples ours = {0}, floor = {0};
    struct sandbox_options options = {0};

    options.files = session_files(&options.file_count);
    for (int run = 0; run < RUNS; run++) {
        struct sandbox *sandbox;
        struct error err = {0};
        double began;

        samples_add(&floor, floor_sandbox());
        began = now_ms();
        inside_must(sandbox_open(&options, &sandbox, &err), &err);
        samples_add(&ours, now_ms() - began);
        sandbox_close(sandbox);
    }
    figure_print(&(struct figure){"sandbox-ready", samples_median(&ours), "ms", "floor",
                                  samples_median(&floor), RUNS});
    return 0;
}
