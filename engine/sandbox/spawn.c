// SPDX-License-Identifier: MIT
/* The keeper's children: programs, and trials of features. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "feature.h"
#include "keeper.h"
#include "limit.h"
#include "spawn.h"

static _Noreturn void give_up(int pipe, int code, const char *text)
{
    struct spawn_failure failure = {.code = code};

    str_copy(failure.text, sizeof(failure.text), text);
    (void)fd_write_all(pipe, &failure, sizeof(failure));
    _exit(127);
}

static _Noreturn void fail(int pipe, int code, const char *what, const char *subject)
{
    struct error err = {0};

    error_set_errno(&err, code, "%s%.120s%s", what, subject, subject[0] != '\0' ? "'" : "");
    give_up(pipe, code, err.what);
}

/* ---- starting ------------------------------------------------------------------------------ */

static struct keeper_child *free_slot(struct keeper *k)
{
    for (size_t i = 0; i < KEEPER_CHILDREN; i++)
        if (k->children[i].pid == 0)
            return &k->children[i];
    return NULL;
}

/* In the child: 0. In the keeper: its pid, and @pipes[0] is open. Or a negative error. */
static pid_t start_child(struct keeper *k, int pipes[2], struct error *err)
{
    struct keeper_child *slot = free_slot(k);
    pid_t pid;

    if (slot == NULL)
        return error_set(err, -EAGAIN, "too many programs of ours run in the sandbox");
    if (pipe2(pipes, O_CLOEXEC) < 0)
        return error_set_errno(err, -errno, "cannot make a pipe");
    pid = fork();
    if (pid < 0) {
        int r = error_set_errno(err, -errno, "cannot start a process in the sandbox");

        close(pipes[0]);
        close(pipes[1]);
        return r;
    }
    if (pid > 0) {
        close(pipes[1]);
        *slot = (struct keeper_child){.pid = pid};
    }
    return pid;
}

/* What both kinds of children begin with: free of the keeper's signals, limits and session. */
static void settle(const struct keeper *k)
{
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    (void)limits_set_child(k->proc, k->max_processes);
}

/* ---- a program ----------------------------------------------------------------------------- */

static const char *const base_environment[] = {
    "PATH=" VIEW_PROGRAMS ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME=/root",
    "USER=root",
    "LOGNAME=root",
    "SHELL=/bin/bash",
    "LANG=C.UTF-8",
    NULL,
};

static int set_environment(char **strings)
{
    for (; *strings != NULL; strings++)
        if (putenv(*strings) != 0)
            return -ENOMEM;
    return 0;
}

/* First all out of the way, then each to its place: so numbers may overlap in any manner. */
static int place_descriptors(const struct request *q, const int *fds, size_t count)
{
    int high[MESSAGE_SPAWN_FDS];

    for (size_t i = 0; i < count; i++)
        if ((high[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, SPAWN_MAX_FD)) < 0)
            return -errno;
    for (size_t i = 0; i < count; i++)
        if (dup2(high[i], q->to[i]) < 0)
            return -errno;
    return 0;
}

static _Noreturn void run_program(const struct request *q, const int *fds, size_t fd_count,
                                  int pipe)
{
    struct str bytes = {0};
    const char *directory;
    char **argv, **env;
    int strings = fcntl(fds[0], F_DUPFD_CLOEXEC, SPAWN_MAX_FD);
    int report = fcntl(pipe, F_DUPFD_CLOEXEC, SPAWN_MAX_FD);
    int r = place_descriptors(q, fds + 1, fd_count - 1);

    if (r < 0 || strings < 0 || report < 0)
        fail(pipe, r < 0 ? r : -EMFILE, "cannot arrange descriptors", "");
    r = fd_read_all(strings, SPAWN_MAX_BYTES + sizeof(struct spawn_header), &bytes);
    if (r == 0)
        r = spawn_unpack(&bytes, &directory, &argv, &env);
    if (r < 0)
        fail(report, r, "cannot read what to start", "");
    if (q->terminal && ioctl(STDIN_FILENO, TIOCSCTTY, 0) < 0)
        fail(report, -errno, "cannot take the terminal", "");
    if (chdir(directory) < 0)
        fail(report, -errno, "cannot go to the directory '", directory);
    clearenv();
    if (set_environment((char **)(uintptr_t)base_environment) < 0 || set_environment(env) < 0)
        fail(report, -ENOMEM, "cannot set the environment", "");
    execvp(argv[0], argv);
    fail(report, -errno, "cannot run '", argv[0]);
}

int keeper_spawn(struct keeper *k, const struct request *q, const int *fds, size_t fd_count,
                 pid_t *pid, int *out, struct error *err)
{
    int pipes[2];

    if (fd_count < 1 || fd_count > MESSAGE_SPAWN_FDS + 1)
        return error_set(err, -EINVAL, "a program with %zu descriptors", fd_count);
    *pid = start_child(k, pipes, err);
    if (*pid < 0)
        return *pid;
    if (*pid == 0) {
        settle(k);
        run_program(q, fds, fd_count, pipes[1]);
    }
    out[0] = pipes[0];
    return 0;
}

/* ---- a feature ----------------------------------------------------------------------------- */

int keeper_try(struct keeper *k, const struct request *q, pid_t *pid, int *out, struct error *err)
{
    int pipes[2];

    *pid = start_child(k, pipes, err);
    if (*pid < 0)
        return *pid;
    if (*pid == 0) {
        struct error why = {0};
        int r;

        settle(k);
        r = feature_try(q->number, q->text, &why);
        if (r < 0)
            give_up(pipes[1], r, why.what);
        _exit(0);
    }
    out[0] = pipes[0];
    return 0;
}
