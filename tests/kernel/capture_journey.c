// SPDX-License-Identifier: MIT
/* Real packets of the real ping through real routers and bridges: the journeys that come out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "lab.h"

struct lab {
    struct capture *capture;
    struct world *world;
    struct journeys journeys;
    struct str text;
};

static void lab_start(struct lab *lab, const char *const *names, size_t count)
{
    *lab = (struct lab){.capture = lab_capture(names, count), .world = lab_world(names, count)};
}

static void lab_stop(struct lab *lab)
{
    capture_free(lab->capture);
    world_free(lab->world);
    journeys_done(&lab->journeys);
    str_done(&lab->text);
}

/** What @command (whose exit code must be @code) sent, as journeys. */
static void lab_watch(struct lab *lab, int code, const char *command)
{
    const struct frame *frames;
    uint64_t before;
    size_t count;

    capture_drain(lab->capture);
    before = capture_position(lab->capture);
    assert_int_equal(private_net_try("%s >/dev/null 2>&1", command), code);
    capture_drain(lab->capture);
    frames = capture_frames(lab->capture, &count);
    journeys_build(frames, count, before, lab->world, &lab->journeys);
}

static const struct journey *lab_get(struct lab *lab, enum frame_kind kind)
{
    const struct journey *j = lab_find_journey(&lab->journeys, kind);

    assert_non_null(j);
    return j;
}

static void assert_hops(struct lab *lab, const struct journey *j, const char *expected)
{
    assert_string_equal(lab_journey_text(j, &lab->text), expected);
}

static const char *const routing[] = {"host1", "router", "host2"};

static void a_router_takes_one_from_the_ttl(void **state)
{
    SCOPED(lab_stop) struct lab lab;
    const struct journey *request, *reply;

    (void)state;
    lab_start(&lab, routing, ARRAY_LENGTH(routing));
    lab_watch(&lab, 0, "ip netns exec host1 ping -c 1 -W 2 10.0.2.10");
    assert_int_equal(lab.journeys.count, 2);
    request = lab_get(&lab, FRAME_ECHO_REQUEST);
    reply = lab_get(&lab, FRAME_ECHO_REPLY);
    assert_hops(&lab, request,
                "host1 eth0 out 64 > router e1 in 64 > router e0 out 63 > host2 eth0 in 63");
    assert_hops(&lab, reply,
                "host2 eth0 out 64 > router e0 in 64 > router e1 out 63 > host1 eth0 in 63");
    assert_true(request->delivered);
    assert_true(reply->delivered);
    assert_ptr_equal(&lab.journeys.items[request->answer], reply);
    assert_int_equal(journey_routers(request), 1);
    assert_int_equal(journey_ttl_first(request), 64);
    assert_int_equal(journey_ttl_last(request), 63);
    assert_int_equal(capture_dropped(lab.capture), 0);
}

/* The header checksum covers the TTL, so a router changes both; MAC addresses belong to one
 * segment. */
static void a_router_changes_checksum_and_mac_addresses(void **state)
{
    SCOPED(lab_stop) struct lab lab;
    const struct journey_hop *h;

    (void)state;
    lab_start(&lab, routing, ARRAY_LENGTH(routing));
    lab_watch(&lab, 0, "ip netns exec host1 ping -c 1 -W 2 10.0.2.10");
    h = lab_get(&lab, FRAME_ECHO_REQUEST)->hops;
    assert_int_equal(h[0].ip_checksum, h[1].ip_checksum);
    assert_int_equal(h[2].ip_checksum, h[3].ip_checksum);
    assert_int_not_equal(h[1].ip_checksum, h[2].ip_checksum);
    assert_memory_equal(h[0].source_mac, h[1].source_mac, 6);
    assert_memory_not_equal(h[1].source_mac, h[2].source_mac, 6);
}

static void ttl_1_comes_back_as_time_exceeded_from_the_router(void **state)
{
    SCOPED(lab_stop) struct lab lab;
    const struct journey *request, *error;
    char by[ADDRESS_TEXT];

    (void)state;
    lab_start(&lab, routing, ARRAY_LENGTH(routing));
    lab_watch(&lab, 1, "ip netns exec host1 ping -c 1 -W 2 -t 1 10.0.2.10");
    assert_int_equal(lab.journeys.count, 2);
    request = lab_get(&lab, FRAME_ECHO_REQUEST);
    error = lab_get(&lab, FRAME_TIME_EXCEEDED);
    assert_hops(&lab, request, "host1 eth0 out 1 > router e1 in 1");
    assert_hops(&lab, error, "router e1 out 64 > host1 eth0 in 64");
    assert_false(request->delivered);
    assert_true(error->delivered);
    assert_string_equal(address_format(&error->source, by), "10.0.1.11");
    assert_ptr_equal(&lab.journeys.items[error->cause], request);
    assert_ptr_equal(&lab.journeys.items[request->answer], error);
}

