// SPDX-License-Identifier: MIT
/*
 * Lessons that are wrong or hostile, given to the finished program: exit 4 in little time, with the
 * file, the line and a caret, and the program as well as before. What each message says word by
 * word is tested with the script module.
 */
#include "program.h"

enum { MOST_CPU_MS = 2000 };

static const char good_prose[] = "# A lesson\n\nWords.\n\n## one: The step\n\nProse.\n";

/* What a lesson needs around the lines that are wrong. */
#define BEGIN "local fh = require 'firsthop'\nlocal a = fh.netns 'a'\n"
#define STEP  "fh.step 'one' { expect = { a:exists() }, solution = 'ip netns add a' }"
#define END   "return fh.lesson { id = 'bad', " STEP " }\n"

static const struct bad {
    const char *lua;
    const char *place; /* file and line */
    const char *says;  /* NULL: anything */
} bad[] = {
    /* without an end */
    {BEGIN "while true do end\n" END, "lesson.lua:3:", "loop"},
    {BEGIN "repeat pcall(function() while true do end end) until false\n" END,
     "lesson.lua:3:", NULL},
    {BEGIN "local t = setmetatable({}, { __index = function(t, k) return t[k .. 'x'] end })\n"
           "print = t.x\n" END,
     "lesson.lua:3:", NULL},
    {BEGIN "string.rep('a', 30000):match(('a-'):rep(30) .. 'b')\n" END, "lesson.lua:3:", NULL},
    {BEGIN "string.gsub(string.rep('x', 1000), '', function() while true do end end)\n" END,
     "lesson.lua:3:", NULL},
    {BEGIN "local co = coroutine.wrap(function() while true do end end)\nco()\n" END,
     "lesson.lua:3:", "coroutine"},
    {BEGIN "local function f(n) return 1 + f(n + 1) end\nf(1)\n" END, "lesson.lua:3:", NULL},
    {BEGIN "local function f() return f() end\nf()\n" END, "lesson.lua:3:", NULL},
    /* without measure */
    {BEGIN "local s = string.rep('x', 10 * 1024 * 1024 * 1024)\n" END, "lesson.lua:3:", NULL},
    {BEGIN "local s = 'x'\nwhile true do s = s .. s end\n" END, "lesson.lua:4:", NULL},
    {BEGIN "local t = {}\nfor i = 1, 1e12 do t[i] = ('x'):rep(1000) .. i end\n" END,
     "lesson.lua:4:", NULL},
    {BEGIN
     "local t = {}\nwhile true do pcall(function() t[#t + 1] = ('x'):rep(1e6) .. #t end) end\n" END,
     "lesson.lua:4:", NULL},
    /* out of the cage */
    {BEGIN "os.execute('touch WAS-HERE')\n" END, "lesson.lua:3:", "os"},
    {BEGIN "io.open('WAS-HERE', 'w')\n" END, "lesson.lua:3:", "io"},
    {BEGIN "load('return 1')()\n" END, "lesson.lua:3:", "load"},
    {BEGIN "require 'os'\n" END, "lesson.lua:3:", "os"},
    {BEGIN "require '../../../etc/passwd'\n" END, "lesson.lua:3:", NULL},
    {BEGIN "debug.sethook()\n" END, "lesson.lua:3:", "debug"},
    {BEGIN "_G.fh = nil\nfh.lesson = nil\n" END, "lesson.lua:3:", NULL},
    /* slips */
    {BEGIN "return fh.lesson { id = 'bad', " STEP, "lesson.lua:3:", "'}'"},
    {BEGIN "lokal x = 1\n" END, "lesson.lua:3:", NULL},
    {BEGIN "return fh.lesson { id = 'other', " STEP " }\n", "lesson.lua:3:", "'other'"},
    {BEGIN "return fh.lesson { id = 'bad', minuts = 3, " STEP " }\n", "lesson.lua:3:", "minutes"},
    {BEGIN "return fh.lesson { id = 'bad', minutes = 'long', " STEP " }\n",
     "lesson.lua:3:", "minutes"},
    {BEGIN "return fh.lesson { id = 'bad' }\n", "lesson.lua:3:", NULL},
    {BEGIN "return fh.lesson { id = 'bad', fh.step 'one' { expect = 7 } }\n",
     "lesson.lua:3:", NULL},
    {BEGIN "return fh.lesson { id = 'bad', fh.step 'one' { expct = {} } }\n",
     "lesson.lua:3:", "expect"},
    {BEGIN "return fh.lesson { id = 'bad', fh.step 'one' { expect = { a:exits() } } }\n",
     "lesson.lua:3:", "exists"},
    {BEGIN "return fh.lesson { id = 'bad', fh.step 'one' { expect = { "
           "a:link('e'):address('10.0.0.300/8') "
           "} } }\n",
     "lesson.lua:3:", "10.0.0.300/8"},
    {BEGIN "local x = a .. nil\n" END, "lesson.lua:3:", NULL},
};

