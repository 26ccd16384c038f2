// SPDX-License-Identifier: MIT
/*
 * What a reader sees as one character: a grapheme cluster (UAX #29) with its width on a terminal.
 * Everything in this module that cuts, counts or breaks text walks over glyphs.
 */
#ifndef FIRSTHOP_TEXT_GLYPH_H
#define FIRSTHOP_TEXT_GLYPH_H

#include <firsthop/base.h>

#define GLYPH_INVALID 0xfffd /* what a byte that is not UTF-8 counts as */

struct glyph {
    size_t len;    /* bytes, at least 1 */
    size_t width;  /* columns: 0, 1 or 2 */
    int32_t first; /* its first code point */
    bool is_sgr;   /* not a character but a whole sequence ESC [ ... m */
};

/* The glyph at the start of @text, which holds @len bytes, at least 1. */
struct glyph glyph_at(const char *text, size_t len);
/* The first glyph of @text that is no SGR sequence; its len is 0 if there is none. */
struct glyph glyph_visible(const char *text, size_t len);
/* The code point at the start of @text in *@point; false for a byte that is not UTF-8 (*@size is
 * then 1). */
bool glyph_decode(const char *text, size_t len, int32_t *point, size_t *size);
void glyph_encode(struct str *to, int32_t point);

/* Is it written without spaces between words: kana, kanji, full-width forms, half-width kana? */
bool glyph_is_japanese(const struct glyph *g);
/* Japanese punctuation, whose square already holds the space that Latin text puts beside it. */
bool glyph_is_wide_punctuation(const struct glyph *g);
/* May a line end after @before and go on with @after? Spaces are not asked about here. */
bool glyph_may_break(const struct glyph *before, const struct glyph *after);

#endif
