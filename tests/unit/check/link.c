// SPDX-License-Identifier: MIT
/* Facts about namespaces and links, and what is there instead. */
#include <stdio.h>

#include "build.h"

/* ---- namespaces --------------------------------------------------------------------------------
 */

static void namespace_that_is_there_exists(void **state)
{
    (void)state;
    LAB;

    holds(lab, fact_new(FACT_NETNS_EXISTS, "router", NULL));
    holds(lab, fact_new(FACT_NETNS_EXISTS, "host", NULL));
}

static void missing_namespace_is_not_yet(void **state)
{
    (void)state;
    LAB;

    misses(lab, fact_new(FACT_NETNS_EXISTS, "blue", NULL), "netns-missing");
    assert_string_equal("", lab->found.nearest);
    assert_string_equal("blue", expected(lab, "netns")->text);
}

static void namespace_added_inside_exec_is_hidden(void **state)
{
    (void)state;
    LAB;
    struct hidden_name hidden = {.name = mem_string("host3")};

    ARRAY_PUSH(lab->world->hidden, lab->world->hidden_count, lab->world->hidden_capacity, hidden);
    misses(lab, fact_new(FACT_NETNS_EXISTS, "host3", NULL), "netns-hidden");
    assert_string_equal("/run/netns/host3", lab->found.nearest);
    is_blocked(lab, fact_new(FACT_LINK_UP, "host3/eth0", NULL), "netns-hidden");
}

static void misspelt_namespace_is_named(void **state)
{
    (void)state;
    LAB;

    misses(lab, fact_new(FACT_NETNS_EXISTS, "Router", NULL), "wrong-name");
    assert_string_equal("router", lab->found.nearest);
    misses(lab, fact_new(FACT_NETNS_EXISTS, "ruoter", NULL), "wrong-name");
    misses(lab, fact_new(FACT_NETNS_EXISTS, "outer-space", NULL), "netns-missing");
}

static void next_of_a_series_is_no_slip(void **state)
{
    (void)state;
    LAB;

    misses(lab, fact_new(FACT_NETNS_EXISTS, "host3", NULL), "netns-missing");
    misses(lab, fact_new(FACT_LINK_EXISTS, "router/e2", NULL), "link-missing");
}

/* ---- links: where they are ---------------------------------------------------------------------
 */

static void link_that_is_there_exists(void **state)
{
    (void)state;
    LAB;

    holds(lab, fact_new(FACT_LINK_EXISTS, "router/e1", NULL));
}

static void link_of_a_missing_namespace_is_blocked(void **state)
{
    (void)state;
    LAB;

    is_blocked(lab, fact_new(FACT_LINK_EXISTS, "blue/eth0", NULL), "netns-missing");
    assert_string_equal("there is no namespace blue yet", lab->found.sentence);
}

static void link_left_on_the_host_is_not_moved(void **state)
{
    (void)state;
    LAB;

    add_link(lab->host, 9, "e9", 0);
    misses(lab, fact_new(FACT_LINK_EXISTS, "router/e9", NULL), "not-moved");
    assert_string_equal("host e9", lab->found.nearest);
    is_blocked(lab, fact_new(FACT_LINK_UP, "router/e9", NULL), "not-moved");
}

static void link_in_another_namespace_is_named(void **state)
{
    (void)state;
    LAB;

    add_link(lab->host2, 9, "uplink", 0);
    misses(lab, fact_new(FACT_LINK_EXISTS, "router/uplink", NULL), "wrong-netns");
    assert_observed(lab, "netns", "host2");
}

static void misspelt_link_is_named(void **state)
{
    (void)state;
    LAB;

    add_link(lab->router, 9, "uplnik", 0);
    misses(lab, fact_new(FACT_LINK_EXISTS, "router/uplink", NULL), "wrong-name");
    assert_string_equal("router uplnik", lab->found.nearest);
}

