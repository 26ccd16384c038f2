// SPDX-License-Identifier: MIT
/* Errors keep their cause, gather context, and lead to an exit code. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <firsthop/base.h>

static void an_error_holds_what_failed(void **state)
{
    struct error err = {.hint = "old", .doing = "old", .class = ERROR_USAGE};

    (void)state;
    assert_int_equal(error_set(&err, -EINVAL, "no link '%s'", "eth0"), -EINVAL);
    assert_int_equal(err.code, -EINVAL);
    assert_int_equal(err.class, ERROR_OURS);
    assert_string_equal(err.what, "no link 'eth0'");
    assert_string_equal(err.doing, "");
    assert_string_equal(err.hint, "");
}

static void the_kernels_words_follow(void **state)
{
    struct error err = {0};

    (void)state;
    assert_int_equal(error_set_errno(&err, -ENOENT, "cannot open '%s'", "x"), -ENOENT);
    assert_string_equal(err.what, "cannot open 'x': No such file or directory");
}

static void context_is_added_outermost_last_and_the_cause_stays(void **state)
{
    struct error err = {0};

    (void)state;
    error_set(&err, -EPERM, "refused");
    assert_int_equal(error_while(&err, "reading %s", "routes"), -EPERM);
    assert_int_equal(error_while(&err, "checking step %d", 2), -EPERM);
    assert_string_equal(err.what, "refused");
    assert_string_equal(err.doing, "reading routes: checking step 2");
}

static void the_innermost_hint_and_class_stay(void **state)
{
    struct error err = {0};

    (void)state;
    error_set(&err, -EPERM, "refused");
    assert_int_equal(error_hint(&err, "try %s", "doctor"), -EPERM);
    error_hint(&err, "try again");
    assert_string_equal(err.hint, "try doctor");
    assert_int_equal(error_classify(&err, ERROR_MACHINE), -EPERM);
    error_classify(&err, ERROR_FAULT);
    assert_int_equal(err.class, ERROR_MACHINE);
}

static void every_class_has_its_exit_code(void **state)
{
    static const int codes[ERROR_CLASS_COUNT] = {
        [ERROR_OURS] = 70,  [ERROR_USAGE] = 2, [ERROR_MACHINE] = 3,
        [ERROR_LESSON] = 4, [ERROR_FAULT] = 5,
    };

    (void)state;
    for (size_t i = 0; i < ERROR_CLASS_COUNT; i++) {
        struct error err = {.class = (enum error_class)i};

        assert_int_equal(error_exit_code(&err), codes[i]);
    }
}

static void texts_too_long_are_cut_between_characters(void **state)
{
    SCOPED(str_done) struct str text = {0};
    struct error err = {0};

    (void)state;
    for (int i = 0; i < 400; i++)
        str_add(&text, "語");
    error_set_errno(&err, -EIO, "%s", str_text(&text));
    assert_int_equal(strlen(err.what), sizeof(err.what) - 1); /* 213 characters of 3 bytes */
    error_hint(&err, "x%s", str_text(&text));
    assert_int_equal(strlen(err.hint), 319 - 318 % 3);
    for (int i = 0; i < 100; i++)
        error_while(&err, "doing %d", i);
    assert_in_range(strlen(err.doing), 200, sizeof(err.doing) - 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_holds_what_failed),
        cmocka_unit_test(the_kernels_words_follow),
        cmocka_unit_test(context_is_added_outermost_last_and_the_cause_stays),
        cmocka_unit_test(the_innermost_hint_and_class_stay),
        cmocka_unit_test(every_class_has_its_exit_code),
        cmocka_unit_test(texts_too_long_are_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
