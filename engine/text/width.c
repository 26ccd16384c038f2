// SPDX-License-Identifier: MIT
/* Measuring, cutting and padding one line of text by the columns it takes on a terminal. */
#include <string.h>

#include <firsthop/text.h>

#include "glyph.h"

size_t text_width(const char *text)
{
    size_t len = strlen(text), columns = 0;

    for (size_t i = 0; i < len;) {
        struct glyph g = glyph_at(text + i, len - i);

        columns += g.width;
        i += g.len;
    }
    return columns;
}

size_t text_fit(const char *text, size_t columns)
{
    size_t len = strlen(text), i = 0;

    while (i < len) {
        struct glyph g = glyph_at(text + i, len - i);

        if (g.width > columns)
            break;
        columns -= g.width;
        i += g.len;
    }
    return i;
}

static void add_spaces(struct str *to, size_t count)
{
    while (count-- > 0)
        str_add_char(to, ' ');
}

/* What was cut away may have held the end of a colour: its SGR sequences stay. */
static void add_styles_of(struct str *to, const char *text)
{
    size_t len = strlen(text);

    for (size_t i = 0; i < len;) {
        struct glyph g = glyph_at(text + i, len - i);

        if (g.is_sgr)
            str_add_bytes(to, text + i, g.len);
        i += g.len;
    }
}

void text_add_padded(struct str *to, const char *text, size_t columns)
{
    size_t width = text_width(text), fits, used;

    if (width <= columns) {
        str_add(to, text);
        add_spaces(to, columns - width);
        return;
    }
    if (columns == 0)
        return;
    fits = text_fit(text, columns - 1);
    used = to->len;
    str_add_bytes(to, text, fits);
    used = text_width(str_text(to) + used);
    str_add(to, columns == 1 ? "." : "…");
    add_styles_of(to, text + fits);
    add_spaces(to, columns - 1 - used);
}
