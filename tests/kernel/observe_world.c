// SPDX-License-Identifier: MIT
/* The observer against a real sandbox: what commands inside do is in the next world, and nothing
 * else is. */
#include <net/if.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <firsthop/observe.h>
#include <firsthop/session.h>

#define PATIENCE_MS 20000

struct lab {
    struct sandbox *sandbox;
    struct observe *observe;
};

static void must(int r, const struct error *err)
{
    if (r < 0)
        fail_msg("%s (%s)", err->what, err->doing);
}

static int open_lab(void **state)
{
    struct lab *lab = mem_alloc(sizeof(*lab));
    struct sandbox_options options = {0};
    struct error err = {0};

    must(sandbox_open(&options, &lab->sandbox, &err), &err);
    must(observe_open(lab->sandbox, &lab->observe, &err), &err);
    *state = lab;
    return 0;
}

static int close_lab(void **state)
{
    struct lab *lab = *state;

    observe_close(lab->observe);
    sandbox_close(lab->sandbox);
    free(lab);
    return 0;
}

static void run(struct lab *lab, const char *commands)
{
    SCOPED(str_done) struct str output = {0};
    struct error err = {0};
    int r = session_run(lab->sandbox, commands, PATIENCE_MS, &output, &err);

    must(r, &err);
    if (r != 0)
        fail_msg("'%s' ended with %d: %s", commands, r, str_text(&output));
}

static const struct world *look(struct lab *lab)
{
    struct error err = {0};

    must(observe_refresh(lab->observe, true, &err), &err);
    return observe_world(lab->observe);
}

static const char routed_lab[] =
    "ip netns add router; ip netns add host1; ip netns add host2\n"
    "ip link add eth0 netns host1 type veth peer name e1 netns router\n"
    "ip link add eth0 netns host2 type veth peer name e0 netns router\n"
    "ip -n host1 addr add 10.0.1.10/24 dev eth0; ip -n host2 addr add 10.0.2.10/24 dev eth0\n"
    "ip -n router addr add 10.0.1.11/24 dev e1; ip -n router addr add 10.0.2.11/24 dev e0\n"
    "ip netns exec router sysctl -qw net.ipv4.ip_forward=1\n"
    "for n in host1 host2 router; do for l in lo eth0 e0 e1; do ip -n $n link set $l up "
    "2>/dev/null; done; done\n"
    "ip -n host1 route add default via 10.0.1.11; ip -n host2 route add default via 10.0.2.11\n";

static void a_fresh_sandbox_has_one_quiet_namespace(void **state)
{
    const struct world *w = look(*state);

    assert_int_equal(w->count, 1);
    assert_true(w->netns[0]->is_host);
    assert_false(netns_forwards(w->netns[0], AF_INET));
    assert_false(netns_forwards(w->netns[0], AF_INET6));
}

static void a_named_namespace_appears_and_goes(void **state)
{
    const struct netns *ns;

    run(*state, "ip netns add red");
    ns = world_find(look(*state), "red");
    assert_non_null(ns);
    assert_non_null(netns_find_link(ns, "lo"));
    assert_false(netns_forwards(ns, AF_INET));
    run(*state, "ip netns delete red");
    assert_null(world_find(look(*state), "red"));
}

static void both_ends_of_a_cable_know_each_other(void **state)
{
    const struct netns *there;
    const struct link *peer;
    const struct world *w;

    run(*state, "ip netns add red; ip netns add blue; ip link add a0 netns red type veth peer name "
                "b0 netns blue");
    w = look(*state);
    peer = world_find_peer(w, netns_find_link(world_find(w, "red"), "a0"), &there);
    assert_non_null(peer);
    assert_string_equal(peer->name, "b0");
    assert_string_equal(there->name, "blue");
    assert_int_equal(peer->index,
                     netns_find_link(world_find(w, "red"), "a0")->index); /* both are number 2 */
}

static void a_cable_within_one_namespace_has_its_peer_there(void **state)
{
    const struct netns *there;
    const struct link *peer;
    const struct world *w;

    run(*state, "ip link add a0 type veth peer name b0");
    w = look(*state);
    peer = world_find_peer(w, netns_find_link(w->netns[0], "a0"), &there);
    assert_non_null(peer);
    assert_string_equal(peer->name, "b0");
    assert_true(there->is_host);
}

