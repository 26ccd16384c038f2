// SPDX-License-Identifier: MIT
/* `firsthop run`: one learner, one lesson, one terminal (or a pipe). */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <firsthop/loop.h>
#include <firsthop/tutor.h>

#include "cli_private.h"

#define INPUT_PENDING_MAX 65536

struct run {
    struct loop *loop;
    struct script *script;
    struct prose *prose;
    struct tutor *tutor;
    struct line_view *view;
    struct loop_source *keyboard, *resize, *signals[3];
    bool terminal;
};

static void run_done(struct run *r)
{
    loop_source_done(&r->keyboard);
    loop_source_done(&r->resize);
    for (size_t i = 0; i < ARRAY_LENGTH(r->signals); i++)
        loop_source_done(&r->signals[i]);
    tutor_close(r->tutor);
    terminal_restore();
    line_view_free(r->view);
    prose_free(r->prose);
    script_free(r->script);
    loop_free(r->loop);
}

/* ---- between the terminal and the tutor
 * ------------------------------------------------------------ */

static void on_unheard(void *context)
{
    struct run *r = context;

    if (r->tutor != NULL)
        tutor_hangup(r->tutor);
}

static void on_write(void *context, const char *bytes, size_t len)
{
    if (terminal_write(bytes, len) < 0)
        on_unheard(context);
}

static void on_keyboard(void *context, uint32_t events)
{
    struct run *r = context;
    char bytes[4096];
    ssize_t n;

    (void)events;
    if (tutor_input_pending(r->tutor) > INPUT_PENDING_MAX)
        return; /* the shell is busy: leave the rest where it is for now */
    n = read(STDIN_FILENO, bytes, sizeof(bytes));
    if (n > 0) {
        tutor_input(r->tutor, bytes, (size_t)n);
    } else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
        loop_source_done(&r->keyboard);
        tutor_hangup(r->tutor);
    }
}

static void on_resize(void *context, uint32_t signo)
{
    struct run *r = context;
    unsigned short columns, rows;

    (void)signo;
    terminal_size(&columns, &rows);
    tutor_resize(r->tutor, columns, rows);
    if (r->view != NULL)
        line_view_set_columns(r->view, columns);
}

static void on_terminate(void *context, uint32_t signo)
{
    struct run *r = context;

    (void)signo;
    tutor_hangup(r->tutor);
}

static int watch_terminal(struct run *r, struct error *err)
{
    static const int ends[] = {SIGTERM, SIGHUP, SIGINT};
    int result = 0;

    for (size_t i = 0; i < ARRAY_LENGTH(ends) && result == 0; i++)
        result = loop_add_signal(r->loop, ends[i], on_terminate, r, &r->signals[i], err);
    if (result < 0 || !r->terminal)
        return result;
    result = loop_add_signal(r->loop, SIGWINCH, on_resize, r, &r->resize, err);
    if (result == 0)
        result = terminal_raw(err);
    if (result == 0)
        result = loop_add_fd(r->loop, STDIN_FILENO, EPOLLIN, on_keyboard, r, &r->keyboard, err);
    return result;
}

/* ---- the run
 * ------------------------------------------------------------------------------------------ */

static int load(const struct cli_arguments *args, enum language lang, struct run *r,
                struct error *err)
{
    SCOPED(mem_done) char *folder = NULL;
    int result = cli_find_lesson(args, args->operands[0], &folder, err);

    if (result == 0)
        result = cli_load_lesson(folder, lang, &r->script, &r->prose, err);
    return result;
}

static int save_capture(struct run *r, const char *path, struct error *err)
{
    SCOPED(fd_done) int fd = -1;

    if (path == NULL)
        return 0;
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return error_set_errno(err, -errno, "cannot write the packets to '%s'", path);
    return tutor_save_capture(r->tutor, fd, err);
}

static void tell_killed(const struct run *r)
{
    SCOPED(str_done) struct str text = {0};

    str_add(&text, "firsthop: ");
    if (!tutor_add_killed(r->tutor, &text))
        return;
    str_add(&text, "\n");
    (void)fd_write_all(STDERR_FILENO, str_text(&text), text.len);
}

static const struct message paused = {
    {"Paused at step {number} of {count}. To go on from here:\n  firsthop run {lesson} --step "
     "{step}\n",
     "ステップ {number}/{count} で中断しました。続きから始めるには:\n  firsthop run {lesson} "
     "--step {step}\n"}};

static void tell_pause(const struct run *r)
{
    const struct lesson *l = script_lesson(r->script);
    size_t step = tutor_current(r->tutor);
    SCOPED(str_done) struct str text = {0};
    char number[24], count[24];

    if (tutor_is_complete(r->tutor) || step >= l->step_count)
        return;
    snprintf(number, sizeof(number), "%zu", step + 1);
    snprintf(count, sizeof(count), "%zu", l->step_count);
    message_addf(&text, &paused, r->prose->lang, "number", number, "count", count, "lesson", l->id,
                 "step", l->steps[step].id, NULL);
    (void)fd_write_all(STDERR_FILENO, str_text(&text), text.len);
}

static struct tutor_options options_of(const struct cli_arguments *args, const struct run *r,
                                       const struct look *look)
{
    struct tutor_options o = {
        .language = r->prose->lang,
        .first_step = cli_value(args, "step"),
        .terminal = r->terminal,
        .input_fd = STDIN_FILENO,
        .show_commands = !cli_has(args, "json"),
        .live = cli_has(args, "json"),
        .term = getenv("TERM"),
        .colour = look->colour,
    };

    terminal_size(&o.columns, &o.rows);
    return o;
}

static int teach(const struct cli_arguments *args, struct run *r, struct error *err)
{
    struct look look = terminal_look(r->prose->lang, cli_has(args, "plain"));
    struct tutor_options options = options_of(args, r, &look);
    struct json_sink sink = {on_unheard, r};
    struct tutor_view json = json_view(&sink);
    const struct tutor_view *view = &json;
    int result = loop_new(&r->loop, err);

    if (!cli_has(args, "json")) {
        r->view = line_view_new(&look, on_write, r);
        view = line_view_functions(r->view);
    }
    if (result == 0)
        result = tutor_open(r->loop, r->script, r->prose, &options, view, &r->tutor, err);
    if (result == 0)
        result = watch_terminal(r, err);
    if (result == 0)
        result = tutor_start(r->tutor, err);
    if (result == 0)
        result = loop_run(r->loop, err);
    if (result == 0)
        result = tutor_check_end(r->tutor, err);
    if (result == 0)
        result = save_capture(r, cli_value(args, "pcap"), err);
    if (result < 0)
        return result;
    terminal_restore();
    tell_killed(r);
    tell_pause(r);
    return tutor_exit_code(r->tutor);
}

int cli_run(const struct cli_arguments *args, struct error *err)
{
    SCOPED(run_done) struct run r = {.terminal = terminal_is_interactive()};
    enum language lang;
    int result = cli_language(args, &lang, err);

    if (result == 0)
        result = load(args, lang, &r, err);
    if (result < 0)
        return result;
    result = teach(args, &r, err);
    terminal_restore(); /* before the error is printed */
    return result;
}
