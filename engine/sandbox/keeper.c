// SPDX-License-Identifier: MIT
/* Pid 1 of a finished sandbox: everything between its birth and "ready". */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "filter.h"
#include "keeper.h"
#include "limit.h"
#include "normal.h"

/* A file may always be this large, so that a small tmpfs does not turn "no space" into a signal. */
#define MIN_FILE_BYTES (64u << 20)

static int watch_children(struct keeper *k, struct error *err)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_SETMASK, &set, NULL);
    k->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return k->signals < 0 ? error_set_errno(err, -errno, "cannot watch children") : 0;
}

static int begin(struct keeper *k, int release, struct error *err)
{
    int r = keeper_die_with_engine(err);
    char byte;

    *k = (struct keeper){
        .control = KEEPER_CONTROL, .exits = KEEPER_EXITS, .signals = -1, .trap = -1};
    if (r == 0)
        r = watch_children(k, err);
    setsid();
    if (r == 0 &&
        read(release, &byte, 1) != 1) /* our ids are not mapped, and the builder has said why */
        _exit(1);
    close(release);
    return r;
}

int keeper_private_proc(struct error *err)
{
    SCOPED(fd_done) int context = fsopen("proc", FSOPEN_CLOEXEC);
    int fd = -1;

    if (context >= 0 && fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
        fd = fsmount(context, FSMOUNT_CLOEXEC,
                     MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
    return fd < 0 ? error_set_errno(err, -errno, "cannot mount a proc of our own") : fd;
}

static int set_up_network(struct keeper *k, const struct sandbox_options *options, bool *inherits,
                          struct error *err)
{
    int r;

    if (sethostname(options->hostname, strlen(options->hostname)) < 0 ||
        setdomainname("(none)", strlen("(none)")) < 0)
        return error_set_errno(err, -errno, "cannot set the host name");
    k->proc = keeper_private_proc(err);
    if (k->proc < 0)
        return k->proc;
    k->home_netns = openat(k->proc, "self/ns/net", O_RDONLY | O_CLOEXEC);
    if (k->home_netns < 0)
        return error_set_errno(err, -errno, "cannot open the first network namespace");
    r = normal_apply(k->proc, inherits, err);
    return r < 0 ? r : normal_loopback_up(err);
}

/* What the engine gets to see of the inside; see the getters of sandbox.h. */
static int open_ready(struct keeper *k, int fds[4], struct error *err)
{
    fds[0] = k->proc;
    fds[1] = open("/run/netns", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    fds[2] = openat(k->proc, "self/mountinfo", O_RDONLY | O_CLOEXEC);
    fds[3] = k->home_netns;
    if (fds[1] < 0 || fds[2] < 0)
        return error_set_errno(err, -errno, "cannot open what the engine needs");
    return 0;
}

static int close_in(struct keeper *k, const struct sandbox_options *options, bool inherits,
                    struct error *err)
{
    uint64_t max_file =
        options->tmpfs_bytes > MIN_FILE_BYTES ? options->tmpfs_bytes : MIN_FILE_BYTES;
    SCOPED(fd_done) int filter = -1;
    int r = limits_set_keeper(options->max_processes, max_file, err);

    k->max_processes = options->max_processes;
    /* Here the learner's CAP_SYS_PTRACE ends: our memory belongs to the host's user namespace
     * (ptrace(2)). */
    if (r == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        r = error_set_errno(err, -errno, "cannot shield the keeper");
    if (r == 0)
        r = keeper_await(REQUEST_FILTER, &filter, err);
    if (r == 0)
        r = filter_load(filter, err);
    return r == 0 && inherits ? filter_trap(&k->trap, err) : r;
}

static int set_up(struct keeper *k, const struct keeper_plan *plan, int fds[4], enum stage *stage,
                  struct error *err)
{
    bool inherits = false;
    int r;

    r = view_build(&plan->view, stage, err);
    if (r < 0)
        return r;
    *stage = STAGE_NETWORK;
    r = set_up_network(k, plan->options, &inherits, err);
    if (r == 0)
        r = open_ready(k, fds, err);
    if (r < 0)
        return r;
    *stage = STAGE_FILTER;
    r = close_in(k, plan->options, inherits, err);
    if (r == 0)
        *stage = STAGE_READY;
    return r;
}

_Noreturn void keeper_main(const struct keeper_plan *plan, int release)
{
    struct error err = {0};
    struct keeper k;
    struct reply ready = {.stage = STAGE_IDENTITY};
    int fds[4] = {-1, -1, -1, -1};
    int r = begin(&k, release, &err);

    if (r == 0)
        r = set_up(&k, plan, fds, &ready.stage, &err);
    ready.result = r;
    str_copy(ready.text, sizeof(ready.text), err.what);
    keeper_tell(&ready, fds, ARRAY_LENGTH(fds));
    close(fds[1]);
    close(fds[2]);
    keeper_serve(&k);
    _exit(0);
}
