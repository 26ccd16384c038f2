// SPDX-License-Identifier: MIT
/* Frames to journeys: recorded ones, and hand-built ones for what real kernels do rarely. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recorded.h"

struct built {
    struct journeys all;
    struct world *world;
    struct str text;
};

static void built_done(struct built *b)
{
    journeys_done(&b->all);
    world_free(b->world);
    str_done(&b->text);
}

static const char *text_of(struct built *b, size_t at)
{
    const struct journey *j = &b->all.items[at];

    assert_true(at < b->all.count);
    str_clear(&b->text);
    for (size_t i = 0; i < j->hop_count; i++)
        str_addf(&b->text, "%s%s:%s %s %d", i > 0 ? ", " : "", j->hops[i].netns_name,
                 j->hops[i].link_name, j->hops[i].outgoing ? "out" : "in", j->hops[i].ttl);
    return str_text(&b->text);
}

/** An echo request 10.0.1.10 > 10.0.2.10, id 7, sequence 1, on its way. */
static struct frame request_at(uint64_t netns, int link, bool outgoing, uint8_t ttl, uint64_t time)
{
    struct frame f = {
        .netns = netns,
        .link = link,
        .outgoing = outgoing,
        .time_ns = time,
        .kind = FRAME_ECHO_REQUEST,
        .ttl = ttl,
        .ip_id = 1,
        .echo_id = 7,
        .echo_sequence = 1,
    };

    address_parse("10.0.1.10", &f.source);
    address_parse("10.0.2.10", &f.destination);
    return f;
}

static struct frame reply_to(struct frame f, uint64_t time)
{
    struct frame reply = f;

    reply.kind = FRAME_ECHO_REPLY;
    reply.source = f.destination;
    reply.destination = f.source;
    reply.time_ns = time;
    return reply;
}

static struct frame error_about(struct frame f, uint64_t time)
{
    struct frame error = f;

    error.kind = FRAME_TIME_EXCEEDED;
    address_parse("10.0.1.11", &error.source);
    error.destination = f.source;
    error.about_source = f.source;
    error.about_destination = f.destination;
    error.about_ip_id = f.ip_id;
    error.ip_id = 99;
    error.time_ns = time;
    return error;
}

static void recorded_pings_are_told_hop_by_hop(void **state)
{
    struct recording r = recorded_frames("routing.frames");
    SCOPED(built_done) struct built b = {.world = recorded_world()};

    (void)state;
    journeys_build(r.frames, r.count, 0, b.world, &b.all);
    recorded_done(&r);
    assert_int_equal(b.all.count, 10);
    assert_string_equal(text_of(&b, 0),
                        "host1:eth0 out 64, router:e1 in 64, router:e0 out 63, host2:eth0 in 63");
    assert_string_equal(text_of(&b, 1),
                        "host2:eth0 out 64, router:e0 in 64, router:e1 out 63, host1:eth0 in 63");
    assert_string_equal(text_of(&b, 2), "host1:eth0 out 1, router:e1 in 1");
    assert_int_equal(b.all.items[3].kind, FRAME_TIME_EXCEEDED);
    assert_int_equal(b.all.items[4].echo_id, 103);
    assert_int_equal(b.all.items[5].kind, FRAME_UNREACHABLE);
    assert_string_equal(text_of(&b, 6), text_of(&b, 0)); /* IPv6, the same way */
    for (int i = 0; i < 10; i += 2) {
        assert_int_equal(b.all.items[i].answer, i + 1);
        assert_int_equal(b.all.items[i].cause, -1);
        assert_int_equal(b.all.items[i + 1].cause, i == 0 || i == 6 ? -1 : i);
        assert_true(b.all.items[i].delivered == (i == 0 || i == 6));
        assert_true(b.all.items[i + 1].delivered);
    }
}

static void frames_before_the_mark_are_left_out(void **state)
{
    struct recording r = recorded_frames("routing.frames");
    SCOPED(built_done) struct built b = {0};
    uint64_t mark = 0;

    (void)state;
    for (size_t i = 0; i < r.count && mark == 0; i++) {
        if (r.frames[i].echo_id == 104)
            mark = r.frames[i].number;
    }
    journeys_build(r.frames, r.count, mark, NULL, &b.all);
    assert_int_equal(b.all.count, 4);
    assert_int_equal(b.all.items[0].echo_id, 104);
    journeys_build(r.frames, r.count, r.count, NULL, &b.all);
    assert_int_equal(b.all.count, 0);
    recorded_done(&r);
}

