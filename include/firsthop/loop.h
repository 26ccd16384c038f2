// SPDX-License-Identifier: MIT
/**
 * loop: waiting for many things at once: descriptors, time, signals, child processes.
 *
 * One thread, one epoll. Callbacks run in the order the kernel reports them; a source may be
 * removed from inside any callback, its own included.
 */
#ifndef FIRSTHOP_LOOP_H
#define FIRSTHOP_LOOP_H

#include <sys/epoll.h>
#include <sys/types.h>

#include <firsthop/base.h>

struct loop;
struct loop_source;

/** @events: the EPOLL* bits that are ready (descriptors), or 0 (time), or the signal's number. */
typedef void loop_fn(void *context, uint32_t events);

int loop_new(struct loop **out, struct error *err);
/** Frees the loop and every source left. Accepts NULL. */
void loop_free(struct loop *loop);

/**
 * Watch @fd (borrowed; end the source before closing it) for @events (EPOLLIN, EPOLLOUT, EPOLLPRI;
 * 0: paused). -EBADF; -EEXIST: it has a source already; -EPERM: a file that is always ready
 * (epoll_ctl(2)).
 */
int loop_add_fd(struct loop *loop, int fd, uint32_t events, loop_fn *fn, void *context,
                struct loop_source **out, struct error *err);
/** Change what a descriptor's source waits for; 0 pauses it. */
void loop_set_events(struct loop_source *source, uint32_t events);
/** Once, @ms from now (0: at the next turn); may be armed again with loop_arm. Not armed if @ms is
 * negative. */
int loop_add_timer(struct loop *loop, int64_t ms, loop_fn *fn, void *context,
                   struct loop_source **out, struct error *err);
/** Arm a timer anew; negative disarms it. */
void loop_arm(struct loop_source *timer, int64_t ms);
/**
 * Blocks the signal for the process and delivers it here; unblocked again when the source is freed,
 * unless it was blocked before. Children inherit the blocking. -EEXIST: the signal has a source;
 * -EINVAL: no such signal.
 */
int loop_add_signal(struct loop *loop, int signo, loop_fn *fn, void *context,
                    struct loop_source **out, struct error *err);
/** Stop watching and free; sets *@source to NULL. Accepts an empty one. For SCOPED too. */
void loop_source_done(struct loop_source **source);

/** Wait once, at most @timeout_ms (-1: for ever), and call back. 0, or a negative error. */
int loop_turn(struct loop *loop, int timeout_ms, struct error *err);
/** Turn until a callback calls loop_stop. */
int loop_run(struct loop *loop, struct error *err);
void loop_stop(struct loop *loop);

#endif
