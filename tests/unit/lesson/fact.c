// SPDX-License-Identifier: MIT
/* The kinds of fact, their parameters, and the ids made from them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <firsthop/lesson.h>

static struct fact *new_fact(enum fact_kind kind, const char *netns, const char *link)
{
    struct fact *f = mem_alloc(sizeof(*f));

    f->kind = kind;
    f->netns = mem_string(netns);
    f->link = mem_string(link);
    return f;
}

static void give(struct fact *f, const char *name, const char *text)
{
    const struct fact_spec *spec = fact_spec(f->kind);

    for (size_t i = 0; i < spec->parameter_count; i++) {
        if (str_equal(spec->parameters[i].name, name)) {
            f->values[i].type = spec->parameters[i].type;
            f->values[i].text = mem_string(text);
            return;
        }
    }
    fail_msg("no parameter '%s'", name);
}

/* Consumes @f. */
static void assert_id(struct fact *f, const char *expected)
{
    fact_make_id(f, NULL, 0);
    assert_string_equal(f->id, expected);
    fact_free(f);
}

static void every_kind_is_described(void **state)
{
    (void)state;
    for (size_t k = 0; k < FACT_KIND_COUNT; k++) {
        const struct fact_spec *spec = fact_spec((enum fact_kind)k);

        assert_non_null(spec->name);
        assert_non_null(strchr("NLF", spec->receiver));
        assert_in_range(spec->parameter_count, 0, FACT_PARAMETERS);
        for (size_t i = 0; i < spec->parameter_count; i++) {
            assert_int_not_equal(spec->parameters[i].type, FACT_TYPE_NONE);
            assert_true(strlen(spec->parameters[i].name) > 0);
        }
        assert_ptr_equal(spec, fact_spec((enum fact_kind)k));
    }
}

static void a_description_tells_positions_options_and_types(void **state)
{
    const struct fact_spec *spec = fact_spec(FACT_NETNS_ROUTE);

    (void)state;
    assert_string_equal(spec->name, "route");
    assert_int_equal(spec->receiver, 'N');
    assert_int_equal(spec->parameter_count, 5);
    assert_string_equal(spec->parameters[0].name, "to");
    assert_int_equal(spec->parameters[0].type, FACT_TYPE_DEFAULT_OR_PREFIX);
    assert_true(spec->parameters[0].required);
    assert_true(spec->parameters[0].positional);
    assert_string_equal(spec->parameters[3].name, "metric");
    assert_int_equal(spec->parameters[3].type, FACT_TYPE_NUMBER);
    assert_false(spec->parameters[3].required);
    assert_false(spec->parameters[3].positional);
}

static void required_options_are_required_but_have_no_position(void **state)
{
    const struct fact_spec *spec = fact_spec(FACT_PINGED);

    (void)state;
    assert_string_equal(spec->parameters[0].name, "from");
    assert_int_equal(spec->parameters[0].type, FACT_TYPE_NETNS);
    assert_true(spec->parameters[0].required);
    assert_false(spec->parameters[0].positional);
}

static void values_are_found_by_name(void **state)
{
    struct fact *f = new_fact(FACT_NETNS_WAY_TO, "host1", NULL);

    (void)state;
    give(f, "to", "10.0.2.10");
    give(f, "from", "10.0.1.10");
    assert_string_equal(fact_value(f, "to")->text, "10.0.2.10");
    assert_string_equal(fact_value(f, "from")->text, "10.0.1.10");
    assert_null(fact_value(f, "via"));
    assert_null(fact_value(f, "ttl"));
    fact_free(f);
}

