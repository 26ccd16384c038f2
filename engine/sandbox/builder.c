// SPDX-License-Identifier: MIT
/*
 * The step between the engine and the keeper: a user and a mount namespace that the learner never
 * enters, so that what is mounted here is locked for him.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "keeper.h"

#define OUT_OF_THE_WAY 64

#define NAMESPACES                                                                                 \
    (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC |     \
     CLONE_NEWCGROUP)

int keeper_die_with_engine(struct error *err)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
        return error_set_errno(err, -errno, "cannot tie the sandbox to its engine");
    return 0;
}

int keeper_await(enum request_kind kind, int *fd, struct error *err)
{
    struct request q;
    size_t count = 0;
    int fds[MESSAGE_FDS];
    int r = message_receive(KEEPER_CONTROL, &q, sizeof(q), fds, &count, NULL);

    if (r < 0)
        return error_set_errno(err, r, "the engine is gone");
    if (q.kind != kind || count != (fd != NULL ? 1 : 0))
        return error_set(err, -EBADMSG, "the engine said something unexpected");
    if (fd != NULL)
        *fd = fds[0];
    return 0;
}

void keeper_tell(const struct reply *reply, const int *fds, size_t count)
{
    bool well = reply->result == 0;

    if (message_send(KEEPER_CONTROL, reply, sizeof(*reply), fds, well ? count : 0, 0) < 0 || !well)
        _exit(1);
}

/* Nothing of the engine comes along: a copy of its pipes would keep their readers waiting for ever.
 */
static int keep_only(int control, int exits, struct error *err)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int a = fcntl(control, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
    int b = fcntl(exits, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
    bool done = null >= 0 && a >= 0 && b >= 0;

    for (int fd = 0; done && fd < KEEPER_CONTROL; fd++)
        done = dup2(null, fd) >= 0;
    done = done && dup3(a, KEEPER_CONTROL, O_CLOEXEC) >= 0 &&
           dup3(b, KEEPER_EXITS, O_CLOEXEC) >= 0 && close_range(KEEPER_EXITS + 1, ~0u, 0) == 0;
    return done ? 0 : error_set_errno(err, -errno, "cannot arrange descriptors");
}

static void forget_signals(void)
{
    sigset_t none;

    for (int signo = 1; signo < NSIG; signo++)
        (void)signal(signo, SIG_DFL); /* KILL, STOP and libc's own two refuse */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static int begin(const struct keeper_plan *plan, int control, int exits, struct error *err)
{
    int r = keep_only(control, exits, err);

    mem_on_exhausted(NULL); /* the engine's handler would touch its terminal */
    forget_signals();
    umask(022);
    if (r == 0)
        r = keeper_die_with_engine(err);
    if (r == 0)
        r = keeper_await(REQUEST_START, NULL, err);
    if (r == 0)
        r = identity_assume(&plan->identity, err);
    if (r == 0)
        r = keeper_die_with_engine(err);
    /* Root's change of ids made us undumpable, and files in /proc of our child, its maps, the host
     * root's. */
    if (r == 0 && prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) < 0)
        r = error_set_errno(err, -errno, "cannot prepare the keeper");
    return r;
}

/*
 * CLONE_PARENT: the keeper is the engine's child, to die with it and to be waited for by it. It
 * goes on when it can read from @release; it does nothing if we end before.
 */
static int make_keeper(const struct keeper_plan *plan, int release[2], pid_t *pid, int *pidfd,
                       struct error *err)
{
    struct clone_args args = {
        .flags = NAMESPACES | CLONE_PARENT | CLONE_PIDFD,
        .pidfd = (uint64_t)(uintptr_t)pidfd,
    };
    long child;

    if (pipe2(release, O_CLOEXEC) < 0)
        return error_set_errno(err, -errno, "cannot make a pipe");
    child = syscall(SYS_clone3, &args, sizeof(args));
    if (child < 0)
        return error_set_errno(err, -errno, "cannot make the sandbox's namespaces");
    if (child == 0) {
        close(release[1]);
        keeper_main(plan, release[0]);
    }
    *pid = (pid_t)child;
    return identity_map_same(*pid, err);
}

_Noreturn void builder_main(const struct keeper_plan *plan, int control, int exits)
{
    struct error err = {0};
    struct reply done = {.stage = STAGE_IDENTITY};
    int pidfd = -1, release[2] = {-1, -1};
    pid_t keeper = 0;
    int r = begin(plan, control, exits, &err);

    if (r == 0) {
        done.stage = STAGE_MOUNT;
        r = view_prepare(&plan->view, &err);
    }
    if (r == 0) {
        done.stage = STAGE_CLONE;
        r = make_keeper(plan, release, &keeper, &pidfd, &err);
    }
    done.result = r;
    done.inner = keeper; /* we are still in the host's pid namespace, as the engine is */
    str_copy(done.text, sizeof(done.text), err.what);
    keeper_tell(&done, &pidfd, 1); /* before the keeper says that it is ready */
    (void)!write(release[1], "", 1);
    _exit(0);
}
