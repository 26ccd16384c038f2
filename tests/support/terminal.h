// SPDX-License-Identifier: MIT
/*
 * A person's terminal, for tests: a program on a pty, its output on the screen of a real terminal
 * emulator (libvterm). Needs libvterm (pkg-config vterm) and libutil's forkpty, which glibc holds
 * since 2.34.
 *
 * Every failure to do its own work is reported on standard error and ends the test program: a test
 * that cannot look is no test.
 */
#ifndef TESTS_TERMINAL_H
#define TESTS_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct terminal;

/**
 * Start @argv (looked up in PATH) on a screen of @columns by @rows cells. @env: NULL-terminated
 * "NAME=value" added to our environment, may be NULL; TERM is xterm-256color unless given there.
 * The caller closes it.
 */
struct terminal *terminal_start(const char *const *argv, const char *const *env, int columns,
                                int rows);
/** Ends the program (SIGHUP, then SIGKILL), waits for it, and frees. Accepts NULL. */
void terminal_close(struct terminal *t);

/** Type @keys: bytes as a keyboard sends them ("\r" is Enter, "\003" is Ctrl-C, "\033[A" is Up). */
void terminal_type(struct terminal *t, const char *keys);
void terminal_resize(struct terminal *t, int columns, int rows);

/** Look on until @text is on the screen (in one row), at most @timeout_ms. False: it did not come,
 * or the program ended without it. */
bool terminal_wait_for(struct terminal *t, const char *text, int timeout_ms);
/** Look on until nothing has been printed for @quiet_ms; false after @timeout_ms. */
bool terminal_wait_quiet(struct terminal *t, int quiet_ms, int timeout_ms);
/** Wait for the program's end: exit status, 128 + signal, or -1 after @timeout_ms. */
int terminal_wait_exit(struct terminal *t, int timeout_ms);

/**
 * The screen as UTF-8: every row without the blanks at its end, and '\n'. A wide character stands
 * once, for two cells. Valid until the next call of terminal_text(). No empty rows at the end of
 * the screen.
 */
const char *terminal_text(struct terminal *t);
/** One row (0 is the top), without its end of line; valid as terminal_text(). */
const char *terminal_row(struct terminal *t, int row);
void terminal_cursor(const struct terminal *t, int *column, int *row);
/** Does a full-screen program show its own screen (the alternate one)? */
bool terminal_is_alternate(const struct terminal *t);
/** Is there any colour or emphasis in the cell? */
bool terminal_is_styled(const struct terminal *t, int column, int row);
/** Everything the program has printed, raw. */
const char *terminal_raw(const struct terminal *t, size_t *len);

#endif