/* Without a world the hops are there, but nobody can say whose they are. */
static void what_no_world_knows_has_no_name(void **state)
{
    const struct frame frames[] = {request_at(1, 2, true, 64, 10), request_at(2, 2, false, 64, 20)};
    SCOPED(built_done) struct built b = {0};

    (void)state;
    journeys_build(frames, 2, 0, NULL, &b.all);
    assert_string_equal(text_of(&b, 0), "?:? out 64, ?:? in 64");
    assert_false(b.all.items[0].delivered);
}

/* A coarse clock gives all hops one time; whatever order they stand in, there is only one way. */
static void equal_times_are_put_in_the_only_possible_order(void **state)
{
    const struct frame frames[] = {
        request_at(3, 2, false, 63, 10),
        request_at(2, 3, true, 63, 10),
        request_at(2, 2, false, 64, 10),
        request_at(1, 2, true, 64, 10),
    };
    SCOPED(built_done) struct built b = {.world = recorded_world()};

    (void)state;
    journeys_build(frames, ARRAY_LENGTH(frames), 0, b.world, &b.all);
    assert_int_equal(b.all.count, 1);
    assert_string_equal(text_of(&b, 0),
                        "host1:eth0 out 64, router:e1 in 64, router:e0 out 63, host2:eth0 in 63");
    assert_int_equal(journey_routers(&b.all.items[0]), 1);
}

static void the_same_number_with_another_ip_id_is_another_packet(void **state)
{
    struct frame frames[] = {
        request_at(1, 2, true, 64, 10),
        request_at(2, 2, false, 64, 20),
        request_at(1, 2, true, 64, 30),
        request_at(2, 2, false, 64, 40),
    };
    SCOPED(built_done) struct built b = {0};

    (void)state;
    frames[2].ip_id = frames[3].ip_id = 2;
    journeys_build(frames, ARRAY_LENGTH(frames), 0, NULL, &b.all);
    assert_int_equal(b.all.count, 2);
    assert_int_equal(b.all.items[0].hop_count, 2);
    assert_int_equal(b.all.items[1].ip_id, 2);
}

/* IPv6 has no IP id, and IPv4 may leave it at 0: the second ping is told from the first by other
 * means. */
static void a_repeated_hop_or_a_long_rest_is_another_packet(void **state)
{
    const struct frame repeated[] = {
        request_at(1, 2, true, 64, 10), request_at(2, 2, false, 64, 20),
        request_at(1, 2, true, 64, 30), request_at(2, 2, false, 64, 40)};
    const struct frame rested[] = {request_at(1, 2, true, 64, 10),
                                   request_at(2, 2, false, 64, 6000000000)};
    SCOPED(built_done) struct built b = {0};

    (void)state;
    journeys_build(repeated, ARRAY_LENGTH(repeated), 0, NULL, &b.all);
    assert_int_equal(b.all.count, 2);
    assert_int_equal(b.all.items[1].hops[0].time_ns, 30);
    journeys_build(rested, ARRAY_LENGTH(rested), 0, NULL, &b.all);
    assert_int_equal(b.all.count, 2);
}

/* The kernel holds a packet up to 3 s while it asks for a neighbour; it is the same packet
 * afterwards. */
static void waiting_for_a_neighbour_does_not_split_a_journey(void **state)
{
    const struct frame frames[] = {request_at(2, 2, false, 64, 10),
                                   request_at(2, 3, true, 63, 3000000010)};
    SCOPED(built_done) struct built b = {0};

    (void)state;
    journeys_build(frames, ARRAY_LENGTH(frames), 0, NULL, &b.all);
    assert_int_equal(b.all.count, 1);
}

static void each_reply_belongs_to_the_latest_request_before_it(void **state)
{
    struct frame first = request_at(1, 2, true, 64, 10), second = request_at(1, 2, true, 64, 30);
    const struct frame frames[] = {first, reply_to(first, 20), second, reply_to(second, 40)};
    SCOPED(built_done) struct built b = {0};

    (void)state;
    journeys_build(frames, ARRAY_LENGTH(frames), 0, NULL, &b.all);
    assert_int_equal(b.all.count, 4);
    assert_int_equal(b.all.items[0].answer, 1);
    assert_int_equal(b.all.items[2].answer, 3);
    assert_int_equal(b.all.items[1].answer, -1);
}