static void every_fact_about_a_missing_link_is_blocked(void **state)
{
    (void)state;
    LAB;

    remove_link(lab->host1, "eth0");
    remove_link(lab->host2, "eth0");
    is_blocked(lab, fact_new(FACT_LINK_UP, "host1/eth0", NULL), "link-missing");
    is_blocked(lab, fact_new(FACT_LINK_DOWN, "host1/eth0", NULL), "link-missing");
    is_blocked(lab, fact_new(FACT_LINK_KIND, "host1/eth0", "kind", "veth", NULL), "link-missing");
    is_blocked(lab, fact_new(FACT_LINK_ADDRESS, "host1/eth0", "cidr", "10.0.1.10/24", NULL),
               "link-missing");
    is_blocked(lab, fact_new(FACT_LINK_MTU, "host1/eth0", "bytes", "1400", NULL), "link-missing");
    is_blocked(lab, fact_new(FACT_LINK_MAC, "host1/eth0", "mac", "02:00:00:00:00:01", NULL),
               "link-missing");
    is_blocked(lab, fact_new(FACT_LINK_STATE, "host1/eth0", "state", "up", NULL), "link-missing");
    is_blocked(lab, fact_new(FACT_LINK_MASTER, "host1/eth0", "bridge", "host1/br0", NULL),
               "link-missing");
    assert_string_equal("there is no eth0 in host1 yet", lab->found.sentence);
}

/* ---- up, down, state ---------------------------------------------------------------------------
 */

static void up_is_the_intent(void **state)
{
    (void)state;
    LAB;

    holds(lab, fact_new(FACT_LINK_UP, "host1/eth0", NULL));
    link_of(lab->host1, "eth0")->flags = IFF_UP; /* no carrier */
    holds(lab, fact_new(FACT_LINK_UP, "host1/eth0", NULL));
    assert_observed(lab, "carrier", "no");
    link_of(lab->host1, "eth0")->flags = 0;
    misses(lab, fact_new(FACT_LINK_UP, "host1/eth0", NULL), "not-up");
    assert_string_equal("eth0 of host1 is down", lab->found.sentence);
}

static void down_at_both_ends_is_said(void **state)
{
    (void)state;
    LAB;

    link_of(lab->host1, "eth0")->flags = 0;
    link_of(lab->router, "e1")->flags = 0;
    misses(lab, fact_new(FACT_LINK_UP, "host1/eth0", NULL), "not-up");
    assert_non_null(strstr(lab->found.sentence, "e1 of router"));
    assert_string_equal("host1 eth0", lab->found.nearest);
}

static void down_holds_for_a_link_that_is_down(void **state)
{
    (void)state;
    LAB;

    misses(lab, fact_new(FACT_LINK_DOWN, "host1/eth0", NULL), "not-down");
    link_of(lab->host1, "eth0")->flags = 0;
    holds(lab, fact_new(FACT_LINK_DOWN, "host1/eth0", NULL));
}

static void state_up_needs_the_other_end(void **state)
{
    (void)state;
    LAB;
    struct link *l = link_of(lab->host1, "eth0");

    holds(lab, fact_new(FACT_LINK_STATE, "host1/eth0", "state", "up", NULL));
    l->flags = IFF_UP;
    l->operstate = 3; /* LOWERLAYERDOWN */
    link_of(lab->router, "e1")->flags = 0;
    misses(lab, fact_new(FACT_LINK_STATE, "host1/eth0", "state", "up", NULL), "peer-down");
    assert_string_equal("router e1", lab->found.nearest);
    assert_observed(lab, "state", "lowerlayerdown");
    l->peer_index = 0;
    misses(lab, fact_new(FACT_LINK_STATE, "host1/eth0", "state", "up", NULL), "no-carrier");
    l->flags = 0;
    misses(lab, fact_new(FACT_LINK_STATE, "host1/eth0", "state", "up", NULL), "not-up");
    misses(lab, fact_new(FACT_LINK_STATE, "host1/eth0", "state", "dormant", NULL), "state-differs");
}

static void unknown_state_of_a_running_link_counts_as_up(void **state)
{
    (void)state;
    LAB;
    struct link *lo = link_of(lab->host1, "lo");

    lo->flags = UP;
    lo->operstate = 0;
    holds(lab, fact_new(FACT_LINK_STATE, "host1/lo", "state", "up", NULL));
    holds(lab, fact_new(FACT_LINK_STATE, "host1/lo", "state", "unknown", NULL));
    lo->operstate = 200;
    misses(lab, fact_new(FACT_LINK_STATE, "host1/lo", "state", "dormant", NULL), "state-differs");
}

