// SPDX-License-Identifier: MIT
/*
 * Judging facts, and what of it is news.
 *
 * At a prompt the facts of all steps up to the current one are judged with every kind of evidence,
 * those of later steps as far as it costs nothing (so that we know which command made a fact true,
 * even if it was typed before its step). At the end everything is judged, for the score.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tutor_private.h"

#define DESCRIBED_MAX 2 /* sentences about what is different, after one command */

bool judge_is_event(const struct fact *f)
{
    if (f->kind == FACT_PINGED)
        return true;
    for (size_t i = 0; i < f->part_count && f->kind != FACT_NONE; i++)
        if (judge_is_event(f->parts[i]))
            return true;
    return false;
}

bool judge_holds(const struct tutor_fact *f)
{
    return f->judged && f->finding.verdict == VERDICT_HOLDS;
}

/* ---- evidence -------------------------------------------------------------------------------- */

static void answer_custom(struct tutor *t, struct questions *q)
{
    for (size_t i = 0; i < q->count; i++) {
        struct question *item = &q->items[i];
        struct error err = {0};

        if (item->kind != ASK_CUSTOM || item->answered)
            continue;
        item->answered = script_test(t->script, item->custom_test, observe_world(t->observe),
                                     &item->holds, item->seen, sizeof(item->seen), &err) == 0;
        if (!item->answered) {
            str_copy(item->fault, sizeof(item->fault), err.what);
            fault(t, &err);
        }
    }
}

static bool has_echo(const struct questions *q, size_t first)
{
    for (size_t i = first; i < q->count; i++)
        if (q->items[i].kind == ASK_ECHO)
            return true;
    return false;
}

/* Is this fact looked at now? Then its questions are in @q. Later steps' echoes are not: they would
 * cost time and touch the network. */
static bool ask(const struct tutor *t, size_t step, const struct tutor_fact *f,
                enum judge_scope scope, struct questions *q)
{
    bool may_probe = scope == JUDGE_EVERYTHING || (scope == JUDGE_PROMPT && step <= t->current);
    size_t before = q->count;

    if (judge_is_event(f->fact) && f->achieved)
        return false;
    check_questions(f->fact, observe_world(t->observe), q);
    if (may_probe || !has_echo(q, before))
        return true;
    q->count = before;
    return false;
}

/* ---- one fact -------------------------------------------------------------------------------- */

static bool is_new_description(const struct tutor_fact *f, const char *before)
{
    return !f->achieved && f->finding.verdict == VERDICT_NOT_YET &&
           f->finding.sentence[0] != '\0' && strcmp(f->finding.sentence, before) != 0;
}

static void note_achievement(struct tutor *t, struct tutor_fact *f, bool asked)
{
    if (!judge_holds(f))
        return;
    if (f->achieved_by == NULL)
        f->achieved_by = mem_string(t->command);
    f->achieved |= asked;
}

/* Judge one fact; returns what is news about it, or -1. */
static int judge_fact(struct tutor *t, struct tutor_fact *f, const struct questions *q, bool asked)
{
    char before[sizeof(f->finding.sentence)];
    bool held = judge_holds(f), was_achieved = f->achieved;

    str_copy(before, sizeof(before), f->finding.sentence);
    check_judge(f->fact, observe_world(t->observe), q, t->options.language, &f->finding);
    f->judged = true;
    if (f->finding.verdict == VERDICT_FAULT && asked &&
        f->fact->kind != FACT_CUSTOM) { /* answer_custom() has told that, with its line */
        struct error err = {0};

        error_set(&err, -EIO, "%s", f->finding.sentence);
        error_classify(&err, ERROR_FAULT);
        fault(t, &err);
    }
    note_achievement(t, f, asked);
    if (judge_holds(f) && asked && !was_achieved)
        return TUTOR_REACHED;
    if (judge_holds(f) && !held && was_achieved)
        return TUTOR_RESTORED;
    if (!judge_holds(f) && held && was_achieved && f->finding.verdict != VERDICT_FAULT)
        return TUTOR_UNDONE;
    return is_new_description(f, before) ? TUTOR_DESCRIBED : -1;
}

/* ---- many facts ------------------------------------------------------------------------------ */

/* The facts that were judged together. */
struct news {
    struct news_item {
        size_t step, fact;
        int change; /* enum tutor_change; -1: none, or of a step to come */
    } * items;
    size_t count, capacity;
};

