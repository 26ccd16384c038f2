// SPDX-License-Identifier: MIT
/* Prose: what is read from it, and what an author is told when it is wrong. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <firsthop/lesson.h>

#include "prose_lesson.h"

#define GOOD                                                                                       \
    "# The title\n\nThe summary.\nGoes on.\n\n"                                                    \
    "## cables: Two cables\n\nBody.\n\n```sh\n# a comment\n## not: a step\n```\n\n"                \
    "### hint\nFirst.\n\n### hint\nSecond.\n\n### mistake: left-on-host\nIt is still here.\n"      \
    "### done\nDone.\n"                                                                            \
    "## ttl: Predict\nThink.\n### ask\nWhich?\n"                                                   \
    "## end: The end: really\n    indented\n#### deeper\nlast\n"

static void good_prose_is_taken_apart(void **state)
{
    struct lesson *l = prose_lesson_new("x");
    struct prose *p = NULL;
    struct error err = {0};

    (void)state;
    assert_int_equal(prose_parse(l, LANGUAGE_EN, "en.md", GOOD, &p, &err), 0);
    assert_int_equal(p->lang, LANGUAGE_EN);
    assert_string_equal(p->path, "en.md");
    assert_string_equal(p->title, "The title");
    assert_string_equal(p->summary, "The summary.\nGoes on.");
    assert_int_equal(p->step_count, 3);
    assert_string_equal(p->steps[0].title, "Two cables");
    assert_string_equal(p->steps[0].body, "Body.\n\n```sh\n# a comment\n## not: a step\n```");
    assert_int_equal(p->steps[0].line, 6);
    assert_int_equal(p->steps[0].hint_count, 2);
    assert_string_equal(p->steps[0].hints[0], "First.");
    assert_string_equal(p->steps[0].hints[1], "Second.");
    assert_int_equal(p->steps[0].mistake_count, 1);
    assert_string_equal(p->steps[0].mistakes[0].id, "left-on-host");
    assert_string_equal(p->steps[0].mistakes[0].body, "It is still here.");
    assert_string_equal(p->steps[0].done, "Done.");
    assert_null(p->steps[0].ask);
    assert_string_equal(p->steps[1].ask, "Which?");
    assert_null(p->steps[1].done);
    assert_string_equal(p->steps[2].title, "The end: really");
    assert_string_equal(p->steps[2].body, "    indented\n#### deeper\nlast");
    assert_ptr_equal(prose_find(p, "ttl"), &p->steps[1]);
    assert_null(prose_find(p, "tt"));
    prose_free(p);
    lesson_free(l);
}

/* GOOD with the first occurrence of @old replaced by @new. */
static char *good_but(const char *old, const char *new)
{
    const char *at = strstr(GOOD, old);

    assert_non_null(at);
    return mem_printf("%.*s%s%s", (int)(at - GOOD), GOOD, new, at + strlen(old));
}

static void other_editors_are_welcome(void **state)
{
    struct lesson *l = prose_lesson_new("x");
    struct prose *p = NULL;
    struct error err = {0};
    SCOPED(str_done) struct str text = {0};

    (void)state;
    str_add(&text, "\xef\xbb\xbf");
    for (const char *at = GOOD; *at != '\0'; at++) {
        if (*at == '\n')
            str_add_char(&text, '\r');
        str_add_char(&text, *at);
    }
    assert_int_equal(prose_parse(l, LANGUAGE_JA, "ja.md", str_text(&text), &p, &err), 0);
    assert_string_equal(p->title, "The title");
    assert_string_equal(p->summary, "The summary.\nGoes on.");
    prose_free(p);
    lesson_free(l);
}

