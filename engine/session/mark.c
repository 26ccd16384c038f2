// SPDX-License-Identifier: MIT
/*
 * Takes the hook's marks out of the terminal's output and says where they were. Everything else
 * passes unchanged and at once, save a beginning of a mark, which waits for the byte that decides.
 */
#include <string.h>

#include "mark.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Could @held, all of it, be the beginning of a mark? *@complete: it is a whole one. */
static bool may_be_mark(const char *held, size_t len, bool *complete)
{
    const size_t begin = sizeof(MARK_BEGIN) - 1, end = sizeof(MARK_END) - 1;
    size_t at = begin;

    *complete = false;
    if (len <= begin)
        return memcmp(held, MARK_BEGIN, len) == 0;
    while (at < len && is_digit(held[at]))
        at++;
    if (at == begin || len - at > end || memcmp(held + at, MARK_END, len - at) != 0)
        return false;
    *complete = len - at == end;
    return len < MARK_MAX;
}

static void report(struct mark_filter *f)
{
    const size_t begin = sizeof(MARK_BEGIN) - 1, end = sizeof(MARK_END) - 1;
    char token[MARK_MAX];

    str_copy(token, f->held_len - begin - end + 1, f->held + begin);
    f->held_len = 0;
    f->mark(f->context, token);
}

void session_mark_flush(struct mark_filter *f)
{
    size_t len = f->held_len;

    f->held_len = 0;
    if (len > 0)
        f->output(f->context, f->held, len);
}

/* What is held is no mark: let go of it up to the next escape, which may begin one. */
static void give_up(struct mark_filter *f)
{
    const char *escape = memchr(f->held + 1, '\033', f->held_len - 1);
    size_t n = escape ? (size_t)(escape - f->held) : f->held_len;

    f->output(f->context, f->held, n);
    f->held_len -= n;
    memmove(f->held, f->held + n, f->held_len);
}

static void hold(struct mark_filter *f, char c)
{
    bool complete = false;

    f->held[f->held_len++] = c;
    while (f->held_len > 0 && !may_be_mark(f->held, f->held_len, &complete))
        give_up(f);
    if (complete)
        report(f);
}

void session_mark_feed(struct mark_filter *f, const char *bytes, size_t len)
{
    while (len > 0) {
        const char *escape;
        size_t plain;

        if (f->held_len > 0) {
            hold(f, *bytes++);
            len--;
            continue;
        }
        escape = memchr(bytes, '\033', len);
        plain = escape ? (size_t)(escape - bytes) : len;
        if (plain > 0)
            f->output(f->context, bytes, plain);
        if (escape)
            f->held[f->held_len++] = '\033';
        plain += escape != NULL;
        bytes += plain;
        len -= plain;
    }
}
