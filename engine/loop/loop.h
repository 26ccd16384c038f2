// SPDX-License-Identifier: MIT
/* What the files of this module share. */
#ifndef LOOP_PRIVATE_H
#define LOOP_PRIVATE_H

#include <firsthop/loop.h>

enum source_kind { SOURCE_FD, SOURCE_TIMER, SOURCE_SIGNAL };

struct loop_source {
    struct loop *loop;
    struct loop_source *next;
    enum source_kind kind;
    bool is_removed; /* waits for the end of the turn to be freed */
    loop_fn *fn;
    void *context;
    int fd;          /* descriptor: borrowed; signal: our own signalfd; timer: -1 */
    uint32_t events; /* descriptor: what it waits for; 0: not in the epoll set */
    int signo;
    bool was_blocked;  /* signal: before it came to us */
    bool is_armed;     /* timer */
    uint64_t due_ms;   /* timer, on the monotonic clock */
    uint64_t armed_in; /* timer: the turn that armed it, which must not fire it */
};

struct loop {
    int epoll_fd;
    bool is_stopped;
    unsigned depth; /* turns running: a callback may turn the loop itself */
    uint64_t turn;
    struct loop_source *sources;
};

/** A source linked into @loop. */
struct loop_source *loop_source_new(struct loop *loop, enum source_kind kind, loop_fn *fn,
                                    void *context);
/** Put @fd into the epoll set for @source. 0 or negative errno. */
int loop_register(struct loop_source *source, int fd, uint32_t events);
/** Frees what was removed, unless a turn still runs. */
void loop_sweep(struct loop *loop);

/** How long until the next timer, at most @timeout_ms (-1: no limit). */
int timer_wait_ms(const struct loop *loop, int timeout_ms);
/** Call back every timer that is due, the earliest first. */
void timer_run_due(struct loop *loop);

/** A signal of @source is waiting: take it and call back. */
void signal_dispatch(struct loop_source *source);
/** Give the signal back to the process. */
void signal_release(struct loop_source *source);

#endif
