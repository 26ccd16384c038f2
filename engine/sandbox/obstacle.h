// SPDX-License-Identifier: MIT
/* Why this machine does not let us make a sandbox, and what helps. */
#ifndef SANDBOX_OBSTACLE_H
#define SANDBOX_OBSTACLE_H

#include <firsthop/base.h>

#include "message.h"

/** What the host says about itself; -1 where it has no such setting. */
struct obstacle_facts {
    long userns_clone;        /* kernel.unprivileged_userns_clone (Debian) */
    long max_user_namespaces; /* user.max_user_namespaces */
    long max_net_namespaces;
    long max_mnt_namespaces;
    long max_pid_namespaces;
    long apparmor_userns; /* kernel.apparmor_restrict_unprivileged_userns (Ubuntu) */
    long seccomp;         /* "Seccomp:" of /proc/self/status: 2 = a filter is on us */
    bool no_proc;         /* no /proc is mounted */
    bool is_root;
    bool in_chroot;
    bool in_container;
    const char *program; /* our path, for a profile; may be NULL */
};

void obstacle_read(struct obstacle_facts *facts, char program[512]);

/**
 * @err says what failed at @stage with which errno: add in front what stands in the way, a hint,
 * and ERROR_MACHINE. What cannot be explained stays as it is.
 */
int obstacle_explain(const struct obstacle_facts *facts, enum stage stage, struct error *err);

#endif
