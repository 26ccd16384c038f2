// SPDX-License-Identifier: MIT
/* The master's side of a pty. */
#include "terminal.h"
#include "bench.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 10000

/* Read until the prompt stands at the end of what came. */
static void wait_for_prompt(const struct terminal *t)
{
    size_t want = strlen(t->prompt), len = 0;
    char seen[65536];

    while (len < want || memcmp(seen + len - want, t->prompt, want) != 0) {
        struct pollfd p = {.fd = t->fd, .events = POLLIN};
        ssize_t got;

        if (len > sizeof(seen) / 2) { /* only the end matters */
            memmove(seen, seen + len - want, want);
            len = want;
        }
        errno = ETIMEDOUT;
        if (poll(&p, 1, PATIENCE_MS) < 1)
            bench_die("no prompt after '%.*s'", (int)len, seen);
        got = read(t->fd, seen + len, sizeof(seen) - len);
        if (got <= 0)
            bench_die("the program is gone after '%.*s'", (int)len, seen);
        len += (size_t)got;
    }
}

double terminal_open(struct terminal *t, const char *const *argv, const char *prompt)
{
    const struct winsize size = {.ws_row = 24, .ws_col = 80};
    double began = now_ms();

    t->prompt = prompt;
    t->pid = forkpty(&t->fd, NULL, NULL, &size);
    if (t->pid < 0)
        bench_die("a pty");
    if (t->pid == 0) {
        execvp(argv[0], (char *const *)argv);
        _exit(127);
    }
    wait_for_prompt(t);
    return now_ms() - began;
}

double terminal_type(struct terminal *t, const char *line)
{
    size_t len = strlen(line);
    double began;
    char text[256];

    memcpy(text, line, len);
    text[len] = '\n';
    began = now_ms();
    if (write(t->fd, text, len + 1) != (ssize_t)len + 1)
        bench_die("typing");
    wait_for_prompt(t);
    return now_ms() - began;
}

void terminal_close(struct terminal *t)
{
    close(t->fd);
    kill(t->pid, SIGKILL);
    waitpid(t->pid, NULL, 0);
}
