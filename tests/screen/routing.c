// SPDX-License-Identifier: MIT
/*
 * The whole lesson as a person types it, judged by what a real terminal emulator shows. Nothing
 * waits for time: each key is typed when the screen shows that it is its turn.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <firsthop/base.h>
#include <firsthop/text.h>

#include "terminal.h"

#define PROGRAM     BUILD_ROOT "/firsthop"
#define PATIENCE_MS 20000

static struct terminal *start_with(const char *setting, const char *lang, int columns, int rows)
{
    const char *const argv[] = {PROGRAM, "run", "routing", "--lang", lang, NULL};
    const char *const env[] = {"LC_ALL=C.UTF-8", setting, NULL};

    return terminal_start(argv, env, columns, rows);
}

static struct terminal *start(const char *lang, int columns, int rows)
{
    return start_with("NO_COLOR=1", lang, columns, rows);
}

static void expect(struct terminal *t, const char *text)
{
    if (!terminal_wait_for(t, text, PATIENCE_MS)) {
        fprintf(stderr, "the screen shows\n%s\n", terminal_text(t));
        fail_msg("'%s' did not come", text);
    }
}

/* The prompt is on the last row that is not empty, and the cursor behind it. */
static bool at_prompt(struct terminal *t, const char *prompt)
{
    int column, row;

    terminal_cursor(t, &column, &row);
    return strncmp(terminal_row(t, row), prompt, strlen(prompt)) == 0 &&
           (size_t)column == strlen(prompt) + 1;
}

static void type_line(struct terminal *t, const char *line)
{
    terminal_type(t, line);
    terminal_type(t, "\r");
}

/* How often the shell has printed its prompt so far. */
static size_t prompts(const struct terminal *t)
{
    const char *at = terminal_raw(t, &(size_t){0});
    size_t count = 0;

    while (at != NULL && (at = strstr(at, "firsthop:routing ~ #")) != NULL) {
        at++;
        count++;
    }
    return count;
}

/* Wait for a prompt after the first @before ones, with the cursor behind it. */
static void expect_prompt(struct terminal *t, size_t before)
{
    for (int i = 0; i < 2000 && (prompts(t) == before || !at_prompt(t, "firsthop:routing ~ #"));
         i++)
        terminal_wait_quiet(t, 1, 10);
    if (!at_prompt(t, "firsthop:routing ~ #")) {
        fprintf(stderr, "the screen shows\n%s\n", terminal_text(t));
        fail_msg("no prompt");
    }
}

/* Type @line, and wait until what it caused and the next prompt are there. */
static void command(struct terminal *t, const char *line, const char *shows)
{
    size_t before = prompts(t);

    type_line(t, line);
    expect_prompt(t, before);
    expect(t, shows);
}

static const struct {
    const char *types, *en;
} whole_lesson[] = {
    {"ip netns add router", "● namespace router exists"},
    {"ip netns add host1", "● namespace host1 exists"},
    {"ip netns add host2", "step 2 of 9"},
    {"ip link add eth0 netns host1 type veth peer name e1 netns router",
     "● a cable joins eth0 of host1"},
    {"ip link add eth0 netns host2 type veth peer name e0 netns router", "step 3 of 9"},
    {"ip netns exec host1 ip addr add 10.0.1.10/24 dev eth0", "● eth0 of host1 has the address"},
    {"ip netns exec host2 ip addr add 10.0.2.10/24 dev eth0", "● eth0 of host2 has the address"},
    {"ip netns exec router ip addr add 10.0.2.11/24 dev e0", "● e0 of router has the address"},
    {"ip netns exec router ip addr add 10.0.1.11/24 dev e1", "step 4 of 9"},
    {"ip netns exec router sysctl -w net.ipv4.ip_forward=1", "step 5 of 9"},
    {"ip netns exec host1 ip link set lo up", "● lo of host1 is up"},
    {"ip netns exec host1 ip link set eth0 up", "● eth0 of host1 is up"},
    {"ip netns exec host2 ip link set lo up", "● lo of host2 is up"},
    {"ip netns exec host2 ip link set eth0 up", "● eth0 of host2 is up"},
    {"ip netns exec router ip link set lo up", "● lo of router is up"},
    {"ip netns exec router ip link set e0 up", "● e0 of router is up"},
    {"ip netns exec router ip link set e1 up", "step 6 of 9"},
    {"ip netns exec host1 ip route add default via 10.0.1.11", "● host1's way to 10.0.2.10"},
    {"ip netns exec host2 ip route add default via 10.0.2.11", "step 7 of 9"},
    {"answer 63", "step 8 of 9"},
    {"ip netns exec host1 ping -c 1 10.0.2.10", "● host1 has pinged 10.0.2.10"},
};