static void a_moved_and_renamed_link_is_followed(void **state)
{
    const struct netns *there;
    const struct link *peer;
    const struct world *w;

    run(*state, "ip netns add red; ip link add v0 type veth peer name v1; ip link set v1 netns red "
                "name eth0");
    w = look(*state);
    assert_null(netns_find_link(w->netns[0], "v1"));
    peer = world_find_peer(w, netns_find_link(w->netns[0], "v0"), &there);
    assert_non_null(peer);
    assert_string_equal(peer->name, "eth0");
    assert_string_equal(there->name, "red");
}

/* Both ends are down, so the kernel tells the near namespace nothing
 * (tests/kernel/netlink_watch.c). */
static void a_far_end_that_is_moved_on_is_followed_though_no_event_says_so(void **state)
{
    const struct netns *there;
    const struct link *peer;
    const struct world *w;

    run(*state, "ip netns add red; ip netns add blue; ip netns add green\n"
                "ip link add near netns green type veth peer name far netns red");
    look(*state);
    run(*state, "ip -n red link set far netns blue");
    w = look(*state);
    peer = world_find_peer(w, netns_find_link(world_find(w, "green"), "near"), &there);
    assert_non_null(peer);
    assert_string_equal(there->name, "blue");
}

static void a_link_of_a_namespace_found_later_gets_its_peer_then(void **state)
{
    const struct netns *there = NULL;
    const struct world *w;

    run(*state, "ip netns add red");
    look(*state);
    run(*state, "ip netns add blue; ip link add a0 netns red type veth peer name b0 netns blue");
    w = look(*state);
    assert_non_null(world_find_peer(w, netns_find_link(world_find(w, "red"), "a0"), &there));
    assert_string_equal(there->name, "blue");
}

static void a_name_made_inside_ip_netns_exec_is_hidden(void **state)
{
    const struct world *w;

    run(*state, "ip netns add red; ip netns exec red ip netns add lost");
    w = look(*state);
    assert_null(world_find(w, "lost"));
    assert_int_equal(w->hidden_count, 1);
    assert_string_equal(w->hidden[0].name, "lost");
}

static void a_world_where_nothing_happened_is_the_same_world(void **state)
{
    struct lab *lab = *state;
    struct error err = {0};
    uint64_t generation;

    run(lab, routed_lab);
    generation = look(lab)->generation;
    run(lab, "true");
    assert_int_equal(observe_refresh(lab->observe, true, &err), 0);
    assert_int_equal(observe_world(lab->observe)->generation, generation);
    run(lab, "ip -n host1 link set eth0 mtu 1400");
    assert_int_equal(observe_refresh(lab->observe, true, &err), 1);
    assert_true(observe_world(lab->observe)->generation > generation);
}

static void a_sysctl_written_by_hand_is_seen(void **state)
{
    run(*state, "ip netns add red");
    look(*state);
    run(*state, "ip netns exec red sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'");
    assert_true(netns_forwards(world_find(look(*state), "red"), AF_INET));
}

static void a_deleted_namespace_is_not_kept_alive_by_us(void **state)
{
    struct lab *lab = *state;

    run(lab, "ip netns add red; ip netns add blue; ip link add a0 netns red type veth peer name b0 "
             "netns blue");
    look(lab);
    run(lab, "ip netns delete red");
    /* The kernel takes namespaces down in the background: the observer waits for what that takes
     * along. */
    assert_null(netns_find_link(world_find(look(lab), "blue"), "b0"));
}

/* ---- answers
 * -------------------------------------------------------------------------------------- */

static struct question *ask(struct lab *lab, struct questions *q, struct question item)
{
    ARRAY_PUSH(q->items, q->count, q->capacity, item);
    observe_answer(lab->observe, q, 300);
    assert_true(q->items[q->count - 1].answered);
    return &q->items[q->count - 1];
}

static struct question about(struct lab *lab, enum question_kind kind, const char *netns,
                             const char *to)
{
    struct question q = {.kind = kind, .netns = world_find(look(lab), netns)->id};

    if (to != NULL)
        assert_true(address_parse(to, &q.to));
    return q;
}

static void our_own_echo_is_answered_through_the_router(void **state)
{
    SCOPED(questions_done) struct questions q = {0};
    struct question *answer;

    run(*state, routed_lab);
    answer = ask(*state, &q, about(*state, ASK_ECHO, "host1", "10.0.2.10"));
    assert_true(answer->replied);
    assert_int_equal(answer->ttl, 63);
}

