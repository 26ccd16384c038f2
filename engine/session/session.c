// SPDX-License-Identifier: MIT
/*
 * A running session: output, questions of the shells, the end.
 *
 * A question goes through these states:
 *   heard   its message has come; it waits in line
 *   due     everything the shell printed before it has been passed on. On pipes that is so as soon
 * as the pipe is drained, for whoever speaks has written before. On a terminal the mark says so; if
 * it does not come (the hook could not open /dev/tty), MARK_WAIT_MS end the wait current the tutor
 * has it, until session_release()
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "child.h"
#include "pty.h"
#include "session.h"

enum {
    PIECE =
        65536, /* no less than a pipe holds: one full read and a second one leave nothing older */
    LAST_OUTPUT = 1 << 20, /* of a shell that has ended; a process left behind may print for ever */
    MARK_WAIT_MS = 200,
};

/* ---- output ------------------------------------------------------------------------------- */

void session_on_bytes(void *context, const char *bytes, size_t len)
{
    struct session *s = context;

    s->events.output(s->events.context, bytes, len);
}

/* One piece. Bytes read; 0: nothing there, or nothing will come. */
static size_t read_output(struct session *s)
{
    char bytes[PIECE];
    ssize_t n = read(s->output_fd, bytes, sizeof(bytes));

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (n <= 0) {
        loop_source_done(&s->output_ready);
        return 0;
    }
    if (s->is_terminal)
        session_mark_feed(&s->filter, bytes, (size_t)n);
    else
        session_on_bytes(s, bytes, (size_t)n);
    return (size_t)n;
}

/* What is there, about @max bytes of it at most. */
static void drain(struct session *s, size_t max)
{
    size_t total = 0, n;

    while (total < max && s->output_ready && (n = read_output(s)) > 0)
        total += n;
}

void session_on_output(void *context, uint32_t events)
{
    (void)events;
    (void)read_output(context);
}

/* ---- questions ---------------------------------------------------------------------------- */

static struct running *find_running(struct session *s, pid_t shell)
{
    for (size_t i = 0; i < RUNNING_MAX; i++)
        if (s->running[i].shell == shell)
            return &s->running[i];
    return NULL;
}

static void set_running(struct session *s, pid_t shell, const char *command)
{
    struct running *r = find_running(s, shell);

    if (!r) {
        r = &s->running[s->running_next];
        s->running_next = (s->running_next + 1) % RUNNING_MAX;
    }
    free(r->command);
    *r = (struct running){.shell = shell, .command = mem_string(command)};
}

static void ask_prompt(struct session *s)
{
    const struct question *q = &s->current;
    const struct running *r = find_running(s, q->speaker);
    struct session_prompt prompt = {
        .first = !s->has_begun,
        .status = q->status,
        .command = q->command,
        .shell = q->speaker,
    };

    if (q->kind == MESSAGE_NEXT)
        prompt.command = r ? r->command : "";
    s->has_begun = true;
    s->events.prompt(s->events.context, &prompt);
}

/* The first in line goes to the tutor. */
static void ask(struct session *s)
{
    s->current = session_questions_take(&s->questions);
    s->is_waiting = true;
    loop_arm(s->late, -1);
    if (s->current.kind == MESSAGE_WORD)
        s->events.word(s->events.context, (const char *const *)s->current.words,
                       s->current.word_count);
    else
        ask_prompt(s);
}

static bool first_is_due(const struct session *s)
{
    return !s->is_waiting && s->questions.count > 0 && s->questions.items[0].is_due;
}

static void drop_questions_of_the_dead(struct session *s)
{
    while (!s->is_waiting && s->questions.count > 0 &&
           session_child_is_gone(s->questions.items[0].speaker)) {
        SCOPED(session_question_done) struct question q = session_questions_take(&s->questions);

        log_debug("the shell %d asked and ended", (int)q.speaker);
    }
}

/* Bring the first in line to be due, if it can be, and ask it. */
static void advance(struct session *s)
{
    drop_questions_of_the_dead(s);
    if (s->is_waiting || s->has_ended || s->questions.count == 0)
        return;
    if (!s->questions.items[0].is_due)
        drain(s, PIECE);
    if (s->is_waiting || s->questions.count == 0)
        return; /* the mark was in there, and the question has been asked */
    if (!s->is_terminal)
        s->questions.items[0].is_due = true;
    if (first_is_due(s))
        ask(s);
    else
        loop_arm(s->late, MARK_WAIT_MS);
}

void session_on_next(void *context, uint32_t events)
{
    (void)events;
    advance(context);
}

void session_on_late(void *context, uint32_t events)
{
    struct session *s = context;

    (void)events;
    if (s->questions.count > 0)
        s->questions.items[0].is_due = true;
    if (first_is_due(s))
        ask(s);
}

static bool mark_came_first(const struct session *s, const char *token)
{
    for (size_t i = 0; i < MARKS_MAX; i++)
        if (str_equal(s->marks[i], token))
            return true;
    return false;
}

void session_on_mark(void *context, const char *token)
{
    struct session *s = context;
    struct question *q = session_questions_find(&s->questions, token);

    if (!q) {
        str_copy(s->marks[s->mark_next], MESSAGE_TOKEN_MAX, token);
        s->mark_next = (s->mark_next + 1) % MARKS_MAX;
        return;
    }
    q->is_due = true;
    if (first_is_due(s))
        ask(s);
}