static void no_route_in_the_router_comes_back_as_unreachable(void **state)
{
    SCOPED(lab_stop) struct lab lab;
    const struct journey *request, *error;

    (void)state;
    lab_start(&lab, routing, ARRAY_LENGTH(routing));
    lab_watch(&lab, 1, "ip netns exec host1 ping -c 1 -W 2 10.9.9.9");
    request = lab_get(&lab, FRAME_ECHO_REQUEST);
    error = lab_get(&lab, FRAME_UNREACHABLE);
    assert_hops(&lab, request, "host1 eth0 out 64 > router e1 in 64");
    assert_ptr_equal(&lab.journeys.items[error->cause], request);
}

/* Both hops are in one namespace; a packet to oneself goes over lo and is not forwarded. */
static void a_ping_to_oneself_has_two_hops(void **state)
{
    SCOPED(lab_stop) struct lab lab;

    (void)state;
    lab_start(&lab, routing, ARRAY_LENGTH(routing));
    lab_watch(&lab, 0, "ip netns exec host1 ping -c 1 -W 2 10.0.1.10");
    assert_int_equal(lab.journeys.count, 2);
    assert_hops(&lab, lab_get(&lab, FRAME_ECHO_REQUEST), "host1 lo out 64 > host1 lo in 64");
    assert_hops(&lab, lab_get(&lab, FRAME_ECHO_REPLY), "host1 lo out 64 > host1 lo in 64");
    assert_true(lab_get(&lab, FRAME_ECHO_REQUEST)->delivered);
    assert_int_equal(journey_routers(lab_get(&lab, FRAME_ECHO_REQUEST)), 0);
}

static void a_request_whose_reply_is_lost_has_no_answer(void **state)
{
    SCOPED(lab_stop) struct lab lab;

    (void)state;
    lab_start(&lab, routing, ARRAY_LENGTH(routing));
    private_net_run("ip -n host2 route del default");
    lab_watch(&lab, 1, "ip netns exec host1 ping -c 1 -W 0.2 10.0.2.10");
    private_net_run("ip -n host2 route add default via 10.0.2.11");
    assert_int_equal(lab.journeys.count, 1);
    assert_true(lab.journeys.items[0].delivered);
    assert_int_equal(lab.journeys.items[0].answer, -1);
}

/* Two routers that point at each other: the packet passes each of them again and again, in order.
 */
static void a_routing_loop_keeps_its_order_until_the_ttl_ends(void **state)
{
    SCOPED(lab_stop) struct lab lab;

    (void)state;
    lab_start(&lab, routing, ARRAY_LENGTH(routing));
    private_net_run("ip -n router route add 10.7.7.0/24 via 10.0.2.10");
    private_net_run("ip netns exec host2 sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward;"
                    "echo 0 >/proc/sys/net/ipv4/conf/eth0/send_redirects;"
                    "echo 0 >/proc/sys/net/ipv4/conf/all/send_redirects'");
    lab_watch(&lab, 1, "ip netns exec host1 ping -c 1 -W 2 -t 5 10.7.7.7");
    private_net_run("ip -n router route del 10.7.7.0/24 && "
                    "ip netns exec host2 sh -c 'echo 0 >/proc/sys/net/ipv4/ip_forward'");
    assert_hops(&lab, lab_get(&lab, FRAME_ECHO_REQUEST),
                "host1 eth0 out 5 > router e1 in 5 > router e0 out 4 > host2 eth0 in 4 > "
                "host2 eth0 out 3 > router e0 in 3 > router e0 out 2 > host2 eth0 in 2 > "
                "host2 eth0 out 1 > router e0 in 1");
    assert_int_equal(journey_routers(lab_get(&lab, FRAME_ECHO_REQUEST)), 4);
    assert_int_equal(lab_get(&lab, FRAME_TIME_EXCEEDED)->cause, 0);
}

