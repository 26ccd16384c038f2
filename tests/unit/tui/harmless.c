// SPDX-License-Identifier: MIT
/* Foreign bytes on their way to the terminal: the filter, names, and the sizes of a screen. */
#include "build.h"

#include "tui/line_view.h"

/* ---- the filter ---------------------------------------------------------------------------- */

static void assert_filtered(const char *bytes, size_t len, const char *expected)
{
    SCOPED(str_done) struct str s = {0};

    line_filter(&s, bytes, len);
    assert_string_equal(str_text(&s), expected);
}

#define FILTERED(bytes, expected) assert_filtered(bytes, sizeof(bytes) - 1, expected)

static void colours_and_newlines_pass(void **state)
{
    (void)state;
    FILTERED("a\nb", "a\nb");
    FILTERED("\033[31mred\033[0m \033[1;32mx\033[m", "\033[31mred\033[0m \033[1;32mx\033[m");
    FILTERED("日本語 ─●", "日本語 ─●");
    FILTERED("", "");
}

static void everything_else_that_steers_a_terminal_is_shown(void **state)
{
    (void)state;
    FILTERED("\033[2J", "␛[2J");
    FILTERED("\033]0;title\a", "␛]0;title␇");
    FILTERED("\033[31", "␛[31");
    FILTERED("\033[", "␛[");
    FILTERED("\033", "␛");
    FILTERED("\033[?25l", "␛[?25l");
    FILTERED("\033[3 1m", "␛[3 1m");
    FILTERED("\033[>4;2m", "␛[>4;2m"); /* xterm: modifyOtherKeys, no colour */
    FILTERED("\033[38:5:1m", "␛[38:5:1m");
    FILTERED("\033\033[31m", "␛\033[31m");
    FILTERED("\033c\033(0\033P1q\033\\", "␛c␛(0␛P1q␛\\");
    FILTERED("a\rb\bc\x7f", "a␍b␈c␡");
    FILTERED("a\0b", "a␀b");
    FILTERED("a\tb", "a    b");
    FILTERED("\xc2\x9b"
             "2J",
             "\ufffd2J"); /* C1 */
    FILTERED("\xff\xe3\x81", "\ufffd\ufffd\ufffd");
    FILTERED("\xe3\n\x81\x82", "\ufffd\n\ufffd\ufffd");
    FILTERED("a\u202eb", "ab");
}

static void a_colour_of_endless_length_is_none(void **state)
{
    SCOPED(str_done) struct str s = {0}, out = {0};

    (void)state;
    str_add(&s, "\033[");
    repeat_add(&s, "1;", 1000);
    str_add(&s, "m");
    line_filter(&out, str_text(&s), s.len);
    assert_true(text_is_clean(str_text(&out), out.len, NULL));
}

static void any_bytes_come_out_clean(void **state)
{
    uint32_t seed = 1;

    (void)state;
    for (int round = 0; round < 2000; round++) {
        SCOPED(str_done) struct str once = {0}, twice = {0};
        char bytes[64];

        for (size_t i = 0; i < sizeof(bytes); i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (char)"\033[m;1\n\xc2\x9b\xe3\x81\x82 a\r\t\xff"[(seed >> 16) % 17];
        }
        line_filter(&once, bytes, sizeof(bytes));
        line_filter(&twice, str_text(&once), once.len);
        assert_string_equal(str_text(&once), str_text(&twice));
        assert_null(strchr(str_text(&once), '\r'));
        assert_null(strchr(str_text(&once), '\t'));
    }
}

/* ---- names --------------------------------------------------------------------------------- */

static void names_are_one_line_and_cut_by_columns(void **state)
{
    static const struct {
        const char *name;
        size_t columns;
        const char *shown;
    } rows[] = {
        {"router", 0, "router"},  {"router", 6, "router"},
        {"router", 5, "rout…"},   {"router", 1, "…"},
        {"a\nb\tc", 0, "a␤b␉c"},  {"ルーター", 8, "ルーター"},
        {"ルーター", 6, "ルー…"}, {"\033[1m", 0, "␛[1m"},
        {"\xff", 0, "\ufffd"},    {"", 3, ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        SCOPED(str_done) struct str s = {0};

        name_add(&s, rows[i].name, rows[i].columns);
        assert_string_equal(str_text(&s), rows[i].shown);
    }
}

/* ---- looks --------------------------------------------------------------------------------- */

static void marks_are_words_where_nothing_is_drawn(void **state)
{
    struct look look = look_at(80);

    (void)state;
    assert_string_equal(look_mark(&look, TUTOR_REACHED), "●");
    assert_string_equal(look_mark(&look, TUTOR_DESCRIBED), "○");
    assert_string_equal(look_mark(&look, TUTOR_UNDONE), "◐");
    assert_string_equal(look_mark(&look, TUTOR_RESTORED), "●");
    look.plain = true;
    assert_string_equal(look_mark(&look, TUTOR_REACHED), "[x]");
    look.plain = false;
    look.unicode = false;
    assert_string_equal(look_mark(&look, TUTOR_UNDONE), "[was true]");
    look.language = LANGUAGE_JA;
    assert_string_equal(look_mark(&look, TUTOR_DESCRIBED), "[未達成]");
}

static void columns_have_bounds(void **state)
{
    static const size_t rows[][3] = {
        {0, 80, 80}, {1, 20, 20}, {40, 40, 40}, {92, 92, 92}, {300, 300, 92}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct look look = look_at(rows[i][0]);

        assert_int_equal(look_screen(&look), rows[i][1]);
        assert_int_equal(look_columns(&look), rows[i][2]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_and_newlines_pass),
        cmocka_unit_test(everything_else_that_steers_a_terminal_is_shown),
        cmocka_unit_test(a_colour_of_endless_length_is_none),
        cmocka_unit_test(any_bytes_come_out_clean),
        cmocka_unit_test(names_are_one_line_and_cut_by_columns),
        cmocka_unit_test(marks_are_words_where_nothing_is_drawn),
        cmocka_unit_test(columns_have_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