static void a_reply_without_a_request_answers_nothing(void **state)
{
    const struct frame frames[] = {reply_to(request_at(1, 2, true, 64, 0), 10),
                                   request_at(1, 2, true, 64, 20)};
    SCOPED(built_done) struct built b = {0};

    (void)state;
    journeys_build(frames, ARRAY_LENGTH(frames), 0, NULL, &b.all);
    assert_int_equal(b.all.count, 2);
    assert_int_equal(b.all.items[1].answer, -1);
}

static void an_error_is_tied_to_the_very_packet_it_quotes(void **state)
{
    struct frame first = request_at(1, 2, true, 1, 10), second = request_at(1, 2, true, 64, 20);
    struct frame frames[4];
    SCOPED(built_done) struct built b = {0};

    (void)state;
    second.ip_id = 2;
    frames[0] = first;
    frames[1] = second;
    frames[2] = error_about(first, 30);
    frames[3] = error_about(request_at(1, 2, true, 1, 0), 40);
    address_parse("10.9.9.9", &frames[3].about_destination); /* about something never seen */
    journeys_build(frames, ARRAY_LENGTH(frames), 0, NULL, &b.all);
    assert_int_equal(b.all.count, 4);
    assert_int_equal(b.all.items[2].cause, 0);
    assert_int_equal(b.all.items[0].answer, 2);
    assert_int_equal(b.all.items[1].answer, -1);
    assert_int_equal(b.all.items[3].cause, -1);
}

static void a_reply_is_a_better_answer_than_an_error(void **state)
{
    struct frame request = request_at(1, 2, true, 64, 10);
    const struct frame before[] = {request, error_about(request, 20), reply_to(request, 30)};
    const struct frame after[] = {request, reply_to(request, 20), error_about(request, 30)};
    SCOPED(built_done) struct built b = {0};

    (void)state;
    journeys_build(before, ARRAY_LENGTH(before), 0, NULL, &b.all);
    assert_int_equal(b.all.items[0].answer, 2);
    assert_int_equal(b.all.items[1].cause, 0);
    journeys_build(after, ARRAY_LENGTH(after), 0, NULL, &b.all);
    assert_int_equal(b.all.items[0].answer, 1);
    assert_int_equal(b.all.items[2].cause, 0);
}

static void arp_is_no_journey(void **state)
{
    struct frame arp = request_at(1, 2, true, 0, 10);
    SCOPED(built_done) struct built b = {0};

    (void)state;
    arp.kind = FRAME_ARP_REQUEST;
    journeys_build(&arp, 1, 0, NULL, &b.all);
    assert_int_equal(b.all.count, 0);
    journeys_build(NULL, 0, 0, NULL, &b.all);
    assert_int_equal(b.all.count, 0);
}

/* ---- bridges -----------------------------------------------------------------------------------
 */

/** Namespace 5 "lan": br0 (1) with ports p1 (2) to host a (6), p2 (3) to host2 of the requests (7).
 */
static struct world *bridged_world(void)
{
    struct world *w = world_new();
    struct netns *lan = recorded_netns(w, 5, "lan");
    struct netns *a = recorded_netns(w, 6, "a"), *b = recorded_netns(w, 7, "b");
    struct link *port;

    str_copy(recorded_link(lan, 1, "br0", "10.0.1.10/8")->kind, 16, "bridge");
    for (int i = 0; i < 2; i++) {
        port = recorded_link(lan, 2 + i, i == 0 ? "p1" : "p2", NULL);
        str_copy(port->kind, sizeof(port->kind), "veth");
        port->master = 1;
        port->peer_index = 2;
        port->peer_netns = i == 0 ? 6 : 7;
    }
    recorded_link(a, 2, "eth0", "10.0.9.9/8");
    recorded_link(b, 2, "eth0", "10.0.2.10/8");
    return w;
}

static void a_bridge_is_shown_by_its_ports(void **state)
{
    const struct frame frames[] = {
        request_at(5, 1, true, 64, 10), /* the bridge's host sends: br0, */
        request_at(5, 3, true, 64, 20), /* then the port */
        request_at(7, 2, false, 64, 30),
    };
    SCOPED(built_done) struct built b = {.world = bridged_world()};

    (void)state;
    journeys_build(frames, ARRAY_LENGTH(frames), 0, b.world, &b.all);
    assert_string_equal(text_of(&b, 0), "lan:p2 out 64, b:eth0 in 64");
    assert_true(b.all.items[0].delivered);
}

