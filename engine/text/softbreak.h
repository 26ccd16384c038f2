// SPDX-License-Identifier: MIT
/* Line ends of the source that mean nothing: a space in English, nothing in Japanese. */
#ifndef FIRSTHOP_TEXT_SOFTBREAK_H
#define FIRSTHOP_TEXT_SOFTBREAK_H

#include <firsthop/base.h>

/* Stands for such a line end in text that was made safe and so holds no other control characters.
 */
#define SOFT_BREAK '\036'

/* Append @text with every SOFT_BREAK replaced. */
void softbreak_resolve(struct str *to, const char *text, size_t len);

#endif