static const char *const ways[] = {
    "request   host1 eth0 ─ttl 64─▶ e1 router e0 ─ttl 63─▶ eth0 host2",
    "reply     host1 eth0 ◀─ttl 63─ e1 router e0 ◀─ttl 64─ eth0 host2",
};

static void play(struct terminal *t, bool japanese)
{
    expect(t, "firsthop:routing ~ #");
    for (size_t i = 0; i < ARRAY_LENGTH(whole_lesson); i++)
        command(t, whole_lesson[i].types, japanese ? "firsthop" : whole_lesson[i].en);
}

static void the_lesson_is_typed_read_and_explained_at_80_columns(void **state)
{
    struct terminal *t = start("en", 80, 60);

    (void)state;
    play(t, false);
    command(t, "ip netns exec host2 ping -c 1 10.0.1.10", "the lesson is complete");
    assert_true(terminal_wait_for(t, "64 − 1 = 63", PATIENCE_MS));
    type_line(t, "trip");
    expect(t, "request   host2 eth0 ─ttl 64─▶ e0 router e1 ─ttl 63─▶ eth0 host1");
    type_line(t, "map");
    expect(t, "●──┼");
    type_line(t, "fh quit");
    assert_int_equal(terminal_wait_exit(t, PATIENCE_MS), 0);
    terminal_close(t);
}

static void the_ttl_is_explained_hop_by_hop_from_the_capture(void **state)
{
    struct terminal *t = start("en", 100, 70);

    (void)state;
    play(t, false);
    type_line(t, "ip netns exec host2 ping -c 1 10.0.1.10");
    for (size_t i = 0; i < ARRAY_LENGTH(ways); i++)
        expect(t, ways[i]);
    expect(t, "You said 63.");
    expect(t, "Crossing from one namespace");
    terminal_close(t);
}

/* No row of a Japanese screen may be broken in the middle of a character or run over the edge. */
static void the_lesson_works_in_japanese_at_80_by_24(void **state)
{
    struct terminal *t = start("ja", 80, 24);

    (void)state;
    play(t, true);
    command(t, "ip netns exec host2 ping -c 1 10.0.1.10", "これが最後のステップでした");
    for (int row = 0; row < 24; row++)
        assert_true(text_width(terminal_row(t, row)) <= 80);
    type_line(t, "fh quit");
    assert_int_equal(terminal_wait_exit(t, PATIENCE_MS), 0);
    terminal_close(t);
}

/* ---- what people do to a terminal
 * ---------------------------------------------------------------- */

static void a_wrong_move_is_answered_with_what_differs(void **state)
{
    struct terminal *t = start("en", 80, 40);

    (void)state;
    expect(t, "firsthop:routing ~ #");
    command(t, "ip netns add Router", "one called Router");
    command(t, "ip netns add router", "● namespace router exists");
    command(t, "ip netns del router", "◐ namespace router exists");
    command(t, "ip netns exec nowhere ip link", "There is no namespace of that name");
    terminal_close(t);
}

static void hints_come_in_rungs_and_the_solution_when_asked(void **state)
{
    struct terminal *t = start("en", 80, 40);

    (void)state;
    expect(t, "firsthop:routing ~ #");
    command(t, "hint", "Hint 1 of 2");
    command(t, "hint", "Hint 2 of 2");
    command(t, "goals", "○ namespace router exists");
    command(t, "solution", "ip netns add host2");
    command(t, "skip", "step 2 of 9");
    command(t, "lesson", "Two cables");
    command(t, "fh map", "host1");
    command(t, "fh nonsense", "is no word of the lesson");
    terminal_close(t);
}

