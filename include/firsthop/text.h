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
/**
 * From "ja", "ja_JP.UTF-8", "en-US", "C", "C.UTF-8", "POSIX" (the last three: English). Case does
 * not matter. false: not one of ours, and *@out keeps its value.
 */
bool language_parse(const char *text, enum language *out);

/* ---- messages ------------------------------------------------------------------------------ */

/**
 * One sentence in every language. `{name}` is replaced by the argument of that name, wherever the
 * language's word order needs it; `{{` and `}}` stand for braces, and so does a brace without its
 * partner. A language without a text falls back to English, which is always there. Messages live in
 * tables beside the code that speaks, never inside functions.
 */
struct message {
    const char *text[LANGUAGE_COUNT];
};

struct message_argument {
    const char *name;
    const char *value;
};

/**
 * Append @m in @lang; an argument that is not given shows as "—" (and is our mistake: tests find
 * it). Values are foreign text and pass through text_add_safe: colours belong around messages, not
 * into them.
 */
void message_add(struct str *to, const struct message *m, enum language lang,
                 const struct message_argument *args, size_t count);
/** As message_add with {"name", value, "name", value, ..., NULL}; a NULL value shows as "—". */
void message_addf(struct str *to, const struct message *m, enum language lang, ...)
    __attribute__((sentinel));

/* ---- width and wrapping -------------------------------------------------------------------- */

/**
 * Columns that @text takes on a terminal. Grapheme clusters (UAX #29) count as one character: East
 * Asian Wide and Fullwidth, emoji (also joined ones and flags) 2; combining marks, control
 * characters, newlines and SGR sequences (ESC [ … m) 0; everything else 1, East Asian Ambiguous and
 * box drawing included (UAX #11). A byte that is not UTF-8 counts as U+FFFD: 1.
 */
size_t text_width(const char *text);
/**
 * Bytes of the longest beginning of @text that fits into @columns, ending at a grapheme boundary.
 * What takes no columns right behind it (the SGR sequence that ends a colour) belongs to it.
 */
size_t text_fit(const char *text, size_t columns);
/**
 * Append @text and spaces up to @columns; a longer text is cut and ends with "…" (or "." if 1
 * column). SGR sequences in what is cut off are kept, so that a colour always ends. Exactly
 * @columns are added.
 */
void text_add_padded(struct str *to, const char *text, size_t columns);
/**
 * Append @text wrapped to @columns (at least 8): breaks at spaces and, in Japanese, between
 * characters except where kinsoku shori forbids it (no 、。」 at a line's start, no 「 at its end:
 * JIS X 4051). Newlines stay line ends; spaces at a break vanish; a word longer than a line is cut.
 * No newline is added at the end.
 *
 * What @to already holds on its last line counts: after str_add(to, "  ○ ") the first line has 4
 * columns less; spaces there vanish too if the line is broken right behind them. Lines after the
 * first begin with @indent spaces (at most @columns - 4), and no line is wider than @columns. SGR
 * sequences (ESC [ … m) take no columns; those in force at a line's end are closed there with ESC
 * [0m and repeated behind the next line's indentation, so each line stands for itself.
 */
void text_add_wrapped(struct str *to, const char *text, size_t columns, size_t indent);
/**
 * Append foreign @text made harmless: control characters except newline and tab become "␀"-style
 * pictures (U+0080..U+009F, which have none, U+FFFD), each byte of invalid UTF-8 becomes U+FFFD,
 * bidirectional embeddings, overrides and isolates (UAX #9) are dropped. Applying it twice changes
 * nothing more.
 */
void text_add_safe(struct str *to, const char *text, size_t len);
/**
 * Would text_add_safe leave @text as it is: valid UTF-8 with no control characters but newline and
 * tab and no bidirectional overrides? Then *@at is @len; otherwise the offset of the first
 * offending byte. @at may be NULL.
 */
bool text_is_clean(const char *text, size_t len, size_t *at);

/* ---- Markdown ------------------------------------------------------------------------------ */

/**
 * How rendered Markdown is decorated: the start and the end of each role, "" or NULL for none.
 * Roles nest; where a role inside another ends, the beginnings of those around it are repeated if
 * they are escape sequences, so every end may be ESC [0m.
 */
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
 * Append CommonMark (with tables) laid out for a terminal of @columns (at least 20): headings,
 * paragraphs wrapped, nested lists, code blocks indented by 4 and never wrapped, tables with
 * columns aligned by display width (cells wrapped if the table is too wide), quotes, links as text
 * with their address behind it. HTML and control characters are shown as text, never obeyed. Blocks
 * are separated by one empty line (items of a tight list by none); the result ends with a newline
 * unless it is empty. No line ends in a space; only code is ever wider than @columns.
 *
 * In Japanese a line end of the source between two wide characters, or beside Japanese punctuation,
 * is no space. A table too wide even with its cells wrapped becomes lines of "header: cell".
 * Containers nested deeper than half of @columns are not indented further. Any bytes are accepted;
 * CRLF is a line end. A table's delimiter row needs three characters a column: |---|.
 */
void text_add_markdown(struct str *to, const char *markdown, size_t columns,
                       const struct text_style *style);
extern const struct text_style text_style_plain;

#endif