static void a_flood_of_pings_is_bounded_and_each_request_finds_its_reply(void **state)
{
    SCOPED(lab_stop) struct lab lab;
    size_t answered = 0, requests = 0, count;
    const struct frame *frames;
    uint64_t began;

    (void)state;
    lab_start(&lab, routing, ARRAY_LENGTH(routing));
    for (int i = 0; i < 30; i++) {
        private_net_try("ip netns exec host1 ping -q -f -c 100 -W 1 10.0.2.10 >/dev/null");
        capture_drain(lab.capture);
    }
    began = clock_now_ms();
    frames = capture_frames(lab.capture, &count);
    journeys_build(frames, count, 0, lab.world, &lab.journeys);
    assert_true(clock_now_ms() - began < 1000);
    assert_int_equal(count + capture_dropped(lab.capture), capture_position(lab.capture));
    assert_true(count <= 20000);
    for (size_t i = 0; i < lab.journeys.count; i++) {
        requests += lab.journeys.items[i].kind == FRAME_ECHO_REQUEST;
        answered += lab.journeys.items[i].answer >= 0;
    }
    assert_true(requests >= 2400); /* 8 frames each: what fits into 20,000 */
    assert_true(answered >= requests - 1);
}

static void ipv6_journeys_show_the_hop_limit(void **state)
{
    SCOPED(lab_stop) struct lab lab;

    (void)state;
    private_net_run("ip -n host1 address add fd00:1::10/64 dev eth0 nodad && "
                    "ip -n router address add fd00:1::11/64 dev e1 nodad && "
                    "ip -n router address add fd00:2::11/64 dev e0 nodad && "
                    "ip -n host2 address add fd00:2::10/64 dev eth0 nodad && "
                    "ip -n host1 route add default via fd00:1::11 && "
                    "ip -n host2 route add default via fd00:2::11");
    lab_start(&lab, routing, ARRAY_LENGTH(routing));
    lab_watch(&lab, 0, "ip netns exec host1 ping -6 -c 1 -W 2 fd00:2::10");
    assert_hops(&lab, lab_get(&lab, FRAME_ECHO_REQUEST),
                "host1 eth0 out 64 > router e1 in 64 > router e0 out 63 > host2 eth0 in 63");
    assert_true(lab_get(&lab, FRAME_ECHO_REPLY)->delivered);
    lab_watch(&lab, 1, "ip netns exec host1 ping -6 -c 1 -W 2 -t 1 fd00:2::10");
    assert_hops(&lab, lab_get(&lab, FRAME_TIME_EXCEEDED), "router e1 out 64 > host1 eth0 in 64");
    assert_int_equal(lab_get(&lab, FRAME_TIME_EXCEEDED)->cause, 0);
}

static void two_routers_take_two(void **state)
{
    static const char *const names[] = {"host1", "router", "host2", "beyond"};
    SCOPED(lab_stop) struct lab lab;
    const struct journey *request;

    (void)state;
    lab_netns("beyond");
    lab_cable("host2", "e3", "10.0.3.11/24", "beyond", "eth0", "10.0.3.10/24");
    lab_forward("host2");
    private_net_run("ip -n beyond route add default via 10.0.3.11");
    private_net_run("ip -n router route add 10.0.3.0/24 via 10.0.2.10");
    lab_start(&lab, names, ARRAY_LENGTH(names));
    lab_watch(&lab, 0, "ip netns exec host1 ping -c 1 -W 2 10.0.3.10");
    request = lab_get(&lab, FRAME_ECHO_REQUEST);
    assert_hops(&lab, request,
                "host1 eth0 out 64 > router e1 in 64 > router e0 out 63 > host2 eth0 in 63 > "
                "host2 e3 out 62 > beyond eth0 in 62");
    assert_int_equal(journey_routers(request), 2);
    assert_int_equal(journey_ttl_last(&lab.journeys.items[request->answer]), 62);
}

/** Tell the world what the C library does not see: @port of @bridge in lan, and what it is plugged
 * into. */
static void know_port(struct world *w, const char *bridge, const char *port, const char *host)
{
    struct netns *lan = (struct netns *)world_find(w, "lan");
    struct netns *there = (struct netns *)world_find(w, host);
    struct link *b = lab_link(lan, bridge), *p = lab_link(lan, port);

    str_copy(b->kind, sizeof(b->kind), "bridge");
    str_copy(p->kind, sizeof(p->kind), "veth");
    p->master = b->index;
    p->peer_netns = there->id;
    p->peer_index = lab_link(there, "eth0")->index;
}

