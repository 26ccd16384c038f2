// SPDX-License-Identifier: MIT
/* HTML entities in Markdown. */
#ifndef FIRSTHOP_TEXT_ENTITY_H
#define FIRSTHOP_TEXT_ENTITY_H

#include <firsthop/base.h>

/*
 * Append what "&name;", "&#10;" or "&#xa;" stands for, made safe; an entity that is not known is
 * appended as written. The parser knows the syntax of entities, but not their meaning.
 */
void entity_add(struct str *to, const char *text, size_t len);

#endif
