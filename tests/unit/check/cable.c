// SPDX-License-Identifier: MIT
/* The two ends of a cable, and the addresses on them. */
#include <stdio.h>

#include "build.h"

static struct fact *cable(void)
{
    return fact_new(FACT_LINK_PEER, "host1/eth0", "peer", "router/e1", NULL);
}

static void joined_ends_hold_both_ways(void **state)
{
    (void)state;
    LAB;

    holds(lab, cable());
    holds(lab, fact_new(FACT_LINK_PEER, "router/e1", "peer", "host1/eth0", NULL));
}

static void equal_ifindex_alone_is_no_cable(void **state)
{
    (void)state;
    LAB;

    /* eth0 of host1 and eth0 of host2 are both number 2, and so is e1 */
    misses(lab, fact_new(FACT_LINK_PEER, "host2/eth0", "peer", "router/e1", NULL),
           "peer-elsewhere");
    assert_string_equal("router e0", lab->found.nearest);
    misses(lab, fact_new(FACT_LINK_PEER, "host1/eth0", "peer", "host2/eth0", NULL),
           "peer-elsewhere");
}

static void cable_needs_both_namespaces_first(void **state)
{
    (void)state;
    LAB;

    is_blocked(lab, fact_new(FACT_LINK_PEER, "blue/eth0", "peer", "router/e1", NULL),
               "netns-missing");
    is_blocked(lab, fact_new(FACT_LINK_PEER, "host1/eth0", "peer", "blue/e1", NULL),
               "netns-missing");
    assert_non_null(strstr(lab->found.sentence, "blue"));
}

static void other_end_under_another_name_is_near(void **state)
{
    (void)state;
    LAB;

    str_copy(link_of(lab->router, "e1")->name, IFNAMSIZ, "veth7");
    misses(lab, cable(), "wrong-name");
    assert_string_equal("router veth7", lab->found.nearest);
    str_copy(link_of(lab->host1, "eth0")->name, IFNAMSIZ, "veth8");
    misses(lab, cable(), "wrong-name");
    assert_non_null(strstr(lab->found.sentence, "veth8"));
    assert_non_null(strstr(lab->found.sentence, "veth7"));
}

static void this_end_under_another_name_is_seen_from_there(void **state)
{
    (void)state;
    LAB;

    str_copy(link_of(lab->host1, "eth0")->name, IFNAMSIZ, "eth9");
    misses(lab, cable(), "wrong-name");
    assert_string_equal("host1 eth9", lab->found.nearest);
}

static void other_end_left_on_the_host_is_not_moved(void **state)
{
    (void)state;
    LAB;

    remove_link(lab->router, "e1");
    add_link(lab->host, 5, "e1", 0);
    join(lab->host1, "eth0", lab->host, "e1");
    misses(lab, cable(), "not-moved");
    assert_string_equal("host e1", lab->found.nearest);
    assert_observed(lab, "netns", "host");
}

static void both_ends_on_the_host_are_not_moved(void **state)
{
    (void)state;
    LAB;

    remove_link(lab->router, "e1");
    remove_link(lab->host1, "eth0");
    add_link(lab->host, 4, "eth0", 0);
    add_link(lab->host, 5, "e1", 0);
    join(lab->host, "eth0", lab->host, "e1");
    misses(lab, cable(), "not-moved");
}

static void end_in_a_third_namespace_is_elsewhere(void **state)
{
    (void)state;
    LAB;

    remove_link(lab->router, "e1");
    add_link(lab->host2, 5, "e1", 0);
    join(lab->host1, "eth0", lab->host2, "e1");
    misses(lab, cable(), "peer-elsewhere");
    assert_observed(lab, "netns", "host2");
    link_of(lab->host1, "eth0")->peer_netns = 99; /* not in the world */
    misses(lab, cable(), "peer-elsewhere");
}

static void both_ends_in_one_namespace_are_said(void **state)
{
    (void)state;
    LAB;

    remove_link(lab->router, "e1");
    add_link(lab->host1, 5, "e1", 0);
    join(lab->host1, "eth0", lab->host1, "e1");
    misses(lab, cable(), "both-ends-here");
    holds(lab, fact_new(FACT_LINK_PEER, "host1/eth0", "peer", "host1/e1", NULL));
}

static void link_without_other_end_is_no_cable(void **state)
{
    (void)state;
    LAB;
    struct link *l = link_of(lab->host1, "eth0");

    remove_link(lab->router, "e1");
    str_copy(l->kind, sizeof(l->kind), "dummy");
    l->peer_index = 0;
    misses(lab, cable(), "no-peer");
}

static void no_end_at_all_is_missing(void **state)
{
    (void)state;
    LAB;

    remove_link(lab->router, "e1");
    remove_link(lab->host1, "eth0");
    remove_link(lab->host2, "eth0");
    remove_link(lab->router, "e0");
    misses(lab, cable(), "link-missing");
}

/* ---- addresses ---------------------------------------------------------------------------------
 */

static struct fact *address(void)
{
    return fact_new(FACT_LINK_ADDRESS, "host1/eth0", "cidr", "10.0.1.10/24", NULL);
}

static struct link_address *of_host1(struct lab *lab)
{
    return &lab->host1->addresses[0];
}

static void change_address(struct lab *lab, const char *cidr)
{
    assert_true(prefix_parse(cidr, &of_host1(lab)->local));
}

static void address_with_its_length_holds(void **state)
{
    (void)state;
    LAB;

    holds(lab, address());
    change_address(lab, "10.0.1.9/24");
    add_address(lab->host1, "eth0", "10.0.1.10/24"); /* a second one beside it */
    holds(lab, address());
}

