// SPDX-License-Identifier: MIT
/* Text from inside, and text for the shell's prompt, made harmless. Pure. */
#ifndef SESSION_CLEAN_H
#define SESSION_CLEAN_H

#include <firsthop/base.h>

enum { LABEL_MAX = 32 };

/** Append @text, at most @max bytes of it, with U+FFFD for every byte that is not part of valid
 * UTF-8. */
void session_clean_utf8(struct str *to, const char *text, size_t len, size_t max);
/** Append @text as a word of letters, digits, '.', '_' and '-', at most LABEL_MAX bytes; other
 * bytes become '_'. */
void session_clean_label(struct str *to, const char *text);

#endif
