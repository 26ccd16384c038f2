// SPDX-License-Identifier: MIT
/* Limits that survive execve and that the sandbox's root cannot raise: that takes a capability of
 * the host. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include "limit.h"

#define FILES_SOFT 1024
#define FILES_HARD 4096
#define NAMESPACES "4096"

bool limits_counts_by_namespace(const char *release)
{
    unsigned major = 0, minor = 0;

    if (sscanf(release, "%u.%u", &major, &minor) != 2)
        return false;
    return major > 5 || (major == 5 && minor >= 14);
}

/* Never above what we have: raising a hard limit is refused. */
static int set(int what, rlim_t soft, rlim_t hard)
{
    struct rlimit now;

    if (getrlimit(what, &now) < 0)
        return -errno;
    if (hard > now.rlim_max)
        hard = now.rlim_max;
    if (soft > hard)
        soft = hard;
    now = (struct rlimit){.rlim_cur = soft, .rlim_max = hard};
    return setrlimit(what, &now) < 0 ? -errno : 0;
}

static int set_processes(uint32_t max)
{
    struct utsname system;

    if (uname(&system) < 0 || !limits_counts_by_namespace(system.release))
        return 0;
    return set(RLIMIT_NPROC, max, max);
}

int limits_set_keeper(uint32_t max_processes, uint64_t max_file_bytes, struct error *err)
{
    int r = set(RLIMIT_CORE, 0, 0);

    if (r == 0)
        r = set(RLIMIT_NOFILE, FILES_SOFT, FILES_HARD);
    if (r == 0)
        r = set(RLIMIT_FSIZE, max_file_bytes, max_file_bytes);
    if (r == 0)
        r = set_processes(max_processes + LIMITS_RESERVE);
    /* Against a loop that makes namespaces without end; the root of the sandbox may raise it again.
     */
    (void)fd_write_file(AT_FDCWD, "/proc/sys/user/max_net_namespaces", NAMESPACES);
    return r < 0 ? error_set_errno(err, r, "cannot limit what the sandbox may use") : 0;
}

int limits_set_child(int proc_fd, uint32_t max_processes)
{
    (void)fd_write_file(proc_fd, "self/oom_score_adj", "500");
    return set_processes(max_processes);
}
