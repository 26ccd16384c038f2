// SPDX-License-Identifier: MIT
/* Which files a lesson may be made of, and what `require` reaches. */
#include "folder.h"

#define HEAD   "local fh = require 'firsthop'\n"
#define LESSON "return fh.lesson { id = 'files', fh.read 'one' {} }\n"

static void expect_words(const struct error *err, const char *words)
{
    if (strstr(err->what, words) == NULL)
        fail_msg("'%s' is not in: %s", words, err->what);
}

static void check_refused(const char *lesson, const char *words)
{
    SCOPED(folder_done) struct folder f = folder_make("files");

    folder_write(&f, "lesson.lua", lesson);
    struct error err = load_bad(f.path);

    expect_words(&err, words);
}

static void a_missing_folder_is_named(void **state)
{
    struct error err = load_bad("/nonexistent/lesson");

    (void)state;
    expect_words(&err, "/nonexistent/lesson");
    assert_int_equal(err.code, -ENOENT);
}

static void a_missing_file_is_named(void **state)
{
    SCOPED(folder_done) struct folder f = folder_make("files");
    struct error err = load_bad(f.path);

    (void)state;
    expect_words(&err, "files/lesson.lua");
    assert_int_equal(err.code, -ENOENT);
}

static void compiled_lua_is_refused(void **state)
{
    SCOPED(folder_done) struct folder f = folder_make("files");

    (void)state;
    folder_write_bytes(&f, "lesson.lua", "\x1bLuaT\0\x19\x93\r\n\x1a\n", 12);
    struct error err = load_bad(f.path);

    expect_words(&err, "compiled Lua is refused");
}

static void zero_bytes_are_refused(void **state)
{
    SCOPED(folder_done) struct folder f = folder_make("files");

    (void)state;
    folder_write_bytes(&f, "lesson.lua", "return\0nil", 10);
    struct error err = load_bad(f.path);

    expect_words(&err, "not Lua text");
}

static void a_file_of_more_than_one_mebibyte_is_refused(void **state)
{
    SCOPED(folder_done) struct folder f = folder_make("files");
    size_t len = (1 << 20) + 1;
    SCOPED(mem_done) char *text = mem_alloc(len);

    (void)state;
    memset(text, '\n', len);
    folder_write_bytes(&f, "lesson.lua", text, len);
    struct error err = load_bad(f.path);

    expect_words(&err, "larger than 1024 KiB");
}

static void deep_nesting_is_an_error_and_no_crash(void **state)
{
    SCOPED(folder_done) struct folder f = folder_make("files");
    SCOPED(mem_done) char *text = mem_alloc(500001);

    (void)state;
    memset(text, '{', 500000);
    folder_write(&f, "lesson.lua", text);
    load_bad(f.path);
    memset(text, '(', 500000);
    folder_write(&f, "lesson.lua", text);
    load_bad(f.path);
}

static void a_fifo_does_not_block(void **state)
{
    SCOPED(folder_done) struct folder f = folder_make("files");
    char path[256];

    (void)state;
    snprintf(path, sizeof(path), "%s/lesson.lua", f.path);
    assert_int_equal(mkfifo(path, 0644), 0);
    struct error err = load_bad(f.path);

    expect_words(&err, "not a regular file");
}

static void a_module_in_the_folder_is_run_once(void **state)
{
    SCOPED(folder_done) struct folder f = folder_make("files");

    (void)state;
    folder_write(&f, "names.lua", "return { first = 'one', list = {} }");
    folder_write(&f, "lesson.lua",
                 HEAD "local a, b = require 'names', require 'names'\n"
                      "assert(a == b and a.list == b.list)\n"
                      "return fh.lesson { id = 'files', fh.read(a.first) {} }");
    struct script *s = load_good(f.path);

    assert_string_equal(script_lesson(s)->steps[0].id, "one");
    script_free(s);
}

