// SPDX-License-Identifier: MIT
/* Worlds built by hand: finding things in them, and who owns what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include <firsthop/world.h>

static void world_done(struct world **w)
{
    world_free(*w);
}

static struct netns *add_netns(struct world *w, uint64_t id, const char *name)
{
    struct netns *ns = netns_new(id, name);

    world_add(w, ns);
    netns_unref(ns);
    return w->netns[w->count - 1];
}

static struct link *add_link(struct netns *ns, int index, const char *name, const char *kind)
{
    struct link l = {.index = index, .peer_nsid = -1};

    str_copy(l.name, sizeof(l.name), name);
    str_copy(l.kind, sizeof(l.kind), kind);
    ARRAY_PUSH(ns->links, ns->link_count, ns->link_capacity, l);
    return &ns->links[ns->link_count - 1];
}

static void add_address(struct netns *ns, int link, const char *text)
{
    struct link_address a = {.link = link};

    assert_true(prefix_parse(text, &a.local));
    ARRAY_PUSH(ns->addresses, ns->address_count, ns->address_capacity, a);
}

static void a_namespace_lives_as_long_as_one_world_has_it(void **state)
{
    struct world *before = world_new();
    struct netns *ns = add_netns(before, 1, "host1");
    struct world *after = world_new();

    (void)state;
    world_add(after, ns);
    world_free(before);
    assert_string_equal(after->netns[0]->name, "host1");
    assert_int_equal(ns->references, 1);
    world_free(after);
    world_free(NULL);
    netns_unref(NULL);
    assert_null(netns_ref(NULL));
}

static void unref_frees_every_table(void **state)
{
    struct netns *ns = netns_new(1, NULL);
    struct route r = {.hops = mem_alloc(sizeof(struct next_hop)), .hop_count = 1};
    struct neighbour n = {0};
    struct netconf c = {0};
    struct rule rule = {0};

    (void)state; /* the leak checker is the judge */
    ARRAY_PUSH(ns->routes, ns->route_count, ns->route_capacity, r);
    ARRAY_PUSH(ns->neighbours, ns->neighbour_count, ns->neighbour_capacity, n);
    ARRAY_PUSH(ns->netconfs, ns->netconf_count, ns->netconf_capacity, c);
    ARRAY_PUSH(ns->rules, ns->rule_count, ns->rule_capacity, rule);
    add_link(ns, 1, "lo", "");
    add_address(ns, 1, "127.0.0.1/8");
    netns_unref(ns);
}

static void host_is_the_first_namespace_unless_one_is_called_so(void **state)
{
    SCOPED(world_done) struct world *w = world_new();

    (void)state;
    assert_null(world_find(w, "host"));
    add_netns(w, 7, "host1");
    add_netns(w, 8, NULL)->is_host = true;
    assert_int_equal(world_find(w, "host")->id, 8);
    assert_int_equal(world_find(w, NULL)->id, 8);
    assert_int_equal(world_find(w, "host1")->id, 7);
    assert_null(world_find(w, "host2"));
    add_netns(w, 9, "host");
    assert_int_equal(world_find(w, "host")->id, 9);
    assert_int_equal(world_find(w, NULL)->id, 8);
    assert_int_equal(world_find_id(w, 9)->id, 9);
    assert_null(world_find_id(w, 10));
}