/* ---- properties --------------------------------------------------------------------------------
 */

static void properties_are_compared(void **state)
{
    (void)state;
    LAB;
    struct link *l = link_of(lab->host1, "eth0");

    memcpy(l->mac, "\x02\x00\x00\x00\x00\x0a", 6);
    holds(lab, fact_new(FACT_LINK_KIND, "host1/eth0", "kind", "veth", NULL));
    holds(lab, fact_new(FACT_LINK_MTU, "host1/eth0", "bytes", "1500", NULL));
    holds(lab, fact_new(FACT_LINK_MAC, "host1/eth0", "mac", "02:00:00:00:00:0a", NULL));
    misses(lab, fact_new(FACT_LINK_KIND, "host1/eth0", "kind", "bridge", NULL), "kind-differs");
    misses(lab, fact_new(FACT_LINK_KIND, "host1/lo", "kind", "bridge", NULL), "kind-differs");
    misses(lab, fact_new(FACT_LINK_MTU, "host1/eth0", "bytes", "1400", NULL), "mtu-differs");
    assert_observed_number(lab, "bytes", 1500);
    assert_int_equal(1400, expected(lab, "bytes")->number);
    misses(lab, fact_new(FACT_LINK_MAC, "host1/eth0", "mac", "02:00:00:00:00:0b", NULL),
           "mac-differs");
    assert_observed(lab, "mac", "02:00:00:00:00:0a");
    l->mac_len = 8;
    misses(lab, fact_new(FACT_LINK_MAC, "host1/eth0", "mac", "02:00:00:00:00:0a", NULL),
           "mac-differs");
    assert_observed(lab, "mac", "02:00:00:00:00:0a:00:00");
    l->mac_len = 0;
    misses(lab, fact_new(FACT_LINK_MAC, "host1/eth0", "mac", "02:00:00:00:00:0a", NULL),
           "mac-differs");
    assert_observed(lab, "mac", "none");
}

static struct fact *port_of_br0(void)
{
    return fact_new(FACT_LINK_MASTER, "router/e1", "bridge", "router/br0", NULL);
}

static void master_is_compared_in_one_namespace(void **state)
{
    (void)state;
    LAB;

    is_blocked(lab, port_of_br0(), "link-missing");
    add_link(lab->router, 7, "br0", UP);
    add_link(lab->router, 8, "other", UP);
    misses(lab, port_of_br0(), "no-master");
    link_of(lab->router, "e1")->master = 8;
    misses(lab, port_of_br0(), "wrong-master");
    assert_observed(lab, "bridge", "other");
    link_of(lab->router, "e1")->master = 7;
    holds(lab, port_of_br0());
    add_link(lab->host1, 7, "br1", UP);
    misses(lab, fact_new(FACT_LINK_MASTER, "router/e1", "bridge", "host1/br1", NULL),
           "wrong-netns");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(namespace_that_is_there_exists),
        cmocka_unit_test(missing_namespace_is_not_yet),
        cmocka_unit_test(namespace_added_inside_exec_is_hidden),
        cmocka_unit_test(misspelt_namespace_is_named),
        cmocka_unit_test(next_of_a_series_is_no_slip),
        cmocka_unit_test(link_that_is_there_exists),
        cmocka_unit_test(link_of_a_missing_namespace_is_blocked),
        cmocka_unit_test(link_left_on_the_host_is_not_moved),
        cmocka_unit_test(link_in_another_namespace_is_named),
        cmocka_unit_test(misspelt_link_is_named),
        cmocka_unit_test(every_fact_about_a_missing_link_is_blocked),
        cmocka_unit_test(up_is_the_intent),
        cmocka_unit_test(down_at_both_ends_is_said),
        cmocka_unit_test(down_holds_for_a_link_that_is_down),
        cmocka_unit_test(state_up_needs_the_other_end),
        cmocka_unit_test(unknown_state_of_a_running_link_counts_as_up),
        cmocka_unit_test(properties_are_compared),
        cmocka_unit_test(master_is_compared_in_one_namespace),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
