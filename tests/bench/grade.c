// SPDX-License-Identifier: MIT
/*
 * A solution of the lesson `routing` as a submission, against the same script run by bash as root
 * of bare namespaces: one alone, and a class of 300 on two processors.
 */
#include "bench.h"
#include "floors.h"

#include <sched.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RUNS = 30, CLASS = 300, GROUP = 50, PROCESSORS = 2 };

#define SCRIPT BENCH_LISTING

static void start(const char *const *argv)
{
    if (fork() == 0) {
        if (freopen("/dev/null", "w", stdout) != NULL)
            execv(argv[0], (char *const *)argv);
        _exit(127);
    }
}

/* Wait for one run, whichever ends first. */
static void finish(void)
{
    int status;

    if (wait(&status) < 0 || status != 0)
        bench_die("a run failed");
}

static double grade(const char *const *argv)
{
    double began = now_ms();

    start(argv);
    finish();
    return now_ms() - began;
}

static void start_bare(void)
{
    if (fork() == 0) {
        lab_enter();
        lab_script(SCRIPT);
        _exit(0);
    }
}

static void grade_one(void)
{
    static const char *const argv[] = {BENCH_FIRSTHOP, "grade", "routing", SCRIPT, NULL};
    struct samples ours = {0}, peer = {0};

    for (int run = 0; run < RUNS; run++) {
        double began = now_ms();

        start_bare();
        finish();
        samples_add(&peer, now_ms() - began);
        samples_add(&ours, grade(argv));
    }
    figure_print(&(struct figure){"grade-one", samples_median(&ours), "ms", "peer",
                                  samples_median(&peer), RUNS});
}

static double run_group_bare(void)
{
    double began = now_ms();

    for (int started = 0; started < GROUP; started++) {
        if (started >= PROCESSORS)
            finish();
        start_bare();
    }
    for (int left = 0; left < PROCESSORS; left++)
        finish();
    return now_ms() - began;
}

static void stay_on_two_processors(void)
{
    cpu_set_t set;
    int kept = 0;

    if (sched_getaffinity(0, sizeof(set), &set) < 0)
        bench_die("processors");
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &set) && kept++ >= PROCESSORS)
            CPU_CLR(cpu, &set);
    if (sched_setaffinity(0, sizeof(set), &set) < 0)
        bench_die("processors");
}

/* In turns of GROUP, so that a noisy minute hits both. */
static void grade_class(void)
{
    static const char *argv[GROUP + 6] = {BENCH_FIRSTHOP, "grade", "--jobs", "2", "routing"};
    double peer = 0, ours = 0;

    for (int i = 0; i < GROUP; i++)
        argv[5 + i] = SCRIPT;
    stay_on_two_processors();
    for (int done = 0; done < CLASS; done += GROUP) {
        peer += run_group_bare();
        ours += grade(argv);
    }
    figure_print(
        &(struct figure){"grade-300-on-2-processors", ours, "ms", "peer", peer, CLASS / GROUP});
}

int main(void)
{
    grade_one();
    grade_class();
    return 0;
}
