// SPDX-License-Identifier: MIT
/*
 * The floors and peers themselves as figures: what this machine can do at best, and what a shell
 * script makes of the same work. Each is measured in a child of its own, for a laboratory is for
 * good.
 */
#include "floors.h"
#include "bench.h"

#include <linux/rtnetlink.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READINGS = 300, EVENTS = 1000, SANDBOXES = 100, PROMPTS = 300, SCRIPTS = 15 };

static const char *const netns_names[] = {"host1", "router", "host2"};

static void print_alone(const char *name, struct samples *s, double percent)
{
    figure_print(&(struct figure){
        .name = name, .value = samples_percentile(s, percent), .unit = "ms", .runs = s->count});
}

/* The lab of the lesson `routing`: its dumps, and the same facts read by `ip -j`. */
static void read_lab(void)
{
    struct samples whole = {0}, one = {0}, script = {0};
    int sockets[3];

    lab_enter();
    lab_script(BENCH_LISTING);
    for (int i = 0; i < 3; i++) {
        lab_move(lab_netns(netns_names[i]));
        sockets[i] = floor_socket(0);
    }
    for (int run = 0; run < READINGS; run++) {
        double began = now_ms();

        floor_dump(sockets[0]);
        samples_add(&one, now_ms() - began);
        for (int i = 1; i < 3; i++)
            floor_dump(sockets[i]);
        samples_add(&whole, now_ms() - began);
    }
    for (int run = 0; run < SCRIPTS; run++)
        samples_add(&script, lab_script("ip-json.sh"));
    print_alone("floor-read-3-namespaces", &whole, 50);
    print_alone("floor-read-1-namespace", &one, 50);
    figure_print(&(struct figure){.name = "peer-ip-json-script",
                                  .value = samples_median(&script),
                                  .unit = "ms",
                                  .against = "floor",
                                  .other = samples_median(&whole),
                                  .runs = script.count});
}

static void hear_events(void)
{
    struct samples events = {0};
    int request, listener;

    lab_enter();
    request = floor_socket(0);
    listener = floor_socket(RTMGRP_LINK);
    for (int run = 0; run < EVENTS; run++) {
        double began = now_ms();

        floor_set_up(request, run % 2 == 0);
        floor_hear(listener);
        samples_add(&events, now_ms() - began);
    }
    print_alone("floor-event-p95", &events, 95);
}

static void start_sandboxes(void)
{
    struct samples ready = {0};

    for (int run = 0; run < SANDBOXES; run++)
        samples_add(&ready, floor_sandbox());
    print_alone("floor-sandbox", &ready, 50);
}

static void show_prompts(void)
{
    struct samples prompts = {0};
    struct terminal shell;

    floor_shell_open(&shell);
    for (int run = 0; run < PROMPTS; run++)
        samples_add(&prompts, terminal_type(&shell, ":"));
    terminal_close(&shell);
    print_alone("floor-prompt-p95", &prompts, 95);
}

/* Every run in new namespaces: the script makes what it makes only once. */
static void run_script_bare(void)
{
    struct samples runs = {0};

    for (int run = 0; run < SCRIPTS; run++) {
        int result[2];
        double took;

        if (pipe(result) < 0)
            bench_die("a pipe");
        if (fork() == 0) {
            lab_enter();
            took = lab_script(BENCH_LISTING);
            _exit(write(result[1], &took, sizeof(took)) != sizeof(took));
        }
        close(result[1]);
        if (read(result[0], &took, sizeof(took)) != sizeof(took))
            bench_die("the bare script failed");
        close(result[0]);
        wait(NULL);
        samples_add(&runs, took);
    }
    print_alone("peer-routing-script", &runs, 50);
}

int main(void)
{
    void (*const parts[])(void) = {read_lab, hear_events, show_prompts, start_sandboxes,
                                   run_script_bare};

    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        pid_t pid = fork();
        int status;

        if (pid == 0) {
            parts[i]();
            return 0;
        }
        if (pid < 0 || waitpid(pid, &status, 0) < 0 || status != 0)
            return 1;
    }
    return 0;
}
