// SPDX-License-Identifier: MIT
/* Whatever the bytes: prose either fits its lesson or is refused with a clean, classified error. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <firsthop/lesson.h>

#include "prose_lesson.h"
#include "random_text.h"

#define ROUNDS 4000

static const char *const words[] = {
    "# T\n",
    "\n",
    "## cables: x\n",
    "## ttl: y\n",
    "## end: z\n",
    "## other: z\n",
    "### hint\n",
    "### done\n",
    "### ask\n",
    "### mistake: left-on-host\n",
    "### mistake:\n",
    "text\n",
    "```\n",
    "~~~~\n",
    "{{map}}",
    "{{",
    "}}",
    "##",
    ":",
    "#",
    " ",
    "\t",
    "\r\n",
    "名前",
    "\033[2J",
    "\xe3\x81",
    "### hnt\n",
    "\u202e",
    "\n\n",
};

static void any_bytes_are_parsed_or_refused(void **state)
{
    struct random r = random_start(4);
    size_t rounds = random_setting("FIRSTHOP_FUZZ_ROUNDS", ROUNDS);
    struct lesson *l = prose_lesson_new("x");

    (void)state;
    for (size_t i = 0; i < rounds; i++) {
        SCOPED(str_done) struct str text = {0};
        struct prose *p = NULL;
        struct error err = {0};

        /* every other text begins well, so that the later sections are reached, too */
        if (random_below(&r, 2) == 0)
            str_add(&text, "# T\n## cables: x\n### mistake: left-on-host\nm\n## ttl: y\nz\n");
        random_text(&r, &text, words, ARRAY_LENGTH(words), 30);
        if (prose_parse(l, LANGUAGE_EN, "en.md", str_text(&text), &p, &err) == 0) {
            assert_int_equal(p->step_count, l->step_count);
            prose_free(p);
            continue;
        }
        assert_null(p);
        assert_true(err.code < 0);
        assert_int_equal(err.class, ERROR_LESSON);
        assert_true(str_starts(err.what, "en.md:"));
        assert_true(text_is_clean(err.what, strlen(err.what), NULL));
    }
    lesson_free(l);
}

static const char *echo(void *context UNUSED, const char *path)
{
    return random_below(context, 2) == 0 ? NULL : path;
}

static void any_bytes_are_expanded(void **state)
{
    struct random r = random_start(5);

    (void)state;
    for (size_t i = 0; i < ROUNDS; i++) {
        SCOPED(str_done) struct str text = {0}, out = {0};

        random_text(&r, &text, words, ARRAY_LENGTH(words), 30);
        prose_expand(&out, str_text(&text), echo, &r);
        assert_in_range(out.len, 0, text.len + 1);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_bytes_are_parsed_or_refused),
        cmocka_unit_test(any_bytes_are_expanded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
