// SPDX-License-Identifier: MIT
/*
 * Wrapping. Text is cut into words: the longest pieces in which no line may end. A word ends at a
 * space, at a newline, and between two glyphs where Japanese allows it. Words go onto the line as
 * long as they fit; spaces at a break vanish; a word longer than a line is cut where it must be.
 *
 * Colours stay off the prefixes: SGR sequences that are still open at a break are closed before it
 * and opened again behind the prefix, so that each line also stands for itself.
 */
#include <string.h>

#include <firsthop/text.h>

#include "glyph.h"
#include "wrap.h"

#define COLUMNS_MIN 8
#define RESET       "\033[0m"
#define STYLE_MAX   128 /* bytes of open SGR sequences worth repeating */

struct piece {
    const char *text;
    size_t len;
    size_t columns;
    bool has_glyphs; /* not only SGR sequences */
};

struct wrapper {
    struct str *to;
    const struct wrap_shape *shape;
    size_t left;  /* columns left on this line */
    bool is_open; /* the line's prefix is written */
    bool is_used; /* something is on the line */
    struct piece spaces, word;
    struct str style; /* SGR sequences in force */
};

static void remember_style(struct wrapper *w, const char *sequence, size_t len)
{
    if (strncmp(sequence, "\033[m", len) == 0 || strncmp(sequence, RESET, len) == 0)
        str_clear(&w->style);
    else if (w->style.len + len <= STYLE_MAX)
        str_add_bytes(&w->style, sequence, len);
}

void wrap_trim(struct str *s)
{
    while (s->len > 0 && s->data[s->len - 1] == ' ')
        s->data[--s->len] = '\0';
}

static void break_line(struct wrapper *w)
{
    wrap_trim(w->to);
    if (w->is_open && w->style.len > 0)
        str_add(w->to, RESET);
    str_add_char(w->to, '\n');
    w->left = w->shape->rest;
    w->is_open = w->is_used = false;
    w->spaces = (struct piece){0};
}

static void open_line(struct wrapper *w)
{
    if (w->is_open)
        return;
    str_add(w->to, w->shape->prefix);
    str_add(w->to, str_text(&w->style));
    w->is_open = true;
}

static void put_glyph(struct wrapper *w, const char *text, const struct glyph *g)
{
    if (g->is_sgr) {
        remember_style(w, text, g->len);
        if (w->is_open)
            str_add_bytes(w->to, text, g->len);
        return;
    }
    if (g->width > w->left && w->is_used)
        break_line(w);
    open_line(w);
    str_add_bytes(w->to, text, g->len);
    w->left -= g->width < w->left ? g->width : w->left;
    w->is_used = true;
}

static void put_piece(struct wrapper *w, const struct piece *p)
{
    for (size_t i = 0; i < p->len;) {
        struct glyph g = glyph_at(p->text + i, p->len - i);

        put_glyph(w, p->text + i, &g);
        i += g.len;
    }
}

static void put_spaces(struct wrapper *w)
{
    for (size_t i = 0; i < w->spaces.len;) {
        struct glyph g = glyph_at(w->spaces.text + i, w->spaces.len - i);

        if (w->spaces.text[i] == '\t')
            put_glyph(w, " ", &(struct glyph){.len = 1, .width = 1});
        else
            put_glyph(w, w->spaces.text + i, &g);
        i += g.len;
    }
    w->spaces = (struct piece){0};
}

static void end_word(struct wrapper *w)
{
    struct piece word = w->word;
    bool fits = w->spaces.columns + word.columns <= w->left;

    w->word = (struct piece){0};
    if (word.has_glyphs && fits)
        put_spaces(w);
    else if (word.has_glyphs && (w->is_used || w->shape->rest > w->left))
        break_line(w);
    else if (word.has_glyphs)
        w->spaces = (struct piece){0};
    put_piece(w, &word);
}

static void grow(struct piece *p, const char *text, const struct glyph *g, size_t columns)
{
    if (p->len == 0)
        p->text = text;
    p->len += g->len;
    p->columns += columns;
    p->has_glyphs |= !g->is_sgr;
}

/* A space that carries a combining mark is a visible character. */
static bool is_space(const char *text, const struct glyph *g)
{
    static const char *const spaces[] = {" ", "\t", "\u3000", "\u200b"};

    for (size_t i = 0; i < ARRAY_LENGTH(spaces); i++) {
        if (strlen(spaces[i]) == g->len && strncmp(text, spaces[i], g->len) == 0)
            return true;
    }
    return false;
}

static void take_glyph(struct wrapper *w, const char *text, const struct glyph *g,
                       struct glyph *before)
{
    if (g->is_sgr) {
        grow(&w->word, text, g, 0);
        return;
    }
    if (g->first == '\n') {
        end_word(w);
        break_line(w);
    } else if (is_space(text, g)) {
        end_word(w);
        /* of two runs of spaces with nothing but SGR sequences between them, one is enough */
        if (w->spaces.len == 0 || w->spaces.text + w->spaces.len == text)
            grow(&w->spaces, text, g, g->first == '\t' ? 1 : g->width);
    } else {
        if (w->word.has_glyphs && glyph_may_break(before, g))
            end_word(w);
        grow(&w->word, text, g, g->width);
        *before = *g;
    }
}

void wrap_add(struct str *to, const char *text, const struct wrap_shape *shape)
{
    struct wrapper w = {.to = to, .shape = shape, .left = shape->first, .is_open = true};
    struct glyph before = {0};
    size_t len = strlen(text);

    for (size_t i = 0; i < len;) {
        struct glyph g = glyph_at(text + i, len - i);

        take_glyph(&w, text + i, &g, &before);
        i += g.len;
    }
    end_word(&w);
    str_done(&w.style);
}

static size_t width_of_last_line(const struct str *s)
{
    const char *text = str_text(s), *newline = strrchr(text, '\n');

    return text_width(newline == NULL ? text : newline + 1);
}

void text_add_wrapped(struct str *to, const char *text, size_t columns, size_t indent)
{
    SCOPED(str_done) struct str prefix = {0};
    struct wrap_shape shape;
    size_t used = width_of_last_line(to);

    if (columns < COLUMNS_MIN)
        columns = COLUMNS_MIN;
    if (indent > columns - COLUMNS_MIN / 2)
        indent = columns - COLUMNS_MIN / 2;
    for (size_t i = 0; i < indent; i++)
        str_add_char(&prefix, ' ');
    shape = (struct wrap_shape){
        .first = used < columns ? columns - used : 0,
        .rest = columns - indent,
        .prefix = str_text(&prefix),
    };
    wrap_add(to, text, &shape);
}
