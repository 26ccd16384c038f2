// SPDX-License-Identifier: MIT
/* Asking the keeper: every public function that needs something done inside. */
#include <errno.h>
#include <linux/magic.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "sandbox_private.h"
#include "spawn.h"

#define ANSWER_MS 5000

/* 1 readable, 0 too late, or negative errno. */
static int wait_readable(int fd, uint64_t deadline_ms)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};

    for (;;) {
        uint64_t now = clock_now_ms();
        int n = poll(&wait, 1, now < deadline_ms ? (int)(deadline_ms - now) : 0);

        if (n >= 0)
            return n;
        if (errno != EINTR)
            return -errno;
    }
}

static int no_answer(int r, struct error *err)
{
    if (r == -EPIPE || r == -ECONNRESET)
        error_set(err, -EPIPE, "the sandbox has ended");
    else if (r == -ETIME)
        error_set(err, r, "the sandbox does not answer");
    else
        error_set_errno(err, r, "cannot talk to the sandbox");
    return error_classify(err, ERROR_FAULT);
}

/* Answers to earlier questions that came too late are thrown away. */
static int await_reply(struct sandbox *s, struct reply *a, int *fds, size_t *fd_count, pid_t *about)
{
    uint64_t deadline = clock_now_ms() + ANSWER_MS;

    for (;;) {
        int r = wait_readable(s->control, deadline);

        if (r <= 0)
            return r < 0 ? r : -ETIME;
        r = message_receive(s->control, a, sizeof(*a), fds, fd_count, about);
        if (r < 0)
            return r;
        if (a->serial == s->serial)
            return 0;
        message_close(fds, *fd_count);
    }
}

int request_make(struct sandbox *s, struct request *q, const int *send_fds, size_t send_count,
                 struct reply *a, int *fds, size_t *fd_count, pid_t *about, struct error *err)
{
    int r;

    q->serial = ++s->serial;
    r = message_send(s->control, q, sizeof(*q), send_fds, send_count, 0);
    if (r == 0)
        r = await_reply(s, a, fds, fd_count, about);
    if (r < 0)
        return no_answer(r, err);
    if (a->result == 0)
        return 0;
    message_close(fds, *fd_count);
    error_set(err, a->result, "%.500s", a->text);
    return a->result == -EINVAL ? a->result : error_classify(err, ERROR_FAULT);
}

/* A request that brings exactly @want descriptors. */
static int request_fds(struct sandbox *s, struct request *q, int send_fd, int *fds, size_t want,
                       struct error *err)
{
    struct reply a;
    size_t count = 0;
    int r = request_make(s, q, &send_fd, send_fd >= 0 ? 1 : 0, &a, fds, &count, NULL, err);

    if (r < 0)
        return r;
    if (count == want)
        return 0;
    message_close(fds, count); /* fewer than sent: we have no room for more open files */
    error_set(err, -EMFILE, "too many files are open");
    return error_classify(err, ERROR_FAULT);
}

int sandbox_open_sockets(struct sandbox *s, int netns_fd, struct sandbox_sockets *out,
                         struct error *err)
{
    struct request q = {.kind = REQUEST_SOCKETS};
    int fds[MESSAGE_FDS];
    int r = request_fds(s, &q, netns_fd, fds, 5, err);

    if (r == 0)
        *out = (struct sandbox_sockets){fds[0], fds[1], fds[2], fds[3], fds[4]};
    return r;
}

void sandbox_sockets_done(struct sandbox_sockets *sockets)
{
    fd_done(&sockets->request);
    fd_done(&sockets->event);
    fd_done(&sockets->capture);
    fd_done(&sockets->icmp4);
    fd_done(&sockets->icmp6);
}

int sandbox_new_netns(struct sandbox *s, int *netns_fd, struct error *err)
{
    struct request q = {.kind = REQUEST_NEW_NETNS};
    int fds[MESSAGE_FDS];
    int r = request_fds(s, &q, -1, fds, 1, err);

    if (r == 0)
        *netns_fd = fds[0];
    return r;
}

int sandbox_open_terminal(struct sandbox *s, int *master_fd, struct error *err)
{
    struct request q = {.kind = REQUEST_TERMINAL};
    int fds[MESSAGE_FDS];
    int r = request_fds(s, &q, -1, fds, 1, err);

    if (r == 0)
        *master_fd = fds[0];
    return r;
}

int sandbox_read_sysctl(struct sandbox *s, int netns_fd, const char *path, struct str *value,
                        struct error *err)
{
    struct request q = {.kind = REQUEST_SYSCTL};
    struct reply a;
    int fds[MESSAGE_FDS], r;
    size_t count = 0;

    if (strlen(path) >= sizeof(q.text))
        return error_set(err, -EINVAL, "this is no sysctl: '%s'", path);
    str_copy(q.text, sizeof(q.text), path);
    r = request_make(s, &q, &netns_fd, 1, &a, fds, &count, NULL, err);
    if (r == 0)
        str_add(value, a.text);
    return r;
}

/* ---- children ------------------------------------------------------------------------------ */

