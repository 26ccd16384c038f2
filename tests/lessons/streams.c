// SPDX-License-Identifier: MIT
/*
 * Standard input, standard output and the terminal as they should not be: closed, full, endless,
 * binary, narrow, dumb. No crash, an end, and sensible text.
 */
#include <fcntl.h>

#include "program.h"

static const char listing[] = TEST_DATA "/grade/routing/as-listed.sh";

static void other_input_than_text_is_survived(void **state)
{
    static const char *const lines[] = {
        "\"$FIRSTHOP\" run routing --plain <&-",
        "\"$FIRSTHOP\" run routing --plain </dev/null",
        "\"$FIRSTHOP\" run routing --plain </",
        "head -c 100000 /dev/urandom | \"$FIRSTHOP\" run routing --plain",
        "head -c 100000 /dev/zero | \"$FIRSTHOP\" run routing --json",
        "\"$FIRSTHOP\" grade routing \"$FIRSTHOP\"",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
        SCOPED(ran_done) struct ran r = run_line(lines[i]);

        assert_ran(r, r.status == 1 || r.status == 2);
    }
}

/* ---- output ------------------------------------------------------------------------------------
 */

static void output_that_nobody_takes_ends_the_run(void **state)
{
    static const char *const lines[] = {
        "yes | \"$FIRSTHOP\" run routing --plain | head -1",
        "yes | \"$FIRSTHOP\" run routing --json | head -1",
        "yes | \"$FIRSTHOP\" run routing --plain >/dev/full",
        "yes | \"$FIRSTHOP\" run routing --json >/dev/full",
        "\"$FIRSTHOP\" run routing --plain </dev/null >&- 2>&-",
        "\"$FIRSTHOP\" grade routing /dev/null | true",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
        SCOPED(ran_done) struct ran r = run_line(lines[i]);

        assert_ran(r, r.status <= 1);
    }
}

static void a_full_disk_for_the_result_is_named(void **state)
{
    SCOPED(ran_done)
    struct ran r = run_linef("exec \"$FIRSTHOP\" grade routing '%s' >/dev/full", listing);

    (void)state;
    assert_ran(r, r.status == 3 && says(&r.err, "No space left"));
}

static size_t widest_line(const struct str *text)
{
    size_t widest = 0;

    for (const char *at = str_text(text); *at != '\0'; at += at[strcspn(at, "\n")] == '\n') {
        size_t len = strcspn(at, "\n");

        widest = len > widest ? len : widest;
        at += len;
    }
    return widest;
}

static void narrow_and_dumb_terminals_get_plain_text(void **state)
{
    SCOPED(ran_done)
    struct ran narrow =
        run_linef("COLUMNS=20 TERM=dumb LC_ALL=C \"$FIRSTHOP\" run routing </dev/null");
    SCOPED(ran_done)
    struct ran zero = run_line("COLUMNS=0 TERM= \"$FIRSTHOP\" run routing </dev/null");
    SCOPED(ran_done)
    struct ran silly = run_line("COLUMNS=99999999999 TERM=$(printf '\\033') \"$FIRSTHOP\" run "
                                "routing --lang ja </dev/null");

    (void)state;
    assert_ran(narrow, narrow.status == 1 && zero.status == 1 && silly.status == 1);
    assert_null(strchr(str_text(&narrow.out), '\033'));
    assert_ran(narrow, says(&narrow.out, "router"));
    assert_ran(narrow, widest_line(&narrow.out) <= 80); /* code is not wrapped */
}

static void escapes_of_a_learner_reach_no_report(void **state)
{
    static const char *const formats[] = {"text", "json", "tap", "junit", "csv"};
    SCOPED(scratch_done) struct scratch s = scratch_make();

    (void)state;
    scratch_write(
        &s, "escape.sh",
        "ip netns add router # \033[31m\033]0;x\007\n"
        "ip netns add \"$(printf 'host1\\033[2J')\"\n"
        "ip netns add \"$(printf '\\377\\n')\"; ip netns add host1\n"
        "ip -n host1 link add \"$(printf '\\033[31m\\377')\" type veth peer name \"$(printf "
        "'\\033c')\" netns router\n");
    for (size_t i = 0; i < ARRAY_LENGTH(formats); i++) {
        SCOPED(ran_done)
        struct ran r = run_linef("exec \"$FIRSTHOP\" grade routing '%s/escape.sh' --format %s",
                                 s.path, formats[i]);

        assert_ran(r, r.status == 1 && r.out.len > 0);
        assert_null(memchr(r.out.data, '\033', r.out.len));
        assert_null(memchr(r.out.data, '\377', r.out.len));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_input_than_text_is_survived),
        cmocka_unit_test(output_that_nobody_takes_ends_the_run),
        cmocka_unit_test(a_full_disk_for_the_result_is_named),
        cmocka_unit_test(narrow_and_dumb_terminals_get_plain_text),
        cmocka_unit_test(escapes_of_a_learner_reach_no_report),
    };

    program_needs_sandbox();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
