// SPDX-License-Identifier: MIT
/* Commands from a pipe or a file: exact order, nested shells, isolation of the input, session_run.
 */
#include "learner.h"

#include <errno.h>

static int set_up(void **state)
{
    *state = mem_alloc(sizeof(struct learner));
    return 0;
}

static int tear_down(void **state)
{
    learner_close(*state);
    free(*state);
    return 0;
}

static void every_command_is_told_after_its_output(void **state)
{
    const char *log = learner_pipes(*state, "echo one\n\n# comment\nfalse\necho three\n", false);

    assert_string_equal(log, "«first»one\n«prompt 0: echo one»«prompt 1: false»three\n"
                             "«prompt 0: echo three»«ended 0»");
}

static void much_output_comes_before_its_prompt(void **state)
{
    struct learner *l = *state;
    struct str script = {0};

    for (int i = 0; i < 100; i++)
        str_addf(&script, "seq 5000; echo end-%d\n", i);
    learner_pipes(l, script.data, false);
    for (int i = 0; i < 100; i++) {
        char end[64], prompt[128];

        snprintf(end, sizeof(end), "\nend-%d\n", i);
        snprintf(prompt, sizeof(prompt), "«prompt 0: seq 5000; echo end-%d»", i);
        learner_sees(l, end);
        learner_sees(l, prompt);
    }
    str_done(&script);
}

static void transcript_shows_prompt_and_command(void **state)
{
    ((struct learner *)*state)->where = NULL;
    const char *log =
        learner_pipes(*state, "for i in 1 2\ndo\necho $i\ndone\ncd /tmp\necho `pwd`", true);

    assert_string_equal(log, "«first»firsthop:routing ~ # for i in 1 2; do echo $i; done\n1\n2\n"
                             "«prompt 0: for i in 1 2; do echo $i; done»"
                             "firsthop:routing ~ # cd /tmp\n«prompt 0: cd /tmp»"
                             "firsthop:routing /tmp # echo `pwd`\n/tmp\n"
                             "«prompt 0: echo `pwd`»«ended 0»");
}

static void here_documents_stay_whole(void **state)
{
    const char *log = learner_pipes(*state, "cat <<X\na\n b\nX\necho c\n", true);

    assert_string_equal(log, "«first»firsthop:routing ~ # cat <<X\na\n b\nX\na\n b\n"
                             "«prompt 0: cat <<X\na\n b\nX»firsthop:routing ~ # echo c\nc\n"
                             "«prompt 0: echo c»«ended 0»");
}

static void nested_shell_reads_on_and_gives_back(void **state)
{
    const char *log = learner_pipes(*state, "bash\necho in\nexit 3\necho out $?\n", false);

    assert_string_equal(log, "«first»«prompt 0: »in\n«prompt 0: echo in»«prompt 3: exit 3»"
                             "«prompt 3: bash»out 3\n«prompt 0: echo out $?»«ended 0»");
}

static void nested_shell_in_a_namespace_is_told_too(void **state)
{
    const char *log = learner_pipes(*state,
                                    "ip netns add host1\nip netns exec host1 bash\n"
                                    "ip -br link\nexit\necho out\n",
                                    false);

    assert_non_null(strstr(log, "«prompt 0: ip netns add host1»"));
    assert_non_null(strstr(log, "«prompt 0: ip -br link»"));
    assert_non_null(strstr(log, "«prompt 0: ip netns exec host1 bash»out\n"));
}

static void scripts_and_subshells_do_not_talk(void **state)
{
    const char *log = learner_pipes(*state,
                                    "bash -c 'true; trap -p; set -o | grep ^history'\n"
                                    "printf 'true\\nfalse\\n' >s; bash s\n(true; false)\n"
                                    "x=$(echo a; echo b)\necho $x\n",
                                    false);

    assert_string_equal(log, "«first»history        \toff\n"
                             "«prompt 0: bash -c 'true; trap -p; set -o | grep ^history'»"
                             "«prompt 1: printf 'true\\nfalse\\n' >s; bash s»"
                             "«prompt 0: x=$(echo a; echo b)»a b\n«prompt 0: echo $x»«ended 0»");
}

