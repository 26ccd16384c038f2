// SPDX-License-Identifier: MIT
/* What one learner costs in memory: the engine and its keeper, at the end of the lesson; the shell
 * is not counted. */
#include "bench.h"
#include "terminal.h"

#include <stdio.h>
#include <string.h>

/* -1: it may not be read. */
static double proportional_kib(int pid)
{
    char path[64], line[256];
    double kib = -1;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", pid);
    file = fopen(path, "re");
    while (file != NULL && kib < 0 && fgets(line, sizeof(line), file) != NULL)
        if (sscanf(line, "Pss: %lf", &kib) != 1)
            kib = -1;
    if (file != NULL)
        fclose(file);
    return kib;
}

/* The engine's only child. */
static int find_keeper(int engine)
{
    char path[64];
    int pid = 0;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/task/%d/children", engine, engine);
    file = fopen(path, "re");
    if (file == NULL || fscanf(file, "%d", &pid) != 1)
        bench_die("%s", path);
    fclose(file);
    return pid;
}

int main(void)
{
    static const char *const argv[] = {BENCH_FIRSTHOP, "run", "routing", "--step", "ping", NULL};
    struct terminal t;
    double engine, keeper;

    terminal_open(&t, argv, " # ");
    terminal_type(&t, "ip netns exec host1 ping -c 1 10.0.2.10");
    engine = proportional_kib(t.pid);
    keeper = proportional_kib(find_keeper(t.pid));
    terminal_close(&t);
    if (engine < 0 || keeper < 0)
        fprintf(stderr, "memory: not measured, only real root may read that of a keeper\n");
    else
        figure_print(&(struct figure){.name = "memory-of-engine-and-keeper",
                                      .value = (engine + keeper) / 1024,
                                      .unit = "MiB",
                                      .runs = 1});
    return 0;
}
