// SPDX-License-Identifier: MIT
/*
 * From an event of the kernel to verdicts: reading again what changed, asking what a snapshot
 * cannot say, judging every fact of the lesson that sends no packets. The floor is the same reading
 * without decoding.
 */
#include "bench.h"
#include "floors.h"
#include "inside.h"

#include <stdio.h>
#include <stdlib.h>

#include <firsthop/check.h>
#include <firsthop/script.h>

enum { RUNS = 1000, FACTS = 64 };

static const char *const names[] = {"host1", "router", "host2"};
static const size_t sizes[] = {3, 30, 300, 1000};

static bool sends_packets(const struct fact *f)
{
    return f->kind == FACT_NETNS_REACHES || f->kind == FACT_PINGED;
}

/* The facts to be judged, all steps' together. */
static size_t list_facts(const struct fact *facts[FACTS])
{
    const struct lesson *l = script_lesson(inside_lesson());
    size_t count = 0;

    for (size_t s = 0; s < l->step_count; s++)
        for (size_t i = 0; i < l->steps[s].expect_count; i++)
            if (!sends_packets(l->steps[s].expect[i]) && count < FACTS)
                facts[count++] = l->steps[s].expect[i];
    return count;
}

/* What the conductor does when the kernel reports a change. */
static void check(struct inside *in, const struct fact *const facts[], size_t count)
{
    SCOPED(questions_done) struct questions q = {0};
    const struct world *w;
    struct finding finding;
    struct error err = {0};

    inside_must(observe_refresh(in->observe, false, &err), &err);
    w = observe_world(in->observe);
    for (size_t i = 0; i < count; i++)
        check_questions(facts[i], w, &q);
    observe_answer(in->observe, &q, 0);
    for (size_t i = 0; i < count; i++) {
        check_judge(facts[i], w, &q, LANGUAGE_EN, &finding);
        if (finding.verdict != VERDICT_HOLDS)
            bench_die("the fact %s does not hold: %s", facts[i]->id, finding.sentence);
    }
}

/* Everything changed. */
static void check_whole_lab(struct inside *in)
{
    struct samples ours = {0}, floor = {0};
    const struct fact *facts[FACTS];
    size_t count = list_facts(facts);
    int sockets[3];

    for (size_t i = 0; i < 3; i++)
        sockets[i] = inside_socket(in->sandbox, names[i]);
    for (unsigned run = 0; run < RUNS; run++) {
        double began = now_ms();

        for (size_t i = 0; i < 3; i++)
            floor_dump(sockets[i]);
        samples_add(&floor, now_ms() - began);
        for (size_t i = 0; i < 3; i++)
            floor_set_mtu(sockets[i], 1500 + run % 2);
        began = now_ms();
        check(in, facts, count);
        samples_add(&ours, now_ms() - began);
    }
    figure_print(&(struct figure){"check-3-namespaces", samples_median(&ours), "ms", "floor",
                                  samples_median(&floor), RUNS});
}

/* A lab of each size, in turn, so that a noisy moment hits all of them. */
static void check_one_change(struct inside labs[])
{
    struct samples ours[4] = {0}, floor[4] = {0};
    const struct fact *facts[FACTS];
    size_t count = list_facts(facts);
    int sockets[4];

    for (size_t i = 0; i < 4; i++)
        sockets[i] = inside_socket(labs[i].sandbox, "host1");
    for (unsigned run = 0; run < 4 * RUNS; run++) {
        size_t i = run % 4;
        double began = now_ms();

        floor_dump(sockets[i]);
        samples_add(&floor[i], now_ms() - began);
        floor_set_mtu(sockets[i], 1500 + run / 4 % 2);
        began = now_ms();
        check(&labs[i], facts, count);
        samples_add(&ours[i], now_ms() - began);
    }
    for (size_t i = 0; i < 4; i++) {
        char name[64];

        snprintf(name, sizeof(name), "check-one-change-of-%zu-namespaces", sizes[i]);
        figure_print(&(struct figure){name, samples_median(&ours[i]), "ms", "floor",
                                      samples_median(&floor[i]), RUNS});
    }
    figure_print(&(struct figure){"check-one-change-1000-against-3", samples_median(&ours[3]), "ms",
                                  "peer", samples_median(&ours[0]), RUNS});
}

int main(void)
{
    struct inside labs[4];

    inside_open(&labs[0], sizes[0]);
    check_whole_lab(&labs[0]);
    for (size_t i = 1; i < 4; i++)
        inside_open(&labs[i], sizes[i]);
    check_one_change(labs);
    for (size_t i = 0; i < 4; i++)
        inside_close(&labs[i]);
    return 0;
}
