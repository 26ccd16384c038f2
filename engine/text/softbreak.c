// SPDX-License-Identifier: MIT
/*
 * Japanese has no space between words, so a line's end inside a Japanese sentence is none either
 * (CSS Text 4.1.2, segment break transformation). Beside Japanese punctuation even Latin text needs
 * none: the punctuation's square holds it.
 */
#include "softbreak.h"
#include "glyph.h"

static bool is_joined(const struct glyph *before, const struct glyph *after)
{
    if (before->width == 2 && after->width == 2)
        return true;
    return glyph_is_wide_punctuation(before) || glyph_is_wide_punctuation(after);
}

void softbreak_resolve(struct str *to, const char *text, size_t len)
{
    struct glyph before = {0};

    for (size_t i = 0; i < len;) {
        struct glyph g = glyph_at(text + i, len - i), after;

        if (g.first == SOFT_BREAK) {
            after = glyph_visible(text + i + g.len, len - i - g.len);
            if (!is_joined(&before, &after))
                str_add_char(to, ' ');
        } else {
            str_add_bytes(to, text + i, g.len);
            before = g.is_sgr ? before : g;
        }
        i += g.len;
    }
}
