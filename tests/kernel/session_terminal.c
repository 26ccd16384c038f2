// SPDX-License-Identifier: MIT
/* The learner's shell on a terminal: order, texts, nested shells, signals, full-screen programs,
 * floods. */
#include "learner.h"

#include <signal.h>

static int set_up(void **state)
{
    struct learner *l = mem_alloc(sizeof(*l));

    learner_open_terminal(l);
    *state = l;
    return 0;
}

static int tear_down(void **state)
{
    learner_close(*state);
    free(*state);
    return 0;
}

static void output_of_a_command_comes_before_its_prompt(void **state)
{
    struct learner *l = *state;

    learner_types(l, "echo a-$((1+1)); seq 3\r");
    learner_sees(l, "a-2\r\n1\r\n2\r\n3\r\n");
    learner_sees(l, "«prompt 0: echo a-$((1+1)); seq 3»");
    learner_sees(l, "firsthop:routing ~ # ");
}

static void much_output_comes_before_its_prompt(void **state)
{
    struct learner *l = *state;

    for (int i = 0; i < 60; i++) {
        char command[64], end[64], prompt[128];

        snprintf(command, sizeof(command), "seq 3000; echo end-%d", i);
        snprintf(end, sizeof(end), "\nend-%d\r\n", i);
        snprintf(prompt, sizeof(prompt), "«prompt 0: %s»", command);
        learner_types(l, command);
        learner_types(l, "\r");
        learner_sees(l, end);
        learner_sees(l, prompt);
    }
}

static void question_asked_again_is_handed_out_once(void **state)
{
    struct learner *l = *state;
    const uint64_t until = clock_now_ms() + 2500; /* the hook asks again after two seconds */

    l->holds = true;
    learner_types(l, "true\r");
    while (clock_now_ms() < until)
        learner_turn(l);
    assert_int_equal(l->prompts, 2);
    l->holds = false;
    session_release(l->session, NULL);
    learner_types(l, "echo on-$((6*7))\r");
    learner_sees(l, "«prompt 0: echo on");
    assert_int_equal(l->prompts, 3);
}

static void nothing_is_shown_until_the_release(void **state)
{
    struct learner *l = *state;
    size_t before;

    l->holds = true;
    learner_types(l, "false\r");
    learner_sees(l, "«prompt 1: false»");
    assert_true(session_waits(l->session));
    before = l->log.len;
    for (int i = 0; i < 5; i++)
        learner_turn(l);
    assert_int_equal(l->log.len, before);
    session_release(l->session, "host1");
    assert_false(session_waits(l->session));
    learner_sees(l, "firsthop:routing(host1) ~ # ");
}

static void status_and_text_are_those_of_the_last_command(void **state)
{
    struct learner *l = *state;

    learner_types(l, "(exit 37)\r");
    learner_sees(l, "«prompt 37: (exit 37)»");
    learner_types(l, "\r");
    learner_sees(l, "«prompt 37: »");
    learner_types(l, " echo 'leading space'\r");
    learner_sees(l, "«prompt 0:  echo 'leading space'»");
    learner_types(l, " echo 'leading space'\r"); /* the same again is told again */
    learner_sees(l, "«prompt 0:  echo 'leading space'»");
    learner_types(l, "for i in 1 2\rdo echo $i\rdone\r");
    learner_sees(l, "«prompt 0: for i in 1 2; do echo $i; done»");
    learner_types(l, "cat <<X\rhere ü\rX\r");
    learner_sees(l, "«prompt 0: cat <<X\nhere ü\nX»");
}

static void learner_keeps_status_last_argument_and_options(void **state)
{
    struct learner *l = *state;

    learner_types(l, "echo one two; false\r");
    learner_sees(l, "«prompt 1:");
    learner_types(l, "echo \"status $?\"; : x y\r");
    learner_sees(l, "status 1");
    learner_sees(l, "«prompt 0");
    learner_types(l, "echo \"argument $_.\"\r");
    learner_sees(l, "argument y.");
    learner_sees(l, "«prompt 0");
    learner_types(l, "false | true; echo \r");
    learner_sees(l, "«prompt 0");
    learner_types(l, "set -u; IFS=; printf() { echo shadowed; }\r");
    learner_sees(l, "«prompt 0: set -u; IFS=; printf() { echo shadowed; }»");
    learner_types(l, "set -e\r");
    learner_sees(l, "«prompt 0: set -e»");
    learner_types(l, "true\r");
    learner_sees(l, "«prompt 0: true»");
}

