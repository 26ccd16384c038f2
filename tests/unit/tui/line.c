// SPDX-License-Identifier: MIT
/* The parts of the line view: goals, pages, prose with its map, faults. */
#include <errno.h>

#include "build.h"

#include "tui/line_view.h"

/* ---- goals --------------------------------------------------------------------------------- */

static struct tutor_fact fact_with(const char *sentence, enum verdict verdict, bool achieved)
{
    struct tutor_fact f = {.sentence = (char *)sentence, .judged = true, .achieved = achieved};

    f.finding.verdict = verdict;
    if (verdict != VERDICT_HOLDS)
        str_copy(f.finding.sentence, sizeof(f.finding.sentence),
                 "host1 has no route to 10.0.2.10: its gateway 10.0.2.11 is the router's far side, "
                 "and no neighbour of host1");
    return f;
}

static void add_all_goals(struct str *to, const struct look *look)
{
    struct tutor_fact facts[] = {
        fact_with("host1's way to 10.0.2.10 goes through 10.0.1.11", VERDICT_HOLDS, true),
        fact_with("host2's way to 10.0.1.10 goes through 10.0.2.11", VERDICT_NOT_YET, false),
        fact_with("router forwards ipv4", VERDICT_NOT_YET, true),
    };
    struct tutor_step step = {.facts = facts, .fact_count = ARRAY_LENGTH(facts)};

    line_add_goals(to, &step, look);
    line_add_fact(to, &facts[1], TUTOR_DESCRIBED, true, look);
    line_add_fact(to, &facts[2], TUTOR_UNDONE, true, look);
}

static void goals_show_what_holds_what_does_not_and_what_was_undone(void **state)
{
    struct look looks[4] = {look_at(80), look_at(80), look_at(40), look_at(80)};
    static const char *const names[] = {"goals", "goals-plain", "goals-narrow", "goals-ja"};

    (void)state;
    looks[1].plain = true;
    looks[3].language = LANGUAGE_JA;
    for (size_t i = 0; i < ARRAY_LENGTH(looks); i++) {
        SCOPED(str_done) struct str text = {0};

        add_all_goals(&text, &looks[i]);
        assert_golden(names[i], &text);
        assert_fits(&text, looks[i].columns);
    }
}

static void marks_are_coloured_by_state(void **state)
{
    struct tutor_fact f = fact_with("x", VERDICT_HOLDS, true);
    struct look look = look_at(80);
    SCOPED(str_done) struct str text = {0};

    (void)state;
    look.colour = true;
    line_add_fact(&text, &f, TUTOR_REACHED, false, &look);
    assert_string_equal(str_text(&text), "   \033[32m●\033[0m x\n");
    look.plain = true;
    str_clear(&text);
    line_add_fact(&text, &f, TUTOR_REACHED, false, &look);
    assert_string_equal(str_text(&text), "   [x] x\n");
}

static void a_fact_never_judged_is_open(void **state)
{
    struct tutor_fact f = fact_with("x", VERDICT_HOLDS, false);
    struct tutor_step step = {.facts = &f, .fact_count = 1};
    struct look look = look_at(80);
    SCOPED(str_done) struct str text = {0};

    (void)state;
    f.judged = false;
    line_add_goals(&text, &step, &look);
    assert_string_equal(str_text(&text), " Goals\n   ○ x\n");
    str_clear(&text);
    step.fact_count = 0;
    line_add_goals(&text, &step, &look);
    assert_int_equal(text.len, 0);
}

static void hostile_sentences_are_harmless(void **state)
{
    struct tutor_fact f = fact_with("a \033[31m\033[2J\r\xff b", VERDICT_NOT_YET, false);
    struct look look = look_at(80);
    SCOPED(str_done) struct str text = {0};

    (void)state;
    line_add_fact(&text, &f, TUTOR_DESCRIBED, true, &look);
    assert_fits(&text, 80);
}

/* ---- pages --------------------------------------------------------------------------------- */

