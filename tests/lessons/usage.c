// SPDX-License-Identifier: MIT
/*
 * The command line as a contract: exit codes, what goes to which stream, "did you mean", and JSON
 * that parses.
 */

#include "program.h"

/* ---- wrong command lines ----------------------------------------------------------------------
 */

static const struct wrong {
    const char *arguments;
    const char *says[3]; /* on standard error */
} wrong[] = {
    {"rnu", {"'rnu'", "try: firsthop run\n"}},
    {"grad routing x.sh", {"'grad'", "try: firsthop grade\n"}},
    {"xyzzy", {"'xyzzy'", "try: firsthop help\n"}},
    {"''", {"''", "firsthop help"}},
    {"-x", {"no option '-x'"}},
    {"--verison", {"no option '--verison'"}},
    {"help lits", {"'lits'", "firsthop list"}},
    {"help run run", {"'run'"}},
    {"run", {"LESSON", "firsthop run --help"}},
    {"run rooting", {"'rooting'", "firsthop run routing"}},
    {"run nothing-of-the-kind", {"'nothing-of-the-kind'", "firsthop list"}},
    {"run ''", {"''", "firsthop list"}},
    {"run routing routing", {"'routing'"}},
    {"run ./nowhere", {"./nowhere/lesson.lua", "No such file"}},
    {"run /tmp", {"/tmp/lesson.lua"}},
    {"run routing --step cabels", {"'cabels'", "--step cables\n"}},
    {"run routing --step=", {"''", "--step namespaces"}},
    {"run routing --setp cables", {"'--setp'", "try: --step\n"}},
    {"run routing --plian", {"'--plian'", "try: --plain\n"}},
    {"run routing -x", {"'-x'"}},
    {"run routing --step", {"--step", "--step ID"}},
    {"run routing --plain=yes", {"--plain", "no value"}},
    {"run routing --lang klingon", {"'klingon'", "--lang en or --lang ja"}},
    {"list --lang klingon", {"'klingon'"}},
    {"doctor --lang klingon", {"'klingon'"}},
    {"list routing", {"'routing'"}},
    {"list --lessons /nowhere", {"'/nowhere'", "No such file"}},
    {"run routing --lessons /etc/passwd", {"'/etc/passwd'", "Not a directory"}},
    {"grade routing", {"LESSON SCRIPT"}},
    {"grade rooting /dev/null", {"'rooting'", "routing"}},
    {"grade routing /nowhere/a.sh", {"'/nowhere/a.sh'", "No such file"}},
    {"grade routing /dev/null /nowhere/b.sh", {"'/nowhere/b.sh'"}},
    {"grade routing /tmp", {"'/tmp'", "folder"}},
    {"grade routing /dev/null --format yaml", {"'yaml'", "junit or csv"}},
    {"grade routing /dev/null --format ''", {"''"}},
    {"grade routing /dev/null --jobs 0", {"--jobs", "'0'"}},
    {"grade routing /dev/null --jobs two", {"--jobs", "'two'"}},
    {"grade routing /dev/null --jobs 99999999999999999999", {"--jobs"}},
    {"grade routing /dev/null --timeout -1", {"--timeout", "'-1'"}},
    {"grade routing /dev/null --lang klingon", {"'klingon'"}},
};

static void a_wrong_command_line_is_refused_with_what_is_nearest(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        SCOPED(ran_done)
        struct ran r = run_linef("exec \"$FIRSTHOP\" %s </dev/null", wrong[i].arguments);

        if (r.status != 2)
            print_error("firsthop %s\n", wrong[i].arguments);
        assert_ran(r, r.status == 2);
        assert_ran(r, r.out.len == 0);
        assert_ran(r, str_starts(str_text(&r.err), "firsthop: "));
        for (size_t k = 0; k < ARRAY_LENGTH(wrong[i].says) && wrong[i].says[k] != NULL; k++)
            if (!says(&r.err, wrong[i].says[k]))
                fail_msg("firsthop %s: no \"%s\" in: %s", wrong[i].arguments, wrong[i].says[k],
                         str_text(&r.err));
    }
}

static void a_hostile_name_reaches_no_terminal(void **state)
{
    SCOPED(ran_done)
    struct ran r =
        run_line("exec \"$FIRSTHOP\" run \"$(printf 'a\\033[31m\\377\\nb')\" </dev/null");

    (void)state;
    assert_ran(r, r.status == 2);
    assert_null(strchr(str_text(&r.err), '\033'));
    assert_null(strchr(str_text(&r.err), '\377'));
}

/* ---- help -------------------------------------------------------------------------------------
 */