static void shells_side_by_side_all_get_their_answers(void **state)
{
    const char *log = learner_pipes(*state,
                                    "for i in 1 2 3 4; do (for j in 1 2 3 4 5 6 7 8 9; do echo "
                                    "\"echo $i-$j\"; done) | bash & done; wait\necho all\n",
                                    false);

    for (char i = '1'; i <= '4'; i++)
        for (char j = '1'; j <= '9'; j++) {
            const char line[] = {i, '-', j, '\n', '\0'};

            assert_non_null(strstr(log, line));
        }
    assert_non_null(strstr(log, "all\n«prompt 0: echo all»«ended 0»"));
}

static void words_work_in_a_script(void **state)
{
    const char *log = learner_pipes(*state, "answer 63\nfh trip\n", false);

    assert_string_equal(log, "«first»«word [answer] [63]»«prompt 0: answer 63»«word [trip]»"
                             "«prompt 0: fh trip»«ended 0»");
}

static void script_keeps_its_own_state(void **state)
{
    const char *log = learner_pipes(*state,
                                    "echo a b\necho \"$_\"\nfalse | true\necho ${PIPESTATUS[0]}\n"
                                    "set -eu\ntrue\necho $nope\necho never\n",
                                    false);

    assert_non_null(strstr(log, "»b\n"));
    assert_non_null(strstr(log, "»1\n"));
    assert_non_null(strstr(log, "nope: unbound variable\n«prompt 1: echo $nope»«ended 1»"));
    assert_null(strstr(log, "never\n"));
}

static void only_the_output_of_commands_comes_out(void **state)
{
    const char *log = learner_pipes(*state, "true\nbash\ntrue\nexit\nexit 7\n", false);

    assert_string_equal(log, "«first»«prompt 0: true»«prompt 0: »«prompt 0: true»«prompt 0: exit»"
                             "«prompt 0: bash»«prompt 7: exit 7»«ended 7»");
}

static void empty_input_ends_at_once(void **state)
{
    assert_string_equal(learner_pipes(*state, "", true), "«first»«ended 0»");
}

static void big_output_comes_whole(void **state)
{
    struct learner *l = *state;

    learner_pipes(l, "head -c 3000000 /dev/zero | tr '\\0' x; echo\nsleep 1000 &\n", false);
    assert_true(l->output_bytes >= 3000001);
    assert_true(l->has_ended);
}

static void big_input_is_read_as_it_is_taken(void **state)
{
    struct learner *l = *state;
    struct session_options options = {.lesson = "routing"};
    char path[] = "/tmp/firsthop-test-XXXXXX";

    learner_open_sandbox(l);
    options.input_fd = mkstemp(path);
    assert_true(options.input_fd >= 0);
    for (int i = 0; i < 3000; i++)
        assert_true(dprintf(options.input_fd, "((sum += %d)) # padding padding padding\n", i) > 0);
    assert_true(dprintf(options.input_fd, "echo =$sum=\n") > 0);
    assert_int_equal(lseek(options.input_fd, 0, SEEK_SET), 0);
    learner_start(l, &options);
    learner_waits_for_end(l);
    learner_sees(l, "=4498500=");
    close(options.input_fd);
    unlink(path);
}

