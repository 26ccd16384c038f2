// SPDX-License-Identifier: MIT
/*
 * Trying control groups where the sandbox is: what a lesson could do below its /sys/fs/cgroup.
 * Every trial makes one group and takes it away again, since groups are the host's and outlive a
 * sandbox.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "feature.h"

#define TOP   "/sys/fs/cgroup"
#define GROUP TOP "/firsthop-try"

static int make_group(struct error *err)
{
    struct stat st;

    if (stat(TOP "/cgroup.procs", &st) < 0)
        return error_set_errno(err, -errno, "there is no cgroup2 mount");
    if (mkdir(GROUP, 0755) < 0 && errno != EEXIST)
        return error_set_errno(err, -errno, "cannot make a control group here");
    return 0;
}

/* Removing waits for its processes to be gone, which takes a moment after a kill. */
static void remove_group(void)
{
    for (int i = 0; i < 200 && rmdir(GROUP) < 0 && errno == EBUSY; i++)
        poll(NULL, 0, 5);
}

static int write_in_group(const char *file, const char *text, struct error *err)
{
    int r = fd_write_file(AT_FDCWD, file, text);

    return r < 0 ? error_set_errno(err, r, "cannot write '%s' to '%s'", text, file) : 0;
}

/* A child that only waits, moved into the group. */
static int with_child(int (*use)(pid_t child, struct error *err), struct error *err)
{
    char text[16];
    pid_t child;
    int r = make_group(err);

    if (r < 0)
        return r;
    child = fork();
    if (child == 0)
        for (;;)
            pause();
    snprintf(text, sizeof(text), "%d", (int)child);
    r = child < 0 ? error_set_errno(err, -errno, "cannot start a process")
                  : write_in_group(GROUP "/cgroup.procs", text, err);
    if (r == 0 && use != NULL)
        r = use(child, err);
    if (child > 0) {
        (void)kill(child, SIGKILL);
        (void)waitpid(child, NULL, 0);
    }
    remove_group();
    return r;
}

static int freeze(pid_t child, struct error *err)
{
    int r = write_in_group(GROUP "/cgroup.freeze", "1", err);

    (void)child;
    return r < 0 ? r : write_in_group(GROUP "/cgroup.freeze", "0", err);
}

static int kill_all(pid_t child, struct error *err)
{
    (void)child;
    return write_in_group(GROUP "/cgroup.kill", "1", err);
}

int try_cgroup2(struct error *err)
{
    return with_child(NULL, err);
}

int try_cgroup2_freeze(struct error *err)
{
    return with_child(freeze, err);
}

int try_cgroup2_kill(struct error *err)
{
    return with_child(kill_all, err);
}

/* Enable @controller for groups below, set a limit in one, and disable it again if it was off. */
static int try_controller(const char *controller, const char *file, const char *value,
                          struct error *err)
{
    SCOPED(str_done) struct str was = {0};
    char change[32];
    bool on;
    int r = make_group(err);

    if (r == 0)
        r = fd_read_file(TOP "/cgroup.subtree_control", 4096, &was, err);
    if (r < 0)
        return r;
    on = strstr(str_text(&was), controller) != NULL;
    snprintf(change, sizeof(change), "+%s", controller);
    if (!on)
        r = write_in_group(TOP "/cgroup.subtree_control", change, err);
    if (r == 0)
        r = write_in_group(file, value, err);
    change[0] = '-';
    if (!on)
        (void)fd_write_file(AT_FDCWD, TOP "/cgroup.subtree_control", change);
    remove_group();
    return r;
}

int try_cgroup2_memory(struct error *err)
{
    return try_controller("memory", GROUP "/memory.max", "64M", err);
}

int try_cgroup2_pids(struct error *err)
{
    return try_controller("pids", GROUP "/pids.max", "20", err);
}

int try_cgroup2_cpu(struct error *err)
{
    return try_controller("cpu", GROUP "/cpu.max", "50000 100000", err);
}
