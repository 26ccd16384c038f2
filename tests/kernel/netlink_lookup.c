// SPDX-License-Identifier: MIT
/* Asking the kernel where a packet goes, and every way in which it says no. */
#include <netlink_lab.h>
#include <poll.h>

#include <linux/rtnetlink.h>

static struct netlink *router;
static int left, right; /* the router's links */

static int link_index(struct netlink *nl, const char *name)
{
    struct netns *ns = lab_read(nl);
    int index = netns_find_link(ns, name)->index;

    netns_unref(ns);
    return index;
}

static int setup(void **state)
{
    (void)state;
    lab_run("ip netns add router; ip netns add host1");
    lab_run("ip link add left netns router type veth peer name far netns host1");
    lab_run("ip -n router link add right type veth peer name loose");
    lab_run("for l in lo left right loose; do ip -n router link set $l up; done");
    lab_run("ip -n host1 link set far up");
    lab_run(
        "ip -n router addr add 10.0.1.1/24 dev left; ip -n router addr add 10.0.2.1/24 dev right");
    lab_run("ip -n router -6 addr add fd01::1/64 dev left nodad");
    lab_run("ip -n router -6 addr add fd02::1/64 dev right nodad");
    lab_run("ip -n router route add 10.3.0.0/16 via 10.0.2.9; ip -n router route add default via "
            "10.0.1.9");
    lab_run("ip -n router route add blackhole 10.4.0.0/16; ip -n router route add unreachable "
            "10.5.0.0/16");
    lab_run("ip -n router route add prohibit 10.6.0.0/16; ip -n router -6 route add blackhole "
            "fd04::/64");
    lab_run("ip -n router route add 10.7.0.0/16 via 10.0.2.7 table 700");
    lab_run("ip -n router rule add fwmark 7 table 700 priority 7");
    router = lab_netlink("router");
    left = link_index(router, "left");
    right = link_index(router, "right");
    lab_sysctl("router", "ipv4/ip_forward", "1");
    lab_sysctl("router", "ipv4/conf/all/rp_filter", "0");
    lab_sysctl("router", "ipv4/conf/left/rp_filter", "0");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    netlink_free(router);
    return 0;
}

static void assert_way(const struct lookup_answer *a, int link, const char *gateway,
                       const char *matched)
{
    char text[PREFIX_TEXT];

    assert_int_equal(a->failure, 0);
    assert_int_equal(a->type, RTN_UNICAST);
    assert_int_equal(a->hop.link, link);
    assert_int_equal(a->hop.has_gateway, gateway != NULL);
    assert_string_equal(address_format(&a->hop.gateway, text), gateway != NULL ? gateway : "");
    assert_string_equal(prefix_format(&a->matched, text), matched);
}

static void a_way_has_gateway_link_source_and_route(void **state)
{
    struct lookup_answer a = lab_lookup(router, "10.3.0.1", NULL, 0);
    char text[ADDRESS_TEXT];

    (void)state;
    assert_way(&a, right, "10.0.2.9", "10.3.0.0/16");
    assert_string_equal(address_format(&a.preferred_source, text), "10.0.2.1");
    assert_int_equal(a.table, RT_TABLE_MAIN);
    a = lab_lookup(router, "192.0.2.1", NULL, 0);
    assert_way(&a, left, "10.0.1.9", "0.0.0.0/0");
    a = lab_lookup(router, "10.0.1.77", NULL, 0);
    assert_way(&a, left, NULL, "10.0.1.0/24");
    a = lab_lookup(router, "fd02::77", NULL, 0);
    assert_way(&a, right, NULL, "fd02::/64");
}

static void own_and_broadcast_addresses_have_types_of_their_own(void **state)
{
    (void)state;
    assert_int_equal(lab_lookup(router, "10.0.1.1", NULL, 0).type, RTN_LOCAL);
    assert_int_equal(lab_lookup(router, "10.0.1.255", NULL, 0).type, RTN_BROADCAST);
    assert_int_equal(lab_lookup(router, "fd01::1", NULL, 0).type, RTN_LOCAL);
}

static void each_refusal_has_its_number(void **state)
{
    (void)state;
    assert_int_equal(lab_lookup(router, "10.4.0.1", NULL, 0).failure, EINVAL);
    assert_int_equal(lab_lookup(router, "10.5.0.1", NULL, 0).failure, EHOSTUNREACH);
    assert_int_equal(lab_lookup(router, "10.6.0.1", NULL, 0).failure, EACCES);
    assert_int_equal(lab_lookup(router, "fd04::1", NULL, 0).failure, EINVAL);
    assert_int_equal(lab_lookup(router, "fd99::1", NULL, 0).failure, ENETUNREACH);
}

static void the_mark_chooses_the_table(void **state)
{
    struct lookup question = {.to = lab_address("10.7.0.1"), .mark = 7};
    struct lookup_answer a;
    struct error err = {0};

    (void)state;
    assert_int_equal(netlink_lookup(router, &question, &a, &err), 0);
    assert_way(&a, right, "10.0.2.7", "10.7.0.0/16");
    assert_int_equal(a.table, 700);
    question.mark = 0;
    assert_int_equal(netlink_lookup(router, &question, &a, &err), 0);
    assert_way(&a, left, "10.0.1.9", "0.0.0.0/0");
}