static void news_done(struct news *n)
{
    free(n->items);
}

static void collect(struct tutor *t, size_t first, size_t end, enum judge_scope scope,
                    struct questions *q, struct news *news)
{
    for (size_t s = first; s < end; s++)
        for (size_t i = 0; i < t->steps[s].fact_count; i++)
            if (ask(t, s, &t->steps[s].facts[i], scope, q))
                ARRAY_PUSH(news->items, news->count, news->capacity,
                           ((struct news_item){s, i, -1}));
    observe_answer(t->observe, q, PROBE_MS);
    answer_custom(t, q);
}

static void judge_range(struct tutor *t, size_t first, size_t end, enum judge_scope scope,
                        struct news *news)
{
    SCOPED(questions_done) struct questions q = {0};

    collect(t, first, end, scope, &q, news);
    for (size_t i = 0; i < news->count; i++) {
        struct news_item *item = &news->items[i];
        bool is_here = item->step <= t->current;
        int change = judge_fact(t, &t->steps[item->step].facts[item->fact], &q,
                                is_here || scope == JUDGE_EVERYTHING);

        item->change = is_here ? change : -1;
    }
}

static bool has_change(const struct news *news, enum tutor_change change)
{
    for (size_t i = 0; i < news->count; i++)
        if (news->items[i].change == (int)change)
            return true;
    return false;
}

/* What is different is said only where nothing was reached: then it would be noise. */
static void tell(struct tutor *t, const struct news *news, bool world_changed)
{
    bool describe = world_changed && !has_change(news, TUTOR_REACHED);
    size_t described = 0;

    for (size_t i = 0; i < news->count; i++) {
        const struct news_item *item = &news->items[i];

        if (item->change < 0 ||
            (item->change == TUTOR_DESCRIBED &&
             (!describe || item->step != t->current || described++ >= DESCRIBED_MAX)))
            continue;
        TELL(t, changed, item->step, item->fact, (enum tutor_change)item->change);
    }
}

void judge(struct tutor *t, enum judge_scope scope, bool tell_view)
{
    SCOPED(news_done) struct news news = {0};
    uint64_t generation = observe_world(t->observe)->generation;

    judge_range(t, 0, tutor_step_count(t), scope, &news);
    if (tell_view)
        tell(t, &news, generation != t->judged_world);
    t->judged_world = generation;
}

void judge_entry(struct tutor *t, size_t step)
{
    SCOPED(news_done) struct news news = {0};

    judge_range(t, step, step + 1, JUDGE_PROMPT, &news);
}

/* ---- passing --------------------------------------------------------------------------------- */

static const struct tutor_fact *find_state(const struct tutor *t, size_t before,
                                           const struct fact *f)
{
    for (size_t s = 0; s < before; s++)
        for (size_t i = 0; i < t->steps[s].fact_count; i++)
            if (str_equal(t->steps[s].facts[i].fact->id, f->id) &&
                t->steps[s].facts[i].fact->kind == f->kind)
                return &t->steps[s].facts[i];
    return NULL;
}

static bool keeps_hold(const struct tutor *t, size_t step)
{
    const struct step *plan = t->steps[step].step;

    if (plan->keeps_given) {
        for (size_t i = 0; i < plan->keeps_count; i++) {
            const struct tutor_fact *f = find_state(t, step, plan->keeps[i]);

            if (f != NULL && f->achieved && !judge_holds(f))
                return false;
        }
        return true;
    }
    for (size_t s = 0; s < step; s++)
        for (size_t i = 0; i < t->steps[s].fact_count; i++)
            if (t->steps[s].facts[i].achieved && !judge_holds(&t->steps[s].facts[i]))
                return false;
    return true;
}

bool judge_passes(const struct tutor *t, size_t step)
{
    const struct tutor_step *s = &t->steps[step];

    for (size_t i = 0; i < s->fact_count; i++)
        if (!judge_holds(&s->facts[i]))
            return false;
    return keeps_hold(t, step);
}

bool judge_now(struct tutor *t, const struct fact *f)
{
    SCOPED(questions_done) struct questions q = {0};
    struct finding finding = {0};

    check_questions(f, observe_world(t->observe), &q);
    observe_answer(t->observe, &q, PROBE_MS);
    answer_custom(t, &q);
    check_judge(f, observe_world(t->observe), &q, t->options.language, &finding);
    return finding.verdict == VERDICT_HOLDS;
}