/* What is replaced in the good prose, by what, and the whole message that follows. */
static const struct {
    const char *old, *new, *what, *hint;
} slips[] = {
    {"# The title\n", "", "en.md:2: prose begins with '# Title'\n  The summary.\n  ^", ""},
    {"# The title", "#", "en.md:1: the title is empty\n  #\n  ^", ""},
    {"### hint\nFirst.", "# Again\n### hint\nFirst.",
     "en.md:15: a second title; a step begins with '## ID: Title'\n  # Again\n    ^", ""},
    {"## cables: Two cables", "## cable: Two cables",
     "en.md:6: lesson.lua has no step 'cable'\n  ## cable: Two cables\n     ^",
     "did you mean 'cables'?"},
    {"## cables: Two cables", "## cables： 二本",
     "en.md:6: a step's heading needs its id and a title\n  ## cables： 二本\n     ^",
     "write '## ID: Title', with the colon of the ASCII set"},
    {"## cables: Two cables", "##   cables:  ",
     "en.md:6: a step's heading needs its id and a title\n  ##   cables:  \n       ^",
     "write '## ID: Title', with the colon of the ASCII set"},
    {"## ttl: Predict\nThink.\n### ask\nWhich?\n", "",
     "en.md:25: step 'ttl' has no section\n  ## end: The end: really\n  ^",
     "write '## ttl: Title' and its text before this line"},
    {"## end: The end: really\n    indented\n#### deeper\nlast\n", "",
     "en.md:28: step 'end' has no section\n  Which?\n  ^",
     "write '## end: Title' and its text after this line"},
    {"## end: The", "## ttl: The",
     "en.md:29: step 'ttl' has a second section here\n"
     "  ## ttl: The end: really\n     ^",
     ""},
    {"### hint\nFirst", "### hnt\nFirst", "en.md:15: unknown section 'hnt'\n  ### hnt\n      ^",
     "did you mean 'hint'?"},
    {"### hint\nFirst", "### ヒント\nFirst",
     "en.md:15: unknown section 'ヒント'\n  ### ヒント\n      ^",
     "a step has ### hint, ### mistake: ID, ### done and ### ask"},
    {"### hint\nFirst", "### hint: one\nFirst",
     "en.md:15: nothing follows '### hint'\n  ### hint: one\n          ^", ""},
    {"### hint\nFirst.\n", "### hint\n\n", "en.md:15: this section is empty\n  ### hint\n  ^", ""},
    {"mistake: left-on-host", "mistake",
     "en.md:21: which mistake? Write '### mistake: ID'\n"
     "  ### mistake\n      ^",
     ""},
    {"mistake: left-on-host", "mistake: left-on-hast",
     "en.md:21: no mistake of step 'cables' in lesson.lua says 'left-on-hast'\n"
     "  ### mistake: left-on-hast\n               ^",
     "did you mean 'left-on-host'?"},
    {"### mistake: left-on-host\nIt is still here.\n", "",
     "en.md:6: step 'cables' has no '### mistake: left-on-host', which lesson.lua line 12 "
     "says\n"
     "  ## cables: Two cables\n  ^",
     "write '### mistake: left-on-host' and what is different"},
    {"### done\nDone.", "### done\nDone.\n### done\nAgain.",
     "en.md:25: a second '### done' in step 'cables'\n  ### done\n          ^", ""},
    {"### done\nDone.", "### ask\nWhy?",
     "en.md:23: step 'cables' asks nothing: it is no fh.predict\n  ### ask\n         ^", ""},
    {"Think.\n### ask\nWhich?\n", "",
     "en.md:25: the prediction 'ttl' does not say what it asks\n  ## ttl: Predict\n  ^", ""},
    {"    indented\n#### deeper\nlast\n", "",
     "en.md:29: this section is empty\n  ## end: The end: really\n  ^", ""},
    {"```\n\n### hint", "\n### hint", "en.md:10: this code block is never closed\n  ```sh\n  ^",
     ""},
    {"Body.", "\t語\033[2J",
     "en.md:8: invalid UTF-8, a control character or a bidirectional override (byte 0x1b)\n"
     "      語␛[2J\n        ^",
     "save the file as UTF-8 and remove what cannot be seen"},
    {"Body.", "\xff",
     "en.md:8: invalid UTF-8, a control character or a bidirectional override (byte 0xff)\n"
     "  \ufffd\n  ^",
     "save the file as UTF-8 and remove what cannot be seen"},
    {"The summary.", "### hint",
     "en.md:3: a section 'hint' before the first '## ID: Title'\n  ### hint\n  ^", ""},
};

static void every_slip_is_shown_where_it_is(void **state)
{
    struct lesson *l = prose_lesson_new("x");

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(slips); i++) {
        SCOPED(mem_done) char *text = good_but(slips[i].old, slips[i].new);
        struct prose *p = NULL;
        struct error err = {0};

        assert_int_equal(prose_parse(l, LANGUAGE_EN, "en.md", text, &p, &err), -EINVAL);
        assert_null(p);
        assert_string_equal(err.what, slips[i].what);
        assert_string_equal(err.hint, slips[i].hint);
        assert_int_equal(err.class, ERROR_LESSON);
        assert_int_equal(error_exit_code(&err), 4);
    }
    lesson_free(l);
}

static void sections_stand_in_the_lessons_order(void **state)
{
    struct lesson *l = prose_lesson_new("x");
    struct prose *p = NULL;
    struct error err = {0};

    (void)state;
    assert_int_equal(prose_parse(l, LANGUAGE_EN, "en.md",
                                 "# T\n## ttl: x\nwhich?\n"
                                 "## cables: x\n### mistake: left-on-host\nm\n"
                                 "## end: x\ny\n",
                                 &p, &err),
                     -EINVAL);
    assert_string_equal(err.what, "en.md:2: 'ttl' stands here, but step 1 of lesson.lua is "
                                  "'cables'\n  ## ttl: x\n  ^");
    lesson_free(l);
}

static void an_empty_file_has_no_title(void **state)
{
    struct lesson *l = prose_lesson_new("x");
    struct prose *p = NULL;
    struct error err = {0};

    (void)state;
    assert_int_equal(prose_parse(l, LANGUAGE_EN, "en.md", "", &p, &err), -EINVAL);
    assert_string_equal(err.what, "en.md:1: prose begins with '# Title', but there is none");
    lesson_free(l);
}

