// SPDX-License-Identifier: MIT
/* A packet's trip: golden pictures and explanations over any number of routers, and what goes
 * wrong. */
#include "build.h"

struct trip {
    struct journeys all;
    int request, reply;
};

static void trip_done(struct trip *t)
{
    journeys_done(&t->all);
}

static struct trip trip_of(enum frame_kind kind, const char *request, const char *reply)
{
    struct trip t = {.request = -1, .reply = -1};

    if (request != NULL)
        t.request = add_journey(&t.all, FRAME_ECHO_REQUEST,
                                kind == FRAME_ECHO_REPLY && reply != NULL, request);
    if (reply != NULL)
        t.reply = add_journey(&t.all, kind, true, reply);
    return t;
}

static void assert_trip(const char *name, const struct trip *t, const char *prediction,
                        const struct look *look)
{
    SCOPED(str_done) struct str text = {0};

    trip_add(&text, &t->all, t->request, t->reply, prediction, true, look);
    assert_golden(name, &text);
    assert_fits(&text, look->columns < 20 ? 20 : look->columns);
}

#define NO_ROUTER_REQUEST  "a eth0 > 64; b eth0 < 64"
#define NO_ROUTER_REPLY    "b eth0 > 64; a eth0 < 64"
#define ONE_ROUTER_REQUEST "host1 eth0 > 64; router e1 < 64; router e0 > 63; host2 eth0 < 63"
#define ONE_ROUTER_REPLY   "host2 eth0 > 64; router e0 < 64; router e1 > 63; host1 eth0 < 63"
#define TWO_ROUTERS_REQUEST                                                                        \
    "host1 eth0 > 64; r1 e0 < 64; r1 e1 > 63; r2 e0 < 63; r2 e1 > 62; host2 eth0 < 62"
#define TWO_ROUTERS_REPLY                                                                          \
    "host2 eth0 > 64; r2 e1 < 64; r2 e0 > 63; r1 e1 < 63; r1 e0 > 62; host1 eth0 < 62"

static void one_router(void **state)
{
    struct look look = look_at(92);
    SCOPED(trip_done)
    struct trip t = trip_of(FRAME_ECHO_REPLY, ONE_ROUTER_REQUEST, ONE_ROUTER_REPLY);

    (void)state;
    assert_trip("trip-one-router", &t, "63", &look);
}

static void no_router(void **state)
{
    struct look look = look_at(80);
    SCOPED(trip_done)
    struct trip t = trip_of(FRAME_ECHO_REPLY, NO_ROUTER_REQUEST, NO_ROUTER_REPLY);

    (void)state;
    assert_trip("trip-no-router", &t, NULL, &look);
}

static void two_routers(void **state)
{
    struct look look = look_at(100);
    SCOPED(trip_done)
    struct trip t = trip_of(FRAME_ECHO_REPLY, TWO_ROUTERS_REQUEST, TWO_ROUTERS_REPLY);

    (void)state;
    assert_trip("trip-two-routers", &t, NULL, &look);
    look.language = LANGUAGE_JA;
    assert_trip("trip-two-routers-ja", &t, "62", &look);
}

/* A bridge is passed with the TTL untouched and is no router. */
static void a_switch_on_the_way_costs_nothing(void **state)
{
    struct look look = look_at(92);
    SCOPED(trip_done)
    struct trip t = trip_of(FRAME_ECHO_REPLY, "h1 eth0 > 64; sw p1 < 64; sw p2 > 64; h2 eth0 < 64",
                            "h2 eth0 > 64; sw p2 < 64; sw p1 > 64; h1 eth0 < 64");

    (void)state;
    assert_trip("trip-switch", &t, NULL, &look);
}

static void time_exceeded_is_told_with_its_sender(void **state)
{
    struct look look = look_at(80);
    SCOPED(trip_done)
    struct trip t = trip_of(FRAME_TIME_EXCEEDED, "host1 eth0 > 1; router e1 < 1",
                            "router e1 > 64; host1 eth0 < 64");

    (void)state;
    assert_trip("trip-time-exceeded", &t, "router", &look);
    look.language = LANGUAGE_JA;
    assert_trip("trip-time-exceeded-ja", &t, NULL, &look);
}

static void time_exceeded_at_the_second_router(void **state)
{
    struct look look = look_at(80);
    SCOPED(trip_done)
    struct trip t = trip_of(FRAME_TIME_EXCEEDED, "host1 eth0 > 2; r1 e0 < 2; r1 e1 > 1; r2 e0 < 1",
                            "r2 e0 > 64; r1 e1 < 64; r1 e0 > 63; host1 eth0 < 63");

    (void)state;
    assert_trip("trip-time-exceeded-second", &t, NULL, &look);
}

static void destination_unreachable(void **state)
{
    struct look look = look_at(80);
    SCOPED(trip_done)
    struct trip t = trip_of(FRAME_UNREACHABLE, "host1 eth0 > 64; router e1 < 64",
                            "router e1 > 64; host1 eth0 < 64");
    SCOPED(trip_done)
    struct trip own = trip_of(FRAME_UNREACHABLE, "host1 eth0 > 64", "host1 lo > 64; host1 lo < 64");

    (void)state;
    assert_trip("trip-unreachable", &t, NULL, &look);
    assert_trip("trip-unreachable-own", &own, NULL, &look);
}

