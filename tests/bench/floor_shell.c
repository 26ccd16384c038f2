// SPDX-License-Identifier: MIT
/* The prompt floor: a bare bash on a pty, and how long it takes from Enter to the next prompt. */
#include "bench.h"
#include "floors.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROMPT "<prompt>"

/* Read until the prompt stands at the end of what came. */
static void wait_for_prompt(int terminal)
{
    char seen[4096];
    size_t len = 0;

    while (len < strlen(PROMPT) || memcmp(seen + len - strlen(PROMPT), PROMPT, strlen(PROMPT))) {
        struct pollfd p = {.fd = terminal, .events = POLLIN};
        ssize_t got;

        errno = ETIMEDOUT;
        if (poll(&p, 1, 5000) < 1)
            bench_die("bash shows no prompt");
        got = read(terminal, seen + len, sizeof(seen) - len);
        if (got <= 0)
            bench_die("bash is gone");
        len += (size_t)got;
    }
}

void floor_shell_open(struct floor_shell *s)
{
    s->pid = forkpty(&s->terminal, NULL, NULL, NULL);
    if (s->pid < 0)
        bench_die("a pty");
    if (s->pid == 0) {
        setenv("PS1", PROMPT, 1);
        setenv("TERM", "dumb", 1);
        execlp("bash", "bash", "--norc", "--noprofile", "-i", (char *)NULL);
        _exit(127);
    }
    wait_for_prompt(s->terminal);
}

double floor_shell_prompt(struct floor_shell *s)
{
    double began = now_ms();

    if (write(s->terminal, ":\n", 2) != 2)
        bench_die("typing");
    wait_for_prompt(s->terminal);
    return now_ms() - began;
}

void floor_shell_close(struct floor_shell *s)
{
    close(s->terminal);
    kill(s->pid, SIGKILL);
    waitpid(s->pid, NULL, 0);
}
