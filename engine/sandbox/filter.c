// SPDX-License-Identifier: MIT
/* The list of refused system calls, compiled by libseccomp. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "filter.h"

#define MAX_BYTES (64u << 10)
#define KEEPER    1           /* its pid */
#define INT_BITS  0xffffffffu /* the kernel looks only at these of an int; a filter gets 64 */

/* Since Linux 5.19: a signal does not make a trapped call fail with EINTR. Debian 12's headers have
 * it, older ones not. */
#define FLAG_WAIT_KILLABLE (1UL << 5)

/* Refused as a missing permission: programs know what to do with that. */
static const int refused[] = {
    /* modules, other kernels, power */
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(create_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(reboot),
    /* programs in the kernel, and looking into it */
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(lookup_dcookie),
    SCMP_SYS(syslog),
    SCMP_SYS(fanotify_init),
    SCMP_SYS(kcmp),
    /* key rings are not in a namespace */
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(keyctl),
    /* the machine's own */
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(acct),
    SCMP_SYS(quotactl),
    SCMP_SYS(quotactl_fd),
    SCMP_SYS(nfsservctl),
    SCMP_SYS(vhangup),
    SCMP_SYS(iopl),
    SCMP_SYS(ioperm),
    SCMP_SYS(settimeofday),
    SCMP_SYS(stime),
    SCMP_SYS(clock_settime),
    SCMP_SYS(clock_adjtime),
    SCMP_SYS(adjtimex),
    /* around directories and descriptors */
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(pidfd_getfd),
};

/* Refused as unknown: programs fall back to what they did before it existed. */
static const int unknown[] = {
    SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register),
    SCMP_SYS(userfaultfd),    SCMP_SYS(memfd_secret),   SCMP_SYS(uselib),
    SCMP_SYS(_sysctl),
};

/* Typing into another's terminal (ioctl_tty(2)). */
static const unsigned int refused_ioctls[] = {TIOCSTI, TIOCLINUX};

/* What one may do to any process of one's own uid without tracing it; the keeper has the learner's.
 */
static const int not_on_keeper[] = {
    SCMP_SYS(prlimit64),     SCMP_SYS(sched_setscheduler), SCMP_SYS(sched_setparam),
    SCMP_SYS(sched_setattr), SCMP_SYS(sched_setaffinity),
};

/* The families that lessons use; others are not in a network namespace (AF_VSOCK reaches the host)
 * or rarely tried. */
static const int families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET};

static const int trapped[] = {SCMP_SYS(mount), SCMP_SYS(execve), SCMP_SYS(execveat)};

static bool is_known_family(int family)
{
    for (size_t i = 0; i < ARRAY_LENGTH(families); i++)
        if (families[i] == family)
            return true;
    return false;
}

static int add_families(scmp_filter_ctx ctx)
{
    int r = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
                             SCMP_A0(SCMP_CMP_GT, AF_PACKET));

    for (int family = 0; r == 0 && family <= AF_PACKET; family++)
        if (!is_known_family(family))
            r = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
                                 SCMP_A0(SCMP_CMP_MASKED_EQ, INT_BITS, (uint32_t)family));
    return r;
}

static int add_calls(scmp_filter_ctx ctx, uint32_t action, const int *calls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int r = seccomp_rule_add(ctx, action, calls[i], 0);

        if (r < 0 && r != -EDOM) /* EDOM: this architecture never had it */
            return r;
    }
    return 0;
}

static int refuse(scmp_filter_ctx ctx)
{
    int r = add_calls(ctx, SCMP_ACT_ERRNO(EPERM), refused, ARRAY_LENGTH(refused));
    if (r == 0)
        r = add_calls(ctx, SCMP_ACT_ERRNO(ENOSYS), unknown, ARRAY_LENGTH(unknown));
    for (size_t i = 0; r == 0 && i < ARRAY_LENGTH(refused_ioctls); i++)
        r = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1,
                             SCMP_A1(SCMP_CMP_MASKED_EQ, INT_BITS, refused_ioctls[i]));
    for (size_t i = 0; r == 0 && i < ARRAY_LENGTH(not_on_keeper); i++)
        r = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), not_on_keeper[i], 1,
                             SCMP_A0(SCMP_CMP_MASKED_EQ, INT_BITS, KEEPER));
    if (r == 0)
        r = add_families(ctx);
    return r;
}

static void context_done(scmp_filter_ctx *ctx)
{
    if (*ctx != NULL)
        seccomp_release(*ctx);
}

static int trap(scmp_filter_ctx ctx)
{
    return add_calls(ctx, SCMP_ACT_NOTIFY, trapped, ARRAY_LENGTH(trapped));
}

/* The program as a file: libseccomp's own loading knows neither the listener's flags nor other
 * processes. */
static int compile(int (*add_rules)(scmp_filter_ctx ctx), struct error *err)
{
    SCOPED(context_done) scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
    SCOPED(fd_done) int file = memfd_create("filter", MFD_CLOEXEC);
    int r = ctx == NULL || file < 0 ? -ENOMEM : 0;

    if (r == 0)
        r = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS));
    if (r == 0)
        r = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a search tree, not a list */
    if (r == 0)
        r = add_rules(ctx);
    if (r == 0)
        r = seccomp_export_bpf(ctx, file);
    if (r == 0 && lseek(file, 0, SEEK_SET) < 0)
        r = -errno;
    return r < 0 ? error_set_errno(err, r, "cannot compile the system-call filter")
                 : fd_take(&file);
}

int filter_compile(struct error *err)
{
    return compile(refuse, err);
}

/* Without SPEC_ALLOW, kernels before 5.16 slow every process with a filter down
 * (spec_store_bypass_disable). */
static int load(int file, unsigned long flags)
{
    SCOPED(str_done) struct str program = {0};
    struct sock_fprog p;
    int r = lseek(file, 0, SEEK_SET) < 0 ? -errno : fd_read_all(file, MAX_BYTES, &program);

    if (r < 0)
        return r;
    p = (struct sock_fprog){.len = (unsigned short)(program.len / sizeof(struct sock_filter)),
                            .filter = (struct sock_filter *)(void *)program.data};
    r = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags | SECCOMP_FILTER_FLAG_SPEC_ALLOW,
                     &p);
    return r < 0 ? -errno : r;
}

int filter_load(int file, struct error *err)
{
    int r = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : load(file, 0);

    return r < 0 ? error_set_errno(err, r, "cannot load the system-call filter") : 0;
}

int filter_trap(int *trap_fd, struct error *err)
{
    SCOPED(fd_done) int file = compile(trap, err);
    int r;

    *trap_fd = -1;
    if (file < 0)
        return file;
    r = load(file, SECCOMP_FILTER_FLAG_NEW_LISTENER | FLAG_WAIT_KILLABLE);
    if (r == -EINVAL)
        r = load(file, SECCOMP_FILTER_FLAG_NEW_LISTENER);
    if (r >= 0)
        *trap_fd = r;
    else
        log_debug("new namespaces keep what they inherit: %s", strerror(-r));
    return 0;
}