static void the_output_link_can_be_demanded(void **state)
{
    struct lookup question = {.to = lab_address("10.0.1.5"), .output_link = right};
    struct lookup_answer a;
    struct error err = {0};

    (void)state;
    assert_int_equal(netlink_lookup(router, &question, &a, &err), 0);
    assert_int_equal(a.hop.link, right);
}

static void a_forwarded_packet_finds_its_way(void **state)
{
    struct lookup_answer a = lab_lookup(router, "10.0.2.5", "10.0.1.5", left);

    (void)state;
    assert_way(&a, right, NULL, "10.0.2.0/24");
}

static void without_forwarding_the_input_lookup_fails(void **state)
{
    (void)state;
    lab_sysctl("router", "ipv4/conf/left/forwarding", "0");
    assert_int_equal(lab_lookup(router, "10.0.2.5", "10.0.1.5", left).failure, EHOSTUNREACH);
    assert_int_equal(lab_lookup(router, "10.0.1.1", "10.0.1.5", left).type, RTN_LOCAL);
    lab_sysctl("router", "ipv4/conf/left/forwarding", "1");
    assert_int_equal(lab_lookup(router, "10.0.2.5", "10.0.1.5", left).failure, 0);
}

static void ipv6_input_lookup_does_not_ask_about_forwarding(void **state)
{
    (void)state;
    lab_sysctl("router", "ipv6/conf/all/forwarding", "0");
    assert_int_equal(lab_lookup(router, "fd02::5", "fd01::5", left).failure, 0);
}

static void the_reverse_path_filter_refuses_the_wrong_side(void **state)
{
    int failure;

    (void)state;
    lab_sysctl("router", "ipv4/conf/left/rp_filter", "1");
    failure = lab_lookup(router, "10.0.2.5", "10.3.0.5", left).failure;
    assert_true(failure == EINVAL || failure == EXDEV);
    assert_int_equal(lab_lookup(router, "10.0.2.5", "10.0.1.5", left).failure, 0);
    lab_sysctl("router", "ipv4/conf/left/rp_filter", "0");
}

/* The kernel takes the carrier of a link that lost its other end away a moment later (linkwatch).
 */
static struct lookup_answer lookup_when_linkdown_is(bool expected, const char *to)
{
    struct lookup_answer a = {0};

    for (int i = 0; i < 300; i++) {
        a = lab_lookup(router, to, NULL, 0);
        if (a.linkdown == expected)
            return a;
        poll(NULL, 0, 10);
    }
    fail_msg("linkdown does not become %d", expected);
    return a;
}

static void a_way_over_a_dead_cable_is_told(void **state)
{
    struct lookup_answer a;

    (void)state;
    lab_run("ip -n host1 link set far down");
    a = lookup_when_linkdown_is(true, "10.0.1.77");
    assert_way(&a, left, NULL, "10.0.1.0/24");
    assert_true(lookup_when_linkdown_is(true, "fd01::77").linkdown);
    assert_false(lab_lookup(router, "10.3.0.1", NULL, 0).linkdown);
    lab_run("ip -n host1 link set far up");
    assert_false(lookup_when_linkdown_is(false, "10.0.1.77").linkdown);
}

static void what_cannot_be_asked_is_a_fault(void **state)
{
    struct lookup question = {.to = lab_address("10.0.1.5"), .output_link = 4711};
    struct lookup_answer a = {.type = 99};
    struct error err = {0};

    (void)state;
    assert_int_equal(netlink_lookup(router, &question, &a, &err), -ENODEV);
    assert_int_equal(err.class, ERROR_FAULT);
    assert_non_null(strstr(err.doing, "'router'"));
    question = (struct lookup){.to = lab_address("10.0.1.5"), .from = lab_address("fd01::5")};
    assert_int_equal(netlink_lookup(router, &question, &a, &err), -EINVAL);
    question = (struct lookup){0};
    assert_int_equal(netlink_lookup(router, &question, &a, &err), -EINVAL);
    assert_int_equal(a.type, 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_way_has_gateway_link_source_and_route),
        cmocka_unit_test(own_and_broadcast_addresses_have_types_of_their_own),
        cmocka_unit_test(each_refusal_has_its_number),
        cmocka_unit_test(the_mark_chooses_the_table),
        cmocka_unit_test(the_output_link_can_be_demanded),
        cmocka_unit_test(a_forwarded_packet_finds_its_way),
        cmocka_unit_test(without_forwarding_the_input_lookup_fails),
        cmocka_unit_test(ipv6_input_lookup_does_not_ask_about_forwarding),
        cmocka_unit_test(the_reverse_path_filter_refuses_the_wrong_side),
        cmocka_unit_test(a_way_over_a_dead_cable_is_told),
        cmocka_unit_test(what_cannot_be_asked_is_a_fault),
    };

    lab_enter();
    return cmocka_run_group_tests(tests, setup, teardown);
}
