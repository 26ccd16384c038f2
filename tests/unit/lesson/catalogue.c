// SPDX-License-Identifier: MIT
/* Finding lessons, and showing an author a line with a caret. */
#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <firsthop/lesson.h>

static char root[] = "/tmp/firsthop-catalogue-XXXXXX";

static void make(const char *path, const char *text)
{
    SCOPED(mem_done) char *whole = mem_printf("%s/%s", root, path);
    FILE *file;

    if (text == NULL) {
        assert_int_equal(mkdir(whole, 0700), 0);
        return;
    }
    file = fopen(whole, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int make_tree(void **state)
{
    static const char *const folders[] = {"one",        "one/veth",  "one/routing",
                                          "one/bridge", "one/_meta", "one/.git",
                                          "two",        "two/veth",  "two/alpha"};
    static const char *const lessons[] = {"one/veth", "one/routing", "one/bridge",
                                          "one/.git", "two/veth",    "two/alpha"};

    (void)state;
    if (mkdtemp(root) == NULL)
        return -1;
    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++)
        make(folders[i], NULL);
    for (size_t i = 0; i < ARRAY_LENGTH(lessons); i++) {
        SCOPED(mem_done) char *path = mem_printf("%s/lesson.lua", lessons[i]);

        make(path, "return {}\n");
    }
    make("one/course.txt",
         "# the course\n\nveth   the cable\r\nnowhere\n../two/alpha\nrouting#x\nveth\n");
    make("one/README.md", "x");
    return 0;
}

static int remove_entry(const char *path, const struct stat *st UNUSED, int type UNUSED,
                        struct FTW *ftw UNUSED)
{
    return remove(path);
}

static int remove_tree(void **state)
{
    (void)state;
    return nftw(root, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static void lessons_come_in_the_courses_order_and_first_roots_win(void **state)
{
    SCOPED(mem_done) char *one = mem_printf("%s/one", root);
    SCOPED(mem_done) char *two = mem_printf("%s/two", root);
    SCOPED(lesson_places_done) struct lesson_places places = {0};
    const char *const roots[] = {one, "/nowhere/at/all", two};
    static const char *const expected[] = {"one/veth", "one/routing", "one/bridge", "two/alpha"};

    (void)state;
    lesson_find_all(roots, ARRAY_LENGTH(roots), &places);
    assert_int_equal(places.count, ARRAY_LENGTH(expected));
    for (size_t i = 0; i < places.count; i++) {
        SCOPED(mem_done) char *folder = mem_printf("%s/%s", root, expected[i]);

        assert_string_equal(places.items[i].folder, folder);
        assert_string_equal(places.items[i].id, strchr(expected[i], '/') + 1);
    }
}

static void assert_shown(const char *source, int line, int column, const char *expected)
{
    struct error err = {0};

    assert_int_equal(lesson_error(&err, "a.lua", source, line, column, "wrong %s", "key"), -EINVAL);
    assert_int_equal(err.code, -EINVAL);
    assert_int_equal(err.class, ERROR_LESSON);
    assert_string_equal(err.what, expected);
}

static void the_caret_stands_below_what_is_meant(void **state)
{
    (void)state;
    assert_shown("one\ntwo three\n", 2, 5, "a.lua:2: wrong key\n  two three\n      ^");
    assert_shown("  \tab", 1, 0, "a.lua:1: wrong key\n        ab\n        ^");
    assert_shown("\tab", 1, 3, "a.lua:1: wrong key\n      ab\n       ^");
    assert_shown("名前 = x", 1, 8, "a.lua:1: wrong key\n  名前 = x\n       ^");
    assert_shown("ab\r\n", 1, 9, "a.lua:1: wrong key\n  ab\n    ^");
    assert_shown("ab", 7, 1, "a.lua:7: wrong key");
    assert_shown("", 1, 0, "a.lua:1: wrong key");
    assert_shown("a\033[2J", 1, 2, "a.lua:1: wrong key\n  a␛[2J\n   ^");
}

static void a_long_line_is_shown_around_its_caret(void **state)
{
    SCOPED(str_done) struct str line = {0};
    struct error err = {0};
    const char *caret, *shown;

    (void)state;
    for (int i = 0; i < 500; i++)
        str_add(&line, i == 300 ? "X" : "語");
    lesson_error(&err, "a.lua", str_text(&line), 1, 901, "here");
    shown = strstr(err.what, "\n  …");
    caret = strrchr(err.what, '\n');
    assert_non_null(shown);
    assert_non_null(strstr(shown, "語X語"));
    {
        SCOPED(mem_done)
        char *before = strndup(shown + 1, (size_t)(strchr(shown, 'X') - shown) - 1);

        assert_int_equal(text_width(before), strlen(caret + 1) - 1);
        assert_in_range(text_width(before), 40, 60);
    }
}

static void everything_too_long_still_leaves_room_for_the_caret(void **state)
{
    SCOPED(str_done) struct str path = {0}, message = {0}, line = {0};
    struct error err = {0};

    (void)state;
    for (int i = 0; i < 400; i++) {
        str_add(&path, "道/");
        str_add(&message, "文");
        str_add(&line, "か\u3099");
    }
    lesson_error(&err, str_text(&path), str_text(&line), 123456, 1, "%s", str_text(&message));
    lesson_error(&err, str_text(&path), str_text(&line), 1, 2000, "%s", str_text(&message));
    assert_true(text_is_clean(err.what, strlen(err.what), NULL));
    assert_int_equal(err.what[strlen(err.what) - 1], '^');
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(lessons_come_in_the_courses_order_and_first_roots_win),
        cmocka_unit_test(the_caret_stands_below_what_is_meant),
        cmocka_unit_test(a_long_line_is_shown_around_its_caret),
        cmocka_unit_test(everything_too_long_still_leaves_room_for_the_caret),
    };

    return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
