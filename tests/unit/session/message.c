// SPDX-License-Identifier: MIT
/* What the hook says is put together per speaker, bounded, and never believed beyond its form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "session/message.h"

#define FEED(reader, pid, literal) session_message_feed(reader, pid, literal, sizeof(literal) - 1)

struct heard {
    size_t count;
    struct message last;
    struct str strings; /* joined with '|' */
};

static void keep(void *context, const struct message *m)
{
    struct heard *h = context;

    h->count++;
    h->last = *m;
    str_clear(&h->strings);
    for (size_t i = 0; i < m->count; i++)
        str_addf(&h->strings, "%s%s", i ? "|" : "", m->strings[i]);
}

struct fixture {
    struct heard heard;
    struct message_reader reader;
};

static int set_up(void **state)
{
    struct fixture *f = mem_alloc(sizeof(*f));

    f->reader = (struct message_reader){.fn = keep, .context = &f->heard};
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    session_message_reader_done(&f->reader);
    str_done(&f->heard.strings);
    free(f);
    return 0;
}

static void prompt_has_token_status_and_history(void **state)
{
    struct fixture *f = *state;

    FEED(&f->reader, 7, "\1P 4711 130\0    5  ip netns add a\n\0");
    assert_int_equal(f->heard.count, 1);
    assert_int_equal(f->heard.last.kind, MESSAGE_PROMPT);
    assert_int_equal(f->heard.last.speaker, 7);
    assert_string_equal(f->heard.last.token, "4711");
    assert_int_equal(f->heard.last.status, 130);
    assert_string_equal(f->heard.strings.data, "    5  ip netns add a\n");
}

static void pieces_of_one_byte_make_the_same_message(void **state)
{
    static const char all[] = "\1D 9 0\0~\0  1  for x in a; do\necho $x\ndone\n\0";
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof(all) - 1; i++)
        session_message_feed(&f->reader, 3, &all[i], 1);
    assert_int_equal(f->heard.count, 1);
    assert_int_equal(f->heard.last.kind, MESSAGE_NEXT);
    assert_string_equal(f->heard.strings.data, "~|  1  for x in a; do\necho $x\ndone\n");
}

static void word_brings_its_arguments(void **state)
{
    struct fixture *f = *state;

    FEED(&f->reader, 3, "\1W 1 3\0why\0\0host 1\0");
    assert_int_equal(f->heard.last.kind, MESSAGE_WORD);
    assert_string_equal(f->heard.strings.data, "why||host 1");
}

static void two_speakers_do_not_mix(void **state)
{
    struct fixture *f = *state;

    FEED(&f->reader, 1, "\1P 1");
    FEED(&f->reader, 2, "\1P 2 0\0two\0");
    assert_int_equal(f->heard.last.speaker, 2);
    FEED(&f->reader, 1, "1 5\0one\0");
    assert_int_equal(f->heard.count, 2);
    assert_string_equal(f->heard.last.token, "11");
    assert_string_equal(f->heard.strings.data, "one");
}

static void interrupted_message_is_forgotten_at_the_next_head(void **state)
{
    struct fixture *f = *state;

    FEED(&f->reader, 1, "\1D 1 0\0~\0");
    FEED(&f->reader, 1, "\1P 2 0\0\0");
    assert_int_equal(f->heard.count, 1);
    assert_string_equal(f->heard.last.token, "2");
    assert_string_equal(f->heard.strings.data, "");
}

static void head_at_the_start_of_a_write_is_seen_after_rubbish(void **state)
{
    struct fixture *f = *state;

    FEED(&f->reader, 1, "rubbish without an end");
    FEED(&f->reader, 1, "\1P 2 0\0\0");
    assert_int_equal(f->heard.count, 1);
}

static void receipts_have_no_strings(void **state)
{
    struct fixture *f = *state;

    FEED(&f->reader, 1, "\1A 77 0\0\1R 78 0\0");
    assert_int_equal(f->heard.count, 2);
    assert_int_equal(f->heard.last.kind, MESSAGE_RETURNED);
    assert_string_equal(f->heard.last.token, "78");
}

static void malformed_heads_are_ignored(void **state)
{
    struct fixture *f = *state;

    FEED(&f->reader, 1, "\1\0\1P\0\1P \0\1P x 0\0x\0\1P 1 256\0x\0\1P 1 -1\0x\0\1P 1 0 \0x\0");
    FEED(&f->reader, 1, "\1Q 1 0\0x\0P 1 0\0x\0\1W 1 17\0a\0\1W 1 0\0\1P  0\0x\0\1P 1\0x\0");
    FEED(&f->reader, 1, "\1P 123456789012345678901234 0\0x\0\0\0\0");
    assert_int_equal(f->heard.count, 0);
    FEED(&f->reader, 1, "\1P 1 0\0x\0");
    assert_int_equal(f->heard.count, 1);
}

static void overlong_command_is_cut_and_still_told(void **state)
{
    struct fixture *f = *state;
    char block[1000];

    memset(block, 'a', sizeof(block));
    FEED(&f->reader, 1, "\1P 1 0\0");
    for (int i = 0; i < 1000; i++)
        session_message_feed(&f->reader, 1, block, sizeof(block));
    assert_true(f->reader.speakers[0].part.capacity < 4 * MESSAGE_BYTES_MAX);
    assert_int_equal(f->heard.count, 0);
    FEED(&f->reader, 1, "\0\1P 2 0\0b\0");
    assert_int_equal(f->heard.count, 2);
    assert_string_equal(f->heard.strings.data, "b");
}

static void many_speakers_do_not_grow_memory_nor_lose_the_newest(void **state)
{
    struct fixture *f = *state;

    for (pid_t pid = 1; pid < 1000; pid++)
        FEED(&f->reader, pid, "\1P 1 0\0begun");
    FEED(&f->reader, 999, "\0");
    assert_int_equal(f->heard.count, 1);
    assert_string_equal(f->heard.strings.data, "begun");
    FEED(&f->reader, 1, "\0");
    assert_int_equal(f->heard.count, 1);
}

static void check_command(const char *history, const char *command)
{
    size_t len;
    const char *at = session_message_command(history, &len);

    assert_int_equal(len, strlen(command));
    assert_memory_equal(at, command, len);
}

static void command_is_the_history_line_without_its_number(void **state)
{
    (void)state;
    check_command("    5  ls -l\n", "ls -l");
    check_command("12345* ls\n", "ls");
    check_command("    5   ls\n", " ls");
    check_command("    5  cat <<X\nhere\nX\n\n", "cat <<X\nhere\nX");
    check_command("", "");
    check_command("    5  \n", "");
    check_command("    5", "");
    check_command("rm -rf /\n", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(prompt_has_token_status_and_history, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pieces_of_one_byte_make_the_same_message, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(word_brings_its_arguments, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_speakers_do_not_mix, set_up, tear_down),
        cmocka_unit_test_setup_teardown(interrupted_message_is_forgotten_at_the_next_head, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(head_at_the_start_of_a_write_is_seen_after_rubbish, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(receipts_have_no_strings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(malformed_heads_are_ignored, set_up, tear_down),
        cmocka_unit_test_setup_teardown(overlong_command_is_cut_and_still_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_speakers_do_not_grow_memory_nor_lose_the_newest,
                                        set_up, tear_down),
        cmocka_unit_test(command_is_the_history_line_without_its_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
