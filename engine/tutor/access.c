// SPDX-License-Identifier: MIT
/* What views read of a run, what terminals feed into it, and the run as a report. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "tutor_private.h"

void tutor_input(struct tutor *t, const char *bytes, size_t len)
{
    if (t->session != NULL && !t->ended)
        session_input(t->session, bytes, len);
}

size_t tutor_input_pending(const struct tutor *t)
{
    return t->session == NULL ? 0 : session_input_pending(t->session);
}

void tutor_resize(struct tutor *t, unsigned short columns, unsigned short rows)
{
    if (t->session != NULL && !t->ended)
        session_resize(t->session, columns, rows);
}

void tutor_hangup(struct tutor *t)
{
    if (t->session == NULL || t->ended)
        return;
    session_hangup(t->session);
    loop_arm(t->grace, GRACE_MS);
}

const struct lesson *tutor_lesson(const struct tutor *t)
{
    return t->lesson;
}

const struct prose *tutor_prose(const struct tutor *t)
{
    return t->prose;
}

enum language tutor_language(const struct tutor *t)
{
    return t->options.language;
}

const struct world *tutor_world(const struct tutor *t)
{
    return observe_world(t->observe);
}

size_t tutor_step_count(const struct tutor *t)
{
    return t->lesson->step_count;
}

const struct tutor_step *tutor_step(const struct tutor *t, size_t index)
{
    return &t->steps[index];
}

size_t tutor_current(const struct tutor *t)
{
    return t->current;
}

bool tutor_is_complete(const struct tutor *t)
{
    for (size_t i = 0; i < t->lesson->step_count; i++)
        if (!t->steps[i].passed)
            return false;
    return true;
}

uint64_t tutor_dropped(const struct tutor *t)
{
    return capture_dropped(observe_capture(t->observe));
}

int tutor_save_capture(struct tutor *t, int fd, struct error *err)
{
    const struct frame *frames;
    size_t count;

    capture_drain(observe_capture(t->observe));
    frames = capture_frames(observe_capture(t->observe), &count);
    return pcapng_write(fd, frames, count, observe_world(t->observe), err);
}

int tutor_exit_code(const struct tutor *t)
{
    if (tutor_is_complete(t))
        return 0;
    return t->faults > 0 ? error_exit_code(&t->fault) : 1;
}

static const struct message killed = {
    {"The shell was killed by signal {n}; what should have followed was not run.",
     "シェルがシグナル {n} で強制終了されました。その後のコマンドは実行されていません。"}};

int tutor_check_end(const struct tutor *t, struct error *err)
{
    if (!t->sandbox_gone)
        return 0;
    error_set(err, -ECHILD, "the sandbox is gone: its first process was killed from outside");
    return error_classify(err, ERROR_FAULT);
}

bool tutor_add_killed(const struct tutor *t, struct str *to)
{
    char n[16];

    if (t->killed_by == 0)
        return false;
    snprintf(n, sizeof(n), "%d", t->killed_by);
    message_addf(to, &killed, t->options.language, "n", n, NULL);
    return true;
}

/* ---- the report
 * ---------------------------------------------------------------------------------- */

static struct report_fact report_one(const struct tutor_fact *f)
{
    struct report_fact r = {
        .id = mem_string(f->fact->id),
        .text = mem_string(f->sentence),
        .finding = f->finding,
        .holds_now = judge_holds(f),
        .verdict = f->judged ? f->finding.verdict : VERDICT_BLOCKED,
    };

    if (f->achieved) {
        r.verdict = VERDICT_HOLDS;
        r.achieved_by = mem_string(f->achieved_by);
    }
    return r;
}

/* Of a step that did not pass, the fact that says most about why: a fault, then what differs, then
 * what waits. */
static enum verdict worst(const struct report_step *s)
{
    static const int weight[] = {
        [VERDICT_HOLDS] = 0,
        [VERDICT_BLOCKED] = 1,
        [VERDICT_NOT_YET] = 2,
        [VERDICT_FAULT] = 3,
    };
    enum verdict found = VERDICT_HOLDS;

    _Static_assert(ARRAY_LENGTH(weight) == VERDICT_COUNT, "a weight for each verdict");
    for (size_t i = 0; i < s->fact_count; i++)
        if (weight[s->facts[i].verdict] > weight[found])
            found = s->facts[i].verdict;
    return found == VERDICT_HOLDS ? VERDICT_NOT_YET : found;
}

static struct report_step report_step(const struct tutor_step *s)
{
    struct report_step r = {.id = mem_string(s->step->id), .verdict = VERDICT_HOLDS};

    for (size_t i = 0; i < s->fact_count; i++)
        ARRAY_PUSH(r.facts, r.fact_count, r.fact_capacity, report_one(&s->facts[i]));
    if (!s->passed)
        r.verdict = worst(&r);
    return r;
}

void tutor_report(const struct tutor *t, const char *submission, struct report_run *out)
{
    uint64_t end = t->ended ? t->ended_ms : clock_now_ms();
    SCOPED(str_done) struct str note = {0};

    *out = (struct report_run){
        .lesson = mem_string(t->lesson->id),
        .submission = mem_string(submission),
        .completed = tutor_is_complete(t),
        .ms = end - t->started_ms,
    };
    if (tutor_add_killed(t, &note))
        out->note = str_take(&note);
    for (size_t i = 0; i < t->lesson->step_count; i++)
        ARRAY_PUSH(out->steps, out->step_count, out->step_capacity, report_step(&t->steps[i]));
    observe_journeys(t->observe, 0, &out->journeys);
}