static void fences_follow_commonmark(void **state)
{
    static const char *const closed[] = {"````\n```\n# x\n````",  "~~~ `\n```\n# x\n~~~",
                                         "   ```\n# x\n  ````  ", "``` not ` a fence",
                                         "```\n# x\n``` sh\n```", "    ```"};
    struct lesson *l = prose_lesson_new("x");

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(closed); i++) {
        SCOPED(mem_done) char *text = good_but("Body.", closed[i]);
        struct prose *p = NULL;
        struct error err = {0};

        if (prose_parse(l, LANGUAGE_EN, "en.md", text, &p, &err) < 0)
            fail_msg("%s", err.what);
        prose_free(p);
    }
    lesson_free(l);
}

static char folder[] = "/tmp/firsthop-prose-XXXXXX";

static void write_prose(const char *name, const void *data, size_t len)
{
    SCOPED(mem_done) char *path = mem_printf("%s/%s", folder, name);
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    SCOPED(mem_done) char *path = mem_printf("%s/en.md", folder);

    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void prose_is_read_from_the_lessons_folder(void **state)
{
    struct lesson *l = prose_lesson_new(folder);
    struct prose *p = NULL;
    struct error err = {0};

    (void)state;
    write_prose("en.md", GOOD, strlen(GOOD));
    assert_int_equal(prose_read(l, LANGUAGE_EN, &p, &err), 0);
    assert_string_equal(p->title, "The title");
    assert_true(str_starts(p->path, folder));
    prose_free(p);
    lesson_free(l);
}

static void a_missing_file_is_named_and_is_the_lessons_fault(void **state)
{
    struct lesson *l = prose_lesson_new(folder);
    struct prose *p = NULL;
    struct error err = {0};

    (void)state;
    assert_int_equal(prose_read(l, LANGUAGE_JA, &p, &err), -ENOENT);
    assert_int_equal(err.class, ERROR_LESSON);
    assert_non_null(strstr(err.what, "/ja.md"));
    assert_string_equal(err.hint, "write the lesson's prose into ja.md");
    lesson_free(l);
}

static void a_zero_byte_does_not_hide_the_rest(void **state)
{
    struct lesson *l = prose_lesson_new(folder);
    struct prose *p = NULL;
    struct error err = {0};

    (void)state;
    write_prose("en.md", "# T\nab\0cd\n", 10);
    assert_int_equal(prose_read(l, LANGUAGE_EN, &p, &err), -EINVAL);
    assert_non_null(strstr(err.what, "en.md:2: invalid UTF-8"));
    assert_non_null(strstr(err.what, "(byte 0x00)"));
    lesson_free(l);
}

static void a_huge_file_is_refused(void **state)
{
    struct lesson *l = prose_lesson_new(folder);
    struct prose *p = NULL;
    struct error err = {0};
    size_t len = ((size_t)1 << 20) + 1;
    SCOPED(mem_done) char *data = mem_alloc(len);

    (void)state;
    memset(data, '#', len);
    write_prose("en.md", data, len);
    assert_int_equal(prose_read(l, LANGUAGE_EN, &p, &err), -EFBIG);
    assert_int_equal(err.class, ERROR_LESSON);
    lesson_free(l);
}

static const char *find(void *context, const char *path)
{
    static char answer[64];

    if (str_equal(path, "missing"))
        return NULL;
    snprintf(answer, sizeof(answer), "<%s%s>", (const char *)context, path);
    return answer;
}

static void values_stand_in_for_their_paths(void **state)
{
    static const struct {
        const char *from, *to;
    } cases[] = {
        {"", ""},
        {"ttl {{seen.trip.ttl}}, {{ map }}.", "ttl <:seen.trip.ttl>, <:map>."},
        {"{{missing}}", "—"},
        {"{{}} {{ }} {{a\n}} {{b} {c}", "{{}} {{ }} {{a\n}} {{b} {c}"},
        {"{{{x}}}", "{{{x}}}"},
        {"{{", "{{"},
        {"{{a}}{{b}}", "<:a><:b>"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        SCOPED(str_done) struct str s = {0};

        prose_expand(&s, cases[i].from, find, ":");
        assert_string_equal(str_text(&s), cases[i].to);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_prose_is_taken_apart),
        cmocka_unit_test(other_editors_are_welcome),
        cmocka_unit_test(every_slip_is_shown_where_it_is),
        cmocka_unit_test(sections_stand_in_the_lessons_order),
        cmocka_unit_test(an_empty_file_has_no_title),
        cmocka_unit_test(fences_follow_commonmark),
        cmocka_unit_test(prose_is_read_from_the_lessons_folder),
        cmocka_unit_test(a_missing_file_is_named_and_is_the_lessons_fault),
        cmocka_unit_test(a_zero_byte_does_not_hide_the_rest),
        cmocka_unit_test(a_huge_file_is_refused),
        cmocka_unit_test(values_stand_in_for_their_paths),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
