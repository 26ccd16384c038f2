// SPDX-License-Identifier: MIT
/*
 * Lessons that must be refused: tests/data/script/wrong (an author's slips) and hostile (attempts
 * to break out or to never end). Beside each FILE.lua stands FILE.txt, the message that the author
 * sees, whole: place, reason, line, caret.
 */
#include "folder.h"

#include <dirent.h>
#include <time.h>

#define MOST_CPU_MS 2000

static uint64_t processor_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* The message without the temporary path; the hint below it. */
static char *message_of(const struct folder *f, const struct error *err)
{
    struct str text = {0};
    const char *what = err->what;

    if (str_starts(what, f->path))
        what += strlen(f->path) + 1;
    str_addf(&text, "%s\n", what);
    if (err->hint[0] != '\0')
        str_addf(&text, "hint: %s\n", err->hint);
    return str_take(&text);
}

static void check_file(const char *kind, const char *stem)
{
    SCOPED(folder_done) struct folder f = folder_make(kind);
    SCOPED(mem_done) char *lua_name = mem_printf("%s/%s.lua", kind, stem);
    SCOPED(mem_done) char *txt_name = mem_printf("%s/%s.txt", kind, stem);
    SCOPED(mem_done) char *lua = read_data(lua_name);
    SCOPED(mem_done) char *expected = read_data(txt_name);
    uint64_t start = processor_ms();

    folder_write(&f, "lesson.lua", lua);
    struct error err = load_bad(f.path);

    assert_true(processor_ms() - start < MOST_CPU_MS);
    SCOPED(mem_done) char *message = message_of(&f, &err);

    if (!str_equal(message, expected))
        fail_msg("%s says\n%sinstead of\n%s", lua_name, message, expected);
}

static size_t check_folder(const char *kind)
{
    SCOPED(mem_done) char *path = mem_printf("%s/script/%s", TEST_DATA, kind);
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    size_t checked = 0;

    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        char *dot = strrchr(entries[i]->d_name, '.');

        if (dot != NULL && str_equal(dot, ".lua")) {
            *dot = '\0';
            check_file(kind, entries[i]->d_name);
            checked++;
        }
        free(entries[i]);
    }
    free(entries);
    return checked;
}

static void every_slip_of_an_author_is_shown_where_it_is(void **state)
{
    (void)state;
    assert_true(check_folder("wrong") >= 60);
}

static void every_hostile_lesson_ends_in_time(void **state)
{
    (void)state;
    assert_true(check_folder("hostile") >= 30);
    assert_int_not_equal(access("/tmp/firsthop-was-here", F_OK), 0);
}

static void a_good_lesson_loads_after_hostile_ones(void **state)
{
    SCOPED(folder_done) struct folder f = folder_make("hostile");

    (void)state;
    folder_write(&f, "lesson.lua", "while true do end");
    load_bad(f.path);
    folder_write(
        &f, "lesson.lua",
        "local fh = require 'firsthop' return fh.lesson { id = 'hostile', fh.read 'one' {} }");
    struct script *s = load_good(f.path);

    assert_int_equal(script_lesson(s)->step_count, 1);
    script_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_slip_of_an_author_is_shown_where_it_is),
        cmocka_unit_test(every_hostile_lesson_ends_in_time),
        cmocka_unit_test(a_good_lesson_loads_after_hostile_ones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
