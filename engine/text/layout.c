// SPDX-License-Identifier: MIT
/* See layout.h. Lines never end in spaces, and prefixes never take more than half of the page. */
#include <stdlib.h>
#include <string.h>

#include "layout.h"
#include "wrap.h"

void layout_done(struct layout *l)
{
    str_done(&l->next);
    str_done(&l->rest);
    free(l->containers);
    *l = (struct layout){0};
}

static void follow_with_rest(struct layout *l)
{
    str_clear(&l->next);
    str_add(&l->next, str_text(&l->rest));
    l->has_marker = false;
}

static void put_prefix(struct layout *l)
{
    str_add(l->to, str_text(&l->next));
    follow_with_rest(l);
}

void layout_line(struct layout *l, const char *text, size_t len)
{
    put_prefix(l);
    str_add_bytes(l->to, text, len);
    wrap_trim(l->to);
    str_add_char(l->to, '\n');
}

void layout_gap(struct layout *l)
{
    bool is_tight = l->count > 0 && l->containers[l->count - 1].is_tight;

    if (l->wants_gap && !is_tight)
        layout_line(l, "", 0);
    l->wants_gap = false;
}

void layout_enter(struct layout *l, const char *first, const char *later, bool is_tight)
{
    struct container c = {.rest_len = l->rest.len, .is_tight = is_tight};

    ARRAY_PUSH(l->containers, l->count, l->capacity, c);
    if (text_width(str_text(&l->rest)) + text_width(later) > l->columns / 2)
        return; /* nested too deep to be shown: the text matters more than its place */
    str_add(&l->next, first);
    str_add(&l->rest, later);
    l->has_marker |= !str_equal(first, later);
}

void layout_leave(struct layout *l)
{
    if (l->has_marker) /* an empty list item still shows that it is there */
        layout_line(l, "", 0);
    l->count--;
    l->rest.len = l->containers[l->count].rest_len;
    if (l->rest.data != NULL)
        l->rest.data[l->rest.len] = '\0';
    follow_with_rest(l);
}

size_t layout_room(const struct layout *l)
{
    return l->columns - text_width(str_text(&l->rest));
}

void layout_wrapped(struct layout *l, const char *text)
{
    struct wrap_shape shape = {
        .first = layout_room(l),
        .rest = layout_room(l),
        .prefix = str_text(&l->rest),
    };

    put_prefix(l);
    wrap_add(l->to, text, &shape);
    wrap_trim(l->to);
    str_add_char(l->to, '\n');
}

void layout_end_block(struct layout *l)
{
    l->wants_gap = true;
}