static void tracing_shows_only_what_the_learner_ran(void **state)
{
    struct learner *l = *state;

    learner_types(l, "set -x\r");
    learner_sees(l, "«prompt 0: set -x»");
    learner_types(l, "echo traced\r");
    learner_sees(l, "«prompt 0: echo traced»");
    learner_types(l, "set +x\r");
    learner_sees(l, "«prompt 0: set +x»");
    assert_null(strstr(l->log.data, "__firsthop"));
}

static void other_prompt_commands_are_borne(void **state)
{
    struct learner *l = *state;

    learner_types(l, "PROMPT_COMMAND=\"echo mine; $PROMPT_COMMAND\"\r");
    learner_sees(l, "mine\r\n");
    learner_sees(l, "«prompt 0: PROMPT");
    learner_types(l, "PROMPT_COMMAND=\r");
    learner_sees(l, "# "); /* the lesson's own line */
    learner_types(l, "echo still-$((40+2))\r");
    learner_sees(l, "still-42");
    assert_int_equal(l->prompts, 2);
}

static void words_reach_us_with_their_arguments(void **state)
{
    struct learner *l = *state;

    learner_types(l, "answer 63 'a b' ''\r");
    learner_sees(l, "«word [answer] [63] [a b] []»");
    learner_sees(l, "«prompt 0: answer 63 'a b' ''»");
    learner_types(l, "fh quit\r");
    learner_sees(l, "«word [quit]»");
    learner_types(l, "fh\r");
    learner_sees(l, "«word [help]»");
    learner_types(l, "hint 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18\r");
    learner_sees(l, "[15]»");
    learner_types(l, "bash -c 'type hint' | wc -l\r"); /* scripts do not have them */
    learner_sees(l, "0\r\n«prompt 0");
}

static void nested_shells_speak_for_themselves(void **state)
{
    struct learner *l = *state;
    pid_t outer;

    learner_types(l, "true\r");
    learner_sees(l, "«prompt 0: true»");
    outer = l->shell;
    l->where = "host1";
    learner_types(l, "bash\r");
    learner_sees(l, "«prompt 0: »");
    learner_sees(l, "firsthop:routing(host1) ~ # ");
    assert_int_not_equal(l->shell, outer);
    learner_types(l, "env -i bash\r");
    learner_sees(l, "«prompt 0: »");
    learner_types(l, "exit 3\r");
    learner_sees(l, "«prompt 3: env -i bash»");
    learner_types(l, "exit 4\r");
    learner_sees(l, "«prompt 4: bash»");
    assert_int_equal(l->shell, outer);
}

static void control_c_ends_a_command_and_the_line(void **state)
{
    struct learner *l = *state;

    learner_types(l, "sh -c 'echo be''gun; exec sleep 1000'\r");
    learner_sees(l, "begun\r\n");
    assert_true(session_is_busy(l->session));
    learner_types(l, "\003");
    learner_sees(l, "«prompt 130: sh -c");
    learner_sees(l, "# ");
    learner_types(l, "half a line");
    learner_sees(l, "half a line");
    learner_lets_shell_rest(l); /* bash forgets an interrupt that meets it editing, until a key */
    learner_types(l, "\003");
    learner_sees(l, "«prompt 130: »");
}

static void control_z_stops_and_fg_goes_on(void **state)
{
    struct learner *l = *state;

    learner_types(l, "sh -c 'echo be''gun; exec sleep 1000'\r");
    learner_sees(l, "begun\r\n");
    learner_types(l, "\032");
    learner_sees(l, "Stopped");
    learner_sees(l, "«prompt 148: sh -c");
    learner_types(l, "kill %1; fg\r");
    learner_sees(l, "«prompt 143: kill %1; fg»");
}

