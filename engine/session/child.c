// SPDX-License-Identifier: MIT
/*
 * The end of a process of the sandbox. Its pidfd tells when, whoever reads the sandbox's queue of
 * ends; the queue tells how.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "child.h"

enum { REPORT_WAIT_MS = 200 };

bool session_child_is_gone(pid_t pid)
{
    return kill(pid, 0) < 0 && errno == ESRCH;
}

int session_child_watch(pid_t pid)
{
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);

    return fd < 0 ? -errno : fd;
}

int session_child_status(struct sandbox *sandbox, pid_t pid)
{
    const uint64_t until = clock_now_ms() + REPORT_WAIT_MS;

    for (;;) {
        struct error ignored = {0};
        struct pollfd p = {.fd = sandbox_exit_fd(sandbox), .events = POLLIN};
        uint64_t now = clock_now_ms();
        pid_t ended = 0;
        int status = 0, r = sandbox_next_exit(sandbox, &ended, &status, &ignored);

        if (r > 0 && ended == pid)
            return status;
        if (r > 0)
            continue;
        if (r < 0 || now >= until)
            return SIGKILL;
        (void)poll(&p, 1, (int)(until - now));
    }
}

void session_child_signal(pid_t pid, pid_t other, int signo)
{
    if (other > 1 && other != pid)
        (void)kill(-other, signo);
    if (getpgid(pid) == pid)
        (void)kill(-pid, signo);
    (void)kill(pid, signo);
    if (signo != SIGKILL) /* a stopped process does not act on anything else */
        (void)kill(pid, SIGCONT);
}
