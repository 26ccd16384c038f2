// SPDX-License-Identifier: MIT
/* Forwarding, routes, ways, rules and neighbours. */
#include <errno.h>
#include <stdio.h>

#include <linux/fib_rules.h>
#include <linux/neighbour.h>

#include "build.h"

/* ---- forwarding --------------------------------------------------------------------------------
 */

static struct fact *forwards(void)
{
    return fact_new(FACT_NETNS_FORWARDS, "router", "family", "ipv4", NULL);
}

static void forwarding_of_all_or_of_every_link_holds(void **state)
{
    (void)state;
    LAB;

    holds(lab, forwards());
    lab->router->netconfs[0].forwarding = 0;
    add_netconf(lab->router, AF_INET, 2, 1);
    add_netconf(lab->router, AF_INET, 3, 1);
    holds(lab, forwards());
    is_blocked(lab, fact_new(FACT_NETNS_FORWARDS, "blue", "family", "ipv4", NULL), "netns-missing");
}

static void forwarding_elsewhere_is_said_only_where_it_is_needless(void **state)
{
    (void)state;
    LAB;
    struct netns *second = add_usual(lab->world, 9, "router2");

    lab->router->netconfs[0].forwarding = 0;
    misses(lab, forwards(), "forwarding-off");
    add_link(second, 2, "a", UP);
    add_link(second, 3, "b", UP);
    add_netconf(second, AF_INET, -1, 1);
    misses(lab, forwards(), "forwarding-off"); /* another router may forward */
    add_netconf(lab->host, AF_INET, -1, 1);
    misses(lab, forwards(), "forwarding-elsewhere");
    assert_observed(lab, "netns", "host");
}

static void forwarding_of_one_link_names_both(void **state)
{
    (void)state;
    LAB;

    lab->router->netconfs[0].forwarding = 0;
    add_netconf(lab->router, AF_INET, 2, 1);
    misses(lab, forwards(), "forwarding-one-link");
    assert_string_equal(
        "router forwards IPv4 packets that arrive on e1, but not those that arrive on e0",
        lab->found.sentence);
}

static void forwarding_of_the_other_family_is_said(void **state)
{
    (void)state;
    LAB;

    misses(lab, fact_new(FACT_NETNS_FORWARDS, "router", "family", "ipv6", NULL),
           "forwarding-other-family");
    lab->router->netconfs[0].family = AF_INET6;
    misses(lab, forwards(), "forwarding-other-family");
}

/* ---- routes ------------------------------------------------------------------------------------
 */

#define DEFAULT_ROUTE fact_new(FACT_NETNS_ROUTE, "host1", "to", "default", "via", "10.0.1.11", NULL)

static struct route *of_host1(struct lab *lab)
{
    return &lab->host1->routes[0];
}

static void route_entry_holds_by_its_given_properties(void **state)
{
    (void)state;
    LAB;

    holds(lab, DEFAULT_ROUTE);
    holds(lab, fact_new(FACT_NETNS_ROUTE, "host1", "to", "default", NULL));
    holds(lab, fact_new(FACT_NETNS_ROUTE, "host1", "to", "0.0.0.0/0", "dev", "eth0", NULL));
    of_host1(lab)->metric = 5;
    holds(lab, fact_new(FACT_NETNS_ROUTE, "host1", "to", "default", "metric", "5", NULL));
    misses(lab, fact_new(FACT_NETNS_ROUTE, "host1", "to", "default", "metric", "7", NULL),
           "metric-differs");
    assert_observed_number(lab, "metric", 5);
}

static void any_hop_of_a_multipath_route_counts(void **state)
{
    (void)state;
    LAB;
    struct route *r = of_host1(lab);
    struct next_hop *hops = mem_alloc(2 * sizeof(*hops));

    hops[0] = hops[1] = r->hops[0];
    hops[0].gateway = address_of("10.0.1.77");
    free(r->hops);
    r->hops = hops;
    r->hop_count = 2;
    holds(lab, DEFAULT_ROUTE);
    hops[1].flags = RTNH_F_LINKDOWN;
    holds(lab, DEFAULT_ROUTE);
    hops[1].flags = RTNH_F_LINKDOWN | RTNH_F_DEAD;
    misses(lab, DEFAULT_ROUTE, "linkdown");
}

static void route_that_differs_is_described(void **state)
{
    (void)state;
    LAB;
    struct next_hop *hop = &of_host1(lab)->hops[0];

    hop->gateway = address_of("10.0.1.99");
    misses(lab, DEFAULT_ROUTE, "wrong-gateway");
    assert_observed(lab, "via", "10.0.1.99");
    assert_string_equal("the default route of host1 goes through 10.0.1.99", lab->found.sentence);
    assert_string_equal("host1 default via 10.0.1.99 dev eth0", lab->found.nearest);
    hop->has_gateway = false;
    misses(lab, DEFAULT_ROUTE, "wrong-gateway");
    hop->has_gateway = true;
    hop->gateway = address_of("10.0.1.11");
    misses(lab, fact_new(FACT_NETNS_ROUTE, "host1", "to", "default", "dev", "lo", NULL),
           "wrong-device");
    is_blocked(lab, fact_new(FACT_NETNS_ROUTE, "host1", "to", "default", "dev", "e9", NULL),
               "link-missing");
    of_host1(lab)->type = RTN_UNREACHABLE;
    misses(lab, fact_new(FACT_NETNS_ROUTE, "host1", "to", "default", NULL), "route-blackhole");
}

