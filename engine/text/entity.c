// SPDX-License-Identifier: MIT
/*
 * The entities that prose about networks uses. HTML has 2125; who needs another one writes the
 * character itself, the files are UTF-8.
 */
#include <stdlib.h>
#include <string.h>

#include <firsthop/text.h>

#include "entity.h"
#include "glyph.h"

#define LAST_CODE_POINT 0x10ffff

static const struct {
    const char *name, *text;
} entities[] = {
    {"&amp;", "&"},   {"&lt;", "<"},    {"&gt;", ">"},    {"&quot;", "\""},  {"&apos;", "'"},
    {"&nbsp;", " "},  {"&copy;", "©"},  {"&deg;", "°"},   {"&middot;", "·"}, {"&times;", "×"},
    {"&minus;", "−"}, {"&ndash;", "–"}, {"&mdash;", "—"}, {"&hellip;", "…"}, {"&lsquo;", "‘"},
    {"&rsquo;", "’"}, {"&ldquo;", "“"}, {"&rdquo;", "”"}, {"&bull;", "•"},   {"&larr;", "←"},
    {"&rarr;", "→"},  {"&harr;", "↔"},  {"&uarr;", "↑"},  {"&darr;", "↓"},   {"&le;", "≤"},
    {"&ge;", "≥"},    {"&ne;", "≠"},    {"&asymp;", "≈"}, {"&lbrace;", "{"}, {"&rbrace;", "}"},
    {"&vert;", "|"},  {"&grave;", "`"},
};

static void add_code_point(struct str *to, unsigned long point)
{
    SCOPED(str_done) struct str bytes = {0};
    bool is_surrogate = point >= 0xd800 && point <= 0xdfff;

    if (point == '\n' || point == '\t') /* a reference is a character, never a line's end */
        point = ' ';
    if (point == 0 || point > LAST_CODE_POINT || is_surrogate)
        point = GLYPH_INVALID; /* CommonMark 6.2 */
    glyph_encode(&bytes, (int32_t)point);
    text_add_safe(to, str_text(&bytes), bytes.len);
}

void entity_add(struct str *to, const char *text, size_t len)
{
    SCOPED(mem_done) char *entity = strndup(text, len);

    if (str_starts(entity, "&#")) {
        bool is_hex = entity[2] == 'x' || entity[2] == 'X';

        add_code_point(to, strtoul(entity + (is_hex ? 3 : 2), NULL, is_hex ? 16 : 10));
        return;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(entities); i++) {
        if (str_equal(entity, entities[i].name)) {
            str_add(to, entities[i].text);
            return;
        }
    }
    str_add(to, entity);
}
