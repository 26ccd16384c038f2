// SPDX-License-Identifier: MIT
/*
 * The finished program, run as people and scripts run it: by a shell line, in which $FIRSTHOP is
 * the program. What it says and how it ends is kept; whatever does not end is killed, and that
 * fails the test.
 */
#ifndef TESTS_PROGRAM_H
#define TESTS_PROGRAM_H

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <firsthop/base.h>

#define PROGRAM BUILD_ROOT "/firsthop"

enum { PROGRAM_PATIENCE_MS = 60000, PROGRAM_OUTPUT_MAX = 256 << 20 };

struct ran {
    int status; /* exit code, or 128 and the signal */
    struct str out, err;
    uint64_t cpu_ms; /* of the program and what it waited for */
};

static void ran_done(struct ran *r)
{
    str_done(&r->out);
    str_done(&r->err);
}

/* What is there, or the end: false. */
static bool program_read(int fd, struct str *to)
{
    char bytes[65536];
    ssize_t n = read(fd, bytes, sizeof(bytes));

    if (n > 0 && to->len < PROGRAM_OUTPUT_MAX)
        str_add_bytes(to, bytes, (size_t)n);
    return n > 0 || (n < 0 && errno == EINTR);
}

/* Both streams to their ends, or until patience ends. */
static void program_listen(pid_t pid, int out, int err, struct ran *r)
{
    uint64_t until = clock_now_ms() + PROGRAM_PATIENCE_MS;
    struct pollfd p[] = {{out, POLLIN, 0}, {err, POLLIN, 0}};

    while (p[0].fd >= 0 || p[1].fd >= 0) {
        uint64_t now = clock_now_ms();

        if (now >= until || poll(p, 2, (int)(until - now)) == 0) {
            (void)kill(-pid, SIGKILL);
            fail_msg("it did not end within %d ms; it said: %s", PROGRAM_PATIENCE_MS,
                     str_text(&r->err));
        }
        if (p[0].revents != 0 && !program_read(p[0].fd, &r->out))
            p[0].fd = -1;
        if (p[1].revents != 0 && !program_read(p[1].fd, &r->err))
            p[1].fd = -1;
    }
}

static _Noreturn void program_exec(const char *line, int out, int err)
{
    (void)setpgid(0, 0);
    (void)setenv("FIRSTHOP", PROGRAM, 1);
    (void)dup2(out, STDOUT_FILENO);
    (void)dup2(err, STDERR_FILENO);
    (void)execl("/bin/sh", "sh", "-c", line, (char *)NULL);
    _exit(127);
}

static uint64_t program_milliseconds(const struct timeval *t)
{
    return (uint64_t)t->tv_sec * 1000 + (uint64_t)t->tv_usec / 1000;
}

/** Run the shell line @line to its end. End it with ran_done(). */
static struct ran run_line(const char *line)
{
    struct ran r = {0};
    struct rusage used;
    int out[2], err[2], status = 0;
    pid_t pid;

    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    assert_int_equal(pipe2(err, O_CLOEXEC), 0);
    pid = fork();
    if (pid == 0)
        program_exec(line, out[1], err[1]);
    assert_true(pid > 0);
    (void)setpgid(pid, pid);
    close(out[1]);
    close(err[1]);
    program_listen(pid, out[0], err[0], &r);
    close(out[0]);
    close(err[0]);
    while (wait4(pid, &status, 0, &used) < 0)
        assert_int_equal(errno, EINTR);
    r.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    r.cpu_ms = program_milliseconds(&used.ru_utime) + program_milliseconds(&used.ru_stime);
    return r;
}

/** The same; the line is made as by printf. */
UNUSED static struct ran run_linef(const char *fmt, ...) PRINTF_LIKE(1, 2);
UNUSED static struct ran run_linef(const char *fmt, ...)
{
    SCOPED(str_done) struct str line = {0};
    va_list args;

    va_start(args, fmt);
    str_addv(&line, fmt, args);
    va_end(args);
    return run_line(str_text(&line));
}

/** Where no sandbox can be made, nothing can be tested: say why, exit 77. */
UNUSED static void program_needs_sandbox(void)
{
    struct ran r = run_line("exec \"$FIRSTHOP\" run routing --plain </dev/null");

    if (r.status == 3) {
        fprintf(stderr, "cannot run here: %s", str_text(&r.err));
        exit(77);
    }
    ran_done(&r);
}

/** "exit 2, said: ..." for messages of failed tests. */
UNUSED static void ran_show(const struct ran *r)
{
    print_error("exit %d\n-- standard output\n%.4000s\n-- standard error\n%.4000s\n", r->status,
                str_text(&r->out), str_text(&r->err));
}

#define assert_ran(r, what)                                                                        \
    do {                                                                                           \
        if (!(what)) {                                                                             \
            ran_show(&(r));                                                                        \
            fail_msg("not so: %s", #what);                                                         \
        }                                                                                          \
    } while (0)

/** Does the text hold @part? */
UNUSED static bool says(const struct str *text, const char *part)
{
    return memmem(str_text(text), text->len, part, strlen(part)) != NULL;
}

/* ---- a temporary folder -----------------------------------------------------------------------
 */

struct scratch {
    char path[64];
};

UNUSED static struct scratch scratch_make(void)
{
    struct scratch s = {"/tmp/firsthop-test-XXXXXX"};

    assert_non_null(mkdtemp(s.path));
    return s;
}

UNUSED static void scratch_done(struct scratch *s)
{
    struct ran r = run_linef("rm -rf '%s'", s->path);

    ran_done(&r);
}

/** Write @len bytes into the file @name of it, making one folder in between if there is a slash. */
UNUSED static void scratch_write_bytes(const struct scratch *s, const char *name, const void *bytes,
                                       size_t len)
{
    SCOPED(mem_done) char *path = mem_printf("%s/%s", s->path, name);
    char *slash = strrchr(path + strlen(s->path) + 1, '/');
    FILE *f;

    if (slash != NULL) {
        *slash = '\0';
        (void)mkdir(path, 0755);
        *slash = '/';
    }
    f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

UNUSED static void scratch_write(const struct scratch *s, const char *name, const char *text)
{
    scratch_write_bytes(s, name, text, strlen(text));
}

/* ---- JSON -------------------------------------------------------------------------------------
 */

/** The text as one JSON value; the caller's (json_decref). */
UNUSED static json_t *ran_json(const struct ran *r)
{
    json_error_t why;
    json_t *value = json_loadb(str_text(&r->out), r->out.len, 0, &why);

    if (value == NULL) {
        ran_show(r);
        fail_msg("no JSON: %s", why.text);
    }
    return value;
}

/** Every line as a JSON object with "event"; returns how many. */
UNUSED static size_t count_json_lines(const struct str *text)
{
    const char *at = str_text(text);
    size_t count = 0;

    while (*at != '\0') {
        size_t len = strcspn(at, "\n");
        json_error_t why;
        json_t *line = json_loadb(at, len, 0, &why);

        if (json_string_value(json_object_get(line, "event")) == NULL)
            fail_msg("no event: %.*s (%s)", (int)(len < 400 ? len : 400), at, why.text);
        json_decref(line);
        at += len + (at[len] == '\n');
        count++;
    }
    return count;
}

#endif
