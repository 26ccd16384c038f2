// SPDX-License-Identifier: MIT
/* Text from inside becomes valid UTF-8; a label becomes one harmless word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "session/clean.h"
#include "session/question.h"

#define BAD "\357\277\275" /* U+FFFD */

static void check_max(const char *in, const char *out, size_t max)
{
    struct str s = {0};

    session_clean_utf8(&s, in, strlen(in), max);
    assert_string_equal(str_text(&s), out);
    str_done(&s);
}

static void check(const char *in, const char *out)
{
    check_max(in, out, 4096);
}

static void valid_text_is_kept(void **state)
{
    (void)state;
    check("ip netns add ルータ\n\té 🛰", "ip netns add ルータ\n\té 🛰");
}

static void bad_bytes_are_replaced_one_by_one(void **state)
{
    (void)state;
    check("a\377b", "a" BAD "b");
    check("\300\200", BAD BAD);                 /* overlong */
    check("\355\240\200", BAD BAD BAD);         /* surrogate */
    check("\364\220\200\200", BAD BAD BAD BAD); /* beyond U+10FFFF */
    check("x\343\203", "x" BAD BAD);            /* cut */
}

static void limit_never_cuts_a_character(void **state)
{
    (void)state;
    check_max("aルータ", "aル", 6);
    check_max("ab\377", "ab", 4);
}

static void label_is_one_word(void **state)
{
    struct str s = {0};
    char longer[200];

    (void)state;
    session_clean_label(&s, "host-1.a_b $(rm)\n\033[ル");
    assert_string_equal(s.data, "host-1.a_b___rm_______");
    str_clear(&s);
    memset(longer, 'a', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    session_clean_label(&s, longer);
    assert_int_equal(s.len, LABEL_MAX);
    str_done(&s);
}

static void questions_are_bounded_and_unique(void **state)
{
    struct questions q = {0};
    struct message m = {.kind = MESSAGE_PROMPT, .count = 1, .strings = {"    1  ls\n"}};

    (void)state;
    for (int i = 0; i < 20; i++) {
        m.token[0] = (char)('a' + i);
        m.speaker = 100 + i;
        assert_int_equal(session_questions_add(&q, &m) != NULL, i < QUESTIONS_MAX);
    }
    assert_string_equal(q.items[0].command, "ls");
    struct question first = session_questions_take(&q);

    assert_string_equal(first.token, "a");
    session_question_done(&first);
    m.token[0] = 'b';
    assert_null(session_questions_add(&q, &m));
    session_questions_done(&q);
}

static void a_speaker_has_one_question(void **state)
{
    struct questions q = {0};
    struct message m = {.kind = MESSAGE_PROMPT, .count = 1, .strings = {"    1  ls\n"}};

    (void)state;
    for (int i = 0; i < 20; i++) {
        m.token[0] = (char)('a' + i);
        m.speaker = i == 1 ? 200 : 100;
        assert_non_null(session_questions_add(&q, &m));
    }
    assert_int_equal(q.count, 2);
    assert_string_equal(q.items[0].token, "b");
    assert_string_equal(q.items[1].token, "t"); /* the newest one, behind the others */
    session_questions_done(&q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_text_is_kept),
        cmocka_unit_test(bad_bytes_are_replaced_one_by_one),
        cmocka_unit_test(limit_never_cuts_a_character),
        cmocka_unit_test(label_is_one_word),
        cmocka_unit_test(questions_are_bounded_and_unique),
        cmocka_unit_test(a_speaker_has_one_question),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
