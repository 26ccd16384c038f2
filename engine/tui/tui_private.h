// SPDX-License-Identifier: MIT
/* Inside tui: what its files share: sizes, and foreign names and texts on their way to a screen. */
#ifndef FIRSTHOP_TUI_PRIVATE_H
#define FIRSTHOP_TUI_PRIVATE_H

#include <firsthop/tui.h>

/** Columns of the screen: what a drawing may take; at least 20. */
size_t look_screen(const struct look *look);
/** Columns to lay text out to: those of the screen, at most 92, because longer lines are hard to
 * read. */
size_t look_columns(const struct look *look);
/** May marks and lines be drawn? Otherwise words stand for them. */
bool look_draws(const struct look *look);
/** The start and the end of @role as look_style() has them; never NULL. */
const char *look_begin(const struct look *look, enum text_role role);
const char *look_end(const struct look *look, enum text_role role);

/**
 * Append a name that somebody chose (of a namespace, of a link) as one harmless line: as
 * text_add_safe, and newline and tab as their pictures too. Longer than @columns: cut, with "…" at
 * its end; 0: never cut.
 */
void name_add(struct str *to, const char *name, size_t columns);
/** Append foreign text of any number of lines made harmless: text_add_safe of a string. */
void foreign_add(struct str *to, const char *text);
/** Append @what @times times. */
void repeat_add(struct str *to, const char *what, size_t times);
/** Take the spaces at the end of @s away. */
void trim_end(struct str *s);

#endif