static void every_command_has_help(void **state)
{
    static const char *const commands[] = {"run", "list", "doctor", "grade", "help"};
    static const char *const forms[] = {"%s --help", "%s -h", "help %s",
                                        "%s routing --help --jobs x"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(commands); i++)
        for (size_t k = 0; k < ARRAY_LENGTH(forms); k++) {
            SCOPED(mem_done) char *arguments = mem_printf(forms[k], commands[i]);
            SCOPED(mem_done) char *usage = mem_printf("usage: firsthop %s", commands[i]);
            SCOPED(ran_done) struct ran r = run_linef("exec \"$FIRSTHOP\" %s", arguments);

            assert_ran(r, r.status == 0);
            assert_ran(r, r.err.len == 0);
            assert_ran(r, str_starts(str_text(&r.out), usage));
        }
}

static void the_overview_names_every_command(void **state)
{
    static const char *const forms[] = {"help", "--help", "-h"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        SCOPED(ran_done) struct ran r = run_linef("exec \"$FIRSTHOP\" %s", forms[i]);

        assert_ran(r, r.status == 0 && r.err.len == 0);
        assert_ran(r, says(&r.out, "run ") && says(&r.out, "list ") && says(&r.out, "doctor ") &&
                          says(&r.out, "grade ") && says(&r.out, "help "));
    }
}

static void the_version_is_one_line(void **state)
{
    SCOPED(ran_done) struct ran r = run_line("exec \"$FIRSTHOP\" --version");

    (void)state;
    assert_ran(r, r.status == 0 && r.err.len == 0);
    assert_ran(r, str_starts(str_text(&r.out), "firsthop ") && r.out.data[r.out.len - 1] == '\n');
    assert_ptr_equal(strchr(r.out.data, '\n'), r.out.data + r.out.len - 1);
}

static void help_to_a_closed_or_full_output_is_no_crash(void **state)
{
    static const char *const lines[] = {
        "\"$FIRSTHOP\" help >&-",      "\"$FIRSTHOP\" help >/dev/full",
        "\"$FIRSTHOP\" nonsense 2>&-", "\"$FIRSTHOP\" help <&- >&- 2>&-",
        "\"$FIRSTHOP\" list | true",   "\"$FIRSTHOP\" list --json >/dev/full",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
        SCOPED(ran_done) struct ran r = run_line(lines[i]);

        assert_ran(r, r.status <= 3);
    }
}

/* ---- JSON -------------------------------------------------------------------------------------
 */

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text == NULL ? "" : text;
}

static void the_list_as_json_has_the_lesson(void **state)
{
    SCOPED(ran_done) struct ran r = run_line("exec \"$FIRSTHOP\" list --json --lang ja");
    json_t *list = ran_json(&r), *lesson;
    bool found = false;
    size_t i;

    (void)state;
    assert_ran(r, r.status == 0);
    json_array_foreach(list, i, lesson) if (str_equal(text_of(lesson, "id"), "routing"))
    {
        found = true;
        assert_string_equal(text_of(lesson, "language"), "ja");
        assert_true(json_integer_value(json_object_get(lesson, "steps")) >= 8);
        assert_true(json_is_array(json_object_get(lesson, "missing")));
    }
    assert_true(found);
    json_decref(list);
}

static void doctor_as_json_gives_a_remedy_for_what_does_not_work(void **state)
{
    SCOPED(ran_done) struct ran r = run_line("exec \"$FIRSTHOP\" doctor --json");
    json_t *list = ran_json(&r), *feature;
    size_t i;

    (void)state;
    assert_ran(r, r.status == 0 || r.status == 3);
    assert_ran(r, json_array_size(list) >= 5);
    json_array_foreach(list, i, feature)
    {
        bool works = json_is_true(json_object_get(feature, "works"));

        assert_true(strlen(text_of(feature, "id")) > 0);
        assert_int_equal(works, strlen(text_of(feature, "why")) == 0);
    }
    json_decref(list);
}

static void a_run_as_json_is_one_event_a_line_whatever_is_printed(void **state)
{
    SCOPED(ran_done)
    struct ran r = run_line(
        "printf '%s\\n' 'head -c 300000 /dev/urandom' 'printf \"\\\\033[31m\\\\0\\\\377\\\\n\"' "
        "': $'\"'\\\\377\\\\001'\" 'ip netns add host1' goals map hint "
        "| \"$FIRSTHOP\" run routing --json");

    (void)state;
    assert_ran(r, r.status == 1);
    assert_true(count_json_lines(&r.out) > 10);
    assert_ran(r, says(&r.out, "\"event\":\"fact\"") && says(&r.out, "\"event\":\"hint\""));
    assert_ran(r, says(&r.out, "\"event\":\"goals\"") && says(&r.out, "\"event\":\"map\""));
    assert_null(memchr(r.out.data, '\033', r.out.len));
}

/* ---- lessons elsewhere ------------------------------------------------------------------------
 */

static const char tiny_lua[] = "local fh = require 'firsthop'\n"
                               "return fh.lesson { id = 'tiny', fh.step 'one' {\n"
                               "  expect = { fh.netns('a'):exists() },\n"
                               "  solution = 'ip netns add a' } }\n";