static void route_elsewhere_is_found(void **state)
{
    (void)state;
    LAB;

    of_host1(lab)->table = 100;
    misses(lab, DEFAULT_ROUTE, "wrong-table");
    holds(lab, fact_new(FACT_NETNS_ROUTE, "host1", "to", "default", "table", "100", NULL));
    lab->host1->routes[0].destination.length = 8; /* no longer to the same network */
    misses(lab, DEFAULT_ROUTE, "no-route");
    add_route(lab->host, "default", "10.0.1.11", "lo");
    misses(lab, DEFAULT_ROUTE, "wrong-netns");
}

static void route_with_another_length_is_near(void **state)
{
    (void)state;
    LAB;

    add_route(lab->host1, "10.0.0.0/16", "10.0.1.11", "eth0");
    misses(lab, fact_new(FACT_NETNS_ROUTE, "host1", "to", "10.0.2.0/24", NULL),
           "wrong-prefix-length");
    assert_observed(lab, "to", "10.0.0.0/16");
}

static void gateway_outside_every_subnet_is_said(void **state)
{
    (void)state;
    LAB;

    misses(lab, fact_new(FACT_NETNS_ROUTE, "host1", "to", "10.3.0.0/24", "via", "10.0.2.11", NULL),
           "gateway-not-on-link");
    assert_non_null(strstr(lab->found.sentence, "10.0.1.10/24"));
    lab->host1->address_count = 0;
    misses(lab, fact_new(FACT_NETNS_ROUTE, "host1", "to", "10.3.0.0/24", "via", "10.0.2.11", NULL),
           "gateway-not-on-link");
}

/* ---- ways --------------------------------------------------------------------------------------
 */

static struct fact *way(const char *key, const char *value)
{
    if (key == NULL)
        return fact_new(FACT_NETNS_WAY_TO, "host1", "to", "10.0.2.10", NULL);
    return fact_new(FACT_NETNS_WAY_TO, "host1", "to", "10.0.2.10", key, value, NULL);
}

/* A lookup's answer for the way of host1 to 10.0.2.10. */
static struct question *answer_way(struct lab *lab, const char *gateway, int link)
{
    struct fact *f = way(NULL, NULL);
    struct question *q = asked(lab, f);

    q->route_type = RTN_UNICAST;
    q->link = link;
    if (gateway != NULL)
        q->gateway = address_of(gateway);
    fact_free(f);
    return q;
}

static void way_is_what_the_lookup_says(void **state)
{
    (void)state;
    LAB;

    answer_way(lab, "10.0.1.11", 2);
    holds(lab, way("via", "10.0.1.11"));
    holds(lab, way("dev", "eth0"));
    holds(lab, way(NULL, NULL));
    misses(lab, way("via", "10.0.1.12"), "wrong-gateway");
    assert_observed(lab, "via", "10.0.1.11");
    misses(lab, way("dev", "lo"), "wrong-device");
    misses(lab, way("via", "10.0.2.10"), "wrong-gateway");
    is_blocked(lab, way("dev", "e9"), "link-missing");
    is_fault(lab, way("via", "10.0.1.11"));
}

static void way_through_the_destination_itself_is_on_link(void **state)
{
    (void)state;
    LAB;

    answer_way(lab, NULL, 2);
    holds(lab, way("via", "10.0.2.10"));
    misses(lab, way("via", "10.0.1.11"), "wrong-gateway");
    assert_true(prefix_parse("10.0.1.10/16", &lab->host1->addresses[0].local));
    misses(lab, way("via", "10.0.1.11"), "prefix-too-wide");
    assert_non_null(strstr(lab->found.sentence, "10.0.1.10/16"));
}

static void refused_way_says_why(void **state)
{
    (void)state;
    LAB;
    struct question *q = answer_way(lab, NULL, 0);

    q->failure = ENETUNREACH;
    misses(lab, way("via", "10.0.1.11"), "no-route");
    misses(lab, way("via", "10.0.2.11"), "gateway-not-on-link");
    q->failure = EACCES;
    misses(lab, way("via", "10.0.1.11"), "unreachable");
    of_host1(lab)->type = RTN_PROHIBIT;
    misses(lab, way("via", "10.0.1.11"), "route-blackhole");
}

