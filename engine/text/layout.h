// SPDX-License-Identifier: MIT
/*
 * The page that Markdown is laid out on: what stands to the left of each line (list markers, quote
 * bars, indentation) and where empty lines go. Knows nothing of Markdown's syntax.
 *
 * Order: layout_gap before each block and each container; then layout_enter for a container, or one
 * or more lines for a block, then layout_end_block.
 */
#ifndef FIRSTHOP_TEXT_LAYOUT_H
#define FIRSTHOP_TEXT_LAYOUT_H

#include <firsthop/text.h>

struct container {
    size_t rest_len; /* layout.rest as it was outside */
    bool is_tight;   /* no empty lines between the blocks directly in it */
};

struct layout {
    struct str *to;
    size_t columns;
    struct str next; /* prefix of the next line: may hold a list marker */
    struct str rest; /* prefix of the lines after it */
    bool has_marker; /* next holds a marker that no line has carried yet */
    bool wants_gap;  /* a block was written: the next one stands off */
    struct container *containers;
    size_t count, capacity;
};

void layout_done(struct layout *l);
/* Write the empty line between two blocks, if one is due. */
void layout_gap(struct layout *l);
/* Open a container: its first line begins with @first, the others with @later (of the same width).
 */
void layout_enter(struct layout *l, const char *first, const char *later, bool is_tight);
void layout_leave(struct layout *l);
/* Columns between the prefix and the right edge; at least half of the page. */
size_t layout_room(const struct layout *l);
/* One line as it is; longer ones are not wrapped. */
void layout_line(struct layout *l, const char *text, size_t len);
void layout_wrapped(struct layout *l, const char *text);
void layout_end_block(struct layout *l);

#endif
