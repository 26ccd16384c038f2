// SPDX-License-Identifier: MIT
/* Columns on a terminal, cutting and padding by them, and the guard against foreign bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <firsthop/text.h>

static void every_kind_of_character_has_its_width(void **state)
{
    static const struct {
        const char *text;
        size_t columns;
    } cases[] = {
        {"", 0},          {"eth0", 4},          {"ルーター", 8},
        {"ＡＢ", 4},                            /* full-width forms */
        {"ｱｲ", 2},                              /* half-width kana */
        {"か\u3099", 2},                        /* base and combining mark */
        {"e\u0301", 1},                         /* the same in Latin */
        {"─│┼●○◐…—→", 9},                       /* ambiguous and box drawing */
        {"😀", 2},         {"👩\u200d💻", 2},      /* joined */
        {"👍🏽", 2},                        /* with a skin tone */
        {"🇯🇵", 2},                              /* two regional indicators: one flag */
        {"🇯🇵🇫🇷", 4},      {"❤\ufe0f", 2},       /* emoji presentation asked for */
        {"❤", 1},         {"1\ufe0f\u20e3", 2}, /* a keycap */
        {"a\ufe0f", 1},   {"\n\t\001", 0},      {"\033[1;31mred\033[0m", 3}, /* SGR */
        {"\xff\xfe", 2}, /* two bytes that are no UTF-8 */
        {"\xe3\x81", 2}, /* a character cut short */
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        if (text_width(cases[i].text) != cases[i].columns)
            fail_msg("'%s' takes %zu columns, not %zu", cases[i].text, text_width(cases[i].text),
                     cases[i].columns);
    }
}

static void fitting_never_splits_a_cluster(void **state)
{
    (void)state;
    assert_int_equal(text_fit("abc", 2), 2);
    assert_int_equal(text_fit("abc", 9), 3);
    assert_int_equal(text_fit("あい", 3), 3);
    assert_int_equal(text_fit("あい", 1), 0);
    assert_int_equal(text_fit("e\u0301x", 1), 3);
    assert_int_equal(text_fit("👩\u200d💻x", 2), strlen("👩\u200d💻"));
    assert_int_equal(text_fit("👩\u200d💻x", 1), 0);
}

static void fitting_takes_along_what_needs_no_columns(void **state)
{
    (void)state;
    assert_int_equal(text_fit("\033[1mab\033[0mc", 2), strlen("\033[1mab\033[0m"));
}

static void assert_padded(const char *text, size_t columns, const char *expected)
{
    SCOPED(str_done) struct str s = {0};

    text_add_padded(&s, text, columns);
    assert_string_equal(str_text(&s), expected);
    assert_int_equal(text_width(str_text(&s)), columns);
}

static void padding_fills_exactly_the_columns_asked_for(void **state)
{
    (void)state;
    assert_padded("ab", 4, "ab  ");
    assert_padded("あ", 4, "あ  ");
    assert_padded("", 0, "");
    assert_padded("abcd", 4, "abcd");
    assert_padded("abcde", 4, "abc…");
    assert_padded("ああ", 3, "あ…");
    assert_padded("あああ", 4, "あ… ");
    assert_padded("ab", 1, ".");
    assert_padded("ab", 0, "");
}

static void a_cut_text_still_ends_its_colour(void **state)
{
    (void)state;
    assert_padded("\033[31mabcdef\033[0m", 4, "\033[31mabc…\033[0m");
}

static void assert_safe(const char *text, size_t len, const char *expected)
{
    SCOPED(str_done) struct str once = {0}, twice = {0};

    text_add_safe(&once, text, len);
    assert_string_equal(str_text(&once), expected);
    text_add_safe(&twice, str_text(&once), once.len);
    assert_string_equal(str_text(&twice), expected);
    assert_true(text_is_clean(str_text(&once), once.len, NULL));
}

static void foreign_bytes_become_harmless(void **state)
{
    (void)state;
    assert_safe("plain ルーター\n\tend", strlen("plain ルーター\n\tend"), "plain ルーター\n\tend");
    assert_safe("\033[2J", 4, "␛[2J");
    assert_safe("a\0b", 3, "a␀b");
    assert_safe("\r\x7f", 2, "␍␡");
    assert_safe("\xc2\x9b"
                "31m",
                5, "\ufffd31m"); /* the 8-bit form of ESC [ */
    assert_safe("\x9b", 1, "\ufffd");
    assert_safe("\xff\xfe", 2, "\ufffd\ufffd");
    assert_safe("\xc0\xaf", 2, "\ufffd\ufffd");           /* overlong '/' */
    assert_safe("\xed\xa0\x80", 3, "\ufffd\ufffd\ufffd"); /* a surrogate */
    assert_safe("\u202ee\u202c \u2066x\u2069", 15, "e x");
}

static void clean_text_is_what_the_guard_leaves_alone(void **state)
{
    size_t at = 99;

    (void)state;
    assert_true(text_is_clean("a\n\tあ", 6, &at));
    assert_int_equal(at, 6);
    assert_false(text_is_clean("ab\033[m", 5, &at));
    assert_int_equal(at, 2);
    assert_false(text_is_clean("あ\xff", 4, &at));
    assert_int_equal(at, 3);
    assert_false(text_is_clean("\u202e", 3, &at));
    assert_int_equal(at, 0);
    assert_false(text_is_clean("a\0", 2, NULL));
    assert_true(text_is_clean("", 0, &at));
    assert_int_equal(at, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_character_has_its_width),
        cmocka_unit_test(fitting_never_splits_a_cluster),
        cmocka_unit_test(fitting_takes_along_what_needs_no_columns),
        cmocka_unit_test(padding_fills_exactly_the_columns_asked_for),
        cmocka_unit_test(a_cut_text_still_ends_its_colour),
        cmocka_unit_test(foreign_bytes_become_harmless),
        cmocka_unit_test(clean_text_is_what_the_guard_leaves_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
