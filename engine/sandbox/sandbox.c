// SPDX-License-Identifier: MIT
/* Opening and closing: the engine's side of making the namespaces. */
#include <errno.h>
#include <linux/sched.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "filter.h"
#include "identity.h"
#include "keeper.h"
#include "obstacle.h"
#include "sandbox_private.h"

#define DEFAULT_TMPFS_BYTES   (64u << 20)
#define DEFAULT_MAX_PROCESSES 512
#define READY_MS              20000

/* ---- what the keeper needs to know --------------------------------------------------------- */

static void fill_options(struct sandbox_options *to, const struct sandbox_options *from)
{
    *to = from != NULL ? *from : (struct sandbox_options){0};
    if (to->hostname == NULL)
        to->hostname = "firsthop";
    if (to->tmpfs_bytes == 0)
        to->tmpfs_bytes = DEFAULT_TMPFS_BYTES;
    if (to->max_processes == 0)
        to->max_processes = DEFAULT_MAX_PROCESSES;
}

static char *home_of(uid_t uid)
{
    const struct passwd *entry = getpwuid(uid);

    return entry != NULL ? mem_string(entry->pw_dir) : NULL;
}

/* The real home, whoever we are: by name, by account, and that of the account behind sudo. */
static void find_hidden(struct hidden *hidden, const struct identity *id)
{
    SCOPED(mem_done) char *own = home_of(geteuid());
    SCOPED(mem_done) char *mapped = id->uid != geteuid() ? home_of(id->uid) : NULL;
    const char *homes[] = {getenv("HOME"), own, mapped};

    hidden_find(hidden, homes, ARRAY_LENGTH(homes));
}

/* ---- the child ----------------------------------------------------------------------------- */

struct ends {
    int engine_control, engine_exits, keeper_control, keeper_exits;
};

static void ends_done(struct ends *e)
{
    fd_done(&e->engine_control);
    fd_done(&e->engine_exits);
    fd_done(&e->keeper_control);
    fd_done(&e->keeper_exits);
}

static int make_ends(struct ends *e, struct error *err)
{
    int pair[2], on = 1;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
        return error_set_errno(err, -errno, "cannot make a socket pair");
    e->engine_control = pair[0];
    e->keeper_control = pair[1];
    if (setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) < 0 ||
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) < 0)
        return error_set_errno(err, -errno, "cannot make a socket pair");
    e->engine_exits = pair[0];
    e->keeper_exits = pair[1];
    return 0;
}

static int start_builder(struct sandbox *s, const struct keeper_plan *plan, struct ends *ends,
                         pid_t *builder, struct error *err)
{
    struct clone_args args = {.flags = CLONE_NEWUSER | CLONE_NEWNS, .exit_signal = SIGCHLD};
    long pid = syscall(SYS_clone3, &args, sizeof(args));

    if (pid < 0)
        return error_set_errno(err, -errno, "cannot make the sandbox's namespaces");
    if (pid == 0)
        builder_main(plan, ends->keeper_control, ends->keeper_exits);
    *builder = (pid_t)pid;
    fd_done(&ends->keeper_control);
    fd_done(&ends->keeper_exits);
    s->control = fd_take(&ends->engine_control);
    s->exits = fd_take(&ends->engine_exits);
    return 0;
}

/* ---- becoming ready ------------------------------------------------------------------------ */

static int say(struct sandbox *s, enum request_kind kind, int fd, struct error *err)
{
    struct request q = {.kind = kind};
    int r = message_send(s->control, &q, sizeof(q), &fd, fd >= 0 ? 1 : 0, 0);

    return r < 0 ? error_set_errno(err, r, "the sandbox did not become ready") : 0;
}

/* How the builder, then the keeper, came along: brings @want descriptors. */
static int hear_ready(struct sandbox *s, enum stage *stage, int *fds, size_t want,
                      struct error *err)
{
    struct pollfd wait = {.fd = s->control, .events = POLLIN};
    struct reply a = {.stage = *stage};
    size_t count = 0;
    int n, r;

    do
        n = poll(&wait, 1, READY_MS);
    while (n < 0 && errno == EINTR);
    r = n <= 0 ? -ETIME : message_receive(s->control, &a, sizeof(a), fds, &count, NULL);
    if (r < 0)
        return error_set_errno(err, r, "the sandbox did not become ready");
    *stage = a.stage;
    if (a.inner > 0)
        s->keeper = a.inner;
    if (a.result < 0)
        error_set(err, a.result, "%.500s", a.text);
    else if (count != want)
        error_set(err, -EMFILE, "too many files are open");
    else
        return 0;
    message_close(fds, count);
    return err->code;
}

