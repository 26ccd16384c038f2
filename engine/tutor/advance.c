// SPDX-License-Identifier: MIT
/* Moving through the steps: entering, passing, leaving, and rebuilding the state before a step. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tutor_private.h"

static bool is_last(const struct tutor *t, size_t step)
{
    return step + 1 >= tutor_step_count(t);
}

/* Reading and predicting have no facts: they pass by what the person does next. Text from a pipe
 * that has ended was not asked in time if its shell did not talk to us (`exec sh`): what it did
 * then counts.
 */
static bool passes(const struct tutor *t, size_t step)
{
    const struct tutor_step *s = &t->steps[step];

    switch (s->step->kind) {
    case STEP_READ:
        return !t->options.terminal || is_last(t, step) || !t->entered_now;
    case STEP_PREDICT:
        return s->prediction != NULL || !t->entered_now || (t->ended && !t->options.terminal);
    default:
        return judge_passes(t, step);
    }
}

static void tell_trips(struct tutor *t, const struct step *step)
{
    for (size_t i = 0; i < step->watch_count; i++) {
        int request, reply;

        if (seen_find(t, &step->watches[i], &request, &reply))
            TELL(t, trip, seen_trips(t), request, reply);
    }
}

static void run_setup(struct tutor *t, const struct step *step)
{
    SCOPED(str_done) struct str output = {0};
    struct error err = {0};
    int r;

    if (step->setup == NULL)
        return;
    r = session_run(t->sandbox, step->setup, COMMANDS_MS, &output, &err);
    if (r > 0) {
        error_set(&err, -EINVAL, "the setup of step '%s' failed (exit %d): %s", step->id, r,
                  str_text(&output));
        error_classify(&err, ERROR_LESSON);
    }
    if (r != 0)
        fault(t, &err);
}

static void refresh(struct tutor *t)
{
    struct error err = {0};

    if (observe_refresh(t->observe, true, &err) < 0)
        fault(t, &err);
}

void enter(struct tutor *t, size_t step)
{
    t->current = step;
    t->entered_now = true;
    if (step >= tutor_step_count(t)) {
        if (!t->complete_told && tutor_is_complete(t))
            TELL_ALONE(t, complete);
        t->complete_told = true;
        return;
    }
    if (t->steps[step].step->setup != NULL) {
        run_setup(t, t->steps[step].step);
        refresh(t);
    }
    judge_entry(t, step);
    TELL(t, step, step);
}

void leave(struct tutor *t, bool passed)
{
    size_t step = t->current;

    t->steps[step].passed = passed;
    if (passed) {
        seen_forget(t);
        tell_trips(t, t->steps[step].step);
        if (t->steps[step].step->watch_count > 0)
            seen_compare(t);
        TELL(t, passed, step);
    }
    enter(t, step + 1);
}

void advance(struct tutor *t)
{
    while (t->current < tutor_step_count(t) && passes(t, t->current))
        leave(t, true);
}

static int replay_one(struct tutor *t, size_t index, struct error *err)
{
    struct tutor_step *s = &t->steps[index];
    SCOPED(str_done) struct str output = {0};
    int r = 0;

    run_setup(t, s->step);
    if (s->step->solution != NULL)
        r = session_run(t->sandbox, s->step->solution, COMMANDS_MS, &output, err);
    if (r < 0)
        return error_while(err, "rebuilding step '%s'", s->step->id);
    r = observe_refresh(t->observe, true, err);
    if (r < 0)
        return r;
    t->current = index;
    judge(t, JUDGE_PROMPT, false);
    s->passed = judge_passes(t, index);
    s->helped = true;
    if (s->passed)
        return 0;
    error_set(err, -EINVAL, "the solution of step '%s' does not make its facts true: %s",
              s->step->id, str_text(&output));
    return error_classify(err, ERROR_LESSON);
}

int replay(struct tutor *t, size_t index, struct error *err)
{
    for (size_t i = 0; i < index; i++) {
        int r = replay_one(t, i, err);

        if (r < 0)
            return r;
    }
    return 0;
}
