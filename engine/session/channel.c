// SPDX-License-Identifier: MIT
/*
 * The socket between the hook and us, of packets: what one writes with one call, one reads with one
 * call, whoever else holds the same end. SO_PASSCRED names the author of every packet (unix(7)). A
 * flood is read, lest its author and the honest shells block, but only so much a turn, with a pause
 * after it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel.h"
#include "child.h"
#include "hook.h"

enum {
    PACKET = 65536, /* more than bash writes at once; the rest of a longer one is cut off by the
                       kernel */
    PACKETS_A_TURN = 32,
    REST_MS = 10,
    AGAIN_MS = 1000,
};

/* One packet and its writer. Bytes read, 0 at the end, or negative errno. */
static ssize_t read_packet(int fd, char *bytes, size_t size, pid_t *writer)
{
    union {
        struct cmsghdr head;
        char space[CMSG_SPACE(
            sizeof(struct ucred))]; /* no room for descriptors: the kernel drops them */
    } control;
    struct iovec iov = {bytes, size};
    struct msghdr msg = {.msg_iov = &iov,
                         .msg_iovlen = 1,
                         .msg_control = &control,
                         .msg_controllen = sizeof(control)};
    ssize_t n = recvmsg(fd, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    struct cmsghdr *c;

    *writer = 0;
    if (n < 0)
        return -errno;
    c = CMSG_FIRSTHDR(&msg);
    if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_CREDENTIALS) {
        struct ucred who;

        memcpy(&who, CMSG_DATA(c), sizeof(who));
        *writer = who.pid;
    }
    return n;
}

static void on_readable(void *context, uint32_t events)
{
    struct channel *c = context;
    char bytes[PACKET];

    (void)events;
    for (int i = 0; i < PACKETS_A_TURN; i++) {
        pid_t writer;
        ssize_t n = read_packet(c->fd, bytes, sizeof(bytes), &writer);

        if (n == -EINTR)
            continue;
        if (n == -EAGAIN)
            return;
        if (n == 0 && writer > 0)
            continue; /* an empty packet; the end has no author */
        if (n <= 0) { /* every process inside has closed it: the shell goes on without us */
            loop_source_done(&c->readable);
            return;
        }
        if (writer > 0)
            session_message_feed(&c->reader, writer, bytes, (size_t)n);
    }
    loop_set_events(c->readable, 0);
    loop_arm(c->rest, REST_MS);
}

static void on_rested(void *context, uint32_t events)
{
    struct channel *c = context;

    (void)events;
    if (c->readable)
        loop_set_events(c->readable, EPOLLIN);
}

/* ---- answers ------------------------------------------------------------------------------ */

static struct answer *find_answer(struct channel *c, const char *token)
{
    for (size_t i = 0; i < ANSWERS_MAX; i++)
        if (c->answers[i].text && str_equal(c->answers[i].token, token))
            return &c->answers[i];
    return NULL;
}

static void answer_done(struct answer *a)
{
    free(a->text);
    *a = (struct answer){0};
}

/* A socket that nobody reads fills up: then this is lost, and sent again. */
static void send_answer(struct channel *c, struct answer *a)
{
    SCOPED(str_done) struct str packet = {0};

    if (session_child_is_gone(a->shell)) { /* nobody is there to receive it */
        answer_done(a);
        return;
    }
    str_addf(&packet, "%s %-*s", a->token, HOOK_ANSWER, a->text);
    (void)send(c->fd, packet.data, HOOK_ANSWER, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void on_again(void *context, uint32_t events)
{
    struct channel *c = context;
    bool is_left = false;

    (void)events;
    for (size_t i = 0; i < ANSWERS_MAX; i++) {
        if (c->answers[i].text)
            send_answer(c, &c->answers[i]);
        is_left = is_left || c->answers[i].text;
    }
    loop_arm(c->again, is_left ? AGAIN_MS : -1);
}

static void on_message(void *context, const struct message *m)
{
    struct channel *c = context;
    struct answer *a = find_answer(c, m->token);

    if (a && m->kind == MESSAGE_RECEIVED)
        answer_done(a);
    else if (a)
        send_answer(c, a);
    else if (m->kind != MESSAGE_RECEIVED && m->kind != MESSAGE_RETURNED)
        c->fn(c->context, m);
}

/* That of an older answer to the same shell, which waits for one at a time; else a free place, or
 * the one that was taken longest ago. */
static struct answer *find_place(struct channel *c, pid_t shell)
{
    for (size_t i = 0; i < ANSWERS_MAX; i++)
        if (c->answers[i].text && c->answers[i].shell == shell)
            return &c->answers[i];
    for (size_t i = 0; i < ANSWERS_MAX; i++)
        if (!c->answers[i].text)
            return &c->answers[i];
    c->answer_next = (c->answer_next + 1) % ANSWERS_MAX;
    return &c->answers[c->answer_next];
}

void session_channel_answer(struct channel *c, pid_t shell, const char *token, const char *text)
{
    struct answer *a = find_place(c, shell);

    answer_done(a);
    *a = (struct answer){.shell = shell, .text = mem_string(text)};
    str_copy(a->token, sizeof(a->token), token);
    send_answer(c, a);
    if (c->again)
        loop_arm(c->again, AGAIN_MS);
}

/* ---- opening and closing ------------------------------------------------------------------ */

int session_channel_open(struct channel *c, struct loop *loop, message_fn *fn, void *context,
                         int *shell_end, struct error *err)
{
    const int on = 1;
    int ends[2], r;

    *c = (struct channel){
        .fd = -1, .fn = fn, .context = context, .reader = {.fn = on_message, .context = c}};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return error_set_errno(err, -errno, "cannot make the socket to the shell");
    c->fd = ends[0];
    *shell_end = ends[1];
    if (setsockopt(c->fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) < 0)
        return error_set_errno(err, -errno, "cannot learn who speaks on the socket to the shell");
    r = loop_add_fd(loop, c->fd, EPOLLIN, on_readable, c, &c->readable, err);
    if (r < 0)
        return r;
    r = loop_add_timer(loop, -1, on_rested, c, &c->rest, err);
    return r < 0 ? r : loop_add_timer(loop, -1, on_again, c, &c->again, err);
}

void session_channel_close(struct channel *c)
{
    loop_source_done(&c->readable);
    loop_source_done(&c->rest);
    loop_source_done(&c->again);
    for (size_t i = 0; i < ANSWERS_MAX; i++)
        answer_done(&c->answers[i]);
    fd_done(&c->fd);
    session_message_reader_done(&c->reader);
}
