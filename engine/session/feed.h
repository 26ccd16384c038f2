// SPDX-License-Identifier: MIT
/* Bytes on their way into the shell: typed ones, or those of our standard input. */
#ifndef SESSION_FEED_H
#define SESSION_FEED_H

#include <firsthop/loop.h>

struct feed {
    int to;   /* ours, non-blocking; -1 once everything was written and closed */
    int from; /* borrowed; -1: only what feed_add brings */
    struct loop_source *writable;
    struct loop_source
        *readable;  /* NULL: @from is always ready (a regular file), or there is none */
    bool has_ended; /* nothing more comes from @from */
    struct str bytes;
    size_t at; /* of @bytes: written so far */
};

/** Takes @to over, whatever happens. @from is read only as fast as it is taken, and to its end. */
int session_feed_open(struct feed *f, struct loop *loop, int to, int from, struct error *err);
void session_feed_add(struct feed *f, const char *bytes, size_t len);
size_t session_feed_pending(const struct feed *f);
void session_feed_close(struct feed *f);

#endif