static void our_own_echo_is_not_taken_for_the_learners_ping(void **state)
{
    SCOPED(questions_done) struct questions q = {0};
    struct journeys journeys = {0};
    struct lab *lab = *state;

    run(lab, routed_lab);
    ask(lab, &q, about(lab, ASK_ECHO, "host1", "10.0.2.10"));
    assert_int_equal(ask(lab, &q, about(lab, ASK_PINGED, "host1", "10.0.2.10"))->sent, 0);
    observe_journeys(lab->observe, 0, &journeys);
    assert_int_equal(journeys.count, 0);
    journeys_done(&journeys);
}

static void a_ping_of_the_learner_is_counted_with_the_ttl_of_its_reply(void **state)
{
    SCOPED(questions_done) struct questions q = {0};
    struct question *answer;
    struct lab *lab = *state;

    run(lab, routed_lab);
    look(lab); /* capture begins where we have looked */
    run(lab, "ip netns exec host1 ping -qc 2 -i 0.002 10.0.2.10");
    answer = ask(lab, &q, about(lab, ASK_PINGED, "host1", "10.0.2.10"));
    assert_int_equal(answer->sent, 2);
    assert_int_equal(answer->count, 2);
    assert_int_equal(answer->ttl, 63);
}

static void an_echo_that_was_silent_is_asked_again(void **state)
{
    SCOPED(questions_done) struct questions first = {0}, second = {0};
    struct lab *lab = *state;

    run(lab, routed_lab);
    run(lab, "ip netns exec host2 sysctl -qw net.ipv4.icmp_echo_ignore_all=1");
    assert_false(ask(lab, &first, about(lab, ASK_ECHO, "host1", "10.0.2.10"))->replied);
    run(lab,
        "ip netns exec host2 sysctl -qw net.ipv4.icmp_echo_ignore_all=0"); /* raises no event */
    assert_true(ask(lab, &second, about(lab, ASK_ECHO, "host1", "10.0.2.10"))->replied);
}

static void a_lookup_says_the_gateway(void **state)
{
    SCOPED(questions_done) struct questions q = {0};
    struct question *answer;
    char text[ADDRESS_TEXT];

    run(*state, routed_lab);
    answer = ask(*state, &q, about(*state, ASK_LOOKUP, "host1", "10.0.2.10"));
    assert_int_equal(answer->failure, 0);
    assert_string_equal(address_format(&answer->gateway, text), "10.0.1.11");
}

static void a_sysctl_is_read_as_its_namespace_sees_it(void **state)
{
    SCOPED(questions_done) struct questions q = {0};
    struct question item;

    run(*state, "ip netns add red; ip netns exec red sysctl -qw net.ipv4.icmp_echo_ignore_all=1");
    item = about(*state, ASK_SYSCTL, "red", NULL);
    str_copy(item.key, sizeof(item.key), "net/ipv4/icmp_echo_ignore_all");
    assert_string_equal(ask(*state, &q, item)->value, "1");
    item = about(*state, ASK_SYSCTL, "host", NULL);
    str_copy(item.key, sizeof(item.key), "net/ipv4/icmp_echo_ignore_all");
    assert_string_equal(ask(*state, &q, item)->value, "0");
    str_copy(item.key, sizeof(item.key), "net/ipv4/no_such_key");
    assert_false(ask(*state, &q, item)->present);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_lab, close_lab)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_fresh_sandbox_has_one_quiet_namespace),
        TEST(a_named_namespace_appears_and_goes),
        TEST(both_ends_of_a_cable_know_each_other),
        TEST(a_cable_within_one_namespace_has_its_peer_there),
        TEST(a_moved_and_renamed_link_is_followed),
        TEST(a_far_end_that_is_moved_on_is_followed_though_no_event_says_so),
        TEST(a_link_of_a_namespace_found_later_gets_its_peer_then),
        TEST(a_name_made_inside_ip_netns_exec_is_hidden),
        TEST(a_world_where_nothing_happened_is_the_same_world),
        TEST(a_sysctl_written_by_hand_is_seen),
        TEST(a_deleted_namespace_is_not_kept_alive_by_us),
        TEST(our_own_echo_is_answered_through_the_router),
        TEST(our_own_echo_is_not_taken_for_the_learners_ping),
        TEST(a_ping_of_the_learner_is_counted_with_the_ttl_of_its_reply),
        TEST(an_echo_that_was_silent_is_asked_again),
        TEST(a_lookup_says_the_gateway),
        TEST(a_sysctl_is_read_as_its_namespace_sees_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
