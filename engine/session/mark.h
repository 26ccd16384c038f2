// SPDX-License-Identifier: MIT
/* Marks in the terminal's output: ESC ] 5379 ; firsthop ; TOKEN ESC \ . Pure. */
#ifndef SESSION_MARK_H
#define SESSION_MARK_H

#include <firsthop/base.h>

#define MARK_BEGIN "\033]5379;firsthop;"
#define MARK_END   "\033\\"

enum { MARK_MAX = 64 }; /* longer than any mark: a beginning that grows beyond is no mark */

/** What the filter finds, in order. */
struct mark_filter {
    char held[MARK_MAX]; /* bytes that may yet turn out to be a mark */
    size_t held_len;
    void (*output)(void *context, const char *bytes, size_t len);
    void (*mark)(void *context, const char *token); /* digits only */
    void *context;
};

void session_mark_feed(struct mark_filter *f, const char *bytes, size_t len);
/** No more will come: what is held was no mark. */
void session_mark_flush(struct mark_filter *f);

#endif
