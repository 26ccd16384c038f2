// SPDX-License-Identifier: MIT
/*
 * A learner at a terminal who breaks things: the prompt comes back or the run ends with a word, and
 * the terminal is left as it was found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <firsthop/base.h>

#include "terminal.h"

#define PROGRAM     BUILD_ROOT "/firsthop"
#define PROMPT      "firsthop:routing ~ #"
#define PATIENCE_MS 20000

/* From a shell that tells afterwards how it ended, and whether the terminal is as it was. */
static const char shell[] =
    "before=$(stty -g); " PROGRAM " run routing --lang en; echo \"code=$?\"; "
    "[ \"$before\" = \"$(stty -g)\" ] && echo restored; echo over";

static struct terminal *start_sized(const char *term, int columns, int rows)
{
    SCOPED(mem_done) char *variable = mem_printf("TERM=%s", term);
    const char *const argv[] = {"sh", "-c", shell, NULL};
    const char *const env[] = {"LC_ALL=C.UTF-8", variable, NULL};

    return terminal_start(argv, env, columns, rows);
}

static void expect(struct terminal *t, const char *text)
{
    if (terminal_wait_for(t, text, PATIENCE_MS))
        return;
    fprintf(stderr, "the screen shows\n%s\n", terminal_text(t));
    fail_msg("'%s' did not come", text);
}

static struct terminal *start(void)
{
    struct terminal *t = start_sized("xterm-256color", 100, 50);

    expect(t, PROMPT);
    return t;
}

static void type_line(struct terminal *t, const char *line)
{
    terminal_type(t, line);
    terminal_type(t, "\r");
}

/* A command is typed and really runs: it prints what is not on the screen by typing. */
static void goes_on(struct terminal *t)
{
    static int number;
    SCOPED(mem_done) char *line = mem_printf("clear; echo still-$((%d + 1))-here", ++number);
    SCOPED(mem_done) char *shown = mem_printf("still-%d-here", number + 1);

    type_line(t, line);
    expect(t, shown);
}

/* The run ends with @code. */
static void ends(struct terminal *t, const char *code)
{
    expect(t, "over");
    expect(t, code);
    expect(t, "restored");
    assert_int_equal(terminal_wait_exit(t, PATIENCE_MS), 0);
    terminal_close(t);
}

static void a_killed_shell_is_told_and_the_terminal_restored(void **state)
{
    struct terminal *t = start();

    (void)state;
    type_line(t, "clear; kill -9 $$");
    expect(t, "killed by signal 9");
    ends(t, "code=1");
}

static void a_prompt_of_ones_own_is_ones_own_business(void **state)
{
    struct terminal *t = start();

    (void)state;
    type_line(t, "PROMPT_COMMAND=false PS1='mine> '");
    expect(t, "mine>");
    goes_on(t);
    type_line(t, "unset PROMPT_COMMAND; unset -f fh goals __firsthop_ask");
    goes_on(t);
    type_line(t, "exit");
    ends(t, "code=1");
}

static void a_closed_or_flooded_socket_stops_no_prompt(void **state)
{
    static const char *const floods[] = {
        "head -c 300000 /dev/urandom >&60",
        "head -c 300000 /dev/zero >&60",
        "for i in {1..200}; do printf '\\1P %d 0\\0x\\0' $i >&60; done",
        "for i in {1..200}; do printf '\\033]5379;firsthop;%d\\033\\\\' $i; done",
        "printf '\\033]5379;firsthop;'",
        "(sleep 0.1; printf '\\1W 5 1\\0quit' >&60) &",
        "exec 60>&-",
    };
    struct terminal *t = start();

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(floods); i++) {
        type_line(t, floods[i]);
        goes_on(t);
    }
    type_line(t, "exit");
    ends(t, "code=1");
}

static void other_shells_and_signals_are_survived(void **state)
{
    struct terminal *t = start();

    (void)state;
    type_line(t, "trap '' HUP INT TERM; kill -INT $$; kill -TERM $$; kill -HUP $$");
    goes_on(t);
    type_line(t, "set -eu; set -o posix; IFS=x");
    goes_on(t);
    type_line(t, "set +eu; bash -c 'kill -9 $PPID' & exec sh");
    terminal_wait_quiet(t, 50, 2000);
    type_line(t, "exit");
    terminal_wait_for(t, "over", 500);
    type_line(t, "exit");
    ends(t, "code=1");
}

static void much_output_ends_in_a_prompt(void **state)
{
    struct terminal *t = start();

    (void)state;
    type_line(t, "head -c 100000 /dev/urandom | tr -d '\\033\\016\\017\\220-\\237'");
    terminal_wait_quiet(t, 200, PATIENCE_MS);
    type_line(t, "printf '\\033c'");
    goes_on(t);
    type_line(t, "yes | head -c 100000");
    goes_on(t);
    /* One job that speaks when it has the terminal: bash itself may miss a Ctrl-C while it starts
     * one. */
    type_line(t, "sh -c 'echo running-$((1 + 1)); exec sleep 1000'");
    expect(t, "running-2");
    for (int i = 0; i < 3; i++) { /* bash misses one that comes while it starts a program */
        terminal_type(t, "\003");
        terminal_wait_quiet(t, 100, 1000);
    }
    goes_on(t);
    type_line(t, "fh quit");
    ends(t, "code=1");
}

static void a_bomb_ends_with_its_shell(void **state)
{
    struct terminal *t = start();

    (void)state;
    type_line(t, "clear; :(){ :|:& };: 2>/dev/null");
    terminal_wait_quiet(t, 100, 1000);
    type_line(t, "kill -9 $$");
    expect(t, "signal 9");
    ends(t, "code=1");
}

static void a_narrow_terminal_shows_words(void **state)
{
    struct terminal *t = start_sized("xterm", 20, 40);

    (void)state;
    expect(t, "firsthop:routing");
    type_line(t, "map");
    terminal_wait_quiet(t, 100, 2000);
    type_line(t, "goals");
    expect(t, "router");
    terminal_resize(t, 1, 1);
    terminal_wait_quiet(t, 50, 1000);
    terminal_resize(t, 300, 90);
    type_line(t, "map");
    goes_on(t);
    type_line(t, "exit");
    ends(t, "code=1");
}

static void a_dumb_terminal_gets_no_escapes(void **state)
{
    struct terminal *t = start_sized("dumb", 80, 60);
    const char *raw;
    size_t len;

    (void)state;
    expect(t, PROMPT);
    type_line(t, "ip netns add router; goals");
    expect(t, "host2");
    type_line(t, "exit");
    expect(t, "over");
    raw = terminal_raw(t, &len);
    assert_null(memchr(raw, '\033', len));
    ends(t, "code=1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_shell_is_told_and_the_terminal_restored),
        cmocka_unit_test(a_prompt_of_ones_own_is_ones_own_business),
        cmocka_unit_test(a_closed_or_flooded_socket_stops_no_prompt),
        cmocka_unit_test(other_shells_and_signals_are_survived),
        cmocka_unit_test(much_output_ends_in_a_prompt),
        cmocka_unit_test(a_bomb_ends_with_its_shell),
        cmocka_unit_test(a_narrow_terminal_shows_words),
        cmocka_unit_test(a_dumb_terminal_gets_no_escapes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