static void ids_name_who_what_and_how(void **state)
{
    struct fact *f;

    (void)state;
    assert_id(new_fact(FACT_NETNS_EXISTS, "host1", NULL), "host1-exists");
    assert_id(new_fact(FACT_LINK_UP, "host1", "eth0"), "host1-eth0-up");

    f = new_fact(FACT_NETNS_FORWARDS, "router", NULL);
    give(f, "family", "ipv4");
    assert_id(f, "router-forwards-ipv4");

    f = new_fact(FACT_LINK_ADDRESS, "host1", "eth0");
    give(f, "cidr", "10.0.1.10/24");
    assert_id(f, "host1-eth0-address-10.0.1.10/24");

    f = new_fact(FACT_NETNS_WAY_TO, "host1", NULL);
    give(f, "to", "10.0.2.10");
    give(f, "via", "10.0.1.11");
    assert_id(f, "host1-way-to-10.0.2.10-via-10.0.1.11");

    f = new_fact(FACT_NETNS_SYSCTL, "host1", NULL);
    give(f, "key", "net.ipv4.ip_forward");
    give(f, "value", "1 2\n3");
    assert_id(f, "host1-sysctl-net.ipv4.ip_forward-1-2-3");

    f = new_fact(FACT_PINGED, NULL, NULL);
    give(f, "from", "host1");
    give(f, "to", "10.0.2.10");
    give(f, "count", "2");
    assert_id(f, "pinged-host1-10.0.2.10");
}

static void how_a_packet_arrives_is_not_part_of_an_id(void **state)
{
    struct fact *f = new_fact(FACT_NETNS_REACHES, "host1", NULL);

    (void)state;
    give(f, "address", "10.0.2.10");
    give(f, "ttl", "63");
    assert_id(f, "host1-reaches-10.0.2.10");
}

static void combined_facts_are_called_by_their_parts(void **state)
{
    struct fact *f = new_fact(FACT_ANY, NULL, NULL);

    (void)state;
    ARRAY_PUSH(f->parts, f->part_count, f->part_capacity, new_fact(FACT_LINK_UP, "a", "x"));
    ARRAY_PUSH(f->parts, f->part_count, f->part_capacity, new_fact(FACT_LINK_UP, "b", "y"));
    assert_id(f, "any-a-x-up-or-b-y-up");

    f = new_fact(FACT_NONE, NULL, NULL);
    ARRAY_PUSH(f->parts, f->part_count, f->part_capacity, new_fact(FACT_LINK_EXISTS, "a", "x"));
    assert_id(f, "none-a-x-exists");
}

static void an_authors_own_id_is_kept(void **state)
{
    struct fact *f = new_fact(FACT_CUSTOM, NULL, NULL);

    (void)state;
    f->id = mem_string("my_own");
    assert_id(f, "my_own");
    assert_id(new_fact(FACT_CUSTOM, NULL, NULL), "custom");
}

static void a_taken_id_gets_a_number(void **state)
{
    static const char *const taken[] = {"a-exists", "a-exists-2", "b-exists"};
    struct fact *f = new_fact(FACT_NETNS_EXISTS, "a", NULL);

    (void)state;
    fact_make_id(f, taken, ARRAY_LENGTH(taken));
    assert_string_equal(f->id, "a-exists-3");
    fact_free(f);
}

static void endless_combinations_have_bounded_ids(void **state)
{
    struct fact *f = new_fact(FACT_ALL, NULL, NULL);

    (void)state;
    for (int i = 0; i < 100; i++)
        ARRAY_PUSH(f->parts, f->part_count, f->part_capacity, new_fact(FACT_LINK_UP, "名前", "x"));
    fact_make_id(f, NULL, 0);
    assert_in_range(strlen(f->id), 1, 120);
    assert_true(text_is_clean(f->id, strlen(f->id), NULL));
    fact_free(f);
}

static void nothing_is_freed_safely(void **state)
{
    (void)state;
    fact_free(NULL);
    lesson_free(NULL);
    prose_free(NULL);
    fact_free(mem_alloc(sizeof(struct fact)));
    lesson_free(lesson_new());
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_described),
        cmocka_unit_test(a_description_tells_positions_options_and_types),
        cmocka_unit_test(required_options_are_required_but_have_no_position),
        cmocka_unit_test(values_are_found_by_name),
        cmocka_unit_test(ids_name_who_what_and_how),
        cmocka_unit_test(how_a_packet_arrives_is_not_part_of_an_id),
        cmocka_unit_test(combined_facts_are_called_by_their_parts),
        cmocka_unit_test(an_authors_own_id_is_kept),
        cmocka_unit_test(a_taken_id_gets_a_number),
        cmocka_unit_test(endless_combinations_have_bounded_ids),
        cmocka_unit_test(nothing_is_freed_safely),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
