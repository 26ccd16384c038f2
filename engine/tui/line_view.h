// SPDX-License-Identifier: MIT
/*
 * Inside tui: the parts of the line view. Everything but line_view.c and line_answers.c is pure:
 * plain values in, text out. Foreign text is made harmless where it comes in, and once more on its
 * way out (line_filter).
 */
#ifndef FIRSTHOP_TUI_LINE_VIEW_H
#define FIRSTHOP_TUI_LINE_VIEW_H

#include "tui_private.h"

/** What an author's prose may refer to. */
struct line_source {
    const struct lesson *lesson; /* for {{map}} */
    const struct world *world;
    const char *(*value)(const void *context, const char *path); /* {{path}}; NULL: not known */
    const void *context;
};

/** A step as a page of its lesson. */
struct line_page {
    const char *title; /* of the lesson */
    size_t index, count;
    const struct tutor_step *step;
    struct line_source source;
};

/**
 * Append @bytes as the terminal may have them: newlines and SGR sequences (ESC [ digits and ; m) as
 * they are, tabs as spaces, everything else as text_add_safe makes it.
 */
void line_filter(struct str *to, const char *bytes, size_t len);

/** Append foreign @text as a paragraph, @indent columns in. Ends with a newline. */
void line_add_paragraph(struct str *to, const char *text, size_t indent, const struct look *look);
/** The same with a text of ours. */
void line_add_message(struct str *to, const struct message *m, size_t indent,
                      const struct look *look);
/** Append an author's Markdown, one column in; {{map}} becomes the map, on lines of its own. */
void line_add_prose(struct str *to, const char *markdown, const struct line_source *source,
                    const struct look *look);
/** Append a heading and an empty line. */
void line_add_title(struct str *to, const char *title, const struct look *look);

/** Append mark and sentence of @f as @state; @describe: and what is there instead. */
void line_add_fact(struct str *to, const struct tutor_fact *f, enum tutor_change state,
                   bool describe, const struct look *look);
/** Append all facts of @s as they are; nothing if it has none. */
void line_add_goals(struct str *to, const struct tutor_step *s, const struct look *look);

/** Append where we are in the lesson, and a rule. */
void line_add_header(struct str *to, const struct line_page *page, const struct look *look);
/** Append the whole page: header, prose, goals, what to do. */
void line_add_page(struct str *to, const struct line_page *page, const struct look *look);

/** Append what could not be measured, as the errors of the command line are told. */
void line_add_fault(struct str *to, const struct error *err, const struct look *look);

/* ---- the view itself ----------------------------------------------------------------------- */

struct line_view {
    struct look look;
    void (*write)(void *context, const char *bytes, size_t len);
    void *context;
    struct tutor_view functions;
    bool opened;        /* something was said since the command: an empty line stands before it */
    bool at_line_start; /* of the shell's output */
    enum { LINE_TEXT, LINE_ESCAPE, LINE_CONTROL, LINE_COMMAND } sequence;
    bool prediction_told; /* with the trip that it was about */
};

/** What we say after a command stands apart from its output: append an empty line, the first time.
 */
void line_open_block(struct line_view *v, struct str *to);
/** The only way of our words to the terminal. */
void line_flush(struct line_view *v, const struct str *text);
/** Say one sentence of foreign text. */
void line_say(struct line_view *v, const char *sentence);
struct line_source line_source_of(const struct tutor *t);
/** Step @index, or the last one if there are not so many: after the end its goals can still be
 * asked for. */
struct line_page line_page_of(const struct tutor *t, size_t index);
/** Fill in what answers the learner's words (line_answers.c). */
void line_set_answers(struct tutor_view *functions);

#endif