static void only_a_request_was_seen(void **state)
{
    struct look look = look_at(80);
    SCOPED(trip_done)
    struct trip lost = trip_of(FRAME_ECHO_REPLY, "host1 eth0 > 64; router e1 < 64", NULL);
    SCOPED(trip_done) struct trip left = trip_of(FRAME_ECHO_REPLY, "host1 eth0 > 64", NULL);
    SCOPED(trip_done) struct trip arrived = trip_of(FRAME_ECHO_REPLY, ONE_ROUTER_REQUEST, NULL);

    (void)state;
    arrived.all.items[0].delivered = true;
    assert_trip("trip-lost", &lost, "64", &look);
    assert_trip("trip-only-left", &left, NULL, &look);
    assert_trip("trip-arrived", &arrived, NULL, &look);
}

static void a_reply_can_be_lost_too(void **state)
{
    struct look look = look_at(80);
    SCOPED(trip_done)
    struct trip t = trip_of(FRAME_ECHO_REPLY, ONE_ROUTER_REQUEST,
                            "host2 eth0 > 64; router e0 < 64; router e1 > 63");
    SCOPED(trip_done)
    struct trip at_router =
        trip_of(FRAME_ECHO_REPLY, ONE_ROUTER_REQUEST, "host2 eth0 > 64; router e0 < 64");

    (void)state;
    t.all.items[1].delivered = at_router.all.items[1].delivered = false;
    assert_trip("trip-reply-lost", &t, NULL, &look);
    assert_trip("trip-reply-lost-at-router", &at_router, NULL, &look);
}

static void only_a_reply_was_seen(void **state)
{
    struct look look = look_at(80);
    SCOPED(trip_done) struct trip t = trip_of(FRAME_ECHO_REPLY, NULL, ONE_ROUTER_REPLY);
    SCOPED(trip_done)
    struct trip error = trip_of(FRAME_TIME_EXCEEDED, NULL, "router e1 > 64; host1 eth0 < 64");

    (void)state;
    assert_trip("trip-only-reply", &t, NULL, &look);
    assert_trip("trip-only-error", &error, NULL, &look);
}

static void ping_to_oneself(void **state)
{
    struct look look = look_at(80);
    SCOPED(trip_done)
    struct trip t =
        trip_of(FRAME_ECHO_REPLY, "host1 lo > 64; host1 lo < 64", "host1 lo > 64; host1 lo < 64");

    (void)state;
    assert_trip("trip-oneself", &t, "64", &look);
    look.language = LANGUAGE_JA;
    assert_trip("trip-oneself-ja", &t, "64", &look);
}

/* Some routers take more, and a capture may miss a hop: no sum that does not come out is ever
 * shown. */
static void a_sum_that_does_not_come_out_is_not_shown(void **state)
{
    struct look look = look_at(80);
    SCOPED(trip_done)
    struct trip t = trip_of(FRAME_ECHO_REPLY, ONE_ROUTER_REQUEST,
                            "host2 eth0 > 64; router e0 < 64; router e1 > 60; host1 eth0 < 60");
    SCOPED(trip_done)
    struct trip gap =
        trip_of(FRAME_ECHO_REPLY, ONE_ROUTER_REQUEST, "host2 eth0 > 64; host1 eth0 < 63");

    (void)state;
    assert_trip("trip-takes-four", &t, NULL, &look);
    assert_trip("trip-gap", &gap, NULL, &look);
}

static void narrow_screens_and_plain_list_the_hops(void **state)
{
    struct look look = look_at(40);
    SCOPED(trip_done)
    struct trip t = trip_of(FRAME_ECHO_REPLY, ONE_ROUTER_REQUEST, ONE_ROUTER_REPLY);

    (void)state;
    assert_trip("trip-narrow", &t, "63", &look);
    look.columns = 92;
    look.plain = true;
    assert_trip("trip-plain", &t, "63", &look);
    look.language = LANGUAGE_JA;
    t.all.items[1].delivered = false;
    assert_trip("trip-plain-ja", &t, NULL, &look);
}

static void japanese(void **state)
{
    struct look look = look_at(80);
    SCOPED(trip_done)
    struct trip t = trip_of(FRAME_ECHO_REPLY, ONE_ROUTER_REQUEST, ONE_ROUTER_REPLY);

    (void)state;
    look.language = LANGUAGE_JA;
    assert_trip("trip-ja", &t, "63", &look);
}

static void ascii_has_no_other_characters(void **state)
{
    struct look look = look_at(80);
    SCOPED(str_done) struct str text = {0};
    SCOPED(trip_done)
    struct trip t = trip_of(FRAME_ECHO_REPLY, ONE_ROUTER_REQUEST, ONE_ROUTER_REPLY);

    (void)state;
    look.unicode = false;
    t.all.items[0].delivered = false;
    trip_add(&text, &t.all, t.request, t.reply, "63", true, &look);
    for (const char *c = str_text(&text); *c != '\0'; c++)
        assert_true(*c == '\n' || (*c >= ' ' && *c <= '~'));
    assert_golden("trip-ascii", &text);
}