/* "…lesson.lua:3: …", the line itself, and below it a caret. */
static bool shows_line_and_caret(const struct str *text, const char *place)
{
    const char *at = strstr(str_text(text), place);
    const char *line = at == NULL ? NULL : strchr(at, '\n');
    const char *below = line == NULL ? NULL : strchr(line + 1, '\n');

    return below != NULL && below[1 + strspn(below + 1, " \t")] == '^';
}

static void a_bad_lesson_is_refused_in_time_with_line_and_caret(void **state)
{
    SCOPED(scratch_done) struct scratch s = scratch_make();

    (void)state;
    scratch_write(&s, "bad/en.md", good_prose);
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        scratch_write(&s, "bad/lesson.lua", bad[i].lua);
        SCOPED(ran_done)
        struct ran r = run_linef("cd '%s' && exec \"$FIRSTHOP\" run '%s/bad' --plain </dev/null",
                                 s.path, s.path);

        if (r.status != 4 || !shows_line_and_caret(&r.err, bad[i].place))
            print_error("%s\n", bad[i].lua);
        assert_ran(r, r.status == 4);
        assert_ran(r, r.out.len == 0);
        assert_ran(r, shows_line_and_caret(&r.err, bad[i].place));
        assert_ran(r, bad[i].says == NULL || says(&r.err, bad[i].says));
        assert_ran(r, r.cpu_ms < MOST_CPU_MS);
    }
    assert_int_not_equal(run_linef("test -e '%s/WAS-HERE'", s.path).status, 0);
}

static void a_lesson_that_returns_nothing_names_its_file(void **state)
{
    static const char *const lua[] = {"", "return 7\n", "return {}\n", "return nil\n",
                                      "local x = 1\n"};
    SCOPED(scratch_done) struct scratch s = scratch_make();

    (void)state;
    scratch_write(&s, "bad/en.md", good_prose);
    for (size_t i = 0; i < ARRAY_LENGTH(lua); i++) {
        scratch_write(&s, "bad/lesson.lua", lua[i]);
        SCOPED(ran_done)
        struct ran r = run_linef("exec \"$FIRSTHOP\" run '%s/bad' </dev/null", s.path);

        assert_ran(r, r.status == 4 && r.out.len == 0);
        assert_ran(r, says(&r.err, "lesson.lua"));
    }
}

static void binary_chunks_and_other_bytes_are_refused(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
    } files[] = {
        {"\033LuaT\0\x19\x93\r\n\x1a\n", 12},
        {"\033[31mred\033[0m", 13},
        {"\0\0\0\0", 4},
        {"\xff\xfe\x00l", 4},
        {"return \0 1", 10},
        {"#!/bin/sh\ntouch WAS-HERE\n", 25},
    };
    SCOPED(scratch_done) struct scratch s = scratch_make();

    (void)state;
    scratch_write(&s, "bad/en.md", good_prose);
    for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
        scratch_write_bytes(&s, "bad/lesson.lua", files[i].bytes, files[i].len);
        SCOPED(ran_done)
        struct ran r = run_linef("exec \"$FIRSTHOP\" run '%s/bad' </dev/null", s.path);

        assert_ran(r, r.status == 4 && r.out.len == 0);
        assert_ran(r, says(&r.err, "lesson.lua"));
        assert_null(strchr(str_text(&r.err), '\033'));
    }
}

static void files_that_are_no_files_are_refused(void **state)
{
    static const char *const make[] = {
        "mkfifo lesson.lua",          "mkdir lesson.lua",
        "ln -s /dev/zero lesson.lua", "ln -s lesson.lua lesson.lua",
        "truncate -s 20G lesson.lua", "head -c 30M /dev/zero | tr '\\0' ' ' >lesson.lua",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(make); i++) {
        SCOPED(scratch_done) struct scratch s = scratch_make();

        scratch_write(&s, "bad/en.md", good_prose);
        SCOPED(ran_done)
        struct ran r = run_linef("cd '%s/bad' && %s && exec \"$FIRSTHOP\" run '%s/bad' </dev/null",
                                 s.path, make[i], s.path);

        if (r.status != 4 && r.status != 2)
            print_error("%s\n", make[i]);
        assert_ran(r, r.status == 4 || r.status == 2);
        assert_ran(r, r.out.len == 0 && says(&r.err, "lesson.lua"));
        assert_ran(r, r.cpu_ms < MOST_CPU_MS);
    }
}

