// SPDX-License-Identifier: MIT
/*
 * The keeper: pid 1 of the sandbox. Two steps lead to it, both forks of the engine:
 *
 *   builder   own user and mount namespace: binds the host's files, read-only; makes the keeper;
 * ends keeper    user namespace below that, and all others: set up -> "ready" -> serve requests,
 * reap, let trapped calls go on -> killed with the engine, whose child it is (CLONE_PARENT)
 *
 * It never waits for anything a learner can hold up: a started program reports its own failure to
 * the engine through a pipe, paths of the inside are only looked up on a proc mount nobody else can
 * reach, and every write is to the engine. Out of descriptors, memory or processes is an answer,
 * not an end.
 */
#ifndef SANDBOX_KEEPER_H
#define SANDBOX_KEEPER_H

#include <firsthop/base.h>

#include "identity.h"
#include "message.h"
#include "view.h"

#define KEEPER_CHILDREN 256 /* started and not yet reported as ended */

struct keeper_plan {
    struct view_plan view;
    struct identity identity;
    const struct sandbox_options *options; /* defaults filled in */
};

struct keeper {
    int control;    /* requests */
    int exits;      /* struct exit_report */
    int signals;    /* signalfd: SIGCHLD */
    int proc;       /* directory: a proc mount of our own, not in the tree */
    int home_netns; /* where we belong */
    int trap;       /* seccomp listener, -1: none */
    uint32_t max_processes;
    struct keeper_child {
        pid_t pid; /* 0: free */
        bool ended;
        int status;
    } children[KEEPER_CHILDREN];
};

/* Where both have their ends of the two socket pairs. */
#define KEEPER_CONTROL 3
#define KEEPER_EXITS   4

/** Run as the builder; never returns. @control and @exits are the keeper's ends. */
_Noreturn void builder_main(const struct keeper_plan *plan, int control, int exits);
/** Run as pid 1, as soon as a byte comes from @release; never returns. */
_Noreturn void keeper_main(const struct keeper_plan *plan, int release);

/** Be killed when the engine ends. Call again after changing ids, which clears it (prctl(2)). */
int keeper_die_with_engine(struct error *err);
/**
 * Wait for the request @kind, and the descriptor that comes with it if @fd is not NULL. The end of
 * the socket says that the engine went before keeper_die_with_engine().
 */
int keeper_await(enum request_kind kind, int *fd, struct error *err);
/** Tell the engine how it went, with @fds if it went well. Ends the process if it did not. */
void keeper_tell(const struct reply *reply, const int *fds, size_t count);

/** Serve until the engine is gone. */
void keeper_serve(struct keeper *k);

/**
 * Answer @q (not START): fill in @a and the descriptors @out (room for MESSAGE_FDS). Those in @fds
 * stay the caller's.
 */
void keeper_answer(struct keeper *k, const struct request *q, const int *fds, size_t fd_count,
                   struct reply *a, int *out, size_t *out_count);

/** SPAWN and TRY: fork; @out[0] is the pipe on which a failure is told. 0 or negative error. */
int keeper_spawn(struct keeper *k, const struct request *q, const int *fds, size_t fd_count,
                 pid_t *pid, int *out, struct error *err);
int keeper_try(struct keeper *k, const struct request *q, pid_t *pid, int *out, struct error *err);

/** A directory descriptor of a new proc mount that is in no tree; negative error. */
int keeper_private_proc(struct error *err);

#endif