static void a_shell_inside_a_namespace_is_listened_to_as_well(void **state)
{
    struct terminal *t = start("en", 80, 40);

    (void)state;
    expect(t, "firsthop:routing ~ #");
    command(t, "skip", "step 2 of 9");
    type_line(t, "ip netns exec host1 bash");
    expect(t, "firsthop:routing(host1)");
    type_line(t, "ip link add eth0 type veth peer name e1 netns router");
    expect(t, "● a cable joins eth0 of host1");
    type_line(t, "exit");
    command(t, "ip link add eth0 netns host2 type veth peer name e0 netns router", "step 3 of 9");
    terminal_close(t);
}

static void control_c_ends_the_command_and_not_the_lesson(void **state)
{
    struct terminal *t = start("en", 80, 40);
    size_t before;

    (void)state;
    expect(t, "firsthop:routing ~ #");
    /* One job that speaks when it has the terminal: bash itself may miss a Ctrl-C while it starts
     * one. */
    type_line(t, "sh -c 'printf \"wait%s\\n\" ing; exec sleep 1000'");
    expect(t, "waiting");
    before = prompts(t);
    terminal_type(t, "\003");
    expect_prompt(t, before);
    command(t, "ip netns add router", "● namespace router exists");
    terminal_close(t);
}

static void control_z_stops_a_command_that_fg_takes_up_again(void **state)
{
    struct terminal *t = start("en", 80, 40);

    (void)state;
    expect(t, "firsthop:routing ~ #");
    type_line(t, "sh -c 'printf \"be%s\\n\" gun; read line; printf \"got %s\\n\" $line'");
    expect(t, "begun");
    terminal_type(t, "\032");
    expect(t, "Stopped");
    type_line(t, "fg");
    terminal_wait_quiet(t, 100, 2000);
    type_line(t, "this");
    expect(t, "got this");
    terminal_close(t);
}

static void a_full_screen_program_is_left_alone(void **state)
{
    struct terminal *t = start("en", 80, 45);

    (void)state;
    expect(t, "firsthop:routing ~ #");
    type_line(t, "seq 1 1000 | less");
    for (int i = 0; i < 200 && !terminal_is_alternate(t); i++)
        terminal_wait_quiet(t, 10, 100);
    assert_true(terminal_is_alternate(t));
    expect(t, "23");
    terminal_type(t, "G");
    expect(t, "1000");
    terminal_type(t, "q");
    command(t, "ip netns add router", "● namespace router exists");
    assert_false(terminal_is_alternate(t));
    terminal_close(t);
}

static void a_file_can_be_edited_with_vi(void **state)
{
    struct terminal *t = start("en", 80, 45);

    (void)state;
    expect(t, "firsthop:routing ~ #");
    type_line(t, "vi notes");
    for (int i = 0; i < 200 && strcmp(terminal_row(t, 5), "~") != 0; i++)
        terminal_wait_quiet(t, 10, 100);
    terminal_type(t, "iip netns add router\033:wq\r");
    expect(t, "firsthop:routing");
    command(t, "sh notes", "● namespace router exists");
    terminal_close(t);
}

static void a_resized_window_is_known_inside_and_laid_out_anew(void **state)
{
    struct terminal *t = start("en", 80, 40);

    (void)state;
    expect(t, "firsthop:routing ~ #");
    terminal_resize(t, 40, 30);
    type_line(t, "clear; stty size");
    expect(t, "30 40");
    type_line(t, "lesson");
    expect(t, "Your task");
    for (int row = 0; row < 30; row++)
        assert_true(text_width(terminal_row(t, row)) <= 40);
    terminal_close(t);
}

static void ten_thousand_pasted_lines_arrive_in_order(void **state)
{
    struct terminal *t = start("en", 80, 45);
    SCOPED(str_done) struct str lines = {0};

    (void)state;
    expect(t, "firsthop:routing ~ #");
    type_line(
        t,
        "n=0; wrong=0; stty -echo; while read -r i; do n=$((n+1)); [ \"$i\" = \"$n\" ] || wrong=1; "
        "[ $n -lt 10000 ] || break; done; stty echo; echo \"counted $n, wrong $wrong\"");
    terminal_wait_quiet(t, 50, 2000);
    for (int i = 1; i <= 10000; i++)
        str_addf(&lines, "%d\r", i);
    terminal_type(t, str_text(&lines));
    expect(t, "counted 10000, wrong 0");
    terminal_close(t);
}