static void another_prefix_length_is_near(void **state)
{
    (void)state;
    LAB;

    change_address(lab, "10.0.1.10/16");
    misses(lab, address(), "wrong-prefix-length");
    assert_observed_number(lab, "prefix", 16);
    assert_int_equal(24, expected(lab, "prefix")->number);
    assert_string_equal("host1 eth0 10.0.1.10/16", lab->found.nearest);
    change_address(lab, "10.0.1.10/32");
    misses(lab, address(), "prefix-host");
}

static void address_elsewhere_is_found(void **state)
{
    (void)state;
    LAB;

    change_address(lab, "10.9.9.9/24");
    add_address(lab->host, "lo", "10.0.1.10/24");
    misses(lab, address(), "wrong-netns");
    assert_string_equal("host lo 10.0.1.10/24", lab->found.nearest);
    assert_non_null(strstr(lab->found.sentence, "the host"));
}

static void address_on_another_link_is_found(void **state)
{
    (void)state;
    LAB;

    change_address(lab, "10.9.9.9/24");
    add_address(lab->host1, "lo", "10.0.1.10/24");
    misses(lab, address(), "on-other-link");
    assert_observed(lab, "link", "lo");
}

static void another_address_on_the_link_is_near(void **state)
{
    (void)state;
    LAB;

    change_address(lab, "10.0.1.20/24");
    misses(lab, address(), "wrong-address");
    change_address(lab, "10.0.1.255/24");
    misses(lab, address(), "address-broadcast");
    change_address(lab, "10.0.1.0/24");
    misses(lab, address(), "address-broadcast");
    change_address(lab, "10.0.7.10/24");
    misses(lab, address(), "wrong-subnet");
}

static void link_without_address_says_whether_it_is_down(void **state)
{
    (void)state;
    LAB;

    lab->host1->address_count = 0;
    misses(lab, address(), "no-address");
    link_of(lab->host1, "eth0")->flags = 0;
    misses(lab, address(), "address-lost");
    add_address(lab->host1, "eth0", "fe80::1/64");
    misses(lab, fact_new(FACT_LINK_ADDRESS, "host1/eth0", "cidr", "fd00::1/64", NULL),
           "address-lost");
    assert_non_null(strstr(lab->found.sentence, "IPv6"));
}

static void ipv6_address_counts_once_it_is_usable(void **state)
{
    (void)state;
    LAB;
    struct link_address *a = add_address(lab->host1, "eth0", "fd00::1/64");

    for (int i = 0; i < 4; i++) {
        static const struct {
            uint32_t flags;
            enum verdict verdict;
            const char *why;
        } rows[] = {{0x40, VERDICT_NOT_YET, "tentative"},  /* TENTATIVE */
                    {0x44, VERDICT_HOLDS, ""},             /* and OPTIMISTIC */
                    {0x48, VERDICT_NOT_YET, "dad-failed"}, /* and DADFAILED */
                    {0x80, VERDICT_HOLDS, ""}};            /* PERMANENT */

        a->flags = rows[i].flags;
        expect(lab, fact_new(FACT_LINK_ADDRESS, "host1/eth0", "cidr", "fd00::1/64", NULL),
               rows[i].verdict, rows[i].why);
    }
}

/* A learner may name a namespace as Linux lets a file be named. */
static void hostile_names_stay_harmless(void **state)
{
    (void)state;
    LAB;
    struct netns *evil = add_usual(lab->world, 77, "e\x1b[31m\nvil");

    change_address(lab, "10.9.9.9/24");
    add_address(evil, "lo", "10.0.1.10/24");
    misses(lab, address(), "wrong-netns");
    assert_null(strpbrk(lab->found.sentence, "\x1b\n"));
    assert_null(strpbrk(lab->found.nearest, "\x1b\n"));
    assert_null(strpbrk(observed(lab, "netns")->text, "\x1b\n"));
}

static void unnamed_namespace_is_called_by_its_process(void **state)
{
    (void)state;
    LAB;
    struct netns *ns = add_usual(lab->world, 77, NULL);

    ns->process = 4711;
    change_address(lab, "10.9.9.9/24");
    add_address(ns, "lo", "10.0.1.10/24");
    misses(lab, address(), "wrong-netns");
    assert_non_null(strstr(lab->found.sentence, "4711"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joined_ends_hold_both_ways),
        cmocka_unit_test(equal_ifindex_alone_is_no_cable),
        cmocka_unit_test(cable_needs_both_namespaces_first),
        cmocka_unit_test(other_end_under_another_name_is_near),
        cmocka_unit_test(this_end_under_another_name_is_seen_from_there),
        cmocka_unit_test(other_end_left_on_the_host_is_not_moved),
        cmocka_unit_test(both_ends_on_the_host_are_not_moved),
        cmocka_unit_test(end_in_a_third_namespace_is_elsewhere),
        cmocka_unit_test(both_ends_in_one_namespace_are_said),
        cmocka_unit_test(link_without_other_end_is_no_cable),
        cmocka_unit_test(no_end_at_all_is_missing),
        cmocka_unit_test(address_with_its_length_holds),
        cmocka_unit_test(another_prefix_length_is_near),
        cmocka_unit_test(address_elsewhere_is_found),
        cmocka_unit_test(address_on_another_link_is_found),
        cmocka_unit_test(another_address_on_the_link_is_near),
        cmocka_unit_test(link_without_address_says_whether_it_is_down),
        cmocka_unit_test(ipv6_address_counts_once_it_is_usable),
        cmocka_unit_test(hostile_names_stay_harmless),
        cmocka_unit_test(unnamed_namespace_is_called_by_its_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
