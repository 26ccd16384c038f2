// SPDX-License-Identifier: MIT
/* Wrapping: spaces, kinsoku shori, colours, and words that are too long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <firsthop/text.h>

static void assert_wrapped(const char *text, size_t columns, size_t indent, const char *expected)
{
    SCOPED(str_done) struct str s = {0};

    text_add_wrapped(&s, text, columns, indent);
    assert_string_equal(str_text(&s), expected);
}

static void lines_break_at_spaces(void **state)
{
    (void)state;
    assert_wrapped("", 10, 0, "");
    assert_wrapped("one two", 10, 0, "one two");
    assert_wrapped("one two three four", 10, 0, "one two\nthree four");
    assert_wrapped("one  two   three", 8, 0, "one  two\nthree");
    assert_wrapped("ends here ", 12, 0, "ends here");
}

static void later_lines_are_indented(void **state)
{
    (void)state;
    assert_wrapped("one two three four", 10, 2, "one two\n  three\n  four");
}

static void what_stands_before_the_text_counts_for_the_first_line(void **state)
{
    SCOPED(str_done) struct str s = {0};

    (void)state;
    str_add(&s, "long before\n  ○ ");
    text_add_wrapped(&s, "one two three", 12, 4);
    assert_string_equal(str_text(&s), "long before\n  ○ one two\n    three");
}

static void a_word_that_does_not_fit_behind_a_label_goes_below_it(void **state)
{
    SCOPED(str_done) struct str s = {0};

    (void)state;
    str_add(&s, "a label: ");
    text_add_wrapped(&s, "address", 12, 2);
    assert_string_equal(str_text(&s), "a label:\n  address");
}

static void newlines_stay_and_empty_lines_have_no_indentation(void **state)
{
    (void)state;
    assert_wrapped("a\nb\n\nc", 10, 2, "a\n  b\n\n  c");
}

static void a_word_longer_than_a_line_is_cut(void **state)
{
    (void)state;
    assert_wrapped("x aaaaaaaaaaaa y", 8, 0, "x\naaaaaaaa\naaaa y");
    assert_wrapped("aaaaaaaaaaaa", 8, 2, "aaaaaaaa\n  aaaa");
    assert_wrapped("e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301", 8, 0,
                   "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301\ne\u0301");
}

static void japanese_breaks_between_characters(void **state)
{
    (void)state;
    assert_wrapped("名前空間は便利です", 10, 0, "名前空間は\n便利です");
    assert_wrapped("はIPアドレスです", 8, 0, "はIPアド\nレスです");
}

static void no_line_begins_with_closing_punctuation(void **state)
{
    (void)state;
    assert_wrapped("あいうえ、か", 8, 0, "あいう\nえ、か");
    assert_wrapped("あいう「え」。か", 12, 0, "あいう\n「え」。か");
    assert_wrapped("ネットワーク", 8, 0, "ネット\nワーク");
    assert_wrapped("いろはサーバ", 8, 0, "いろは\nサーバ");
    assert_wrapped("いろはきって", 8, 0, "いろは\nきって");
    assert_wrapped("あいうえ)か", 8, 0, "あいう\nえ)か");
    assert_wrapped("ｱｲｳｴｵｶｷｸ｡ｹ", 8, 0, "ｱｲｳｴｵｶｷ\nｸ｡ｹ");
}

static void no_line_ends_with_an_opening_bracket(void **state)
{
    (void)state;
    assert_wrapped("あいう「えお", 8, 0, "あいう\n「えお");
    assert_wrapped("あい（（うえ", 8, 0, "あい\n（（うえ");
}

static void the_ideographic_space_vanishes_at_a_break(void **state)
{
    (void)state;
    assert_wrapped("名前空間\u3000便利", 8, 0, "名前空間\n便利");
    assert_wrapped("\u3000字下げ", 20, 0, "\u3000字下げ");
}

static void colours_take_no_columns_and_stay_off_the_indentation(void **state)
{
    (void)state;
    assert_wrapped("\033[1mone two\033[0m", 8, 0, "\033[1mone two\033[0m");
    assert_wrapped("\033[1mone two three\033[0m x", 8, 2,
                   "\033[1mone two\033[0m\n  \033[1mthree\033[0m\n  x");
    assert_wrapped("one two \033[4mthree\033[0m", 8, 0, "one two\n\033[4mthree\033[0m");
    assert_wrapped("名\033[1m前空間は\033[0m便利", 8, 0,
                   "名\033[1m前空間\033[0m\n\033[1mは\033[0m便利");
}

static void other_escape_sequences_are_not_swallowed_as_colours(void **state)
{
    (void)state;
    assert_wrapped("\033[2Jab", 8, 0, "\033[2Jab");
    assert_wrapped("\033[1", 8, 0, "\033[1");
}

static void absurd_sizes_are_corrected(void **state)
{
    SCOPED(str_done) struct str s = {0};

    (void)state;
    text_add_wrapped(&s, "aaaa bbbb cccc", 0, 1000);
    assert_string_equal(str_text(&s), "aaaa\n    bbbb\n    cccc");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_break_at_spaces),
        cmocka_unit_test(later_lines_are_indented),
        cmocka_unit_test(what_stands_before_the_text_counts_for_the_first_line),
        cmocka_unit_test(a_word_that_does_not_fit_behind_a_label_goes_below_it),
        cmocka_unit_test(newlines_stay_and_empty_lines_have_no_indentation),
        cmocka_unit_test(a_word_longer_than_a_line_is_cut),
        cmocka_unit_test(japanese_breaks_between_characters),
        cmocka_unit_test(no_line_begins_with_closing_punctuation),
        cmocka_unit_test(no_line_ends_with_an_opening_bracket),
        cmocka_unit_test(the_ideographic_space_vanishes_at_a_break),
        cmocka_unit_test(colours_take_no_columns_and_stay_off_the_indentation),
        cmocka_unit_test(other_escape_sequences_are_not_swallowed_as_colours),
        cmocka_unit_test(absurd_sizes_are_corrected),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
