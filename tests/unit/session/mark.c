// SPDX-License-Identifier: MIT
/* Marks are taken out of the output, at their place, however the bytes are cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "session/mark.h"

/* What came out; a mark shows as "<TOKEN>". */
struct result {
    struct str text;
};

static void put(void *context, const char *bytes, size_t len)
{
    str_add_bytes(&((struct result *)context)->text, bytes, len);
}

static void put_mark(void *context, const char *token)
{
    str_addf(&((struct result *)context)->text, "<%s>", token);
}

static void check_pieces(const char *in, const char *out, size_t piece)
{
    struct result r = {0};
    struct mark_filter f = {.output = put, .mark = put_mark, .context = &r};

    for (size_t at = 0, len = strlen(in); at < len; at += piece)
        session_mark_feed(&f, in + at, piece < len - at ? piece : len - at);
    session_mark_flush(&f);
    assert_string_equal(str_text(&r.text), out);
    str_done(&r.text);
}

static void check(const char *in, const char *out)
{
    for (size_t piece = 1; piece <= strlen(in); piece++)
        check_pieces(in, out, piece);
}

#define MARK(token) MARK_BEGIN token MARK_END

static void mark_is_taken_out_at_its_place(void **state)
{
    (void)state;
    check("before" MARK("42") "after", "before<42>after");
    check(MARK("1") MARK("2"), "<1><2>");
}

static void everything_else_passes_unchanged(void **state)
{
    (void)state;
    check("\033[31mred\033[0m \033]0;title\007 \033]5379;other;1\033\\ \033\033 \303\274",
          "\033[31mred\033[0m \033]0;title\007 \033]5379;other;1\033\\ \033\033 \303\274");
}

static void broken_marks_pass_and_hide_no_real_one(void **state)
{
    (void)state;
    check(MARK_BEGIN "12\007", MARK_BEGIN "12\007");
    check(MARK_BEGIN MARK_END, MARK_BEGIN MARK_END);
    check(MARK_BEGIN "1x" MARK_END, MARK_BEGIN "1x" MARK_END);
    check(MARK_BEGIN "12" MARK("7") "z", MARK_BEGIN "12<7>z");
    check("\033" MARK("7"), "\033<7>");
    check(MARK_BEGIN "12\033" MARK("7"), MARK_BEGIN "12\033<7>");
}

static void overlong_mark_is_no_mark(void **state)
{
    char in[512] = MARK_BEGIN;

    (void)state;
    memset(in + strlen(in), '1', 200);
    strcat(in, MARK_END MARK("8"));
    {
        struct str out = {0};

        str_add_bytes(&out, in, strlen(in) - strlen(MARK("8")));
        str_add(&out, "<8>");
        check(in, out.data);
        str_done(&out);
    }
}

static void unfinished_mark_comes_out_at_the_end(void **state)
{
    (void)state;
    check("a\033", "a\033");
    check("a" MARK_BEGIN "12", "a" MARK_BEGIN "12");
}

static void plain_bytes_do_not_wait(void **state)
{
    struct result r = {0};
    struct mark_filter f = {.output = put, .mark = put_mark, .context = &r};

    (void)state;
    session_mark_feed(&f, "abc\033[", 5);
    assert_string_equal(str_text(&r.text), "abc\033[");
    str_done(&r.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mark_is_taken_out_at_its_place),
        cmocka_unit_test(everything_else_passes_unchanged),
        cmocka_unit_test(broken_marks_pass_and_hide_no_real_one),
        cmocka_unit_test(overlong_mark_is_no_mark),
        cmocka_unit_test(unfinished_mark_comes_out_at_the_end),
        cmocka_unit_test(plain_bytes_do_not_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
