// SPDX-License-Identifier: MIT
/**
 * text: words on their way to a person: languages, display width, wrapping, Markdown, messages in
 * two languages, and the guard that keeps foreign bytes from steering a terminal.
 *
 * Pure: values in, values out; no terminal, no locale of the C library.
 */
#ifndef FIRSTHOP_TEXT_H
#define FIRSTHOP_TEXT_H

#include <firsthop/base.h>

/* ---- languages ---------------------------------------------------------------------------- */

enum language { LANGUAGE_EN, LANGUAGE_JA, LANGUAGE_COUNT };

/** "en", "ja": also the name of a lesson's prose file without ".md". */
const char *language_code(enum language lang);
/** From "ja", "ja_JP.UTF-8", "en-US", "C", "POSIX" (the last two: English). false: not one of ours. */
bool language_parse(const char *text, enum language *out);

/* ---- messages ------------------------------------------------------------------------------ */

/**
 * One sentence in every language. `{name}` is replaced by the argument of that name, wherever the
 * language's word order needs it; `{{` and `}}` stand for braces. Messages live in tables beside
 * the code that speaks, never inside functions.
 */
struct message {
    const char *text[LANGUAGE_COUNT];
};

struct message_argument {
    const char *name;
    const char *value;
};

/** Append @m in @lang; an argument that is not given shows as "—" (and is our mistake: tests find it). */
void message_add(struct str *to, const struct message *m, enum language lang,
                 const struct message_argument *args, size_t count);
/** As message_add with {"name", value, "name", value, ..., NULL}; a NULL value shows as "—". */
void message_addf(struct str *to, const struct message *m, enum language lang, ...)
    __attribute__((sentinel));

/* ---- width and wrapping -------------------------------------------------------------------- */

/** Columns that @text takes on a terminal: wide characters 2, combining marks 0, clusters as one. */
size_t text_width(const char *text);
/** Bytes of the longest beginning of @text that fits into @columns, ending at a grapheme boundary. */
size_t text_fit(const char *text, size_t columns);
/** Append @text and spaces up to @columns; a longer text is cut and ends with "…" (or "." if 1 column). */
void text_add_padded(struct str *to, const char *text, size_t columns);
/**
 * Append @text wrapped to @columns (at least 8): breaks at spaces and, in Japanese, between characters
 * except where kinsoku shori forbids it (no 、。」 at a line's start, no 「 at its end). Lines after
 * the first begin with @indent spaces. SGR sequences (ESC [ … m) inside @text take no columns.
 */
void text_add_wrapped(struct str *to, const char *text, size_t columns, size_t indent);
/**
 * Append foreign @text made harmless: control characters except newline and tab become "␀"-style
 * pictures, invalid UTF-8 becomes U+FFFD, bidirectional overrides are dropped.
 */
void text_add_safe(struct str *to, const char *text, size_t len);
/** Is @text valid UTF-8 with no control characters but newline and tab? Then *@at is the length. */
bool text_is_clean(const char *text, size_t len, size_t *at);

/* ---- Markdown ------------------------------------------------------------------------------ */

/** How rendered Markdown is decorated: the start and the end of each role, "" for plain text. */
enum text_role {
    TEXT_HEADING,
    TEXT_EMPHASIS,
    TEXT_STRONG,
    TEXT_CODE,
    TEXT_CODE_BLOCK,
    TEXT_LINK,
    TEXT_QUOTE,
    TEXT_ROLE_COUNT,
};

struct text_style {
    const char *begin[TEXT_ROLE_COUNT];
    const char *end[TEXT_ROLE_COUNT];
    bool plain; /* no box drawing, bullets as "-" and words instead of marks: for --plain */
};

/**
 * Append CommonMark (with tables) laid out for a terminal of @columns: headings, paragraphs wrapped,
 * nested lists, code blocks indented by 4 and never wrapped, tables with columns aligned by display
 * width (cells wrapped if the table is too wide), quotes, links as text with their address behind
 * it. HTML and control characters are shown as text, never obeyed. Blocks are separated by one
 * empty line; the result ends with a newline unless it is empty.
 */
void text_add_markdown(struct str *to, const char *markdown, size_t columns,
                       const struct text_style *style);
extern const struct text_style text_style_plain;

#endif