static void the_ttl_that_changed_is_bold_in_colour(void **state)
{
    struct look look = look_at(92);
    SCOPED(str_done) struct str text = {0};
    SCOPED(trip_done)
    struct trip t = trip_of(FRAME_ECHO_REPLY, ONE_ROUTER_REQUEST, ONE_ROUTER_REPLY);

    (void)state;
    look.colour = true;
    trip_add(&text, &t.all, t.request, t.reply, NULL, false, &look);
    assert_non_null(strstr(str_text(&text), "e0 ─\033[1mttl 63\033[0m─▶ eth0 host2"));
    assert_non_null(strstr(str_text(&text), "host1 eth0 ─ttl 64─▶"));
    assert_non_null(strstr(str_text(&text), "host1 eth0 ◀─\033[1mttl 63\033[0m─ e1"));
}

static void both_ways_line_up(void **state)
{
    struct look look = look_at(120);
    SCOPED(str_done) struct str text = {0};
    SCOPED(trip_done)
    struct trip t =
        trip_of(FRAME_ECHO_REPLY, "host1 eth0 > 7; router e1 < 7; router e0 > 6; host2 eth0 < 6",
                ONE_ROUTER_REPLY);
    const char *request, *reply;
    char *rest;

    (void)state;
    trip_add(&text, &t.all, t.request, t.reply, NULL, false, &look);
    strtok_r(text.data, "\n", &rest);
    request = strtok_r(NULL, "\n", &rest);
    reply = strtok_r(NULL, "\n", &rest);
    assert_int_equal(text_width(request), text_width(reply));
}

static void without_echoes_it_says_so(void **state)
{
    static const int wrong[] = {-1, 0, 99};
    struct look look = look_at(80);
    struct journeys none = {0};
    SCOPED(str_done) struct str text = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        str_clear(&text);
        trip_add(&text, &none, wrong[i], wrong[i], "63", true, &look);
        assert_string_equal(str_text(&text), " No echo of yours was seen yet.\n");
    }
    str_clear(&text);
    trip_add(&text, NULL, -1, -1, NULL, true, &look);
    assert_string_equal(str_text(&text), " No echo of yours was seen yet.\n");
}

static void an_explanation_can_be_left_out(void **state)
{
    struct look look = look_at(92);
    SCOPED(str_done) struct str text = {0};
    SCOPED(trip_done)
    struct trip t = trip_of(FRAME_ECHO_REPLY, ONE_ROUTER_REQUEST, ONE_ROUTER_REPLY);

    (void)state;
    trip_add(&text, &t.all, t.request, t.reply, "63", false, &look);
    assert_null(strstr(str_text(&text), "You said"));
    assert_true(str_text(&text)[text.len - 1] == '\n');
}

static void hostile_names_are_harmless(void **state)
{
    struct look look = look_at(120);
    SCOPED(trip_done)
    struct trip t = trip_of(FRAME_ECHO_REPLY,
                            "\033[2J\a \x80\xff > 64; \033]0:x\a e\033c < 64; \033]0:x\a e0 > 63; "
                            "h2\xc2\x9b eth0 < 63",
                            "h2\xc2\x9b eth0 > 64; \033[2J\a \x80\xff < 64");

    (void)state;
    for (size_t columns = 1; columns < 120; columns += 17) {
        SCOPED(str_done) struct str text = {0};

        look.columns = columns;
        trip_add(&text, &t.all, t.request, t.reply, "\033[31m\n6\r3", true, &look);
        assert_fits(&text, columns < 20 ? 20 : columns);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_router),
        cmocka_unit_test(no_router),
        cmocka_unit_test(two_routers),
        cmocka_unit_test(a_switch_on_the_way_costs_nothing),
        cmocka_unit_test(time_exceeded_is_told_with_its_sender),
        cmocka_unit_test(time_exceeded_at_the_second_router),
        cmocka_unit_test(destination_unreachable),
        cmocka_unit_test(only_a_request_was_seen),
        cmocka_unit_test(a_reply_can_be_lost_too),
        cmocka_unit_test(only_a_reply_was_seen),
        cmocka_unit_test(ping_to_oneself),
        cmocka_unit_test(a_sum_that_does_not_come_out_is_not_shown),
        cmocka_unit_test(narrow_screens_and_plain_list_the_hops),
        cmocka_unit_test(japanese),
        cmocka_unit_test(ascii_has_no_other_characters),
        cmocka_unit_test(the_ttl_that_changed_is_bold_in_colour),
        cmocka_unit_test(both_ways_line_up),
        cmocka_unit_test(without_echoes_it_says_so),
        cmocka_unit_test(an_explanation_can_be_left_out),
        cmocka_unit_test(hostile_names_are_harmless),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
