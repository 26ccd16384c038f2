// SPDX-License-Identifier: MIT
/*
 * Floors and peers: what the same work costs in plain system calls, or done as a person with a
 * shell script would do it. Nothing here uses the engine. All times are milliseconds; what fails
 * ends the program.
 */
#ifndef FLOORS_H
#define FLOORS_H

#include <stdbool.h>
#include <stddef.h>

#include "terminal.h"

/* ---- a laboratory ---- */

/*
 * The calling process (of one thread) becomes root of its own user, network and mount namespace,
 * with a tmpfs on /run, so that `ip netns add` works. For good: do it in a child.
 */
void lab_enter(void);
/* Run a bash script of tests/bench/ (or an absolute path), its output thrown away: how long it
 * took. */
double lab_script(const char *script);
/* A descriptor of the named namespace of the laboratory: open("/run/netns/NAME"). */
int lab_netns(const char *name);
/* Move this process there. */
void lab_move(int netns_fd);

/* ---- netlink ---- */

/* A route netlink socket in the namespace of this process, strict checking on; @groups: RTMGRP_* to
 * hear. */
int floor_socket(unsigned groups);
/*
 * Read all that a world holds of the namespace of socket @fd: links, addresses, routes, rules,
 * neighbours, forwarding settings, of both families. The replies are received to their end, not
 * looked at.
 */
void floor_dump(int fd);
/* One change in the namespace of the socket @request, complete when this returns: the mtu of lo; lo
 * up or down. */
void floor_set_mtu(int request, unsigned mtu);
void floor_set_up(int request, bool up);
/* Wait until @listener (group RTMGRP_LINK) has an event, and take all there are. */
void floor_hear(int listener);

/* ---- processes ---- */

/*
 * A sandbox, bare: clone3 with user, mount, network, pid, uts, ipc and cgroup namespaces, the
 * host's root read-only, fresh proc, sysfs and cgroup2, a tmpfs on each place to write. How long
 * until it was ready.
 */
double floor_sandbox(void);

/* A bare bash on a pty, at its first prompt, which ends with FLOOR_PROMPT. */
#define FLOOR_PROMPT "<prompt>"
void floor_shell_open(struct terminal *t);

#endif
