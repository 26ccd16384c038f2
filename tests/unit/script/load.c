// SPDX-License-Identifier: MIT
/* What a good lesson.lua becomes. */
#include "folder.h"

#include <sys/socket.h>

static const struct lesson *lesson;
static const struct step *step; /* the first */

static int open_good(void **state)
{
    struct script *s = load_good(TEST_DATA "/script/good");

    lesson = script_lesson(s);
    step = &lesson->steps[0];
    *state = s;
    return 0;
}

static int close_good(void **state)
{
    script_free(*state);
    return 0;
}

/* The fact of step 1 called @id. */
static const struct fact *find_fact(const char *id)
{
    for (size_t i = 0; i < step->expect_count; i++)
        if (str_equal(step->expect[i]->id, id))
            return step->expect[i];
    fail_msg("no fact '%s'", id);
    return NULL;
}

static void the_lesson_has_its_head(void **state)
{
    (void)state;
    assert_string_equal(lesson->id, "good");
    assert_string_equal(lesson->folder, TEST_DATA "/script/good");
    assert_string_equal(lesson->path, TEST_DATA "/script/good/lesson.lua");
    assert_int_equal(lesson->after_count, 2);
    assert_string_equal(lesson->after[1], "same-segment");
    assert_int_equal(lesson->needs_count, 2);
    assert_int_equal(lesson->tools_count, 2);
    assert_string_equal(lesson->tools[0], "ip");
    assert_int_equal(lesson->minutes, 25);
}

static void the_map_has_rows_with_empty_cells(void **state)
{
    (void)state;
    assert_int_equal(lesson->map_count, 2);
    assert_string_equal(lesson->map[0].cells[1], "router");
    assert_int_equal(lesson->map[1].count, 2);
    assert_null(lesson->map[1].cells[0]);
    assert_string_equal(lesson->map[1].cells[1], "host");
}

static void steps_keep_kind_order_and_line(void **state)
{
    (void)state;
    assert_int_equal(lesson->step_count, 3);
    assert_int_equal(lesson->steps[0].kind, STEP_DO);
    assert_int_equal(lesson->steps[0].line, 17);
    assert_int_equal(lesson->steps[1].kind, STEP_PREDICT);
    assert_string_equal(lesson->steps[1].id, "ttl");
    assert_int_equal(lesson->steps[2].kind, STEP_READ);
    assert_string_equal(lesson->steps[2].id, "remember");
}

static void every_kind_of_fact_arrives(void **state)
{
    bool is_there[FACT_KIND_COUNT] = {false};

    (void)state;
    for (size_t i = 0; i < step->expect_count; i++) {
        is_there[step->expect[i]->kind] = true;
        for (size_t part = 0; part < step->expect[i]->part_count; part++)
            is_there[step->expect[i]->parts[part]->kind] = true;
    }
    for (int kind = 0; kind < FACT_KIND_COUNT; kind++)
        if (!is_there[kind])
            fail_msg("no fact of the kind %s", fact_spec((enum fact_kind)kind)->name);
}

static void a_fact_knows_its_receiver_and_line(void **state)
{
    const struct fact *exists = find_fact("host1-exists");
    const struct fact *up = find_fact("host1-eth0-up");

    (void)state;
    assert_string_equal(exists->netns, "host1");
    assert_null(exists->link);
    assert_int_equal(exists->line, 19);
    assert_string_equal(up->netns, "host1");
    assert_string_equal(up->link, "eth0");
    assert_int_equal(up->line, 29);
}

static void options_become_values(void **state)
{
    const struct fact *route = step->expect[2];
    char text[ADDRESS_TEXT];

    (void)state;
    assert_int_equal(fact_value(route, "to")->prefix.length, 0);
    assert_int_equal(fact_value(route, "to")->prefix.address.family, AF_INET);
    assert_string_equal(fact_value(route, "to")->text, "default");
    assert_string_equal(address_format(&fact_value(route, "via")->address, text), "10.0.1.11");
    assert_string_equal(fact_value(route, "dev")->text, "eth0");
    assert_int_equal(fact_value(route, "metric")->number, 100);
    assert_string_equal(fact_value(route, "metric")->text, "100");
    assert_null(fact_value(step->expect[3], "via"));
    assert_int_equal(fact_value(step->expect[3], "from")->address.family, AF_INET6);
}

static void every_type_of_argument_becomes_a_value(void **state)
{
    const struct fact_value *mac = fact_value(step->expect[5], "mac");
    const struct fact_value *peer = fact_value(step->expect[12], "peer");
    const struct fact_value *cidr = fact_value(step->expect[14], "cidr");
    const struct fact_value *from = fact_value(step->expect[19], "from");

    (void)state;
    assert_int_equal(fact_value(step->expect[1], "family")->number, AF_INET6);
    assert_int_equal(mac->mac[0], 2);
    assert_int_equal(mac->mac[5], 0xff);
    assert_string_equal(peer->netns, "router");
    assert_string_equal(peer->link, "e1");
    assert_string_equal(peer->text, "router/e1");
    assert_int_equal(cidr->prefix.length, 24);
    assert_string_equal(from->netns, "host1");
    assert_string_equal(fact_value(step->expect[6], "value")->text, "1");
}

