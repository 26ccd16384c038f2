// SPDX-License-Identifier: MIT
/*
 * A session in a real sandbox, for tests: everything that happens is written into one log, in
 * order, events in guillemets: «prompt 0: ip netns add a», «word hint», «ended 0».
 */
#ifndef TESTS_LEARNER_H
#define TESTS_LEARNER_H

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <firsthop/loop.h>
#include <firsthop/sandbox.h>
#include <firsthop/session.h>

enum { LEARNER_PATIENCE_MS = 20000 };

struct learner {
    struct loop *loop;
    struct sandbox *sandbox;
    struct session *session;
    struct str log;
    size_t seen;       /* of the log: learner_sees() goes on from here */
    const char *where; /* answered to every prompt */
    bool holds;        /* prompts and words are not answered at once */
    bool is_quiet;     /* only events are logged, output is counted */
    size_t output_bytes;
    size_t prompts;
    pid_t shell; /* that spoke last */
    bool has_ended;
    int status;
};

static void learner_must(int r, const struct error *err)
{
    if (r < 0)
        fail_msg("%s (%s)", err->what, err->doing);
}

static void learner_output(void *context, const char *bytes, size_t len)
{
    struct learner *l = context;

    l->output_bytes += len;
    if (!l->is_quiet)
        str_add_bytes(&l->log, bytes, len);
}

static void learner_prompt(void *context, const struct session_prompt *prompt)
{
    struct learner *l = context;

    l->prompts++;
    l->shell = prompt->shell;
    if (prompt->first)
        str_add(&l->log, "«first»");
    else
        str_addf(&l->log, "«prompt %d: %s»", prompt->status, prompt->command);
    if (!l->holds)
        session_release(l->session, l->where);
}

static void learner_word(void *context, const char *const *words, size_t count)
{
    struct learner *l = context;

    str_add(&l->log, "«word");
    for (size_t i = 0; i < count; i++)
        str_addf(&l->log, " [%s]", words[i]);
    str_add(&l->log, "»");
    if (!l->holds)
        session_release(l->session, l->where);
}

static void learner_ended(void *context, int status)
{
    struct learner *l = context;

    l->has_ended = true;
    l->status = status;
    str_addf(&l->log, "«ended %d»",
             WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

static void learner_open_sandbox(struct learner *l)
{
    struct error err = {0};
    struct sandbox_options options = {0};

    *l = (struct learner){0};
    options.files = session_files(&options.file_count);
    if (sandbox_open(&options, &l->sandbox, &err) < 0) {
        if (err.class == ERROR_MACHINE) {
            fprintf(stderr, "cannot run here: %s\n", err.what);
            exit(77);
        }
        learner_must(-1, &err);
    }
    learner_must(loop_new(&l->loop, &err), &err);
}

static void learner_start(struct learner *l, const struct session_options *options)
{
    struct error err = {0};
    const struct session_events events = {
        .output = learner_output,
        .prompt = learner_prompt,
        .word = learner_word,
        .ended = learner_ended,
        .context = l,
    };

    learner_must(session_start(l->loop, l->sandbox, options, &events, &l->session, &err), &err);
}

static void learner_turn(struct learner *l)
{
    struct error err = {0};

    learner_must(loop_turn(l->loop, 20, &err), &err);
}

/* Turn until @text comes in the log, after what was seen before. */
UNUSED static void learner_sees(struct learner *l, const char *text)
{
    const uint64_t until = clock_now_ms() + LEARNER_PATIENCE_MS;
    const char *at;

    while (!(at = strstr(str_text(&l->log) + l->seen, text))) {
        if (clock_now_ms() > until)
            fail_msg("'%s' did not come; instead: %s", text, str_text(&l->log) + l->seen);
        learner_turn(l);
    }
    l->seen = (size_t)(at - l->log.data) + strlen(text);
}

UNUSED static void learner_waits_for_end(struct learner *l)
{
    const uint64_t until = clock_now_ms() + LEARNER_PATIENCE_MS;

    while (!l->has_ended) {
        if (clock_now_ms() > until)
            fail_msg("the shell did not end; so far: %s", str_text(&l->log));
        learner_turn(l);
    }
}

UNUSED static void learner_types(struct learner *l, const char *text)
{
    session_input(l->session, text, strlen(text));
}

/* Turn until the shell that spoke last sleeps: its line editor has done all it has to do. */
UNUSED static void learner_lets_shell_rest(struct learner *l)
{
    SCOPED(mem_done) char *path = mem_printf("/proc/%d/stat", (int)l->shell);
    struct error err = {0};

    for (;;) {
        SCOPED(str_done) struct str stat = {0};
        const char *state;

        learner_must(fd_read_file(path, 4096, &stat, &err), &err);
        state = strrchr(str_text(&stat), ')'); /* "PID (NAME) STATE ..." (proc(5)) */
        if (state && state[1] == ' ' && state[2] == 'S')
            return;
        learner_turn(l);
    }
}

UNUSED static void learner_waits_until_busy(struct learner *l, bool is_busy)
{
    const uint64_t until = clock_now_ms() + LEARNER_PATIENCE_MS;

    while (session_is_busy(l->session) != is_busy) {
        if (clock_now_ms() > until)
            fail_msg("the shell should %sbe busy", is_busy ? "" : "not ");
        learner_turn(l);
    }
}

/* A shell on a terminal, up to its first prompt. */
UNUSED static void learner_open_terminal(struct learner *l)
{
    const struct session_options options = {
        .terminal = true, .columns = 80, .rows = 24, .lesson = "routing", .term = "xterm-256color"};

    learner_open_sandbox(l);
    learner_start(l, &options);
    learner_sees(l, "«first»");
    learner_sees(l, "firsthop:routing ~ # ");
}

/* Run @script on pipes to its end; returns the log. */
UNUSED static const char *learner_pipes(struct learner *l, const char *script, bool show)
{
    int ends[2];
    struct session_options options = {.show_commands = show, .lesson = "routing"};

    learner_open_sandbox(l);
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    assert_int_equal(fd_write_all(ends[1], script, strlen(script)), 0);
    close(ends[1]);
    options.input_fd = ends[0];
    learner_start(l, &options);
    learner_waits_for_end(l);
    close(ends[0]);
    return str_text(&l->log);
}

static void learner_close(struct learner *l)
{
    session_free(l->session);
    loop_free(l->loop);
    sandbox_close(l->sandbox);
    str_done(&l->log);
    *l = (struct learner){0};
}

#endif
