// SPDX-License-Identifier: MIT
/* Signals as events: blocked for the process, read from a signalfd. */
#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "loop.h"

static bool is_taken(const struct loop *loop, int signo)
{
    for (const struct loop_source *s = loop->sources; s != NULL; s = s->next)
        if (s->kind == SOURCE_SIGNAL && !s->is_removed && s->signo == signo)
            return true;
    return false;
}

static int signal_open(struct loop_source *source, const sigset_t *set)
{
    int fd = signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK);
    int r;

    if (fd < 0)
        return -errno;
    r = loop_register(source, fd, EPOLLIN);
    if (r < 0)
        close(fd);
    return r;
}

int loop_add_signal(struct loop *loop, int signo, loop_fn *fn, void *context,
                    struct loop_source **out, struct error *err)
{
    struct loop_source *source;
    sigset_t set, before;
    int r;

    sigemptyset(&set);
    if (sigaddset(&set, signo) < 0)
        return error_set(err, -EINVAL, "there is no signal %d", signo);
    if (is_taken(loop, signo))
        return error_set(err, -EEXIST, "signal %d has a source already", signo);
    sigprocmask(SIG_BLOCK, &set, &before);
    source = loop_source_new(loop, SOURCE_SIGNAL, fn, context);
    source->signo = signo;
    source->was_blocked = sigismember(&before, signo) == 1;
    r = signal_open(source, &set);
    if (r < 0) {
        loop_source_done(&source);
        return error_set_errno(err, r, "cannot receive signal %d", signo);
    }
    *out = source;
    return 0;
}

void signal_dispatch(struct loop_source *source)
{
    struct signalfd_siginfo info;

    if (read(source->fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
        source->fn(source->context, info.ssi_signo);
}

void signal_release(struct loop_source *source)
{
    sigset_t set;

    fd_done(&source->fd);
    if (source->was_blocked)
        return;
    sigemptyset(&set);
    sigaddset(&set, source->signo);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}