static void input_file_cannot_be_reached_from_inside(void **state)
{
    struct learner *l = *state;
    struct session_options options = {.lesson = "routing"};
    static const char script[] = "ls -lL /proc/self/fd/0\necho evil >/proc/self/fd/0\n";
    char path[] = "/tmp/firsthop-test-XXXXXX";
    struct str after = {0};
    struct error err = {0};

    learner_open_sandbox(l);
    options.input_fd = mkstemp(path);
    assert_true(options.input_fd >= 0);
    assert_int_equal(fd_write_all(options.input_fd, script, sizeof(script) - 1), 0);
    assert_int_equal(lseek(options.input_fd, 0, SEEK_SET), 0);
    learner_start(l, &options);
    learner_waits_for_end(l);
    learner_sees(l, "«first»prw");
    learner_must(fd_read_file(path, 4096, &after, &err), &err);
    assert_string_equal(after.data, script);
    str_done(&after);
    close(options.input_fd);
    unlink(path);
}

static void killed_shell_is_noticed(void **state)
{
    assert_non_null(
        strstr(learner_pipes(*state, "echo a; kill -9 $$\necho b\n", false), "a\n«ended 137»"));
}

static void hangup_needs_no_answers(void **state)
{
    struct learner *l = *state;
    struct session_options options = {.lesson = "routing"};
    int ends[2];

    learner_open_sandbox(l);
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    options.input_fd = ends[0];
    learner_start(l, &options);
    assert_int_equal(fd_write_all(ends[1], "sleep 1000\n", 11), 0);
    learner_sees(l, "«first»");
    l->holds = true;
    session_hangup(l->session);
    learner_waits_for_end(l);
    close(ends[0]);
    close(ends[1]);
}

static int run(struct learner *l, const char *commands, int timeout_ms, struct str *output)
{
    struct error err = {0};

    if (output)
        str_clear(output);
    return session_run(l->sandbox, commands, timeout_ms, output, &err);
}

static void run_collects_output_and_status(void **state)
{
    struct learner *l = *state;
    struct str output = {0};

    learner_open_sandbox(l);
    assert_int_equal(run(l, "echo a; echo b >&2; exit 3", 5000, &output), 3);
    assert_string_equal(output.data, "a\nb\n");
    assert_int_equal(run(l, "", 5000, &output), 0);
    assert_int_equal(run(l, "kill -9 $$", 5000, &output), 137);
    assert_int_equal(run(l, "bash\necho in\nexit 4\necho out $?", 5000, &output), 0);
    assert_string_equal(output.data, "in\nout 4\n");
    assert_int_equal(run(l, "yes | head -c 1000000", 5000, &output), 0);
    assert_int_equal(output.len, 65536);
    assert_int_equal(run(l, "sleep 1000 & echo left behind", 5000, &output), 0);
    assert_string_equal(output.data, "left behind\n");
    assert_int_equal(run(l, "hint; echo $?", 5000, NULL), 0);
    str_done(&output);
}

static void run_stops_what_takes_too_long(void **state)
{
    struct learner *l = *state;
    struct str output = {0};

    learner_open_sandbox(l);
    assert_int_equal(run(l, "echo begun; bash -c 'sleep 1000; true'", 300, &output), -ETIME);
    assert_string_equal(output.data, "begun\n");
    assert_int_equal(run(l, "echo still works", 5000, &output), 0);
    str_done(&output);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_command_is_told_after_its_output),
        TEST(much_output_comes_before_its_prompt),
        TEST(transcript_shows_prompt_and_command),
        TEST(here_documents_stay_whole),
        TEST(nested_shell_reads_on_and_gives_back),
        TEST(nested_shell_in_a_namespace_is_told_too),
        TEST(scripts_and_subshells_do_not_talk),
        TEST(shells_side_by_side_all_get_their_answers),
        TEST(words_work_in_a_script),
        TEST(script_keeps_its_own_state),
        TEST(only_the_output_of_commands_comes_out),
        TEST(empty_input_ends_at_once),
        TEST(big_output_comes_whole),
        TEST(big_input_is_read_as_it_is_taken),
        TEST(input_file_cannot_be_reached_from_inside),
        TEST(killed_shell_is_noticed),
        TEST(hangup_needs_no_answers),
        TEST(run_collects_output_and_status),
        TEST(run_stops_what_takes_too_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