static void own_and_broadcast_destinations_are_no_way(void **state)
{
    (void)state;
    LAB;
    struct question *q = answer_way(lab, NULL, 1);

    q->route_type = RTN_LOCAL;
    misses(lab, way(NULL, NULL), "way-is-local");
    holds(lab, way("dev", "lo"));
    q->route_type = RTN_BROADCAST;
    misses(lab, way(NULL, NULL), "address-broadcast");
}

static void way_from_an_address_needs_the_address(void **state)
{
    (void)state;
    LAB;
    struct fact *f = way("from", "10.0.1.99");

    assert_asks_nothing(lab, f);
    is_blocked(lab, f, "address-missing");
}

/* ---- rules -------------------------------------------------------------------------------------
 */

static struct fact *rule(void)
{
    return fact_new(FACT_NETNS_RULE, "router", "from", "10.0.1.0/24", "table", "100", NULL);
}

static void rule_is_found_by_its_given_properties(void **state)
{
    (void)state;
    LAB;
    struct rule main_rule = {
        .family = AF_INET, .priority = 32766, .table = 254, .action = FR_ACT_TO_TBL};
    struct rule r = {.family = AF_INET, .priority = 50, .table = 100, .action = FR_ACT_TO_TBL};

    misses(lab, rule(), "rule-missing");
    ARRAY_PUSH(lab->router->rules, lab->router->rule_count, lab->router->rule_capacity, main_rule);
    misses(lab, fact_new(FACT_NETNS_RULE, "router", "iif", "e1", "table", "254", NULL),
           "rule-missing");
    assert_true(prefix_parse("10.0.1.0/24", &r.source));
    r.mark = 7;
    ARRAY_PUSH(lab->router->rules, lab->router->rule_count, lab->router->rule_capacity, r);
    holds(lab, rule());
    misses(lab,
           fact_new(FACT_NETNS_RULE, "router", "from", "10.0.1.0/24", "table", "200", "iif", "e1",
                    "oif", "e0", "mark", "7", "to", "10.0.2.0/24", "priority", "50", NULL),
           "rule-differs");
    assert_observed_number(lab, "table", 100);
    assert_int_equal(200, expected(lab, "table")->number);
    lab->router->rules[1].inverted = true;
    misses(lab, rule(), "rule-differs");
    is_blocked(lab, fact_new(FACT_NETNS_RULE, "blue", "table", "100", NULL), "netns-missing");
}

/* ---- neighbours --------------------------------------------------------------------------------
 */

static struct fact *neighbour(const char *key, const char *value)
{
    return fact_new(FACT_NETNS_NEIGHBOUR, "host1", "address", "10.0.1.11", key, value, NULL);
}

static void neighbour_counts_once_it_is_resolved(void **state)
{
    (void)state;
    LAB;
    struct neighbour n = {.link = 2, .address = address_of("10.0.1.11"), .state = NUD_INCOMPLETE};
    struct neighbour *there;

    misses(lab, neighbour(NULL, NULL), "neighbour-missing");
    ARRAY_PUSH(lab->host1->neighbours, lab->host1->neighbour_count, lab->host1->neighbour_capacity,
               n);
    there = &lab->host1->neighbours[0];
    misses(lab, neighbour(NULL, NULL), "neighbour-unresolved");
    misses(lab, neighbour("mac", "02:00:00:00:00:01"), "neighbour-unresolved");
    holds(lab, neighbour("state", "incomplete"));
    there->state = NUD_STALE;
    there->mac_len = 6;
    holds(lab, neighbour(NULL, NULL));
    holds(lab, neighbour("mac", "00:00:00:00:00:00"));
    misses(lab, neighbour("mac", "02:00:00:00:00:01"), "mac-differs");
    misses(lab, neighbour("state", "permanent"), "state-differs");
    assert_observed(lab, "state", "stale");
    is_blocked(lab, fact_new(FACT_NETNS_NEIGHBOUR, "blue", "address", "10.0.1.11", NULL),
               "netns-missing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forwarding_of_all_or_of_every_link_holds),
        cmocka_unit_test(forwarding_elsewhere_is_said_only_where_it_is_needless),
        cmocka_unit_test(forwarding_of_one_link_names_both),
        cmocka_unit_test(forwarding_of_the_other_family_is_said),
        cmocka_unit_test(route_entry_holds_by_its_given_properties),
        cmocka_unit_test(any_hop_of_a_multipath_route_counts),
        cmocka_unit_test(route_that_differs_is_described),
        cmocka_unit_test(route_elsewhere_is_found),
        cmocka_unit_test(route_with_another_length_is_near),
        cmocka_unit_test(gateway_outside_every_subnet_is_said),
        cmocka_unit_test(way_is_what_the_lookup_says),
        cmocka_unit_test(way_through_the_destination_itself_is_on_link),
        cmocka_unit_test(refused_way_says_why),
        cmocka_unit_test(own_and_broadcast_destinations_are_no_way),
        cmocka_unit_test(way_from_an_address_needs_the_address),
        cmocka_unit_test(rule_is_found_by_its_given_properties),
        cmocka_unit_test(neighbour_counts_once_it_is_resolved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