static const char tiny_md[] = "# A tiny lesson\n\nWords.\n\n## one: The only step\n\nProse.\n";

static struct scratch make_tiny(void)
{
    struct scratch s = scratch_make();

    scratch_write(&s, "tiny/lesson.lua", tiny_lua);
    scratch_write(&s, "tiny/en.md", tiny_md);
    return s;
}

static void a_folder_of_lessons_can_be_named(void **state)
{
    SCOPED(scratch_done) struct scratch s = make_tiny();
    SCOPED(ran_done) struct ran list = run_linef("\"$FIRSTHOP\" list --lessons '%s'", s.path);
    SCOPED(ran_done)
    struct ran near = run_linef("\"$FIRSTHOP\" run tniy --lessons '%s' </dev/null", s.path);
    SCOPED(ran_done)
    struct ran done =
        run_linef("echo ip netns add a | \"$FIRSTHOP\" run tiny --plain --lessons='%s'", s.path);

    (void)state;
    assert_ran(list, list.status == 0 && says(&list.out, "A tiny lesson"));
    assert_ran(list, says(&list.out, "routing"));
    assert_ran(near, near.status == 2 && says(&near.err, "firsthop run tiny"));
    assert_ran(done, done.status == 0 && says(&done.out, "The only step"));
}

static void a_lesson_can_be_named_by_its_path(void **state)
{
    SCOPED(scratch_done) struct scratch s = make_tiny();
    SCOPED(ran_done)
    struct ran whole =
        run_linef("echo ip netns add a | \"$FIRSTHOP\" run '%s/tiny' --plain", s.path);
    SCOPED(ran_done)
    struct ran relative = run_linef(
        "cd '%s/tiny' && echo ip netns add a | \"$FIRSTHOP\" run ../tiny/ --plain", s.path);

    (void)state;
    assert_ran(whole, whole.status == 0);
    assert_ran(relative, relative.status == 0);
}

static void a_language_without_prose_falls_back_to_english(void **state)
{
    SCOPED(scratch_done) struct scratch s = make_tiny();
    SCOPED(ran_done)
    struct ran asked =
        run_linef("\"$FIRSTHOP\" run '%s/tiny' --plain --lang ja </dev/null", s.path);
    SCOPED(ran_done)
    struct ran by_locale =
        run_linef("LC_ALL=ja_JP.UTF-8 \"$FIRSTHOP\" run '%s/tiny' --plain </dev/null", s.path);
    SCOPED(ran_done)
    struct ran japanese =
        run_line("LC_ALL=ja_JP.UTF-8 \"$FIRSTHOP\" run routing --plain </dev/null");

    (void)state;
    assert_ran(asked, asked.status == 1 && says(&asked.out, "The only step"));
    assert_ran(by_locale, by_locale.status == 1 && says(&by_locale.out, "The only step"));
    assert_ran(japanese, japanese.status == 1 && !says(&japanese.out, "Goals"));
}

/* ---- exit codes -------------------------------------------------------------------------------
 */

static void a_machine_without_user_namespaces_is_told_so(void **state)
{
    SCOPED(ran_done)
    struct ran r = run_line("exec unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_user_namespaces && "
                            "exec \"$FIRSTHOP\" run routing --plain' </dev/null");

    (void)state;
    assert_ran(r, r.status == 3);
    assert_ran(r, says(&r.err, "max_user_namespaces") && says(&r.err, "try: "));
    assert_ran(r, r.out.len == 0);
}

static void an_empty_script_leaves_everything_to_do(void **state)
{
    static const char *const formats[] = {"text", "json", "tap", "junit", "csv"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(formats); i++) {
        SCOPED(ran_done)
        struct ran r =
            run_linef("exec \"$FIRSTHOP\" grade routing /dev/null --format=%s", formats[i]);

        assert_ran(r, r.status == 1 && r.err.len == 0 && r.out.len > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_command_line_is_refused_with_what_is_nearest),
        cmocka_unit_test(a_hostile_name_reaches_no_terminal),
        cmocka_unit_test(every_command_has_help),
        cmocka_unit_test(the_overview_names_every_command),
        cmocka_unit_test(the_version_is_one_line),
        cmocka_unit_test(help_to_a_closed_or_full_output_is_no_crash),
        cmocka_unit_test(the_list_as_json_has_the_lesson),
        cmocka_unit_test(doctor_as_json_gives_a_remedy_for_what_does_not_work),
        cmocka_unit_test(a_run_as_json_is_one_event_a_line_whatever_is_printed),
        cmocka_unit_test(a_folder_of_lessons_can_be_named),
        cmocka_unit_test(a_lesson_can_be_named_by_its_path),
        cmocka_unit_test(a_language_without_prose_falls_back_to_english),
        cmocka_unit_test(a_machine_without_user_namespaces_is_told_so),
        cmocka_unit_test(an_empty_script_leaves_everything_to_do),
    };

    program_needs_sandbox();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