static void every_namespace_can_be_named_in_a_sentence(void **state)
{
    SCOPED(world_done) struct world *w = world_new();
    struct netns *ns = add_netns(w, 1, NULL);
    char text[64], longer[200];

    (void)state;
    assert_string_equal(netns_label(ns, text), "a namespace without a name");
    ns->process = 4711;
    assert_string_equal(netns_label(ns, text), "the namespace of process 4711");
    ns->is_host = true;
    assert_string_equal(netns_label(ns, text), "host");
    assert_string_equal(netns_label(add_netns(w, 2, "r1"), text), "r1");
    memset(longer, 'x', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    assert_int_equal(strlen(netns_label(add_netns(w, 3, longer), text)), 63);
}

static void links_and_addresses_are_found_by_what_identifies_them(void **state)
{
    SCOPED(world_done) struct world *w = world_new();
    struct netns *ns = add_netns(w, 1, "host1");
    struct address a;

    (void)state;
    add_link(ns, 1, "lo", "");
    add_link(ns, 5, "eth0", "veth");
    add_address(ns, 5, "10.0.1.10/24");
    assert_int_equal(netns_find_link(ns, "eth0")->index, 5);
    assert_null(netns_find_link(ns, "eth1"));
    assert_string_equal(netns_find_link_by_index(ns, 1)->name, "lo");
    assert_null(netns_find_link_by_index(ns, 2));
    assert_true(address_parse("10.0.1.10", &a));
    assert_int_equal(netns_find_address(ns, &a)->link, 5);
    assert_true(address_parse("10.0.1.11", &a));
    assert_null(netns_find_address(ns, &a));
}

static void up_and_carrier_are_two_things(void **state)
{
    struct link l = {.flags = IFF_UP};

    (void)state;
    assert_true(link_is_up(&l));
    assert_false(link_has_carrier(&l));
    l.flags = 1u << 16; /* IFF_LOWER_UP */
    assert_false(link_is_up(&l));
    assert_true(link_has_carrier(&l));
}

static void forwarding_as_a_whole_is_that_of_all(void **state)
{
    SCOPED(world_done) struct world *w = world_new();
    struct netns *ns = add_netns(w, 1, "router");
    struct netconf rows[] = {{.family = AF_INET, .link = -1, .forwarding = 1},
                             {.family = AF_INET, .link = 2, .forwarding = 0},
                             {.family = AF_INET6, .link = 2, .forwarding = 1}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        ARRAY_PUSH(ns->netconfs, ns->netconf_count, ns->netconf_capacity, rows[i]);
    assert_true(netns_forwards(ns, AF_INET));
    assert_false(netns_forwards(ns, AF_INET6));
    assert_int_equal(netns_find_netconf(ns, AF_INET6, 2)->forwarding, 1);
    assert_null(netns_find_netconf(ns, AF_INET, 3));
}

static void both_ends_of_a_cable_may_have_the_same_number(void **state)
{
    SCOPED(world_done) struct world *w = world_new();
    struct netns *a = add_netns(w, 11, "a"), *b = add_netns(w, 12, "b");
    struct link *left = add_link(a, 2, "left", "veth"), *right = add_link(b, 2, "right", "veth");
    const struct netns *there = NULL;

    (void)state;
    left->peer_index = right->peer_index = 2;
    left->peer_netns = 12;
    right->peer_netns = 11;
    assert_ptr_equal(world_find_peer(w, left, &there), right);
    assert_ptr_equal(there, b);
    assert_ptr_equal(world_find_peer(w, right, NULL), left);
}

static void a_peer_that_is_not_in_the_world_is_none(void **state)
{
    SCOPED(world_done) struct world *w = world_new();
    struct netns *a = add_netns(w, 11, "a");
    struct link *l = add_link(a, 2, "left", "veth");
    const struct netns *there = a;

    (void)state;
    assert_null(world_find_peer(w, l, &there));
    l->peer_index = 3;
    assert_null(world_find_peer(w, l, &there));
    l->peer_netns = 99;
    assert_null(world_find_peer(w, l, &there));
    l->peer_netns = 11;
    assert_null(world_find_peer(w, l, &there));
    assert_ptr_equal(there, a);
}

static void the_link_below_a_vlan_is_no_other_end(void **state)
{
    SCOPED(world_done) struct world *w = world_new();
    struct netns *a = add_netns(w, 11, "a");
    struct link *vlan;

    (void)state;
    add_link(a, 2, "eth0", "veth");
    vlan = add_link(a, 3, "eth0.5", "vlan");
    vlan->peer_index = 2;
    vlan->peer_netns = 11;
    assert_null(world_find_peer(w, vlan, NULL));
}

static void things_are_found_in_the_wrong_namespace(void **state)
{
    SCOPED(world_done) struct world *w = world_new();
    struct netns *a = add_netns(w, 1, "a"), *b = add_netns(w, 2, "b");
    const struct netns *there = NULL;
    struct address x;

    (void)state;
    add_link(a, 2, "veth0", "veth");
    add_link(b, 4, "veth0", "veth");
    add_address(a, 2, "10.0.1.1/24");
    add_address(a, 3, "10.0.1.1/24");
    add_address(b, 2, "10.0.1.9/24");
    assert_int_equal(world_find_link_anywhere(w, "veth0", NULL, &there)->index, 2);
    assert_int_equal(world_find_link_anywhere(w, "veth0", a, &there)->index, 4);
    assert_ptr_equal(there, b);
    assert_null(world_find_link_anywhere(w, "veth1", NULL, NULL));
    assert_true(address_parse("10.0.1.1", &x));
    assert_int_equal(world_find_address_anywhere(w, &x, NULL, 2, &there)->link, 2);
    assert_int_equal(world_find_address_anywhere(w, &x, a, 2, &there)->link, 3);
    assert_ptr_equal(there, a);
    assert_int_equal(world_find_address_anywhere(w, &x, b, 2, NULL)->link, 2);
    assert_true(address_parse("10.0.1.9", &x));
    assert_null(world_find_address_anywhere(w, &x, b, 2, NULL));
}

/* Ids and names that hash tables like least: in a row, and with a common beginning. */
static void each_of_a_thousand_namespaces_is_found(void **state)
{
    SCOPED(world_done) struct world *w = world_new();
    char name[32];

    (void)state;
    for (uint64_t i = 0; i < 1000; i++) {
        snprintf(name, sizeof(name), "netns%llu", (unsigned long long)i);
        add_netns(w, 4026531840 + i, i % 10 == 9 ? NULL : name);
    }
    for (uint64_t i = 0; i < 1000; i++) {
        snprintf(name, sizeof(name), "netns%llu", (unsigned long long)i);
        assert_ptr_equal(world_find_id(w, 4026531840 + i), w->netns[i]);
        assert_ptr_equal(world_find(w, name), i % 10 == 9 ? NULL : w->netns[i]);
    }
    assert_null(world_find_id(w, 4026531840 + 1000));
    assert_null(world_find(w, "netns1000"));
    assert_null(world_find(w, ""));
}

static void a_newer_reading_takes_the_place_of_the_older(void **state)
{
    SCOPED(world_done) struct world *w = world_new();
    struct netns *other = add_netns(w, 1, "a"), *older = netns_ref(add_netns(w, 2, "b"));
    struct netns *newer = netns_new(2, "b");

    (void)state;
    world_replace(w, newer);
    assert_int_equal(older->references, 1);
    assert_int_equal(newer->references, 2);
    assert_ptr_equal(world_find(w, "a"), other);
    assert_ptr_equal(world_find(w, "b"), newer);
    assert_ptr_equal(world_find_id(w, 2), newer);
    assert_int_equal(w->count, 2);
    netns_unref(older);
    netns_unref(newer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_namespace_lives_as_long_as_one_world_has_it),
        cmocka_unit_test(unref_frees_every_table),
        cmocka_unit_test(host_is_the_first_namespace_unless_one_is_called_so),
        cmocka_unit_test(every_namespace_can_be_named_in_a_sentence),
        cmocka_unit_test(links_and_addresses_are_found_by_what_identifies_them),
        cmocka_unit_test(up_and_carrier_are_two_things),
        cmocka_unit_test(forwarding_as_a_whole_is_that_of_all),
        cmocka_unit_test(both_ends_of_a_cable_may_have_the_same_number),
        cmocka_unit_test(a_peer_that_is_not_in_the_world_is_none),
        cmocka_unit_test(the_link_below_a_vlan_is_no_other_end),
        cmocka_unit_test(things_are_found_in_the_wrong_namespace),
        cmocka_unit_test(each_of_a_thousand_namespaces_is_found),
        cmocka_unit_test(a_newer_reading_takes_the_place_of_the_older),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