struct scene {
    struct lab lab;
    struct lesson *lesson;
    struct tutor_fact facts[2];
    struct prose_step prose;
    struct step step;
    struct tutor_step state;
    struct line_page page;
};

static const char *value_of(const void *context, const char *path)
{
    (void)context;
    return strcmp(path, "seen.trip.reply.arrives_with.ttl") == 0 ? "63" : NULL;
}

static void scene_init(struct scene *s)
{
    *s = (struct scene){0};
    lab_init(&s->lab, FORWARDING);
    s->lesson = lesson_with_map("host1 router host2");
    s->facts[0] = fact_with("host1's way to 10.0.2.10 goes through 10.0.1.11", VERDICT_NOT_YET, 0);
    s->facts[1] = fact_with("host2's way to 10.0.1.10 goes through 10.0.2.11", VERDICT_NOT_YET, 0);
    s->prose.title = (char *)"A way out";
    s->prose.body = (char *)"host1 knows only its own street, `10.0.1.0/24`. Everything else needs "
                            "a *gateway*: a neighbour that it hands the packet to.\n\n{{map}}\n";
    s->state = (struct tutor_step){
        .step = &s->step, .prose = &s->prose, .facts = s->facts, .fact_count = 2};
    s->page = (struct line_page){
        .title = "Routing between two segments",
        .index = 5,
        .count = 9,
        .step = &s->state,
        .source = {.lesson = s->lesson, .world = s->lab.world, .value = value_of},
    };
}

static void scene_done(struct scene *s)
{
    lesson_free(s->lesson);
    lab_done(&s->lab);
}

static void a_page_looks_like_the_picture(void **state)
{
    struct look looks[5] = {look_at(88), look_at(80), look_at(80), look_at(40), look_at(80)};
    static const char *const names[] = {"page", "page-plain", "page-ja", "page-narrow",
                                        "page-ascii"};

    (void)state;
    looks[1].plain = true;
    looks[2].language = LANGUAGE_JA;
    looks[4].unicode = false;
    for (size_t i = 0; i < ARRAY_LENGTH(looks); i++) {
        SCOPED(scene_done) struct scene s;
        SCOPED(str_done) struct str text = {0};

        scene_init(&s);
        line_add_page(&text, &s.page, &looks[i]);
        assert_golden(names[i], &text);
        assert_fits(&text, looks[i].columns);
    }
}

static void a_prediction_names_its_choices(void **state)
{
    char *choices[] = {(char *)"64", (char *)"63", (char *)"6\n\0332"};
    struct look look = look_at(80);
    SCOPED(scene_done) struct scene s;
    SCOPED(str_done) struct str text = {0};

    (void)state;
    scene_init(&s);
    s.step = (struct step){.kind = STEP_PREDICT, .choices = choices, .choice_count = 3};
    s.state.fact_count = 0;
    s.prose.body = (char *)"Think first.";
    s.prose.ask = (char *)"With which TTL does the reply arrive?";
    line_add_page(&text, &s.page, &look);
    assert_golden("page-predict", &text);
}

static void a_text_to_read_waits_for_enter_unless_it_is_the_last(void **state)
{
    struct look look = look_at(80);
    SCOPED(scene_done) struct scene s;
    SCOPED(str_done) struct str text = {0};

    (void)state;
    scene_init(&s);
    s.step.kind = STEP_READ;
    s.state.fact_count = 0;
    line_add_page(&text, &s.page, &look);
    assert_non_null(strstr(str_text(&text), "Press Enter"));
    str_clear(&text);
    s.page.index = 8;
    line_add_page(&text, &s.page, &look);
    assert_null(strstr(str_text(&text), "Press Enter"));
    assert_null(strstr(str_text(&text), "Type commands"));
}

static void long_and_hostile_titles_stay_on_the_screen(void **state)
{
    (void)state;
    for (size_t columns = 1; columns < 130; columns += 3) {
        struct look look = look_at(columns);
        SCOPED(scene_done) struct scene s;
        SCOPED(str_done) struct str text = {0};

        scene_init(&s);
        s.page.title = "A title that is long enough not to fit\033[2J\n on a narrow screen \xff";
        s.prose.title = (char *)"とても長い題名なので狭い画面には入りきらない\r\033c";
        line_add_page(&text, &s.page, &look);
        assert_fits(&text, columns < 21 ? 21 : columns);
    }
}