/* A bridge without ports that carry the packet is all there is to see. */
static void a_bridge_alone_is_shown(void **state)
{
    const struct frame frame = request_at(5, 1, true, 64, 10);
    SCOPED(built_done) struct built b = {.world = bridged_world()};

    (void)state;
    journeys_build(&frame, 1, 0, b.world, &b.all);
    assert_string_equal(text_of(&b, 0), "lan:br0 out 64");
}

static void a_flooded_copy_is_no_part_of_the_way(void **state)
{
    struct frame frames[] = {
        request_at(5, 3, true, 64, 20),
        request_at(7, 2, false, 64, 30),
        request_at(5, 2, true, 64, 40),
        request_at(6, 2, false, 64, 50),
    };
    SCOPED(built_done) struct built b = {.world = bridged_world()};

    (void)state;
    frames[3].other_host = true;
    journeys_build(frames, ARRAY_LENGTH(frames), 0, b.world, &b.all);
    assert_string_equal(text_of(&b, 0), "lan:p2 out 64, b:eth0 in 64");
    assert_true(b.all.items[0].delivered);
}

/* A vlan or macvlan link takes what is addressed to it; the link below sees a foreign MAC, rightly.
 */
static void a_link_that_carries_another_may_see_foreign_macs(void **state)
{
    struct frame frames[] = {request_at(5, 3, true, 64, 20), request_at(7, 2, false, 64, 30)};
    SCOPED(built_done) struct built b = {.world = bridged_world()};
    struct link *upper = recorded_link(b.world->netns[2], 8, "mac0", NULL);

    (void)state;
    str_copy(upper->kind, sizeof(upper->kind), "macvlan");
    upper->peer_index = 2;
    frames[1].other_host = true;
    journeys_build(frames, ARRAY_LENGTH(frames), 0, b.world, &b.all);
    assert_string_equal(text_of(&b, 0), "lan:p2 out 64, b:eth0 in 64");
}

static void empty_journeys_have_no_ttl(void **state)
{
    const struct journey empty = {0};

    (void)state;
    assert_int_equal(journey_ttl_first(&empty), 0);
    assert_int_equal(journey_ttl_last(&empty), 0);
    assert_int_equal(journey_routers(&empty), 0);
}

/* Every frame another packet, and every frame the same packet: neither may take long. */
static void twenty_thousand_frames_take_little_time(void **state)
{
    enum { COUNT = 20000 };
    SCOPED(mem_done) struct frame *frames = mem_alloc(COUNT * sizeof(*frames));
    SCOPED(built_done) struct built b = {.world = recorded_world()};
    uint64_t began = clock_now_ms();

    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        frames[i] = request_at(1 + i % 3, 2, i % 2, 64, i);
        frames[i].echo_sequence = (uint16_t)i;
    }
    journeys_build(frames, COUNT, 0, b.world, &b.all);
    assert_int_equal(b.all.count, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        frames[i] = request_at(1, (int)(i / 255), false, (uint8_t)(i % 255), COUNT - i);
    journeys_build(frames, COUNT, 0, b.world, &b.all);
    assert_true(clock_now_ms() - began < 10000); /* far more than needed, also under a sanitizer */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded_pings_are_told_hop_by_hop),
        cmocka_unit_test(frames_before_the_mark_are_left_out),
        cmocka_unit_test(what_no_world_knows_has_no_name),
        cmocka_unit_test(equal_times_are_put_in_the_only_possible_order),
        cmocka_unit_test(the_same_number_with_another_ip_id_is_another_packet),
        cmocka_unit_test(a_repeated_hop_or_a_long_rest_is_another_packet),
        cmocka_unit_test(waiting_for_a_neighbour_does_not_split_a_journey),
        cmocka_unit_test(each_reply_belongs_to_the_latest_request_before_it),
        cmocka_unit_test(a_reply_without_a_request_answers_nothing),
        cmocka_unit_test(an_error_is_tied_to_the_very_packet_it_quotes),
        cmocka_unit_test(a_reply_is_a_better_answer_than_an_error),
        cmocka_unit_test(arp_is_no_journey),
        cmocka_unit_test(a_bridge_is_shown_by_its_ports),
        cmocka_unit_test(a_bridge_alone_is_shown),
        cmocka_unit_test(a_flooded_copy_is_no_part_of_the_way),
        cmocka_unit_test(a_link_that_carries_another_may_see_foreign_macs),
        cmocka_unit_test(empty_journeys_have_no_ttl),
        cmocka_unit_test(twenty_thousand_frames_take_little_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
