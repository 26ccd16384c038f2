// SPDX-License-Identifier: MIT
/**
 * observe: turns a sandbox's descriptors into worlds, and questions of `check` into answers.
 *
 * Discovers named namespaces (the sandbox's /run/netns, when its mount table changed) and unnamed
 * ones (its processes), gives each its sockets, re-reads only what events marked as changed, and
 * resolves which namespace a veth's other end is in.
 */
#ifndef FIRSTHOP_OBSERVE_H
#define FIRSTHOP_OBSERVE_H

#include <firsthop/base.h>
#include <firsthop/capture.h>
#include <firsthop/check.h>
#include <firsthop/loop.h>
#include <firsthop/sandbox.h>
#include <firsthop/world.h>

struct observe;

/** @sandbox is borrowed and must outlive it. */
int observe_open(struct sandbox *sandbox, struct observe **out, struct error *err);
void observe_close(struct observe *o); /* accepts NULL */

/**
 * Call @fn from @loop when names of namespaces came or went (they must be let go at once: our
 * sockets keep a namespace alive), and with @everything also when anything in a namespace changed.
 * Then observe_refresh() tells.
 */
int observe_watch(struct observe *o, struct loop *loop, bool everything, loop_fn *fn, void *context,
                  struct error *err);

/**
 * Bring the world up to date: take all waiting events, look for new and gone namespaces (processes
 * too, if
 * @processes), read again what is dirty. 1: the world differs from before, 0: it does not,
 * negative: it could not be read (ERROR_FAULT), the old world stays.
 */
int observe_refresh(struct observe *o, bool processes, struct error *err);
/** The newest world; borrowed until the next observe_refresh(). Never NULL. */
const struct world *observe_world(const struct observe *o);
/** In which namespace is process @pid (host pid)? Remembered as world.shell_netns at the next
 * refresh. */
void observe_set_shell(struct observe *o, pid_t pid);

/** Packets so far; drained by observe_refresh() and observe_answer(). */
struct capture *observe_capture(struct observe *o);
/** All journeys since @position, with today's names. */
void observe_journeys(struct observe *o, uint64_t position, struct journeys *out);

/**
 * Answer every question that is not answered yet, echoes side by side, at most @probe_ms for all of
 * them together. Answers that depend on the world alone are remembered until it changes. CUSTOM is
 * left alone.
 */
void observe_answer(struct observe *o, struct questions *q, int probe_ms);

#endif
