// SPDX-License-Identifier: MIT
/* Which language a locale's name asks for, and sentences with named holes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <firsthop/text.h>

static void every_language_is_found_by_its_own_code(void **state)
{
    (void)state;
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        enum language lang = LANGUAGE_COUNT;

        assert_true(language_parse(language_code((enum language)i), &lang));
        assert_int_equal(lang, i);
    }
}

static void locales_name_their_language_in_any_spelling(void **state)
{
    static const struct {
        const char *text;
        enum language lang;
    } cases[] = {
        {"ja", LANGUAGE_JA},    {"ja_JP.UTF-8", LANGUAGE_JA}, {"ja-JP", LANGUAGE_JA},
        {"JA", LANGUAGE_JA},    {"ja.eucJP", LANGUAGE_JA},    {"ja@x", LANGUAGE_JA},
        {"en-US", LANGUAGE_EN}, {"en_GB.UTF-8", LANGUAGE_EN}, {"C", LANGUAGE_EN},
        {"POSIX", LANGUAGE_EN}, {"C.UTF-8", LANGUAGE_EN},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        enum language lang = LANGUAGE_COUNT;

        assert_true(language_parse(cases[i].text, &lang));
        assert_int_equal(lang, cases[i].lang);
    }
}

static void a_foreign_language_is_refused_and_changes_nothing(void **state)
{
    static const char *const cases[] = {"", "de_DE", "jam", "j", "english", "_JP", "xx"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        enum language lang = LANGUAGE_JA;

        assert_false(language_parse(cases[i], &lang));
        assert_int_equal(lang, LANGUAGE_JA);
    }
}

static const struct message hand_over = {{
    [LANGUAGE_EN] = "{link} moved to {netns}",
    [LANGUAGE_JA] = "{netns} に {link} を移しました",
}};

static void assert_message(const struct message *m, enum language lang, const char *expected)
{
    SCOPED(str_done) struct str s = {0};

    message_addf(&s, m, lang, "link", "eth0", "netns", "host1", NULL);
    assert_string_equal(str_text(&s), expected);
}

static void each_language_has_its_own_word_order(void **state)
{
    (void)state;
    assert_message(&hand_over, LANGUAGE_EN, "eth0 moved to host1");
    assert_message(&hand_over, LANGUAGE_JA, "host1 に eth0 を移しました");
}

static void a_language_without_a_text_speaks_english(void **state)
{
    static const struct message m = {{[LANGUAGE_EN] = "only {link}"}};

    (void)state;
    assert_message(&m, LANGUAGE_JA, "only eth0");
}

static void what_is_missing_shows_as_a_dash(void **state)
{
    static const struct message m = {{[LANGUAGE_EN] = "[{link}] [{mtu}]"}};
    SCOPED(str_done) struct str s = {0};

    (void)state;
    message_addf(&s, &m, LANGUAGE_EN, "link", NULL, "mt", "1", "mtux", "2", NULL);
    assert_string_equal(str_text(&s), "[—] [—]");
}

static void braces_stand_for_themselves_when_doubled_or_alone(void **state)
{
    static const struct message doubled = {{[LANGUAGE_EN] = "{{link}} {link} }}{{"}};
    static const struct message alone = {{[LANGUAGE_EN] = "a } b {link"}};

    (void)state;
    assert_message(&doubled, LANGUAGE_EN, "{link} eth0 }{");
    assert_message(&alone, LANGUAGE_EN, "a } b {link");
}

static void values_cannot_steer_the_terminal(void **state)
{
    static const struct message m = {{[LANGUAGE_EN] = "name {link}"}};
    SCOPED(str_done) struct str s = {0};

    (void)state;
    message_addf(&s, &m, LANGUAGE_EN, "link", "\033[2J{netns}", "netns", "x", NULL);
    assert_string_equal(str_text(&s), "name ␛[2J{netns}");
}

static void the_array_form_says_the_same(void **state)
{
    static const struct message_argument args[] = {{"netns", "host1"}, {"link", "eth0"}};
    SCOPED(str_done) struct str s = {0};

    (void)state;
    str_add(&s, "> ");
    message_add(&s, &hand_over, LANGUAGE_EN, args, ARRAY_LENGTH(args));
    assert_string_equal(str_text(&s), "> eth0 moved to host1");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_language_is_found_by_its_own_code),
        cmocka_unit_test(locales_name_their_language_in_any_spelling),
        cmocka_unit_test(a_foreign_language_is_refused_and_changes_nothing),
        cmocka_unit_test(each_language_has_its_own_word_order),
        cmocka_unit_test(a_language_without_a_text_speaks_english),
        cmocka_unit_test(what_is_missing_shows_as_a_dash),
        cmocka_unit_test(braces_stand_for_themselves_when_doubled_or_alone),
        cmocka_unit_test(values_cannot_steer_the_terminal),
        cmocka_unit_test(the_array_form_says_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
