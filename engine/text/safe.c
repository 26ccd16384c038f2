// SPDX-License-Identifier: MIT
/*
 * The guard at the door: foreign bytes (a learner's file names, an author's prose, a kernel's
 * message) become text that cannot steer a terminal.
 */
#include <firsthop/text.h>

#include "glyph.h"

#define CONTROL_PICTURES 0x2400 /* U+2400 is the picture of U+0000, and so on */
#define DELETE           0x7f
#define DELETE_PICTURE   0x2421
#define C1_END           0x9f

enum harm { HARMLESS, CONTROL, OVERRIDE };

/*
 * C0 and C1 controls: a terminal in UTF-8 mode obeys U+009B as it obeys ESC [. Overrides,
 * embeddings and isolates (UAX #9) make a command read otherwise than it runs.
 */
static enum harm harm_of(int32_t point)
{
    if (point == '\n' || point == '\t')
        return HARMLESS;
    if (point < ' ' || (point >= DELETE && point <= C1_END))
        return CONTROL;
    if ((point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069))
        return OVERRIDE;
    return HARMLESS;
}

static int32_t picture_of(int32_t control)
{
    if (control < ' ')
        return CONTROL_PICTURES + control;
    return control == DELETE ? DELETE_PICTURE : GLYPH_INVALID; /* C1 has no pictures */
}

void text_add_safe(struct str *to, const char *text, size_t len)
{
    for (size_t i = 0, size; i < len; i += size) {
        int32_t point;
        bool valid = glyph_decode(text + i, len - i, &point, &size);
        enum harm harm = harm_of(point);

        if (!valid)
            glyph_encode(to, GLYPH_INVALID);
        else if (harm == CONTROL)
            glyph_encode(to, picture_of(point));
        else if (harm == HARMLESS)
            str_add_bytes(to, text + i, size);
    }
}

bool text_is_clean(const char *text, size_t len, size_t *at)
{
    size_t i = 0, size;
    bool clean = true;

    while (i < len) {
        int32_t point;

        clean = glyph_decode(text + i, len - i, &point, &size) && harm_of(point) == HARMLESS;
        if (!clean)
            break;
        i += size;
    }
    if (at != NULL)
        *at = i;
    return clean;
}
