// SPDX-License-Identifier: MIT
/* The last guard before the terminal: whatever slipped into our words, only colours can act. */
#include <string.h>

#include "line_view.h"

#define ESCAPE     '\033'
#define SGR_MAX    32 /* bytes of the longest sequence that is still believed to be a colour */
#define TAB_SPACES "    "

/* Bytes of the SGR sequence at @bytes: ESC [ digits and ; m. 0: it is none. */
static size_t sgr_length(const char *bytes, size_t len)
{
    size_t i = 2;

    if (len < 3 || bytes[0] != ESCAPE || bytes[1] != '[')
        return 0;
    while (i < len && i < SGR_MAX && ((bytes[i] >= '0' && bytes[i] <= '9') || bytes[i] == ';'))
        i++;
    return i < len && bytes[i] == 'm' ? i + 1 : 0;
}

static bool is_plain(char c)
{
    return c != '\n' && c != '\t' && c != ESCAPE;
}

/* All four ways below end at an ASCII byte, so no character is torn in two. */
void line_filter(struct str *to, const char *bytes, size_t len)
{
    for (size_t i = 0, size; i < len; i += size) {
        size_t sgr = sgr_length(bytes + i, len - i);

        size = 1;
        if (sgr > 0) {
            str_add_bytes(to, bytes + i, sgr);
            size = sgr;
        } else if (bytes[i] == '\n') {
            str_add(to, "\n");
        } else if (bytes[i] == '\t') {
            str_add(to, TAB_SPACES);
        } else {
            while (i + size < len && is_plain(bytes[i + size]))
                size++;
            text_add_safe(to, bytes + i, size);
        }
    }
}