static void shell_is_busy_only_while_something_runs(void **state)
{
    struct learner *l = *state;

    learner_waits_until_busy(l, false);
    learner_types(l, "read -r line\r"); /* a builtin: the shell itself is in the foreground */
    learner_waits_until_busy(l, true);
    for (int i = 0; i < 10; i++) {
        learner_turn(l);
        assert_true(session_is_busy(l->session));
    }
    learner_types(l, "x\r");
    learner_sees(l, "«prompt 0: read -r line»");
    learner_waits_until_busy(l, false);
}

static void full_screen_program_is_busy_and_leaves_a_prompt(void **state)
{
    struct learner *l = *state;

    learner_types(l, "seq 500 >f; less f\r");
    learner_sees(l, "\033[?1049h");
    learner_sees(l, "23");
    assert_true(session_is_busy(l->session));
    learner_types(l, "G");
    learner_sees(l, "500");
    learner_types(l, "q");
    learner_sees(l, "\033[?1049l");
    learner_sees(l, "«prompt 0: seq 500 >f; less f»");
}

static void editor_writes_a_file(void **state)
{
    struct learner *l = *state;

    if (system("command -v vi >/dev/null") != 0)
        skip();
    learner_types(l, "vi note\r");
    learner_sees(l, "\033[?1049h");
    learner_types(l, "ihello from vi\033:wq\r");
    learner_sees(l, "«prompt 0: vi note»");
    learner_types(l, "cat note\r");
    learner_sees(l, "\rhello from vi\r\n«prompt 0: cat note»");
}

static void shell_on_a_terminal_within_is_told_too(void **state)
{
    struct learner *l = *state;

    if (system("command -v script >/dev/null") != 0)
        skip();
    learner_types(l, "script -qc bash /dev/null\r");
    learner_sees(l, "«prompt 0: »");
    learner_types(l, "echo in-$((6*7))\r");
    learner_sees(l, "in-42\r\n");
    learner_sees(l, "«prompt 0: echo in-$((6*7))»");
    learner_types(l, "exit 6\r");
    learner_sees(l, "«prompt 0: script -qc bash /dev/null»");
}

static void terminal_has_a_name_and_a_size(void **state)
{
    struct learner *l = *state;

    learner_types(l, "tty; stty size; test -w \"$(tty)\" && echo writable\r");
    learner_sees(l, "/dev/pts/");
    learner_sees(l, "24 80");
    learner_sees(l, "writable");
    learner_sees(l, "«prompt 0");
    session_resize(l->session, 100, 30);
    learner_types(l, "stty size; echo $COLUMNS\r");
    learner_sees(l, "30 100");
    learner_sees(l, "«prompt 0");
}

static void pasting_ten_thousand_lines_loses_nothing(void **state)
{
    enum { LINES = 10000 };
    struct learner *l = *state;
    struct str paste = {0};
    char last[64];

    l->is_quiet = true;
    for (int i = 1; i <= LINES; i++)
        str_addf(&paste, "((sum+=%d))\r", i);
    learner_types(l, paste.data);
    assert_true(session_input_pending(l->session) > 0);
    str_done(&paste);
    snprintf(last, sizeof(last), "«prompt 0: ((sum+=%d))»", LINES);
    while (!strstr(l->log.data, last) && l->prompts < 2 * LINES)
        learner_turn(l);
    assert_int_equal(l->prompts, LINES + 1);
    assert_int_equal(session_input_pending(l->session), 0);
    l->is_quiet = false;
    learner_types(l, "echo =$sum=\r");
    learner_sees(l, "=50005000=");
}

static void unknown_marks_and_messages_change_nothing(void **state)
{
    struct learner *l = *state;

    learner_types(l, "printf '\\e]5379;firsthop;1\\e\\\\visible'; echo rubbish >&60\r");
    learner_sees(l, "l\rvisible");
    learner_sees(l, "«prompt 0");
    assert_null(strstr(l->log.data, "\033]5379"));
    assert_int_equal(l->prompts, 2);
}

static void floods_on_the_socket_do_not_stop_the_shell(void **state)
{
    struct learner *l = *state;

    learner_types(l, "(cat /dev/zero >&60 &) ; (yes $'\\1P 1' >&60 &)\r");
    learner_sees(l, "«prompt 0: (cat");
    for (int i = 0; i < 20; i++) {
        learner_types(l, "echo on-$((6*7))\r");
        learner_sees(l, "on-42");
        learner_sees(l, "«prompt 0: echo on");
    }
}

