// SPDX-License-Identifier: MIT
/* Text from inside, and text for the shell's prompt, made harmless. */
#include <ctype.h>
#include <string.h>

#include "clean.h"

/* Rows of Unicode table 3-7, well-formed UTF-8: a first byte, and the range of the second one. */
static const struct row {
    unsigned char first, last, second_low, second_high;
    size_t length;
} rows[] = {
    {0x01, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

static const struct row *find_row(unsigned char first)
{
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        if (first >= rows[i].first && first <= rows[i].last)
            return &rows[i];
    return NULL;
}

/* Bytes of the character at @text, or 0 if it is not well-formed. */
static size_t character_length(const unsigned char *text, size_t len)
{
    const struct row *row = find_row(text[0]);

    if (!row || row->length > len)
        return 0;
    if (row->length > 1 && (text[1] < row->second_low || text[1] > row->second_high))
        return 0;
    for (size_t i = 2; i < row->length; i++)
        if (text[i] < 0x80 || text[i] > 0xbf)
            return 0;
    return row->length;
}

void session_clean_utf8(struct str *to, const char *text, size_t len, size_t max)
{
    const size_t start = to->len;

    while (len > 0) {
        size_t n = character_length((const unsigned char *)text, len);
        size_t adds = n > 0 ? n : strlen("\uFFFD");

        if (to->len - start + adds > max)
            return;
        str_add_bytes(to, n > 0 ? text : "\uFFFD", adds);
        n = n > 0 ? n : 1;
        text += n;
        len -= n;
    }
}

void session_clean_label(struct str *to, const char *text)
{
    for (size_t i = 0; i < LABEL_MAX && text[i] != '\0'; i++)
        str_add_char(to, isalnum((unsigned char)text[i]) || strchr("._-", text[i]) ? text[i] : '_');
}
