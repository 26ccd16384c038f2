// SPDX-License-Identifier: MIT
/* One graded script: the same conductor as `run`, with a view that says nothing. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <firsthop/loop.h>
#include <firsthop/tutor.h>

#include "cli_private.h"
#include "grade.h"

#define GRACE_MS 2000 /* from hanging up to giving up */

struct one {
    struct loop *loop;
    struct script *script;
    struct prose *prose;
    struct tutor *tutor;
    struct loop_source *timer;
    bool hung_up;
};

static void one_done(struct one *o)
{
    loop_source_done(&o->timer);
    tutor_close(o->tutor);
    prose_free(o->prose);
    script_free(o->script);
    loop_free(o->loop);
}

static void on_timeout(void *context, uint32_t events)
{
    struct one *o = context;

    (void)events;
    if (o->hung_up) {
        loop_stop(o->loop);
        return;
    }
    o->hung_up = true;
    tutor_hangup(o->tutor);
    loop_arm(o->timer, GRACE_MS);
}

static int run_script(const struct grade_task *task, int input, struct one *o, struct error *err)
{
    static const struct tutor_view silent;
    struct tutor_options options = {.input_fd = input, .columns = 80, .rows = 24};
    int r = loop_new(&o->loop, err);

    if (r == 0)
        r = cli_load_lesson(task->folder, task->language, &o->script, &o->prose, err);
    if (r < 0)
        return r;
    options.language = o->prose->lang;
    r = tutor_open(o->loop, o->script, o->prose, &options, &silent, &o->tutor, err);
    if (r == 0)
        r = loop_add_timer(o->loop, (int64_t)task->timeout_s * 1000, on_timeout, o, &o->timer, err);
    if (r == 0)
        r = tutor_start(o->tutor, err);
    if (r == 0)
        r = loop_run(o->loop, err);
    return r;
}

void grade_one(const struct grade_task *task, const char *script, struct report_run *run)
{
    SCOPED(fd_done) int input = open(script, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    SCOPED(one_done) struct one o = {0};
    struct error err = {0};
    int r;

    if (input < 0)
        r = error_set_errno(&err, -errno, "cannot read '%s'", script);
    else
        r = run_script(task, input, &o, &err);
    if (r == 0) {
        tutor_report(o.tutor, script, run);
        return;
    }
    *run = (struct report_run){.exit_code = error_exit_code(&err)};
    run->lesson = mem_string(task->lesson);
    run->submission = mem_string(script);
    run->problem = mem_printf("%s%s%s%s%s", err.what, err.doing[0] != '\0' ? "; while " : "",
                              err.doing, err.hint[0] != '\0' ? "; try: " : "", err.hint);
}
