// SPDX-License-Identifier: MIT
/*
 * Bytes on their way into the shell. What it does not take yet is kept; of our standard input only
 * one piece is read ahead. Standard input is copied through a pipe of our own whatever it is, for
 * two reasons: from inside, /proc/self/fd/0 must lead neither to the caller's file nor to the
 * terminal; and bash reads a pipe one byte at a time, so that a nested shell leaves the lines after
 * its `exit` to the outer one (from a regular file it takes all). The reading end must be kept open
 * by the owner: a write to a pipe without reader would kill us.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "feed.h"

enum { PIECE = 16384 };

static void finish(struct feed *f)
{
    loop_source_done(&f->writable);
    loop_source_done(&f->readable);
    fd_done(&f->to);
    str_clear(&f->bytes);
    f->at = 0;
}

/* One piece of @from. */
static void refill(struct feed *f)
{
    char piece[PIECE];
    ssize_t n = read(f->from, piece, sizeof(piece));

    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (n > 0)
        str_add_bytes(&f->bytes, piece, (size_t)n);
    else
        f->has_ended = true;
}

/* Write what the other side takes. */
static void flush(struct feed *f)
{
    while (f->at < f->bytes.len) {
        ssize_t n = write(f->to, f->bytes.data + f->at, f->bytes.len - f->at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break; /* EAGAIN; or EIO: the shell is gone, which its end tells */
        f->at += (size_t)n;
    }
    if (f->at == f->bytes.len) {
        str_clear(&f->bytes);
        f->at = 0;
    }
}

/* Wait for what comes next: room, or more to write. */
static void wait_for_next(struct feed *f)
{
    bool has_bytes = session_feed_pending(f) > 0;
    bool reads_file = f->from >= 0 && !f->readable && !f->has_ended;

    if (!has_bytes && f->from >= 0 && f->has_ended) {
        finish(f);
        return;
    }
    loop_set_events(f->writable, has_bytes || reads_file ? EPOLLOUT : 0);
    if (f->readable)
        loop_set_events(f->readable, has_bytes || f->has_ended ? 0 : EPOLLIN);
}

static void on_writable(void *context, uint32_t events)
{
    struct feed *f = context;

    (void)events;
    if (session_feed_pending(f) == 0 && f->from >= 0 && !f->readable && !f->has_ended)
        refill(f);
    flush(f);
    wait_for_next(f);
}

static void on_readable(void *context, uint32_t events)
{
    struct feed *f = context;

    (void)events;
    refill(f);
    flush(f);
    wait_for_next(f);
}

int session_feed_open(struct feed *f, struct loop *loop, int to, int from, struct error *err)
{
    struct error why = {0};
    int r;

    *f = (struct feed){.to = to, .from = from};
    r = loop_add_fd(loop, to, 0, on_writable, f, &f->writable, err);
    if (r < 0)
        return r;
    if (from >= 0) {
        r = loop_add_fd(loop, from, EPOLLIN, on_readable, f, &f->readable, &why);
        if (r < 0 && r != -EPERM) { /* EPERM: a regular file, always ready (epoll_ctl(2)) */
            *err = why;
            return r;
        }
    }
    wait_for_next(f);
    return 0;
}

void session_feed_add(struct feed *f, const char *bytes, size_t len)
{
    if (f->to < 0)
        return;
    if (f->at > PIECE) {
        f->bytes.len -= f->at;
        memmove(f->bytes.data, f->bytes.data + f->at, f->bytes.len + 1);
        f->at = 0;
    }
    str_add_bytes(&f->bytes, bytes, len);
    flush(f);
    wait_for_next(f);
}

size_t session_feed_pending(const struct feed *f)
{
    return f->bytes.len - f->at;
}

void session_feed_close(struct feed *f)
{
    finish(f);
    str_done(&f->bytes);
}
