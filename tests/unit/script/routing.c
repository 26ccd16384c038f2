// SPDX-License-Identifier: MIT
/* The shipped lesson `routing` loads, and its prose fits in every language; what it says is built
 * from values. */
#include "folder.h"

#define FOLDER SOURCE_ROOT "/lessons/routing"

static const struct lesson *lesson;

static int open_lesson(void **state)
{
    struct script *s = load_good(FOLDER);

    lesson = script_lesson(s);
    *state = s;
    return 0;
}

static int close_lesson(void **state)
{
    script_free(*state);
    return 0;
}

static const struct step *find_step(const char *id)
{
    int index = lesson_find_step(lesson, id);

    assert_true(index >= 0);
    return &lesson->steps[index];
}

static void the_solutions_are_the_commands_of_the_textbook(void **state)
{
    static const char expected[] =
        "ip netns add router\n"
        "ip netns add host1\n"
        "ip netns add host2\n"
        "ip link add eth0 netns host1 type veth peer name e1 netns router\n"
        "ip link add eth0 netns host2 type veth peer name e0 netns router\n"
        "ip netns exec host1 ip addr add 10.0.1.10/24 dev eth0\n"
        "ip netns exec host2 ip addr add 10.0.2.10/24 dev eth0\n"
        "ip netns exec router ip addr add 10.0.2.11/24 dev e0\n"
        "ip netns exec router ip addr add 10.0.1.11/24 dev e1\n"
        "ip netns exec router sysctl -w net.ipv4.ip_forward=1\n"
        "ip netns exec host1 ip link set lo up\n"
        "ip netns exec host1 ip link set eth0 up\n"
        "ip netns exec host2 ip link set lo up\n"
        "ip netns exec host2 ip link set eth0 up\n"
        "ip netns exec router ip link set lo up\n"
        "ip netns exec router ip link set e0 up\n"
        "ip netns exec router ip link set e1 up\n"
        "ip netns exec host1 ip route add default via 10.0.1.11\n"
        "ip netns exec host2 ip route add default via 10.0.2.11\n"
        "ip netns exec host1 ping -c 1 10.0.2.10\n"
        "ip netns exec host2 ping -c 1 10.0.1.10\n";
    SCOPED(str_done) struct str all = {0};

    (void)state;
    for (size_t i = 0; i < lesson->step_count; i++)
        if (lesson->steps[i].solution != NULL)
            str_addf(&all, "%s\n", lesson->steps[i].solution);
    assert_string_equal(str_text(&all), expected);
}

static void every_step_to_do_has_alternatives_and_mistakes(void **state)
{
    size_t mistakes = 0;

    (void)state;
    assert_int_equal(lesson->step_count, 9);
    assert_int_equal(lesson->after_count, 0);
    for (size_t i = 0; i < lesson->step_count; i++) {
        const struct step *step = &lesson->steps[i];

        if (step->kind != STEP_DO)
            continue;
        assert_true(step->also_count >= 2);
        assert_true(step->mistake_count >= 1);
        mistakes += step->mistake_count;
    }
    assert_true(mistakes >= 12);
}

static void the_prediction_is_asked_before_the_ping(void **state)
{
    (void)state;
    assert_int_equal(lesson_find_step(lesson, "ttl") + 1, lesson_find_step(lesson, "ping"));
    assert_string_equal(find_step("ping")->watches[0].name, "trip");
}

static void the_answer_comes_from_the_capture(void **state)
{
    struct error err = {0};
    char *name = NULL;
    struct script_value ttl = {
        .path = "trip.reply.arrives_with.ttl", .is_number = true, .number = 62};

    assert_int_equal(script_answer(*state, find_step("ttl")->answer, &ttl, 1, &name, &err), 0);
    assert_string_equal(name, "62");
    free(name);
}

/* ---- prose --------------------------------------------------------------------------------- */

static struct prose *read_prose(enum language lang)
{
    struct error err = {0};
    struct prose *prose = NULL;

    if (prose_read(lesson, lang, &prose, &err) < 0)
        fail_msg("%s\n%s", err.what, err.hint);
    return prose;
}

static void the_prose_fits_in_every_language(void **state)
{
    (void)state;
    for (int lang = 0; lang < LANGUAGE_COUNT; lang++) {
        struct prose *prose = read_prose((enum language)lang);

        for (size_t i = 0; i < lesson->step_count; i++) {
            const struct prose_step *section = prose_find(prose, lesson->steps[i].id);

            assert_non_null(section);
            if (lesson->steps[i].kind != STEP_DO)
                continue;
            assert_true(section->hint_count >= 2);
            assert_non_null(section->done);
        }
        prose_free(prose);
    }
}

static void both_languages_have_the_same_sections(void **state)
{
    struct prose *en = read_prose(LANGUAGE_EN), *ja = read_prose(LANGUAGE_JA);

    (void)state;
    for (size_t i = 0; i < en->step_count; i++) {
        assert_string_equal(en->steps[i].id, ja->steps[i].id);
        assert_int_equal(en->steps[i].hint_count, ja->steps[i].hint_count);
        assert_int_equal(en->steps[i].mistake_count, ja->steps[i].mistake_count);
        assert_int_equal(en->steps[i].done == NULL, ja->steps[i].done == NULL);
    }
    prose_free(en);
    prose_free(ja);
}

static const char *two_routers(void *context, const char *path)
{
    size_t *unknown = context;

    if (strstr(path, ".routers") != NULL)
        return "2";
    if (str_starts(path, "seen.trip.re") && strstr(path, ".leaves_with.ttl") != NULL)
        return "64";
    if (str_starts(path, "seen.trip.re") && strstr(path, ".arrives_with.ttl") != NULL)
        return "62";
    *unknown += !str_equal(path, "map");
    return NULL;
}

/* The text must be right for any number of routers, so it holds no such number itself. */
static void the_explanation_is_built_from_values(void **state)
{
    (void)state;
    for (int lang = 0; lang < LANGUAGE_COUNT; lang++) {
        SCOPED(str_done) struct str text = {0};
        struct prose *prose = read_prose((enum language)lang);
        size_t unknown = 0;

        prose_expand(&text, prose_find(prose, "ping")->done, two_routers, &unknown);
        assert_int_equal(unknown, 0);
        assert_non_null(strstr(str_text(&text), "62"));
        assert_null(strstr(str_text(&text), "63"));
        prose_free(prose);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_solutions_are_the_commands_of_the_textbook),
        cmocka_unit_test(every_step_to_do_has_alternatives_and_mistakes),
        cmocka_unit_test(the_prediction_is_asked_before_the_ping),
        cmocka_unit_test(the_answer_comes_from_the_capture),
        cmocka_unit_test(the_prose_fits_in_every_language),
        cmocka_unit_test(both_languages_have_the_same_sections),
        cmocka_unit_test(the_explanation_is_built_from_values),
    };

    return cmocka_run_group_tests(tests, open_lesson, close_lesson);
}
