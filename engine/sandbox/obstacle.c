// SPDX-License-Identifier: MIT
/*
 * From an errno to the one thing that stands in the way.
 *
 * The kernel has one EPERM for many reasons. Each row says when it is the reason: at which stages,
 * with which errno, and what must be true of the host. The first row that fits is told.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "obstacle.h"

#define CONTAINER_HINT                                                                             \
    "start the container with: docker run --security-opt seccomp=unconfined --security-opt "       \
    "apparmor=unconfined --security-opt systempaths=unconfined (or --privileged)"

/* ---- looking at the host ------------------------------------------------------------------- */

static long read_number(const char *path)
{
    SCOPED(str_done) struct str text = {0};
    struct error ignored = {0};

    return fd_read_file(path, 64, &text, &ignored) == 0 ? strtol(str_text(&text), NULL, 10) : -1;
}

static long read_seccomp(void)
{
    SCOPED(str_done) struct str text = {0};
    struct error ignored = {0};
    const char *line = NULL;

    if (fd_read_file("/proc/self/status", 65536, &text, &ignored) == 0)
        line = strstr(str_text(&text), "\nSeccomp:");
    return line != NULL ? strtol(line + strlen("\nSeccomp:"), NULL, 10) : -1;
}

/* Whoever's root is no mount point was put there by chroot(2); then user namespaces are refused
 * (clone(2)). */
static bool root_is_no_mount(void)
{
    SCOPED(str_done) struct str text = {0};
    struct error ignored = {0};
    char *rest, *line;

    if (fd_read_file("/proc/self/mountinfo", 8u << 20, &text, &ignored) < 0)
        return false;
    rest = text.data;
    while ((line = strsep(&rest, "\n")) != NULL) {
        int at = -1;

        sscanf(line, "%*s %*s %*s %*s / %n", &at);
        if (at > 0)
            return false;
    }
    return true;
}

void obstacle_read(struct obstacle_facts *facts, char program[512])
{
    ssize_t n = readlink("/proc/self/exe", program, 511);

    program[n > 0 ? n : 0] = '\0';
    *facts = (struct obstacle_facts){
        .userns_clone = read_number("/proc/sys/kernel/unprivileged_userns_clone"),
        .max_user_namespaces = read_number("/proc/sys/user/max_user_namespaces"),
        .max_net_namespaces = read_number("/proc/sys/user/max_net_namespaces"),
        .max_mnt_namespaces = read_number("/proc/sys/user/max_mnt_namespaces"),
        .max_pid_namespaces = read_number("/proc/sys/user/max_pid_namespaces"),
        .apparmor_userns = read_number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"),
        .seccomp = read_seccomp(),
        .no_proc = access("/proc/self/uid_map", F_OK) < 0,
        .is_root = geteuid() == 0,
        .in_chroot = root_is_no_mount(),
        .in_container = access("/.dockerenv", F_OK) == 0 ||
                        access("/run/.containerenv", F_OK) == 0 || getenv("container") != NULL,
        .program = n > 0 ? program : NULL,
    };
}

/* ---- deciding ------------------------------------------------------------------------------ */

#define AT(stage) (1u << (stage))
#define AT_CLONE  AT(STAGE_CLONE)
#define AFTERWARDS                                                                                 \
    (AT(STAGE_MAP) | AT(STAGE_IDENTITY) | AT(STAGE_MOUNT) | AT(STAGE_PROC) | AT(STAGE_NETWORK))

static bool no_proc(const struct obstacle_facts *f)
{
    return f->no_proc;
}

static bool userns_clone_off(const struct obstacle_facts *f)
{
    return f->userns_clone == 0 && !f->is_root;
}

static bool no_user_namespaces(const struct obstacle_facts *f)
{
    return f->max_user_namespaces == 0;
}

static bool no_net_namespaces(const struct obstacle_facts *f)
{
    return f->max_net_namespaces == 0;
}

static bool no_mnt_namespaces(const struct obstacle_facts *f)
{
    return f->max_mnt_namespaces == 0;
}

static bool no_pid_namespaces(const struct obstacle_facts *f)
{
    return f->max_pid_namespaces == 0;
}

static bool in_chroot(const struct obstacle_facts *f)
{
    return f->in_chroot;
}

static bool apparmor_restricts(const struct obstacle_facts *f)
{
    return f->apparmor_userns == 1 && !f->is_root;
}

static bool filtered(const struct obstacle_facts *f)
{
    return f->seccomp == 2 || f->in_container;
}

static bool always(const struct obstacle_facts *f)
{
    (void)f;
    return true;
}