/* The end of the pipe without a word means that the program runs. */
static int await_start(int pipe, struct error *err)
{
    uint64_t deadline = clock_now_ms() + ANSWER_MS;
    struct spawn_failure failure;
    int r = wait_readable(pipe, deadline);
    ssize_t n;

    if (r <= 0)
        return no_answer(r < 0 ? r : -ETIME, err);
    n = read(pipe, &failure, sizeof(failure));
    if (n == 0)
        return 0;
    if (n != (ssize_t)sizeof(failure) || failure.code >= 0)
        return no_answer(-EPIPE, err);
    failure.text[sizeof(failure.text) - 1] = '\0';
    return error_set(err, failure.code, "%s", failure.text);
}

static struct sandbox_child *add_child(struct sandbox *s, pid_t inner, pid_t host)
{
    struct sandbox_child child = {.inner = inner, .host = host};

    ARRAY_PUSH(s->children, s->child_count, s->child_capacity, child);
    return &s->children[s->child_count - 1];
}

/* SPAWN and TRY. @silent: its end is not told to the caller. */
static int start(struct sandbox *s, struct request *q, const int *send_fds, size_t send_count,
                 bool silent, pid_t *pid, struct error *err)
{
    SCOPED(fd_done) int pipe = -1;
    struct sandbox_child *child;
    struct reply a;
    int fds[MESSAGE_FDS], r;
    size_t count = 0;
    pid_t host = 0;

    r = request_make(s, q, send_fds, send_count, &a, fds, &count, &host, err);
    if (r < 0)
        return r;
    child = add_child(s, a.inner, host);
    if (count != 1) {
        message_close(fds, count);
        child->silent = true;
        error_set(err, -EMFILE, "too many files are open");
        return error_classify(err, ERROR_FAULT);
    }
    pipe = fds[0];
    r = await_start(pipe, err);
    child->silent = silent || r < 0;
    if (r == 0 && pid != NULL)
        *pid = host;
    return r;
}

/* A pipe belongs to who made it; made by root, /dev/stdout could not be opened by the sandbox's
 * root (pipe(7)). */
static void give_pipe(const struct sandbox *s, int fd)
{
    struct statfs fs;

    if (s->identity.by_root && fstatfs(fd, &fs) == 0 && fs.f_type == PIPEFS_MAGIC &&
        fchown(fd, s->identity.uid, s->identity.gid) < 0)
        log_debug("a pipe keeps its owner: %s", strerror(errno));
}

int sandbox_spawn(struct sandbox *s, const struct sandbox_spawn *what, pid_t *pid,
                  struct error *err)
{
    struct request q = {.kind = REQUEST_SPAWN, .terminal = what->terminal};
    SCOPED(fd_done) int strings = -1;
    int fds[1 + MESSAGE_SPAWN_FDS];

    if (what->fd_count > MESSAGE_SPAWN_FDS)
        return error_set(err, -EINVAL, "a program can be given %d descriptors", MESSAGE_SPAWN_FDS);
    for (size_t i = 0; i < what->fd_count; i++) {
        if (what->fds[i].to < 0 || what->fds[i].to >= SPAWN_MAX_FD)
            return error_set(err, -EINVAL, "descriptor %d is out of range", what->fds[i].to);
        give_pipe(s, what->fds[i].from);
        fds[1 + i] = what->fds[i].from;
        q.to[i] = what->fds[i].to;
    }
    strings = spawn_pack(what, err);
    if (strings < 0)
        return strings;
    fds[0] = strings;
    return start(s, &q, fds, 1 + what->fd_count, false, pid, err);
}

int request_try(struct sandbox *s, int32_t number, const char *argument, struct error *err)
{
    struct request q = {.kind = REQUEST_TRY, .number = number};

    str_copy(q.text, sizeof(q.text), argument);
    return start(s, &q, NULL, 0, true, NULL, err);
}

int sandbox_exit_fd(const struct sandbox *s)
{
    return s->exits;
}

/* Take the oldest child with the keeper's number @inner out of the table. */
static bool take_child(struct sandbox *s, pid_t inner, struct sandbox_child *out)
{
    for (size_t i = 0; i < s->child_count; i++) {
        if (s->children[i].inner != inner)
            continue;
        *out = s->children[i];
        memmove(&s->children[i], &s->children[i + 1],
                (s->child_count - i - 1) * sizeof(s->children[0]));
        s->child_count--;
        return true;
    }
    return false;
}

int sandbox_next_exit(struct sandbox *s, pid_t *pid, int *status, struct error *err)
{
    for (;;) {
        struct exit_report report;
        struct sandbox_child child;
        int fds[MESSAGE_FDS];
        size_t none = 0;
        int r = message_receive(s->exits, &report, sizeof(report), fds, &none, NULL);

        if (r == -EAGAIN)
            return 0;
        if (r < 0)
            return no_answer(r, err);
        if (!take_child(s, report.inner, &child) || child.silent)
            continue;
        *pid = child.host;
        *status = report.status;
        return 1;
    }
}
