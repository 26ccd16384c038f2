// SPDX-License-Identifier: MIT
/*
 * Grapheme clusters and their width.
 *
 * Width of a cluster: the widest of its code points, as a terminal draws marks and joined emoji
 * into the cells of their base. Two rules add to that: two regional indicators are one flag (2
 * columns), and a pictograph followed by U+FE0F asks for its emoji form (2 columns, UTS #51). East
 * Asian Ambiguous characters take 1 (UAX #11 outside East Asian encodings, which UTF-8 is not).
 */
#include <string.h>

#include <utf8proc.h>

#include "glyph.h"

#define ESCAPE              '\033'
#define EMOJI_PRESENTATION  0xfe0f
#define IDEOGRAPHIC_SPACE   0x3000
#define HALF_WIDTH_KANA     0xff61
#define HALF_WIDTH_KANA_END 0xff9f

bool glyph_decode(const char *text, size_t len, int32_t *point, size_t *size)
{
    utf8proc_ssize_t n =
        utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len, point);

    *size = n > 0 ? (size_t)n : 1;
    if (n > 0)
        return true;
    *point = GLYPH_INVALID;
    return false;
}

void glyph_encode(struct str *to, int32_t point)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t n = utf8proc_encode_char(point, bytes);

    str_add_bytes(to, bytes, (size_t)n);
}

/* Length of the sequence ESC [ digits m (ECMA-48, SGR) at the start of @text, or 0. */
static size_t sgr_length(const char *text, size_t len)
{
    size_t i = 2;

    if (len < 3 || text[0] != ESCAPE || text[1] != '[')
        return 0;
    while (i < len && ((text[i] >= '0' && text[i] <= '9') || text[i] == ';' || text[i] == ':'))
        i++;
    return i < len && text[i] == 'm' ? i + 1 : 0;
}

static bool is_plain_ascii(char c)
{
    return c >= 0x20 && c < 0x7f;
}

static bool is_pictograph(int32_t point)
{
    return utf8proc_get_property(point)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

static bool is_regional_indicator(int32_t point)
{
    return utf8proc_get_property(point)->boundclass == UTF8PROC_BOUNDCLASS_REGIONAL_INDICATOR;
}

/* Digits, # and * become keycaps with U+FE0F. */
static bool is_keycap_base(int32_t point)
{
    return (point >= '0' && point <= '9') || point == '#' || point == '*';
}

static size_t width_with(size_t width, int32_t first, int32_t point)
{
    size_t own = (size_t)utf8proc_charwidth(point);

    if (point == EMOJI_PRESENTATION && (is_pictograph(first) || is_keycap_base(first)))
        return 2;
    if (is_regional_indicator(first) && is_regional_indicator(point))
        return 2;
    return own > width ? own : width;
}

struct glyph glyph_at(const char *text, size_t len)
{
    struct glyph g = {.len = sgr_length(text, len)};
    int32_t before, point, state = 0;
    size_t size;

    if (g.len > 0) {
        g.is_sgr = true;
        g.first = ESCAPE;
        return g;
    }
    if (is_plain_ascii(text[0]) && (len == 1 || is_plain_ascii(text[1])))
        return (struct glyph){.len = 1, .width = 1, .first = text[0]};
    glyph_decode(text, len, &g.first, &g.len);
    g.width = (size_t)utf8proc_charwidth(g.first);
    before = g.first;
    while (g.len < len) {
        bool valid = glyph_decode(text + g.len, len - g.len, &point, &size);

        if (!valid || utf8proc_grapheme_break_stateful(before, point, &state))
            break;
        g.width = width_with(g.width, g.first, point);
        g.len += size;
        before = point;
    }
    return g;
}

struct glyph glyph_visible(const char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        struct glyph g = glyph_at(text + i, len - i);

        if (!g.is_sgr)
            return g;
        i += g.len;
    }
    return (struct glyph){0};
}

bool glyph_is_japanese(const struct glyph *g)
{
    return g->width == 2 || (g->first >= HALF_WIDTH_KANA && g->first <= HALF_WIDTH_KANA_END);
}

bool glyph_is_wide_punctuation(const struct glyph *g)
{
    utf8proc_category_t c = utf8proc_category(g->first);

    return g->width == 2 && ((c >= UTF8PROC_CATEGORY_PC && c <= UTF8PROC_CATEGORY_PO) ||
                             g->first == IDEOGRAPHIC_SPACE);
}

/*
 * Kinsoku shori, JIS X 4051: what may not begin a line (closing brackets, hyphens, full stops,
 * commas, middle dots, iteration marks, the long vowel mark, small kana, dashes and ellipses that
 * come in pairs) and what may not end one (opening brackets). Straight quotes may be either, so
 * they are in both.
 */
static const char never_begins_line[] = "、。，．・：；？！゛゜ヽヾゝゞ々〻ー〜～‐゠–—―…‥"
                                        "）］｝〕〉》」』】〙〗〟’”｠»％°′″℃"
                                        "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ"
                                        "ㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
                                        "｡､･｣ﾞﾟｰｧｨｩｪｫｬｭｮｯ"
                                        ")]},.:;!?%\"'";
static const char never_ends_line[] = "（［｛〔〈《「『【〘〖〝‘“｟«＄￥￡｢([{\"'";

/* UTF-8 is self-synchronising: the bytes of one character are found only where it stands. */
static bool is_one_of(int32_t point, const char *characters)
{
    char bytes[5] = {0};

    return point > 0 && utf8proc_encode_char(point, (utf8proc_uint8_t *)bytes) > 0 &&
           strstr(characters, bytes) != NULL;
}

bool glyph_may_break(const struct glyph *before, const struct glyph *after)
{
    if (!glyph_is_japanese(before) && !glyph_is_japanese(after))
        return false;
    return !is_one_of(before->first, never_ends_line) &&
           !is_one_of(after->first, never_begins_line);
}