static const struct obstacle {
    unsigned stages;
    int codes[3]; /* errno; 0: none */
    bool (*applies)(const struct obstacle_facts *f);
    const char *what;
    const char *hint;
} obstacles[] = {
    {AT_CLONE | AFTERWARDS,
     {ENOENT, EPERM},
     no_proc,
     "there is no /proc here",
     "sudo mount -t proc proc /proc"},
    {AT_CLONE,
     {EPERM, EACCES},
     userns_clone_off,
     "this host lets only root make user namespaces (kernel.unprivileged_userns_clone is 0)",
     "sudo sysctl -w kernel.unprivileged_userns_clone=1"},
    {AT_CLONE,
     {ENOSPC, EPERM},
     no_user_namespaces,
     "this host allows no user namespaces (user.max_user_namespaces is 0)",
     "sudo sysctl -w user.max_user_namespaces=15000"},
    {AT_CLONE,
     {ENOSPC, EPERM},
     no_net_namespaces,
     "this host allows no network namespaces (user.max_net_namespaces is 0)",
     "sudo sysctl -w user.max_net_namespaces=15000"},
    {AT_CLONE,
     {ENOSPC, EPERM},
     no_mnt_namespaces,
     "this host allows no mount namespaces (user.max_mnt_namespaces is 0)",
     "sudo sysctl -w user.max_mnt_namespaces=15000"},
    {AT_CLONE,
     {ENOSPC, EPERM},
     no_pid_namespaces,
     "this host allows no pid namespaces (user.max_pid_namespaces is 0)",
     "sudo sysctl -w user.max_pid_namespaces=15000"},
    {AT_CLONE,
     {ENOSPC, EUSERS},
     always,
     "no more namespaces may be made: too many exist, or they are nested too deep",
     "end programs that use namespaces, or: sudo sysctl -w user.max_user_namespaces=15000"},
    {AT_CLONE | AFTERWARDS,
     {EPERM, EACCES},
     apparmor_restricts,
     "AppArmor keeps programs without a profile from using user namespaces "
     "(kernel.apparmor_restrict_unprivileged_userns is 1)",
     NULL /* with our path: apparmor_hint */},
    {AT_CLONE,
     {EPERM},
     in_chroot,
     "user namespaces cannot be made from within a chroot",
     "run firsthop outside of the chroot"},
    {AT_CLONE,
     {EPERM, ENOSYS, EACCES},
     filtered,
     "a system-call filter, most likely a container's, refuses new namespaces",
     CONTAINER_HINT},
    {AT_CLONE,
     {ENOSYS},
     always,
     "this kernel is too old: it has no clone3",
     "use Linux 5.10 or newer"},
    {AT_CLONE,
     {EINVAL},
     always,
     "this kernel was built without some kind of namespace",
     "use a kernel with CONFIG_USER_NS, CONFIG_NET_NS, CONFIG_PID_NS, CONFIG_UTS_NS, CONFIG_IPC_NS "
     "and CONFIG_CGROUPS, as distributions build it"},
    {AT(STAGE_PROC),
     {EPERM, EACCES},
     always,
     "parts of /proc are covered on this host, most likely by a container, so the kernel refuses a "
     "fresh one",
     CONTAINER_HINT},
    {AFTERWARDS,
     {EPERM, EACCES, ENOSYS},
     filtered,
     "the container we run in refuses what a sandbox needs",
     CONTAINER_HINT},
    {AT(STAGE_FILTER),
     {EINVAL, ENOSYS, EPERM},
     always,
     "system-call filters cannot be used here",
     "use a kernel with CONFIG_SECCOMP_FILTER"},
    {AFTERWARDS | AT_CLONE,
     {EPERM, EACCES},
     always,
     "a security policy of this host refuses it",
     "look for 'denied' in the kernel log: sudo dmesg | tail"},
};

static bool fits(const struct obstacle *o, const struct obstacle_facts *facts, enum stage stage,
                 int code)
{
    if ((o->stages & AT(stage)) == 0 || !o->applies(facts))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(o->codes); i++)
        if (o->codes[i] != 0 && o->codes[i] == code)
            return true;
    return false;
}

static void apparmor_hint(const struct obstacle_facts *facts, struct error *err)
{
    error_hint(err,
               "printf 'abi <abi/4.0>,\\ninclude <tunables/global>\\nprofile firsthop %s "
               "flags=(unconfined) { userns, }\\n' | sudo tee /etc/apparmor.d/firsthop && "
               "sudo apparmor_parser -r /etc/apparmor.d/firsthop",
               facts->program != NULL ? facts->program : "/usr/local/bin/firsthop");
}

int obstacle_explain(const struct obstacle_facts *facts, enum stage stage, struct error *err)
{
    for (size_t i = 0; i < ARRAY_LENGTH(obstacles); i++) {
        const struct obstacle *o = &obstacles[i];
        struct error was = *err;

        if (!fits(o, facts, stage, -err->code))
            continue;
        error_set(err, was.code, "%s; the kernel's word: %s", o->what, was.what);
        if (o->hint != NULL)
            error_hint(err, "%s", o->hint);
        else
            apparmor_hint(facts, err);
        return error_classify(err, ERROR_MACHINE);
    }
    return err->code;
}