static void missing_or_wrong_prose_names_its_file(void **state)
{
    static const struct {
        const char *prose, *says;
    } wrong[] = {
        {NULL, "en.md"},
        {"", "en.md"},
        {"# Title\n\n## two: Another step\n\nProse.\n", "'two'"},
        {"# Title\n\nNo step at all.\n", "one"},
        {"no title\n", "en.md"},
        {"# T\n\n## one: The step\n\nx\n\n### mistake: unknown\n\ny\n", "unknown"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        SCOPED(scratch_done) struct scratch s = scratch_make();

        scratch_write(&s, "bad/lesson.lua", BEGIN END);
        if (wrong[i].prose != NULL)
            scratch_write(&s, "bad/en.md", wrong[i].prose);
        SCOPED(ran_done)
        struct ran r = run_linef("exec \"$FIRSTHOP\" run '%s/bad' </dev/null", s.path);

        if (r.status != 4)
            print_error("%s\n", wrong[i].prose);
        assert_ran(r, r.status == 4 && r.out.len == 0);
        assert_ran(r, says(&r.err, "en.md") && says(&r.err, wrong[i].says));
    }
}

static void one_bad_lesson_leaves_the_others_alone(void **state)
{
    SCOPED(scratch_done) struct scratch s = scratch_make();

    (void)state;
    scratch_write(&s, "bad/lesson.lua", "local = 1\n");
    scratch_write(&s, "bad/en.md", good_prose);
    scratch_write(&s, "worse/lesson.lua", "local s = ('x'):rep(1e10)\n");
    SCOPED(ran_done) struct ran list = run_linef("exec \"$FIRSTHOP\" list --lessons '%s'", s.path);
    SCOPED(ran_done)
    struct ran json = run_linef("exec \"$FIRSTHOP\" list --json --lessons '%s'", s.path);
    SCOPED(ran_done)
    struct ran grade =
        run_linef("exec \"$FIRSTHOP\" grade bad /dev/null /dev/null --lessons '%s'", s.path);
    json_t *all = ran_json(&json);

    assert_ran(list, list.status == 0 && says(&list.out, "Routing between two segments"));
    assert_ran(list, says(&list.out, "bad") && says(&list.out, "lesson.lua:1:"));
    assert_int_equal(json_array_size(all), 3);
    json_decref(all);
    assert_ran(grade, grade.status == 4 && grade.out.len == 0 && says(&grade.err, "lesson.lua:1:"));
}

static void a_solution_that_does_not_solve_is_the_lessons_fault(void **state)
{
    SCOPED(scratch_done) struct scratch s = scratch_make();

    (void)state;
    scratch_write(&s, "bad/lesson.lua",
                  BEGIN "return fh.lesson { id = 'bad', fh.step 'one' { expect = { a:exists() }, "
                        "solution = 'true' }, fh.read 'two' {} }\n");
    scratch_write(&s, "bad/en.md", "# T\n\n## one: One\n\nx\n\n## two: Two\n\ny\n");
    SCOPED(ran_done)
    struct ran r =
        run_linef("exec \"$FIRSTHOP\" run '%s/bad' --step two --plain </dev/null", s.path);

    assert_ran(r, r.status == 4 && says(&r.err, "'one'"));
}

static void a_fact_that_raises_an_error_is_the_lessons_fault_and_is_told_with_its_line(void **state)
{
    SCOPED(scratch_done) struct scratch s = scratch_make();

    (void)state;
    scratch_write(
        &s, "bad/lesson.lua",
        BEGIN "return fh.lesson { id = 'bad', fh.step 'one' { solution = 'true', expect = {\n"
              "fh.custom { id = 'x', text = 'x', test = function(w) return w.no.no end } } } }\n");
    scratch_write(&s, "bad/en.md", "# T\n\n## one: One\n\nx\n");
    SCOPED(ran_done)
    struct ran r = run_linef("echo true | \"$FIRSTHOP\" run '%s/bad' --json", s.path);

    assert_ran(r, r.status == 4 && says(&r.out, "attempt to index a nil value") &&
                      !says(&r.out, "\"while\":\"\"}\n{\"event\":\"fault\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bad_lesson_is_refused_in_time_with_line_and_caret),
        cmocka_unit_test(a_lesson_that_returns_nothing_names_its_file),
        cmocka_unit_test(binary_chunks_and_other_bytes_are_refused),
        cmocka_unit_test(files_that_are_no_files_are_refused),
        cmocka_unit_test(missing_or_wrong_prose_names_its_file),
        cmocka_unit_test(one_bad_lesson_leaves_the_others_alone),
        cmocka_unit_test(a_solution_that_does_not_solve_is_the_lessons_fault),
        cmocka_unit_test(
            a_fact_that_raises_an_error_is_the_lessons_fault_and_is_told_with_its_line),
    };

    program_needs_sandbox();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