/* ---- prose --------------------------------------------------------------------------------- */

static void values_and_maps_stand_in_prose(void **state)
{
    struct look look = look_at(80);
    SCOPED(scene_done) struct scene s;
    SCOPED(str_done) struct str text = {0};

    (void)state;
    scene_init(&s);
    line_add_prose(&text,
                   "It came with ttl {{seen.trip.reply.arrives_with.ttl}} and {{seen.other}}.\n"
                   "{{ map }}\n\n{{map}}\nAfter the map.\n\n- in a list: {{map}}\n",
                   &s.page.source, &look);
    assert_golden("prose-map", &text);
}

static void a_map_in_colour_is_not_taken_for_code(void **state)
{
    struct look look = look_at(80);
    SCOPED(scene_done) struct scene s;
    SCOPED(str_done) struct str text = {0}, map = {0};

    (void)state;
    look.colour = true;
    scene_init(&s);
    map_add(&map, s.lesson, s.lab.world, &look);
    line_add_prose(&text, "{{map}}", &s.page.source, &look);
    assert_string_equal(str_text(&text), str_text(&map));
}

static void prose_without_words_is_nothing(void **state)
{
    struct line_source none = {0};
    struct look look = look_at(80);
    SCOPED(str_done) struct str text = {0};

    (void)state;
    line_add_prose(&text, "", &none, &look);
    line_add_prose(&text, "\n \n", &none, &look);
    assert_int_equal(text.len, 0);
    line_add_prose(&text, "{{seen.x}}", &none, &look);
    assert_string_equal(str_text(&text), " —\n");
}

/* ---- faults -------------------------------------------------------------------------------- */

static void a_fault_says_what_while_and_what_to_try(void **state)
{
    struct look look = look_at(80);
    struct error err = {0};
    SCOPED(str_done) struct str text = {0};

    (void)state;
    error_set(&err, -EPERM, "the kernel said: Operation not permitted \033[2J");
    error_while(&err, "reading the routes of 'r1\r'");
    error_hint(&err, "firsthop doctor");
    line_add_fault(&text, &err, &look);
    assert_golden("fault", &text);
    str_clear(&text);
    look.language = LANGUAGE_JA;
    line_add_fault(&text, &err, &look);
    assert_golden("fault-ja", &text);
}

static void a_caret_stays_below_its_character(void **state)
{
    struct look look = look_at(40);
    struct error err = {0};
    SCOPED(str_done) struct str text = {0};

    (void)state;
    error_set(&err, -EINVAL,
              "lesson.lua:3: no such key\n    fh.step \"x\" { expct = {} }\n"
              "                  ^");
    line_add_fault(&text, &err, &look);
    assert_non_null(strstr(str_text(&text), "\n       fh.step \"x\" { expct = {} }\n"
                                            "                     ^\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goals_show_what_holds_what_does_not_and_what_was_undone),
        cmocka_unit_test(marks_are_coloured_by_state),
        cmocka_unit_test(a_fact_never_judged_is_open),
        cmocka_unit_test(hostile_sentences_are_harmless),
        cmocka_unit_test(a_page_looks_like_the_picture),
        cmocka_unit_test(a_prediction_names_its_choices),
        cmocka_unit_test(a_text_to_read_waits_for_enter_unless_it_is_the_last),
        cmocka_unit_test(long_and_hostile_titles_stay_on_the_screen),
        cmocka_unit_test(values_and_maps_stand_in_prose),
        cmocka_unit_test(a_map_in_colour_is_not_taken_for_code),
        cmocka_unit_test(prose_without_words_is_nothing),
        cmocka_unit_test(a_fault_says_what_while_and_what_to_try),
        cmocka_unit_test(a_caret_stays_below_its_character),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
