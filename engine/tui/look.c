// SPDX-License-Identifier: MIT
/*
 * Colours, marks and sizes. Colours are of the 16 that every terminal maps to its own theme, light
 * or dark.
 */
#include "tui_private.h"

#define RESET       "\033[0m"
#define COLUMNS_ANY 80 /* if the terminal does not say */
#define COLUMNS_MIN 20
#define COLUMNS_MAX 92

static const struct text_style coloured = {
    .begin = {[TEXT_HEADING] = "\033[1m",
              [TEXT_EMPHASIS] = "\033[3m",
              [TEXT_STRONG] = "\033[1m",
              [TEXT_CODE] = "\033[36m",
              [TEXT_CODE_BLOCK] = "\033[36m",
              [TEXT_LINK] = "\033[4m",
              [TEXT_QUOTE] = "\033[2m"},
    .end = {RESET, RESET, RESET, RESET, RESET, RESET, RESET},
};

static const struct text_style colourless = {
    .begin = {"", "", "", "", "", "", ""},
    .end = {"", "", "", "", "", "", ""},
};

bool look_draws(const struct look *look)
{
    return look->unicode && !look->plain;
}

const struct text_style *look_style(const struct look *look)
{
    if (!look_draws(look))
        return &text_style_plain;
    return look->colour ? &coloured : &colourless;
}

const char *look_begin(const struct look *look, enum text_role role)
{
    const char *begin = look_style(look)->begin[role];

    return begin != NULL ? begin : "";
}

const char *look_end(const struct look *look, enum text_role role)
{
    const char *end = look_style(look)->end[role];

    return end != NULL ? end : "";
}

const char *look_mark(const struct look *look, enum tutor_change change)
{
    static const char *const drawn[] = {"●", "◐", "●", "○"};
    static const char *const words[] = {"[x]", "[was true]", "[x]", "[ ]"};
    static const char *const words_ja[] = {"[達成]", "[達成後に崩れた]", "[達成]", "[未達成]"};

    _Static_assert(ARRAY_LENGTH(drawn) == TUTOR_CHANGE_COUNT, "a mark for each change");
    _Static_assert(ARRAY_LENGTH(words) == TUTOR_CHANGE_COUNT, "a word for each change");
    _Static_assert(ARRAY_LENGTH(words_ja) == TUTOR_CHANGE_COUNT, "a word for each change");
    if (look_draws(look))
        return drawn[change];
    return look->language == LANGUAGE_JA ? words_ja[change] : words[change];
}

size_t look_screen(const struct look *look)
{
    size_t columns = look->columns == 0 ? COLUMNS_ANY : look->columns;

    return columns < COLUMNS_MIN ? COLUMNS_MIN : columns;
}

size_t look_columns(const struct look *look)
{
    size_t columns = look_screen(look);

    return columns > COLUMNS_MAX ? COLUMNS_MAX : columns;
}
