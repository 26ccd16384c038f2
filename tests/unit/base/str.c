// SPDX-License-Identifier: MIT
/* Growing strings, questions about plain ones, and "did you mean". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <firsthop/base.h>

static void an_empty_string_is_a_text_too(void **state)
{
    struct str s = {0};
    char *taken;

    (void)state;
    assert_string_equal(str_text(&s), "");
    str_clear(&s);
    taken = str_take(&s);
    assert_string_equal(taken, "");
    free(taken);
    str_done(&s);
}

static void what_is_added_is_there_and_ends_with_zero(void **state)
{
    SCOPED(str_done) struct str s = {0};

    (void)state;
    str_add(&s, "ab");
    str_add_char(&s, 'c');
    str_addf(&s, "%d%s", 12, "x");
    str_add_bytes(&s, "y\0z", 3);
    assert_int_equal(s.len, 9);
    assert_memory_equal(s.data, "abc12xy\0z", 10);
    str_clear(&s);
    assert_int_equal(s.len, 0);
    assert_string_equal(str_text(&s), "");
}

static void strings_grow_beyond_any_first_guess(void **state)
{
    SCOPED(str_done) struct str s = {0};

    (void)state;
    for (int i = 0; i < 100000; i++)
        str_add_char(&s, (char)('a' + i % 26));
    str_addf(&s, "%5000d", 1);
    assert_int_equal(s.len, 105000);
    assert_int_equal(s.data[99999], 'a' + 99999 % 26);
    assert_int_equal(s.data[s.len], '\0');
}

static void taking_leaves_nothing_behind(void **state)
{
    SCOPED(str_done) struct str s = {0};
    SCOPED(mem_done) char *taken = NULL;

    (void)state;
    str_add(&s, "mine");
    taken = str_take(&s);
    assert_string_equal(taken, "mine");
    assert_null(s.data);
    assert_int_equal(s.len, 0);
    str_add(&s, "new");
    assert_string_equal(taken, "mine");
}

static void null_equals_only_null(void **state)
{
    (void)state;
    assert_true(str_equal("a", "a"));
    assert_false(str_equal("a", "b"));
    assert_true(str_equal(NULL, NULL));
    assert_false(str_equal(NULL, ""));
    assert_false(str_equal("", NULL));
}

static void a_beginning_is_a_beginning(void **state)
{
    (void)state;
    assert_true(str_starts("eth0", "eth"));
    assert_true(str_starts("eth0", ""));
    assert_true(str_starts("", ""));
    assert_false(str_starts("eth", "eth0"));
}

static void copies_are_cut_between_characters(void **state)
{
    char to[8];

    (void)state;
    str_copy(to, sizeof(to), "1234567");
    assert_string_equal(to, "1234567");
    str_copy(to, sizeof(to), "12345678");
    assert_string_equal(to, "1234567");
    str_copy(to, sizeof(to), "語語語");
    assert_string_equal(to, "語語");
    str_copy(to, 3, "語");
    assert_string_equal(to, "");
    to[0] = 'x';
    str_copy(to, 1, "abc");
    assert_string_equal(to, "");
    to[0] = 'x';
    str_copy(to, 0, "abc");
    assert_int_equal(to[0], 'x');
}

static void the_nearest_name_is_found(void **state)
{
    static const char *const names[] = {"expect", "solution", "mistakes", "also", "id"};

    (void)state;
    assert_string_equal(str_nearest("expct", names, ARRAY_LENGTH(names)), "expect");
    assert_string_equal(str_nearest("solutoin", names, ARRAY_LENGTH(names)), "solution");
    assert_string_equal(str_nearest("mistake", names, ARRAY_LENGTH(names)), "mistakes");
    assert_string_equal(str_nearest("also", names, ARRAY_LENGTH(names)), "also");
    assert_string_equal(str_nearest("ids", names, ARRAY_LENGTH(names)), "id");
}

static void swapped_letters_are_one_slip(void **state)
{
    static const char *const names[] = {"list", "run", "step"};

    (void)state;
    assert_string_equal(str_nearest("rnu", names, ARRAY_LENGTH(names)), "run");
    assert_string_equal(str_nearest("setp", names, ARRAY_LENGTH(names)), "step");
    assert_string_equal(str_nearest("ilst", names, ARRAY_LENGTH(names)), "list");
    assert_null(str_nearest("nur", names, ARRAY_LENGTH(names)));
}

static void nothing_near_is_nothing(void **state)
{
    static const char *const names[] = {"expect", "solution"};

    (void)state;
    assert_null(str_nearest("banana", names, ARRAY_LENGTH(names)));
    assert_null(str_nearest("", names, ARRAY_LENGTH(names)));
    assert_null(str_nearest("expect", names, 0));
}

static void the_nearer_of_two_names_wins_in_any_order(void **state)
{
    static const char *const names[] = {"hints", "hint", "hinted"};
    static const char *const turned[] = {"hinted", "hint", "hints"};

    (void)state;
    assert_string_equal(str_nearest("hint", names, ARRAY_LENGTH(names)), "hint");
    assert_string_equal(str_nearest("hint", turned, ARRAY_LENGTH(turned)), "hint");
}

static void long_words_are_compared_without_harm(void **state)
{
    char word[300];
    const char *names[] = {word};

    (void)state;
    memset(word, 'a', sizeof(word) - 1);
    word[sizeof(word) - 1] = '\0';
    assert_ptr_equal(str_nearest(word, names, 1), word);
    assert_null(str_nearest("b", names, 1));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_string_is_a_text_too),
        cmocka_unit_test(what_is_added_is_there_and_ends_with_zero),
        cmocka_unit_test(strings_grow_beyond_any_first_guess),
        cmocka_unit_test(taking_leaves_nothing_behind),
        cmocka_unit_test(null_equals_only_null),
        cmocka_unit_test(a_beginning_is_a_beginning),
        cmocka_unit_test(copies_are_cut_between_characters),
        cmocka_unit_test(the_nearest_name_is_found),
        cmocka_unit_test(swapped_letters_are_one_slip),
        cmocka_unit_test(nothing_near_is_nothing),
        cmocka_unit_test(the_nearer_of_two_names_wins_in_any_order),
        cmocka_unit_test(long_words_are_compared_without_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
