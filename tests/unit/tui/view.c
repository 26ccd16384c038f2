// SPDX-License-Identifier: MIT
/* The line view as far as it needs no tutor: what it says and what it passes on. */
#include <errno.h>

#include "build.h"

/* ---- the view, as far as it needs no tutor ------------------------------------------------- */

struct screen {
    struct str text;
    size_t writes;
};

static void on_write(void *context, const char *bytes, size_t len)
{
    struct screen *s = context;

    str_add_bytes(&s->text, bytes, len);
    s->writes++;
}

static void the_shells_output_passes_untouched(void **state)
{
    static const char bytes[] = "\033[2J\033]0;x\a\xff\t\r\n\0z";
    struct look look = look_at(80);
    struct screen s = {0};
    struct line_view *v = line_view_new(&look, on_write, &s);
    const struct tutor_view *f = line_view_functions(v);

    (void)state;
    f->output(f->context, bytes, sizeof(bytes) - 1);
    assert_int_equal(s.text.len, sizeof(bytes) - 1);
    assert_memory_equal(s.text.data, bytes, sizeof(bytes) - 1);
    line_view_free(v);
    str_done(&s.text);
}

static void what_we_say_stands_apart_once_a_prompt(void **state)
{
    struct look look = look_at(80);
    struct screen s = {0};
    struct line_view *v = line_view_new(&look, on_write, &s);
    const struct tutor_view *f = line_view_functions(v);

    (void)state;
    f->output(f->context, "out\n", 4);
    f->say(f->context, NULL, "One.");
    f->explained(f->context, NULL, "Two.");
    f->prompt(f->context, NULL);
    f->output(f->context, "$ no newline", 12);
    f->say(f->context, NULL, "Three.");
    f->prompt(f->context, NULL);
    assert_string_equal(str_text(&s.text),
                        "out\n\n   One.\n   Two.\n\n$ no newline\n\n   Three.\n\n");
    line_view_free(v);
    str_done(&s.text);
}

static void a_command_that_changes_nothing_is_answered_with_nothing(void **state)
{
    struct look look = look_at(80);
    struct screen s = {0};
    struct line_view *v = line_view_new(&look, on_write, &s);
    const struct tutor_view *f = line_view_functions(v);

    (void)state;
    f->prompt(f->context, NULL);
    f->output(f->context, "", 0);
    f->prompt(f->context, NULL);
    assert_int_equal(s.writes, 0);
    line_view_free(v);
    str_done(&s.text);
}

static void what_we_say_cannot_steer_the_terminal(void **state)
{
    struct look look = look_at(80);
    struct screen s = {0};
    struct line_view *v = line_view_new(&look, on_write, &s);
    const struct tutor_view *f = line_view_functions(v);
    struct error err = {0};

    (void)state;
    error_set(&err, -EINVAL, "\033]52;c;x\a\nsecond \xfe line");
    f->say(f->context, NULL, "\033[2J\033[31mred\r");
    f->fault(f->context, NULL, &err);
    f->solution(f->context, NULL, "ip link\t\033[2J\nip addr\r\n");
    assert_true(text_is_clean(str_text(&s.text), s.text.len, NULL));
    assert_golden("view-hostile", &s.text);
    line_view_free(v);
    str_done(&s.text);
}

static void the_width_can_change_meanwhile(void **state)
{
    struct look look = look_at(80);
    struct screen s = {0};
    struct line_view *v = line_view_new(&look, on_write, &s);
    const struct tutor_view *f = line_view_functions(v);

    (void)state;
    for (size_t columns = 0; columns < 60; columns++) {
        str_clear(&s.text);
        line_view_set_columns(v, columns);
        f->say(f->context, NULL, "several words that take more than one line on a narrow screen");
        assert_fits(&s.text, columns == 0 ? 80 : columns < 20 ? 20 : columns);
    }
    line_view_free(v);
    str_done(&s.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shells_output_passes_untouched),
        cmocka_unit_test(what_we_say_stands_apart_once_a_prompt),
        cmocka_unit_test(a_command_that_changes_nothing_is_answered_with_nothing),
        cmocka_unit_test(what_we_say_cannot_steer_the_terminal),
        cmocka_unit_test(the_width_can_change_meanwhile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