static void an_error_in_a_module_names_the_module(void **state)
{
    SCOPED(folder_done) struct folder f = folder_make("files");

    (void)state;
    folder_write(&f, "lesson.lua", HEAD "local helpers = require 'helpers'\n" LESSON);
    folder_write(&f, "helpers.lua", "local a = 1\n\nreturn a + nil\n");
    struct error err = load_bad(f.path);

    expect_words(&err, "files/helpers.lua:3: attempt to perform arithmetic on a nil value");
    expect_words(&err, "return a + nil");
}

static void modules_that_require_each_other_are_told(void **state)
{
    SCOPED(folder_done) struct folder f = folder_make("files");

    (void)state;
    folder_write(&f, "lesson.lua", "require 'a'");
    folder_write(&f, "a.lua", "require 'b'");
    folder_write(&f, "b.lua", "require 'a'");
    struct error err = load_bad(f.path);

    expect_words(&err, "files/b.lua:1: module 'a' requires itself");
}

static void a_missing_module_is_named(void **state)
{
    (void)state;
    check_refused("\nrequire 'helpers'", "lesson.lua:2: cannot open");
    check_refused("require 'firsthop.extra'", "there is no module 'firsthop.extra'");
}

static void a_link_that_leads_out_of_the_folder_is_refused(void **state)
{
    SCOPED(folder_done) struct folder f = folder_make("files");
    char path[256];

    (void)state;
    snprintf(path, sizeof(path), "%s/helpers.lua", f.path);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    folder_write(&f, "lesson.lua", "require 'helpers'");
    struct error err = load_bad(f.path);

    expect_words(&err, "is a link that leads out of the lesson's folder");
}

static void a_link_inside_the_folder_is_followed(void **state)
{
    SCOPED(folder_done) struct folder f = folder_make("files");
    char path[256];

    (void)state;
    snprintf(path, sizeof(path), "%s/helpers.lua", f.path);
    assert_int_equal(symlink("real.lua", path), 0);
    folder_write(&f, "real.lua", "return 'one'");
    folder_write(&f, "lesson.lua",
                 HEAD "return fh.lesson { id = 'files', fh.read(require 'helpers') {} }");
    script_free(load_good(f.path));
}

static void a_lesson_may_be_named_by_dot_or_with_a_slash(void **state)
{
    SCOPED(folder_done) struct folder f = folder_make("files");
    char path[256];

    (void)state;
    folder_write(&f, "lesson.lua", HEAD LESSON);
    snprintf(path, sizeof(path), "%s//", f.path);
    script_free(load_good(path));
    snprintf(path, sizeof(path), "%s/.", f.path);
    script_free(load_good(path));
}

static void windows_line_ends_are_fine(void **state)
{
    SCOPED(folder_done) struct folder f = folder_make("files");

    (void)state;
    folder_write(&f, "lesson.lua",
                 "local fh = require 'firsthop'\r\nreturn fh.lesson {\r\n id = 'files',\r\n"
                 " fh.step 'one' { expect = { fh.host:exists() }, solution = 'a\\r\\nb' } }\r\n");
    struct error err = load_bad(f.path);

    expect_words(&err, "lesson.lua:4: solution has a control character in it");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_folder_is_named),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(compiled_lua_is_refused),
        cmocka_unit_test(zero_bytes_are_refused),
        cmocka_unit_test(a_file_of_more_than_one_mebibyte_is_refused),
        cmocka_unit_test(deep_nesting_is_an_error_and_no_crash),
        cmocka_unit_test(a_fifo_does_not_block),
        cmocka_unit_test(a_module_in_the_folder_is_run_once),
        cmocka_unit_test(an_error_in_a_module_names_the_module),
        cmocka_unit_test(modules_that_require_each_other_are_told),
        cmocka_unit_test(a_missing_module_is_named),
        cmocka_unit_test(a_link_that_leads_out_of_the_folder_is_refused),
        cmocka_unit_test(a_link_inside_the_folder_is_followed),
        cmocka_unit_test(a_lesson_may_be_named_by_dot_or_with_a_slash),
        cmocka_unit_test(windows_line_ends_are_fine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