/* The filter is compiled while the builder works, and waits for the keeper in the socket. */
static int start_both(struct sandbox *s, const struct identity *id, pid_t builder,
                      struct error *err)
{
    SCOPED(fd_done) int filter = -1;
    int r = identity_map(id, builder, err);

    if (r == 0)
        r = say(s, REQUEST_START, -1, err);
    if (r < 0)
        return r;
    filter = filter_compile(err);
    return filter < 0 ? filter : say(s, REQUEST_FILTER, filter, err);
}

static int make_ready(struct sandbox *s, const struct identity *id, pid_t builder,
                      enum stage *stage, struct error *err)
{
    int fds[MESSAGE_FDS], r;

    *stage = STAGE_MAP;
    r = start_both(s, id, builder, err);
    if (r == 0)
        r = hear_ready(s, stage, fds, 1, err);
    if (r < 0)
        return r;
    s->pidfd = fds[0];
    r = hear_ready(s, stage, fds, 4, err);
    if (r < 0)
        return r;
    s->proc = fds[0];
    s->netns_dir = fds[1];
    s->mountinfo = fds[2];
    s->netns = fds[3];
    return 0;
}

static int open_with(struct sandbox *s, const struct keeper_plan *plan, enum stage *stage,
                     struct error *err)
{
    SCOPED(ends_done) struct ends ends = {-1, -1, -1, -1};
    pid_t builder = 0;
    int r = make_ends(&ends, err);

    *stage = STAGE_CLONE;
    if (r == 0)
        r = start_builder(s, plan, &ends, &builder, err);
    if (r < 0)
        return r;
    r = make_ready(s, &plan->identity, builder, stage, err);
    if (r < 0)
        (void)kill(builder, SIGKILL);
    while (waitpid(builder, NULL, 0) < 0 && errno == EINTR)
        ;
    return r;
}

static void explain(enum stage stage, struct error *err)
{
    struct obstacle_facts facts;
    char program[512];

    obstacle_read(&facts, program);
    obstacle_explain(&facts, stage, err);
}

int sandbox_open(const struct sandbox_options *options, struct sandbox **out, struct error *err)
{
    struct sandbox *s = mem_alloc(sizeof(*s));
    struct sandbox_options filled;
    struct keeper_plan plan = {.options = &filled, .view = {.options = &filled}};
    enum stage stage = STAGE_CLONE;
    int r;

    *s = (struct sandbox){.pidfd = -1,
                          .control = -1,
                          .exits = -1,
                          .proc = -1,
                          .netns_dir = -1,
                          .mountinfo = -1,
                          .netns = -1};
    fill_options(&filled, options);
    r = identity_find(&plan.identity, err);
    if (r == 0) {
        s->identity = plan.identity;
        find_hidden(&plan.view.hidden, &plan.identity);
        r = open_with(s, &plan, &stage, err);
        hidden_done(&plan.view.hidden);
    }
    if (r < 0) {
        explain(stage, err);
        sandbox_close(s);
        return error_while(err, "opening the sandbox");
    }
    *out = s;
    return 0;
}

/* The kernel ends everything else in the pid namespace before its pid 1 can be waited for
 * (pid_namespaces(7)). */
static void end_keeper(struct sandbox *s)
{
    bool by_fd = s->pidfd >= 0;
    siginfo_t info;

    if (s->keeper <= 0)
        return;
    if (by_fd)
        (void)pidfd_send_signal(s->pidfd, SIGKILL, NULL, 0);
    else
        (void)kill(s->keeper, SIGKILL);
    while (waitid(by_fd ? P_PIDFD : P_PID, (id_t)(by_fd ? s->pidfd : s->keeper), &info, WEXITED) <
               0 &&
           errno == EINTR)
        ;
}

void sandbox_close(struct sandbox *s)
{
    if (s == NULL)
        return;
    end_keeper(s);
    fd_done(&s->proc); /* a mount of the dead pid namespace: goes with its last descriptor */
    fd_done(&s->netns_dir);
    fd_done(&s->mountinfo);
    fd_done(&s->netns);
    fd_done(&s->control);
    fd_done(&s->exits);
    fd_done(&s->pidfd);
    free(s->children);
    free(s);
}

int sandbox_proc_fd(const struct sandbox *s)
{
    return s->proc;
}

int sandbox_netns_dir_fd(const struct sandbox *s)
{
    return s->netns_dir;
}

int sandbox_mountinfo_fd(const struct sandbox *s)
{
    return s->mountinfo;
}

int sandbox_netns_fd(const struct sandbox *s)
{
    return s->netns;
}

int sandbox_pidfd(const struct sandbox *s)
{
    return s->pidfd;
}

pid_t sandbox_keeper(const struct sandbox *s)
{
    return s->keeper;
}
