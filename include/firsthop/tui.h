// SPDX-License-Identifier: MIT
/**
 * tui: what a person sees: the line view, the map, a packet's trip, colours.
 *
 * Drawing is pure (values in, text out); only line_view writes, through one function that it is
 * given.
 */
#ifndef FIRSTHOP_TUI_H
#define FIRSTHOP_TUI_H

#include <firsthop/base.h>
#include <firsthop/capture.h>
#include <firsthop/lesson.h>
#include <firsthop/text.h>
#include <firsthop/tutor.h>
#include <firsthop/world.h>

/** How things look. Made once from the terminal's abilities. */
struct look {
    enum language language;
    bool plain;     /* --plain, ACCESSIBLE: no drawing, no colour; words carry all meaning */
    bool colour;    /* NO_COLOR unset, TERM not dumb, a terminal */
    bool unicode;   /* false: ASCII for marks and lines */
    size_t columns; /* of the terminal; text is laid out to at most 92; 0: 80 */
};

/** Colours and marks of @look as a text_style; static. */
const struct text_style *look_style(const struct look *look);
/**
 * "●", "○", "◐" where marks are drawn, else the words "[x]", "[ ]", "[was true]" in @look's
 * language; static.
 */
const char *look_mark(const struct look *look, enum tutor_change change);

/**
 * Append the map: namespaces as boxes placed by @lesson's map (its rows and columns; an empty cell
 * is an empty place), below them everything else that exists, in order of discovery; the links
 * between neighbours as cables with a plug at each end, other links in words inside their box;
 * addresses but link-local ones; forwarding. An end that is down has an open plug, a cable with
 * such an end is broken, what is not made yet is drawn faintly.
 *
 * Too narrow for the drawing (or plain): the same in words, one line a link. No line is wider than
 * the screen or 20 columns. Names are made harmless, and long ones are cut in the drawing. Without
 * escape sequences. Always ends with a newline.
 */
void map_add(struct str *to, const struct lesson *lesson, const struct world *w,
             const struct look *look);

/**
 * Append one echo's way and, with @explain, what it did to the TTL, hop by hop, computed from the
 * capture: works for any number of routers. @request, @reply: indexes into @all, -1 (or any that
 * is not in @all, which may be NULL): none was seen. @prediction: what the learner said before,
 * told first; NULL: nothing. Errors (Time Exceeded) are told with their sender; what did not arrive
 * is drawn up to where it was last seen.
 *
 * A way that does not fit on one line (or plain) is a list, one line a hop. Names are made
 * harmless. With colour, a TTL that changed is bold. Always ends with a newline.
 */
void trip_add(struct str *to, const struct journeys *all, int request, int reply,
              const char *prediction, bool explain, const struct look *look);

/**
 * The line view: everything a person reads, in order, with nothing redrawn. @write gets finished
 * text with "\n" line ends (a raw terminal needs them translated: the writer does that). The
 * shell's output is handed on untouched; in everything else nothing but newlines and SGR sequences
 * (ESC [ digits and ; m) can act on a terminal, whatever names, lessons and errors hold.
 */
struct line_view;
struct line_view *line_view_new(const struct look *look,
                                void (*write)(void *context, const char *bytes, size_t len),
                                void *context);
void line_view_free(struct line_view *v);
void line_view_set_columns(struct line_view *v, size_t columns);
/** The table of functions to hand to tutor_open(); lives as long as @v. */
const struct tutor_view *line_view_functions(struct line_view *v);

#endif