static bool is_current(const struct session *s, const struct message *m)
{
    return s->is_waiting && str_equal(s->current.token, m->token);
}

void session_on_message(void *context, const struct message *m)
{
    struct session *s = context;
    struct question *q;

    if (s->has_ended || is_current(s, m))
        return;
    if (s->is_hanging_up) {
        session_channel_answer(&s->channel, m->speaker, m->token, "");
        return;
    }
    q = session_questions_add(&s->questions, m);
    if (!q)
        return;
    q->is_due = mark_came_first(s, q->token);
    advance(s);
}

/* ---- answers ------------------------------------------------------------------------------ */

static char *label(const struct session *s, const char *where)
{
    SCOPED(str_done) struct str text = {0};

    str_add(&text, s->lesson);
    if (where && where[0] != '\0') {
        str_add_char(&text, '(');
        session_clean_label(&text, where);
        str_add_char(&text, ')');
    }
    return str_take(&text);
}

/* What a terminal would show before the output of the command that runs next. */
static void show_command(struct session *s, const struct question *q, const char *place)
{
    SCOPED(str_done) struct str line = {0};

    if (q->command[0] == '\0')
        return;
    str_addf(&line, "firsthop:%s %s # %s\n", place, q->directory, q->command);
    for (size_t i = 0; i < line.len; i++) /* as a terminal's echo: control characters do nothing */
        if (((unsigned char)line.data[i] < ' ' && !strchr("\n\t", line.data[i])) ||
            line.data[i] == 0x7f)
            line.data[i] = '?';
    session_on_bytes(s, line.data, line.len);
}

void session_release(struct session *s, const char *where)
{
    SCOPED(session_question_done) struct question q = s->current;
    SCOPED(mem_done) char *place = label(s, where);

    s->current = (struct question){0};
    if (!s->is_waiting)
        return;
    s->is_waiting = false;
    if (q.kind == MESSAGE_NEXT) {
        set_running(s, q.speaker, q.command);
        if (s->shows_commands)
            show_command(s, &q, place);
    } else if (q.kind == MESSAGE_PROMPT) {
        s->prompting = q.speaker;
    }
    session_channel_answer(&s->channel, q.speaker, q.token, place);
    loop_arm(s->next, 0);
}

bool session_waits(const struct session *s)
{
    return s->is_waiting;
}

/* ---- the person's side -------------------------------------------------------------------- */

void session_input(struct session *s, const char *bytes, size_t len)
{
    if (s->is_terminal && !s->has_ended)
        session_feed_add(&s->feed, bytes, len);
}

size_t session_input_pending(const struct session *s)
{
    return session_feed_pending(&s->feed);
}

void session_resize(struct session *s, unsigned short columns, unsigned short rows)
{
    if (s->is_terminal)
        session_pty_resize(s->output_fd, columns, rows);
}

bool session_is_busy(const struct session *s)
{
    if (!s->is_terminal || s->is_waiting || s->has_ended)
        return false;
    return !session_pty_is_at_prompt(s->output_fd, s->prompting);
}

/* ---- the end ------------------------------------------------------------------------------ */

static void forget_questions(struct session *s)
{
    s->is_waiting = false;
    session_question_done(&s->current);
    session_questions_done(&s->questions);
}

void session_on_shell_end(void *context, uint32_t events)
{
    struct session *s = context;

    (void)events;
    loop_source_done(&s->shell_ends);
    s->has_ended = true;
    drain(s, LAST_OUTPUT);
    session_mark_flush(&s->filter);
    forget_questions(s);
    loop_source_done(&s->output_ready);
    session_feed_close(&s->feed);
    session_channel_close(&s->channel);
    s->events.ended(s->events.context, session_child_status(s->sandbox, s->shell));
}

static pid_t foreground(const struct session *s)
{
    return s->is_terminal ? session_pty_foreground(s->output_fd) : -1;
}

void session_hangup(struct session *s)
{
    if (s->has_ended)
        return;
    s->is_hanging_up = true; /* an EXIT trap asks once more: nobody is to be bothered */
    session_child_signal(s->shell, foreground(s), SIGHUP);
    session_release(s, NULL);
    while (s->questions.count > 0) {
        SCOPED(session_question_done) struct question q = session_questions_take(&s->questions);

        session_channel_answer(&s->channel, q.speaker, q.token, "");
    }
}

void session_free(struct session *s)
{
    if (!s)
        return;
    if (!s->has_ended && s->shell > 0)
        session_child_signal(s->shell, foreground(s), SIGKILL);
    forget_questions(s);
    loop_source_done(&s->shell_ends);
    loop_source_done(&s->output_ready);
    loop_source_done(&s->next);
    loop_source_done(&s->late);
    session_channel_close(&s->channel);
    session_feed_close(&s->feed);
    fd_done(&s->shell_fd);
    fd_done(&s->output_fd);
    fd_done(&s->kept_fd);
    for (size_t i = 0; i < RUNNING_MAX; i++)
        free(s->running[i].command);
    free(s->lesson);
    free(s);
}
