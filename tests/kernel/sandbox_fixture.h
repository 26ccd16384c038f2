// SPDX-License-Identifier: MIT
/* What the sandbox's kernel tests share: one open sandbox, and running a shell script in it. */
#ifndef SANDBOX_FIXTURE_H
#define SANDBOX_FIXTURE_H

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <firsthop/sandbox.h>

#define FIXTURE_PATIENCE_MS 20000

/* "Cannot run here" is not a failure. */
UNUSED static struct sandbox *fixture_open(const struct sandbox_options *options)
{
    struct error err = {0};
    struct sandbox *s = NULL;

    if (sandbox_open(options, &s, &err) == 0)
        return s;
    printf("cannot open a sandbox here: %s (%s)\n", err.what, err.hint);
    if (err.class == ERROR_MACHINE)
        exit(77);
    fail();
    return NULL;
}

/* Everything that can still be read until the writers are gone; false: it took too long. */
UNUSED static bool fixture_read(int fd, struct str *output)
{
    uint64_t deadline = clock_now_ms() + FIXTURE_PATIENCE_MS;
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    char chunk[4096];

    while (clock_now_ms() < deadline && poll(&wait, 1, 1000) >= 0) {
        ssize_t n = wait.revents != 0 ? read(fd, chunk, sizeof(chunk)) : -1;

        if (n == 0)
            return true;
        if (n > 0)
            str_add_bytes(output, chunk, (size_t)n);
    }
    return false;
}

UNUSED static int fixture_wait(struct sandbox *s, pid_t pid)
{
    uint64_t deadline = clock_now_ms() + FIXTURE_PATIENCE_MS;
    struct pollfd wait = {.fd = sandbox_exit_fd(s), .events = POLLIN};
    struct error err = {0};

    while (clock_now_ms() < deadline) {
        pid_t who = 0;
        int status = 0;

        if (poll(&wait, 1, 1000) > 0 && sandbox_next_exit(s, &who, &status, &err) == 1 &&
            who == pid)
            return status;
    }
    fail_msg("process %d did not end: %s", (int)pid, err.what);
    return -1;
}

/* Run @script with bash; standard output and error into @output. Returns the exit status. */
UNUSED static int fixture_run(struct sandbox *s, const char *script, struct str *output)
{
    const char *argv[] = {"bash", "-c", script, NULL};
    int pipes[2];
    struct sandbox_spawn what = {.argv = argv};
    struct error err = {0};
    pid_t pid = 0;
    int status;

    assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
    what.fds[0].from = pipes[1];
    what.fds[0].to = 1;
    what.fds[1].from = pipes[1];
    what.fds[1].to = 2;
    what.fd_count = 2;
    if (sandbox_spawn(s, &what, &pid, &err) < 0)
        fail_msg("cannot run '%s': %s", script, err.what);
    close(pipes[1]);
    if (!fixture_read(pipes[0], output))
        fail_msg("'%s' takes too long", script);
    close(pipes[0]);
    status = fixture_wait(s, pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* It succeeds and prints exactly @expected. */
UNUSED static void fixture_prints(struct sandbox *s, const char *script, const char *expected)
{
    struct str output = {0};
    int status = fixture_run(s, script, &output);

    if (status != 0 || strcmp(str_text(&output), expected) != 0)
        fail_msg("'%s' ended with %d and printed '%s'", script, status, str_text(&output));
    str_done(&output);
}

/* It fails. */
UNUSED static void fixture_refuses(struct sandbox *s, const char *script)
{
    struct str output = {0};
    int status = fixture_run(s, script, &output);

    if (status == 0)
        fail_msg("'%s' was not refused: '%s'", script, str_text(&output));
    str_done(&output);
}

#endif
