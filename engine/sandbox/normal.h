// SPDX-License-Identifier: MIT
/*
 * The settings with which a network namespace starts.
 *
 * A new namespace copies the IPv4 settings of the *host* (net/ipv4/devinet.c, inet_init_net, unless
 * net.core.devconf_inherit_init_net says otherwise): on a machine with Docker a new router already
 * forwards, on one with systemd new links filter by reverse path. A lesson must start from what the
 * textbook says.
 */
#ifndef SANDBOX_NORMAL_H
#define SANDBOX_NORMAL_H

#include <firsthop/base.h>

/**
 * Give the calling thread's namespace the kernel's own defaults, through the /proc directory
 * @proc_fd. Does nothing to a namespace that had it done: net.ipv4.ping_group_range, which no
 * namespace inherits, is the mark.
 *
 * @inherits (may be NULL): were there settings to correct, so that other new namespaces have them
 * too?
 */
int normal_apply(int proc_fd, bool *inherits, struct error *err);

/** Set the loopback link up, as on a real host. */
int normal_loopback_up(struct error *err);

#endif