static void combined_facts_own_their_parts(void **state)
{
    const struct fact *any = step->expect[20];
    const struct fact *none = find_fact("none-host1-eth0-exists");

    (void)state;
    assert_int_equal(any->kind, FACT_ANY);
    assert_int_equal(any->part_count, 2);
    assert_int_equal(any->parts[1]->kind, FACT_ALL);
    assert_int_equal(any->parts[1]->parts[0]->kind, FACT_LINK_EXISTS);
    assert_ptr_not_equal(any->parts[0], any->parts[1]->parts[0]);
    assert_non_null(any->parts[1]->parts[0]->id);
    assert_int_equal(none->kind, FACT_NONE);
    assert_int_equal(none->part_count, 1);
    assert_int_equal(find_fact("none-host1-exists")->parts[0]->kind, FACT_NETNS_EXISTS);
    assert_int_equal(find_fact("none-host1-eth0-up")->parts[0]->kind, FACT_LINK_UP);
}

static void ids_are_unique_within_a_step(void **state)
{
    (void)state;
    for (size_t i = 0; i < step->expect_count; i++)
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(step->expect[i]->id, step->expect[j]->id);
}

static void a_custom_fact_has_its_sentences(void **state)
{
    const struct fact *custom = find_fact("own-rule");

    (void)state;
    assert_string_equal(custom->custom_text[LANGUAGE_EN], "as the author says");
    assert_string_equal(custom->custom_text[LANGUAGE_JA], "著者の言うとおり");
    assert_true(custom->custom_test > 0);
}

static void commands_lose_the_indentation_they_share(void **state)
{
    (void)state;
    assert_string_equal(step->setup, "ip netns add router");
    assert_string_equal(step->solution,
                        "ip netns add host1\n  sysctl -w x=1 \\\n    -- y\n\nip link");
    assert_int_equal(step->also_count, 2);
    assert_string_equal(step->also[0], "one line");
    assert_string_equal(step->also[1], "first line right behind the bracket\nsecond line");
}

static void mistakes_have_commands_section_and_line(void **state)
{
    (void)state;
    assert_int_equal(step->mistake_count, 2);
    assert_string_equal(step->mistakes[0].commands, "ip netns add host");
    assert_string_equal(step->mistakes[0].says, "wrong-name");
    assert_string_equal(step->mistakes[1].commands, "ip link");
    assert_string_equal(step->mistakes[1].says, "nothing-done");
    assert_int_equal(step->mistakes[0].line, 65);
    assert_int_equal(step->mistakes[1].line, 68);
}

static void watches_are_sorted_by_name(void **state)
{
    char text[ADDRESS_TEXT];

    (void)state;
    assert_int_equal(step->watch_count, 2);
    assert_string_equal(step->watches[0].name, "back");
    assert_string_equal(step->watches[0].from, "host");
    assert_string_equal(step->watches[1].name, "trip");
    assert_string_equal(step->watches[1].from, "host1");
    assert_string_equal(address_format(&step->watches[1].to, text), "10.0.2.10");
}

static void keeps_may_be_given_and_empty(void **state)
{
    (void)state;
    assert_true(step->keeps_given);
    assert_int_equal(step->keeps_count, 0);
    assert_false(lesson->steps[1].keeps_given);
}

static void equivalents_say_why(void **state)
{
    (void)state;
    assert_int_equal(step->equivalent_count, 1);
    assert_string_equal(step->equivalents[0].mutant, "ip link set lo up");
    assert_string_equal(step->equivalents[0].why, "nothing asks for it");
}

static void a_prediction_has_choices_and_an_answer(void **state)
{
    const struct step *predict = &lesson->steps[1];

    (void)state;
    assert_int_equal(predict->choice_count, 3);
    assert_string_equal(predict->choices[2], "62");
    assert_int_not_equal(predict->answer, 0);
    assert_null(predict->solution);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lesson_has_its_head),
        cmocka_unit_test(the_map_has_rows_with_empty_cells),
        cmocka_unit_test(steps_keep_kind_order_and_line),
        cmocka_unit_test(every_kind_of_fact_arrives),
        cmocka_unit_test(a_fact_knows_its_receiver_and_line),
        cmocka_unit_test(options_become_values),
        cmocka_unit_test(every_type_of_argument_becomes_a_value),
        cmocka_unit_test(combined_facts_own_their_parts),
        cmocka_unit_test(ids_are_unique_within_a_step),
        cmocka_unit_test(a_custom_fact_has_its_sentences),
        cmocka_unit_test(commands_lose_the_indentation_they_share),
        cmocka_unit_test(mistakes_have_commands_section_and_line),
        cmocka_unit_test(watches_are_sorted_by_name),
        cmocka_unit_test(keeps_may_be_given_and_empty),
        cmocka_unit_test(equivalents_say_why),
        cmocka_unit_test(a_prediction_has_choices_and_an_answer),
    };

    return cmocka_run_group_tests(tests, open_good, close_good);
}