/* The bridge's host pings one of its ports, and one host another through it. */
static void a_bridge_is_shown_by_its_ports(void **state)
{
    static const char *const names[] = {"lan", "a", "b"};
    SCOPED(lab_stop) struct lab lab;

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        lab_netns(names[i]);
    if (private_net_try("ip -n lan link add br0 type bridge 2>/dev/null") != 0) {
        print_message("this kernel has no bridge\n");
        skip();
    }
    lab_cable("a", "eth0", "10.4.0.1/24", "lan", "p1", "");
    lab_cable("b", "eth0", "10.4.0.2/24", "lan", "p2", "");
    private_net_run("ip -n lan link set p1 master br0 && ip -n lan link set p2 master br0 && "
                    "ip -n lan link set br0 up && ip -n lan address add 10.4.0.3/24 dev br0");
    lab_start(&lab, names, ARRAY_LENGTH(names));
    know_port(lab.world, "br0", "p1", "a");
    know_port(lab.world, "br0", "p2", "b");
    lab_watch(&lab, 0, "ip netns exec a ping -c 1 -W 2 10.4.0.2");
    assert_hops(&lab, lab_get(&lab, FRAME_ECHO_REQUEST),
                "a eth0 out 64 > lan p1 in 64 > lan p2 out 64 > b eth0 in 64");
    assert_int_equal(journey_routers(lab_get(&lab, FRAME_ECHO_REQUEST)), 0);
    lab_watch(&lab, 0, "ip netns exec a ping -c 1 -W 2 10.4.0.3");
    assert_hops(&lab, lab_get(&lab, FRAME_ECHO_REQUEST), "a eth0 out 64 > lan p1 in 64");
    assert_true(lab_get(&lab, FRAME_ECHO_REQUEST)->delivered);
    assert_hops(&lab, lab_get(&lab, FRAME_ECHO_REPLY), "lan p1 out 64 > a eth0 in 64");
}

/* A bridge that has forgotten where a MAC is floods; the copies to others are no part of the way.
 */
static void a_flooded_packet_shows_only_its_own_way(void **state)
{
    static const char *const names[] = {"lan", "a", "b", "c"};
    SCOPED(lab_stop) struct lab lab;

    (void)state;
    if (private_net_try("ip -n lan link show br0 >/dev/null 2>&1") != 0)
        skip();
    lab_netns("c");
    lab_cable("c", "eth0", "10.4.0.4/24", "lan", "p3", "");
    private_net_run("ip -n lan link set p3 master br0");
    private_net_run("ip netns exec lan bridge link set dev p2 learning off && "
                    "ip netns exec lan bridge fdb flush dev br0 2>/dev/null || "
                    "ip -n lan link set br0 type bridge ageing_time 0");
    lab_start(&lab, names, ARRAY_LENGTH(names));
    know_port(lab.world, "br0", "p1", "a");
    know_port(lab.world, "br0", "p2", "b");
    know_port(lab.world, "br0", "p3", "c");
    lab_watch(&lab, 0, "ip netns exec a ping -c 1 -W 2 10.4.0.2");
    assert_hops(&lab, lab_get(&lab, FRAME_ECHO_REQUEST),
                "a eth0 out 64 > lan p1 in 64 > lan p2 out 64 > b eth0 in 64");
    assert_true(lab_get(&lab, FRAME_ECHO_REQUEST)->delivered);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_router_takes_one_from_the_ttl),
        cmocka_unit_test(a_router_changes_checksum_and_mac_addresses),
        cmocka_unit_test(ttl_1_comes_back_as_time_exceeded_from_the_router),
        cmocka_unit_test(no_route_in_the_router_comes_back_as_unreachable),
        cmocka_unit_test(a_ping_to_oneself_has_two_hops),
        cmocka_unit_test(a_request_whose_reply_is_lost_has_no_answer),
        cmocka_unit_test(a_routing_loop_keeps_its_order_until_the_ttl_ends),
        cmocka_unit_test(a_flood_of_pings_is_bounded_and_each_request_finds_its_reply),
        cmocka_unit_test(ipv6_journeys_show_the_hop_limit),
        cmocka_unit_test(two_routers_take_two),
        cmocka_unit_test(a_bridge_is_shown_by_its_ports),
        cmocka_unit_test(a_flooded_packet_shows_only_its_own_way),
    };

    private_net_enter();
    if (!private_net_has("ping"))
        private_net_skip("the program ping is missing (Debian package iputils-ping)");
    lab_routing();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
