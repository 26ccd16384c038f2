// SPDX-License-Identifier: MIT
/* One graded script: the same conductor as `run`, with a view that says nothing. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <firsthop/loop.h>
#include <firsthop/tutor.h>

#include "cli_private.h"
#include "grade.h"

static const struct message too_long = {
    {"Stopped after {n} s: the script had not come to its end by then (--timeout).",
     "{n} 秒たっても終わらなかったため、スクリプトを打ち切りました (--timeout)。"}};

struct one {
    struct loop *loop;
    struct tutor *tutor;
    struct loop_source *timer;
    bool hung_up;
};

static void one_done(struct one *o)
{
    loop_source_done(&o->timer);
    tutor_close(o->tutor);
    loop_free(o->loop);
}

static void on_timeout(void *context, uint32_t events)
{
    struct one *o = context;

    (void)events;
    o->hung_up = true;
    tutor_hangup(o->tutor);
}

static int run_script(const struct grade_task *task, int input, struct one *o, struct error *err)
{
    static const struct tutor_view silent;
    struct tutor_options options = {.language = task->prose->lang,
                                    .input_fd = input,
                                    .graded = true,
                                    .columns = 80,
                                    .rows = 24};
    int r = loop_new(&o->loop, err);

    if (r == 0)
        r = tutor_open(o->loop, task->script, task->prose, &options, &silent, &o->tutor, err);
    if (r == 0)
        r = loop_add_timer(o->loop, (int64_t)task->timeout_s * 1000, on_timeout, o, &o->timer, err);
    if (r == 0)
        r = tutor_start(o->tutor, err);
    if (r == 0)
        r = loop_run(o->loop, err);
    return r < 0 ? r : tutor_check_end(o->tutor, err);
}

static void note_timeout(const struct grade_task *task, const struct one *o, struct report_run *run)
{
    SCOPED(str_done) struct str note = {0};
    char n[16];

    if (!o->hung_up)
        return;
    snprintf(n, sizeof(n), "%d", task->timeout_s);
    message_addf(&note, &too_long, task->prose->lang, "n", n, NULL);
    free(run->note);
    run->note = str_take(&note);
}

static void deliver(const struct report_run *run, enum language lang, int *out)
{
    SCOPED(str_done) struct str text = {0};

    report_runs(&text, REPORT_JSON, run, 1, lang);
    (void)fd_write_all(*out, str_text(&text), text.len);
    fd_done(out);
}

void grade_one(const struct grade_task *task, const char *submission, int *out)
{
    SCOPED(fd_done) int input = open(submission, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    SCOPED(report_run_done) struct report_run run = {0};
    SCOPED(one_done) struct one o = {0};
    struct error err = {0};
    int r;

    if (input < 0)
        r = error_set_errno(&err, -errno, "cannot read '%s'", submission);
    else
        r = run_script(task, input, &o, &err);
    if (r == 0) {
        tutor_report(o.tutor, submission, &run);
        note_timeout(task, &o, &run);
    } else {
        run.exit_code = error_exit_code(&err);
        run.lesson = mem_string(script_lesson(task->script)->id);
        run.submission = mem_string(submission);
        run.problem = mem_printf("%s%s%s%s%s", err.what, err.doing[0] != '\0' ? "; while " : "",
                                 err.doing, err.hint[0] != '\0' ? "; try: " : "", err.hint);
    }
    deliver(&run, task->language, out); /* before the sandbox is taken down: that takes a while */
}
