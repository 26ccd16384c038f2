// SPDX-License-Identifier: MIT
/* The table of features, and trying them one after another in one throwaway sandbox. */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feature.h"
#include "sandbox_private.h"

#define DELEGATE                                                                                   \
    "start firsthop in a delegated group: systemd-run --user --scope -p Delegate=yes firsthop "    \
    "run "                                                                                         \
    "LESSON"
#define MODULE(name) "sudo modprobe " name
#define NEWER        "use a newer kernel"

const struct feature_row feature_rows[] = {
    {"sandbox", NULL, ""},
    {"netns", try_netns, "sudo sysctl -w user.max_net_namespaces=15000"},
    {"veth", try_veth, MODULE("veth")},
    {"bridge", try_bridge, MODULE("bridge")},
    {"bridge-vlan", try_vlan_filtering,
     MODULE("bridge") ", and a kernel with CONFIG_BRIDGE_VLAN_FILTERING"},
    {"dummy", try_dummy, MODULE("dummy")},
    {"vlan", try_vlan, MODULE("8021q")},
    {"macvlan", try_macvlan, MODULE("macvlan")},
    {"vrf", try_vrf, MODULE("vrf")},
    {"vxlan", try_vxlan, MODULE("vxlan")},
    {"netem", try_netem, MODULE("sch_netem")},
    {"nftables", try_nftables, MODULE("nf_tables")},
    {"ipv6", try_ipv6, "start the kernel without ipv6.disable=1"},
    {"ping", try_ping, ""},
    {"pidns", try_pid_namespace, "sudo sysctl -w user.max_pid_namespaces=15000"},
    {"pivot-root", try_pivot_root, ""},
    {"overlayfs", try_overlay, MODULE("overlay") ", and Linux 5.11 or newer"},
    {"overlayfs-userxattr", try_overlay_userxattr, "use Linux 6.6 or newer"},
    {"cgroup2", try_cgroup2, DELEGATE},
    {"cgroup2-freeze", try_cgroup2_freeze, DELEGATE},
    {"cgroup2-kill", try_cgroup2_kill, DELEGATE ", with Linux 5.14 or newer"},
    {"cgroup2-memory", try_cgroup2_memory, DELEGATE},
    {"cgroup2-pids", try_cgroup2_pids, DELEGATE},
    {"cgroup2-cpu", try_cgroup2_cpu, DELEGATE},
    {"tool:bash", NULL, ""},
    {"tool:ip", NULL, ""},
    {"tool:ping", NULL, ""},
    {"tool:sysctl", NULL, ""},
    {"tool:unshare", NULL, ""},
    {"tool:nsenter", NULL, ""},
    {"tool:nft", NULL, ""},
    {"tool:tcpdump", NULL, ""},
    {"tool:arp", NULL, ""},
    {"tool:tmux", NULL, ""},
};
const size_t feature_row_count = ARRAY_LENGTH(feature_rows);

static const char tool_prefix[] = "tool:";

int feature_try(int32_t number, const char *argument, struct error *err)
{
    if (number == FEATURE_TOOL)
        return tool_find(argument, err);
    if (number < 0 || (size_t)number >= feature_row_count || feature_rows[number].try == NULL)
        return error_set(err, -EINVAL, "no such feature");
    if (unshare(CLONE_NEWNET | CLONE_NEWNS) < 0)
        return error_set_errno(err, -errno, "cannot make a namespace");
    return feature_rows[number].try(err);
}

/* ---- one feature in an open sandbox, or without one ------------------------------------------ */

static void tell(struct sandbox_feature *out, const struct error *err, const char *remedy)
{
    out->works = err->code == 0;
    str_copy(out->why, sizeof(out->why), err->what);
    str_copy(out->remedy, sizeof(out->remedy), out->works ? "" : remedy);
}

static void try_tool(struct sandbox *s, const char *name, struct sandbox_feature *out)
{
    const char *package = tool_package(name);
    struct error err = {0};
    SCOPED(mem_done)
    char *remedy =
        package != NULL ? mem_printf("sudo apt-get install %s", package) : mem_string("");

    (void)request_try(s, FEATURE_TOOL, name, &err);
    tell(out, &err, remedy);
}

/* @s NULL: no sandbox could be opened, because of @no_sandbox. */
static void try_row(struct sandbox *s, const struct error *no_sandbox, size_t row,
                    struct sandbox_feature *out)
{
    const struct feature_row *f = &feature_rows[row];
    struct error err = {0};

    *out = (struct sandbox_feature){.id = f->id};
    if (s == NULL) {
        tell(out, no_sandbox, no_sandbox->hint);
    } else if (str_starts(f->id, tool_prefix)) {
        try_tool(s, f->id + strlen(tool_prefix), out);
    } else {
        if (f->try != NULL)
            (void)request_try(s, (int32_t)row, "", &err);
        tell(out, &err, f->remedy);
    }
}

/* Not being able to open one is an answer; anything else that goes wrong is an error. */
static int open_throwaway(struct sandbox **s, struct error *no_sandbox, struct error *err)
{
    int r = sandbox_open(NULL, s, no_sandbox);

    if (r == 0 || no_sandbox->class == ERROR_MACHINE)
        return 0;
    *err = *no_sandbox;
    return r;
}

int sandbox_probe_features(struct sandbox_feature **items, size_t *count, struct error *err)
{
    struct error no_sandbox = {0};
    struct sandbox *s = NULL;
    int r = open_throwaway(&s, &no_sandbox, err);

    if (r < 0)
        return r;
    *items = mem_alloc(feature_row_count * sizeof(**items));
    *count = feature_row_count;
    for (size_t i = 0; i < feature_row_count; i++)
        try_row(s, &no_sandbox, i, &(*items)[i]);
    sandbox_close(s);
    return 0;
}

static size_t find_row(const char *id)
{
    size_t i = 0;

    while (i < feature_row_count && !str_equal(feature_rows[i].id, id))
        i++;
    return i;
}

int sandbox_probe_feature(const char *id, struct sandbox_feature *out, struct error *err)
{
    struct error no_sandbox = {0};
    struct sandbox *s = NULL;
    size_t row = find_row(id);
    int r;

    if (row == feature_row_count && !str_starts(id, tool_prefix))
        return error_set(err, -ENOENT, "there is no feature '%s'", id);
    r = open_throwaway(&s, &no_sandbox, err);
    if (r < 0)
        return r;
    if (row < feature_row_count) {
        try_row(s, &no_sandbox, row, out);
    } else {
        *out = (struct sandbox_feature){.id = id};
        if (s != NULL)
            try_tool(s, id + strlen(tool_prefix), out);
        else
            tell(out, &no_sandbox, no_sandbox.hint);
    }
    sandbox_close(s);
    return 0;
}

const char *const *sandbox_feature_ids(size_t *count)
{
    static const char *ids[ARRAY_LENGTH(feature_rows)];

    for (size_t i = 0; i < feature_row_count; i++)
        ids[i] = feature_rows[i].id;
    *count = feature_row_count;
    return ids;
}