static void leaving_the_shell_pauses_the_lesson_and_says_how_to_go_on(void **state)
{
    struct terminal *t = start("en", 80, 45);

    (void)state;
    expect(t, "firsthop:routing ~ #");
    command(t, "true", "firsthop:routing");
    terminal_type(t, "\004");
    expect(t, "firsthop run routing --step namespaces");
    assert_int_equal(terminal_wait_exit(t, PATIENCE_MS), 1);
    terminal_close(t);
}

static void a_killed_shell_ends_the_lesson_with_a_clear_word(void **state)
{
    struct terminal *t = start("en", 80, 45);

    (void)state;
    expect(t, "firsthop:routing ~ #");
    type_line(t, "kill -9 $$");
    expect(t, "Paused at step 1 of 9");
    assert_int_equal(terminal_wait_exit(t, PATIENCE_MS), 1);
    terminal_close(t);
}

static void escape_sequences_of_the_learner_do_not_break_the_lesson(void **state)
{
    struct terminal *t = start("en", 80, 45);

    (void)state;
    expect(t, "firsthop:routing ~ #");
    type_line(t, "printf '\\033]0;title\\007\\033[31m\\033[5;5Hred\\033[0m\\n'");
    expect(t, "red");
    type_line(t, "clear");
    command(t, "ip netns add router", "● namespace router exists");
    terminal_close(t);
}

/* Is any cell of the row that begins with @text coloured or emphasised? */
static bool is_row_styled(struct terminal *t, const char *text)
{
    for (int row = 0; row < 40; row++)
        if (str_starts(terminal_row(t, row), text))
            return terminal_is_styled(t, 1, row);
    fail_msg("no row begins with '%s'", text);
    return false;
}

static void colour_is_used_unless_it_is_unwanted(void **state)
{
    static const struct {
        const char *setting;
        bool styled;
    } cases[] = {{"NO_COLOR=", true}, {"NO_COLOR=1", false}, {"TERM=dumb", false}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct terminal *t = start_with(cases[i].setting, "en", 80, 40);

        expect(t, "firsthop:routing ~ #");
        assert_int_equal(is_row_styled(t, " Three machines in one"), cases[i].styled);
        terminal_close(t);
    }
}

static void twenty_columns_are_enough_to_go_on(void **state)
{
    struct terminal *t = start("en", 20, 24);

    (void)state;
    expect(t, "Goals");
    type_line(t, "ip netns add router");
    expect(t, "● namespace");
    terminal_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lesson_is_typed_read_and_explained_at_80_columns),
        cmocka_unit_test(the_ttl_is_explained_hop_by_hop_from_the_capture),
        cmocka_unit_test(the_lesson_works_in_japanese_at_80_by_24),
        cmocka_unit_test(a_wrong_move_is_answered_with_what_differs),
        cmocka_unit_test(hints_come_in_rungs_and_the_solution_when_asked),
        cmocka_unit_test(a_shell_inside_a_namespace_is_listened_to_as_well),
        cmocka_unit_test(control_c_ends_the_command_and_not_the_lesson),
        cmocka_unit_test(control_z_stops_a_command_that_fg_takes_up_again),
        cmocka_unit_test(a_full_screen_program_is_left_alone),
        cmocka_unit_test(a_file_can_be_edited_with_vi),
        cmocka_unit_test(a_resized_window_is_known_inside_and_laid_out_anew),
        cmocka_unit_test(ten_thousand_pasted_lines_arrive_in_order),
        cmocka_unit_test(leaving_the_shell_pauses_the_lesson_and_says_how_to_go_on),
        cmocka_unit_test(a_killed_shell_ends_the_lesson_with_a_clear_word),
        cmocka_unit_test(escape_sequences_of_the_learner_do_not_break_the_lesson),
        cmocka_unit_test(colour_is_used_unless_it_is_unwanted),
        cmocka_unit_test(twenty_columns_are_enough_to_go_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
