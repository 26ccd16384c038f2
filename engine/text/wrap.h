// SPDX-License-Identifier: MIT
/* Line breaking for this module: as text_add_wrapped, with any text before each line. */
#ifndef FIRSTHOP_TEXT_WRAP_H
#define FIRSTHOP_TEXT_WRAP_H

#include <firsthop/base.h>

struct wrap_shape {
    size_t first;       /* columns for text on the first line */
    size_t rest;        /* columns for text on every later line; both at least 2 */
    const char *prefix; /* what every later line begins with */
};

/* Cut the spaces off the end of @s. */
void wrap_trim(struct str *s);
void wrap_add(struct str *to, const char *text, const struct wrap_shape *shape);

#endif
