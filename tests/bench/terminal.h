// SPDX-License-Identifier: MIT
/* A program on a pty, as a person sits before it: what is typed, and when its prompt stands there.
 */
#ifndef BENCH_TERMINAL_H
#define BENCH_TERMINAL_H

struct terminal {
    int fd; /* the master */
    int pid;
    const char *prompt; /* what a prompt ends with */
};

/* Start @argv and wait for its first prompt. How long that took. */
double terminal_open(struct terminal *t, const char *const *argv, const char *prompt);
/* Type @line and Enter: how long until the next prompt. */
double terminal_type(struct terminal *t, const char *line);
void terminal_close(struct terminal *t);

#endif
