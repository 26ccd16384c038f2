// SPDX-License-Identifier: MIT
/*
 * What a learner waits for at the terminal: the first prompt of a lesson, and the one after each
 * command, with all feedback before it. The floor is a bare bash on the same kind of terminal. The
 * state before the last step is rebuilt first, so that every fact of the lesson is judged.
 */
#include "bench.h"
#include "floors.h"

enum { RUNS = 300, STARTS = 30 };

#define PROMPT " # "

static const char *const at_start[] = {BENCH_FIRSTHOP, "run", "routing", NULL};
static const char *const at_end[] = {BENCH_FIRSTHOP, "run", "routing", "--step", "ping", NULL};

static void measure_start(void)
{
    struct samples ours = {0}, floor = {0};
    struct terminal t;

    for (int run = 0; run < STARTS; run++) {
        double began = now_ms();

        floor_shell_open(&t);
        samples_add(&floor, now_ms() - began);
        terminal_close(&t);
        samples_add(&ours, terminal_open(&t, at_start, PROMPT));
        terminal_close(&t);
    }
    figure_print(&(struct figure){"run-to-first-prompt", samples_median(&ours), "ms", "floor",
                                  samples_median(&floor), STARTS});
}

static void measure_prompts(const char *name, const char *one, const char *other)
{
    struct samples ours = {0}, floor = {0};
    struct terminal lesson, shell;

    floor_shell_open(&shell);
    terminal_open(&lesson, at_end, PROMPT);
    for (int run = 0; run < RUNS; run++) {
        samples_add(&floor, terminal_type(&shell, ":"));
        samples_add(&ours, terminal_type(&lesson, run % 2 == 0 ? one : other));
    }
    terminal_close(&lesson);
    terminal_close(&shell);
    figure_print(&(struct figure){name, samples_percentile(&ours, 95), "ms", "floor",
                                  samples_percentile(&floor, 95), RUNS});
}

int main(void)
{
    measure_start();
    measure_prompts("command-to-feedback-p95", ":", ":");
    measure_prompts("changing-command-to-feedback-p95", "echo 1 >/proc/sys/net/ipv4/ip_forward",
                    "echo 0 >/proc/sys/net/ipv4/ip_forward");
    return 0;
}