static void stolen_answers_are_asked_for_again(void **state)
{
    struct learner *l = *state;

    learner_types(l, "(timeout 3 cat <&60 >/dev/null &)\r");
    learner_sees(l, "«prompt 0: (timeout");
    learner_types(l, "echo on-$((6*7))\r");
    learner_sees(l, "on-42");
    learner_types(l, "echo on-$((6*7))\r");
    learner_sees(l, "on-42");
    learner_sees(l, "«prompt 0: echo on");
}

static void shell_without_the_descriptor_works_on(void **state)
{
    struct learner *l = *state;

    learner_types(l, "exec 60>&-\r");
    learner_sees(l, "# ");
    learner_types(l, "echo on-$((6*7))\r");
    learner_sees(l, "on-42\r\n");
    learner_sees(l, "# ");
    assert_int_equal(l->prompts, 1);
}

static void mark_that_cannot_be_printed_delays_only(void **state)
{
    struct learner *l = *state;

    learner_types(l, "setsid -w bash -i 2>/dev/null\r");
    learner_sees(l, "«prompt 0: »");
    learner_types(l, "exit\r");
    learner_sees(l, "«prompt 0: setsid -w bash -i 2>/dev/null»");
}

static void exit_ends_the_session_with_its_status(void **state)
{
    struct learner *l = *state;

    learner_types(l, "echo last words; exit 9\r");
    learner_waits_for_end(l);
    learner_sees(l, "last words\r\n");
    learner_sees(l, "exit\r\n");
    learner_sees(l, "«ended 9»");
}

static void killed_shell_ends_the_session(void **state)
{
    struct learner *l = *state;

    learner_types(l, "kill -9 $$\r");
    learner_waits_for_end(l);
    learner_sees(l, "«ended 137»");
}

static void hangup_ends_even_a_waiting_shell(void **state)
{
    struct learner *l = *state;

    learner_types(l, "bash\r");
    learner_sees(l, "«prompt 0: »");
    l->holds = true;
    learner_types(l, "fh quit\r");
    learner_sees(l, "«word [quit]»");
    session_hangup(l->session);
    learner_waits_for_end(l);
}

static void shell_may_wait_while_commands_run_beside_it(void **state)
{
    struct learner *l = *state;
    struct str output = {0};
    struct error err = {0};

    l->holds = true;
    learner_types(l, "skip\r");
    learner_sees(l, "«word [skip]»");
    learner_must(session_run(l->sandbox, "echo beside; exit 5", 5000, &output, &err), &err);
    assert_string_equal(output.data, "beside\n");
    str_done(&output);
    l->holds = false;
    session_release(l->session, NULL);
    learner_sees(l, "«prompt 0: skip»");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(output_of_a_command_comes_before_its_prompt),
        TEST(much_output_comes_before_its_prompt),
        TEST(question_asked_again_is_handed_out_once),
        TEST(nothing_is_shown_until_the_release),
        TEST(status_and_text_are_those_of_the_last_command),
        TEST(learner_keeps_status_last_argument_and_options),
        TEST(tracing_shows_only_what_the_learner_ran),
        TEST(other_prompt_commands_are_borne),
        TEST(words_reach_us_with_their_arguments),
        TEST(nested_shells_speak_for_themselves),
        TEST(control_c_ends_a_command_and_the_line),
        TEST(control_z_stops_and_fg_goes_on),
        TEST(shell_is_busy_only_while_something_runs),
        TEST(full_screen_program_is_busy_and_leaves_a_prompt),
        TEST(editor_writes_a_file),
        TEST(shell_on_a_terminal_within_is_told_too),
        TEST(terminal_has_a_name_and_a_size),
        TEST(pasting_ten_thousand_lines_loses_nothing),
        TEST(unknown_marks_and_messages_change_nothing),
        TEST(floods_on_the_socket_do_not_stop_the_shell),
        TEST(stolen_answers_are_asked_for_again),
        TEST(shell_without_the_descriptor_works_on),
        TEST(mark_that_cannot_be_printed_delays_only),
        TEST(exit_ends_the_session_with_its_status),
        TEST(killed_shell_ends_the_session),
        TEST(hangup_ends_even_a_waiting_shell),
        TEST(shell_may_wait_while_commands_run_beside_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
