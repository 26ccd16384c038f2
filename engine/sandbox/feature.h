// SPDX-License-Identifier: MIT
/* What a machine can or cannot: one row a feature, tried for real in a throwaway sandbox. */
#ifndef SANDBOX_FEATURE_H
#define SANDBOX_FEATURE_H

#include <firsthop/base.h>

struct feature_row {
    const char *id;
    /* Runs in a process of its own inside the sandbox, with a network and a mount namespace of its
     * own. 0, or an error in the kernel's words. NULL: it works if a sandbox can be opened at all.
     */
    int (*try)(struct error *err);
    const char *remedy; /* exact commands */
};

extern const struct feature_row feature_rows[];
extern const size_t feature_row_count;

/** Number of "tool": not in the table, its argument is the program's name. */
#define FEATURE_TOOL (-1)

/** In a child of the keeper: try row @number, or whether the program @argument is there. */
int feature_try(int32_t number, const char *argument, struct error *err);

/* The trials, by what they try. */
int try_netns(struct error *err);
int try_pid_namespace(struct error *err);
int try_pivot_root(struct error *err);
int try_overlay(struct error *err);
int try_overlay_userxattr(struct error *err);
int try_ping(struct error *err);
int try_ipv6(struct error *err);
int try_veth(struct error *err);
int try_bridge(struct error *err);
int try_dummy(struct error *err);
int try_vlan(struct error *err);
int try_vlan_filtering(struct error *err);
int try_vrf(struct error *err);
int try_macvlan(struct error *err);
int try_vxlan(struct error *err);
int try_netem(struct error *err);
int try_nftables(struct error *err);
int try_cgroup2(struct error *err);
int try_cgroup2_kill(struct error *err);
int try_cgroup2_freeze(struct error *err);
int try_cgroup2_memory(struct error *err);
int try_cgroup2_pids(struct error *err);
int try_cgroup2_cpu(struct error *err);

/** The Debian package of program @name; NULL: not known. */
const char *tool_package(const char *name);
int tool_find(const char *name, struct error *err);

#endif
