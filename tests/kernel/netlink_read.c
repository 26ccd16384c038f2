// SPDX-License-Identifier: MIT
/*
 * What a snapshot says about things that were really made, and that the recorded dumps of
 * tests/data/netlink are what this kernel sends. To record them anew: FIRSTHOP_RECORD=DIRECTORY
 * kernel-netlink_read
 */
#include <netlink_lab.h>
#include <sys/socket.h>

#include <netlink/netlink.h>

#include <linux/fib_rules.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>

#define SOLICITED (NUD_INCOMPLETE | NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_FAILED)

static struct netlink *host1, *host2;
static struct netns *ns; /* host1, read once */

/* Two namespaces, a cable whose ends are both number 2, and one of everything. */
static void build(void)
{
    lab_run("ip netns add host1; ip netns add host2");
    lab_run("ip link add left netns host1 type veth peer name right netns host2");
    lab_run("ip -n host1 link add pa type veth peer name pb");
    lab_run("ip -n host1 link set left address 02:00:00:00:00:01 mtu 1400");
    lab_run("for l in lo left pa pb; do ip -n host1 link set $l up; done");
    lab_run("ip -n host2 link set right up");
    lab_run("ip -n host1 addr add 10.0.1.10/24 dev left");
    lab_run("ip -n host1 addr add 10.7.0.1 peer 10.7.0.2/32 dev pa");
    lab_run("ip -n host1 addr add fd00::1/64 dev left nodad");
    lab_run("ip -n host1 addr add fd00::2/64 dev left");
    lab_run("ip -n host1 route add default via 10.0.1.1");
    lab_run("ip -n host1 route add 10.2.0.0/16 dev left metric 50 src 10.0.1.10");
    lab_run("ip -n host1 route add 10.3.0.0/16 proto static nexthop via 10.0.1.2 weight 3"
            " nexthop dev pa onlink via 10.8.0.1");
    lab_run("ip -n host1 route add blackhole 10.4.0.0/16");
    lab_run("ip -n host1 route add unreachable 10.5.0.0/16 metric 7");
    lab_run("ip -n host1 route add 10.6.0.0/16 via inet6 fd00::9 dev left");
    lab_run("ip -n host1 route add 10.9.0.0/16 dev left table 1000");
    lab_run("ip -n host1 route add fd09::/64 nexthop via fd00::3 nexthop via fd00::4");
    lab_run("ip -n host1 rule add priority 77 from 10.0.1.0/24 to 10.9.0.0/16 iif left oif pa"
            " fwmark 0x5/0xff table 1000");
    lab_run("ip -n host1 rule add priority 78 not from 10.1.0.0/16 blackhole");
    lab_run("ip -n host1 -6 rule add priority 79 to fd09::/64 prohibit");
    lab_run("ip -n host1 neigh add 10.0.1.1 lladdr 02:00:00:00:00:fe dev left nud permanent");
    lab_run("ip -n host1 neigh add fd00::9 lladdr 02:00:00:00:00:ff dev left nud permanent");
    lab_run("ip -n host1 neigh add 10.0.1.99 lladdr 02:00:00:00:00:fd dev left nud noarp");
    lab_sysctl("host1", "ipv4/conf/left/rp_filter", "2");
    lab_sysctl("host1", "ipv4/conf/pa/forwarding", "1");
    lab_sysctl("host1", "ipv6/conf/all/forwarding", "1");
}

static int setup(void **state)
{
    (void)state;
    build();
    host1 = lab_netlink("host1");
    host2 = lab_netlink("host2");
    ns = lab_read(host1);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    netns_unref(ns);
    netlink_free(host1);
    netlink_free(host2);
    return 0;
}

static const struct link *link_named(const struct netns *in, const char *name)
{
    const struct link *l = netns_find_link(in, name);

    assert_non_null(l);
    return l;
}

static const struct route *main_route(const char *destination)
{
    const struct route *r = lab_route(ns, destination, RT_TABLE_MAIN);

    assert_non_null(r);
    return r;
}

static void assert_gateway(const struct next_hop *hop, const char *expected)
{
    char text[ADDRESS_TEXT];

    assert_true(hop->has_gateway);
    assert_string_equal(address_format(&hop->gateway, text), expected);
}

static void a_snapshot_knows_who_it_is(void **state)
{
    struct error err = {0};
    struct netns *other = NULL;

    (void)state;
    assert_int_equal(netlink_read(host2, 4711, NULL, &other, &err), 0);
    assert_int_equal(other->id, 4711);
    assert_null(other->name);
    assert_string_equal(ns->name, "lab");
    netns_unref(other);
}

static void ends_of_a_cable_with_equal_numbers_are_told_apart(void **state)
{
    struct netns *other = lab_read(host2);
    const struct link *left = link_named(ns, "left"), *right = link_named(other, "right");

    (void)state;
    assert_int_equal(left->index, right->index);
    assert_int_equal(left->peer_index, right->index);
    assert_int_equal(right->peer_index, left->index);
    assert_true(left->peer_nsid >= 0);
    assert_true(right->peer_nsid >= 0);
    assert_int_equal(left->peer_netns, 0);
    netns_unref(other);
}

static void a_cable_within_one_namespace_has_no_nsid(void **state)
{
    const struct link *pa = link_named(ns, "pa"), *pb = link_named(ns, "pb");

    (void)state;
    assert_int_equal(pa->peer_index, pb->index);
    assert_int_equal(pb->peer_index, pa->index);
    assert_int_equal(pa->peer_nsid, -1);
}

static void loopback_has_no_other_end(void **state)
{
    const struct link *lo = link_named(ns, "lo");

    (void)state;
    assert_int_equal(lo->peer_index, 0);
    assert_int_equal(lo->peer_nsid, -1);
    assert_string_equal(lo->kind, "");
    assert_true(link_is_up(lo) && link_has_carrier(lo));
}

static void a_link_has_kind_mtu_and_mac(void **state)
{
    static const uint8_t mac[] = {2, 0, 0, 0, 0, 1};
    const struct link *left = link_named(ns, "left");

    (void)state;
    assert_string_equal(left->kind, "veth");
    assert_int_equal(left->mtu, 1400);
    assert_int_equal(left->mac_len, 6);
    assert_memory_equal(left->mac, mac, 6);
    assert_true((left->flags & IFF_UP) != 0);
}

static void a_port_names_its_bridge(void **state)
{
    struct netns *now;

    (void)state;
    if (system("ip -n host2 link add br0 type bridge 2>/dev/null") != 0) {
        print_message("no bridge in this kernel\n");
        skip();
    }
    lab_run("ip -n host2 link add p0 type veth peer name p1; ip -n host2 link set p0 master br0");
    now = lab_read(host2);
    assert_int_equal(link_named(now, "p0")->master, link_named(now, "br0")->index);
    assert_string_equal(link_named(now, "p0")->slave_kind, "bridge");
    assert_string_equal(link_named(now, "br0")->kind, "bridge");
    assert_int_equal(link_named(now, "p1")->master, 0);
    netns_unref(now);
}

static const struct link_address *address_entry(const char *text)
{
    struct address a = lab_address(text);
    const struct link_address *found = netns_find_address(ns, &a);

    assert_non_null(found);
    return found;
}

static void an_address_has_its_prefix_and_link(void **state)
{
    const struct link_address *a = address_entry("10.0.1.10");

    (void)state;
    assert_int_equal(a->local.length, 24);
    assert_int_equal(a->link, link_named(ns, "left")->index);
    assert_int_equal(a->peer.family, 0);
    assert_true((a->flags & IFA_F_PERMANENT) != 0);
    assert_int_equal(a->scope, RT_SCOPE_UNIVERSE);
}

static void the_own_address_is_not_the_peers(void **state)
{
    const struct link_address *a = address_entry("10.7.0.1");
    char text[ADDRESS_TEXT];

    (void)state;
    assert_string_equal(address_format(&a->peer, text), "10.7.0.2");
}

static void ipv6_addresses_have_flags_beyond_eight_bits(void **state)
{
    (void)state;
    assert_true((address_entry("fd00::1")->flags & IFA_F_NODAD) != 0);
    assert_int_equal(address_entry("fd00::2")->flags & IFA_F_NODAD, 0);
    assert_int_equal(address_entry("fd00::1")->local.length, 64);
    assert_int_equal(address_entry("::1")->scope, RT_SCOPE_HOST);
}

static void an_onlink_route_has_no_gateway(void **state)
{
    const struct route *r = main_route("10.0.1.0/24");

    (void)state;
    assert_int_equal(r->hop_count, 1);
    assert_false(r->hops[0].has_gateway);
    assert_int_equal(r->hops[0].gateway.family, 0);
    assert_int_equal(r->scope, RT_SCOPE_LINK);
    assert_int_equal(r->protocol, RTPROT_KERNEL);
}

static void the_default_route_has_length_zero_and_a_gateway(void **state)
{
    const struct route *r = main_route("0.0.0.0/0");

    (void)state;
    assert_gateway(&r->hops[0], "10.0.1.1");
    assert_int_equal(r->hops[0].link, link_named(ns, "left")->index);
    assert_int_equal(r->hops[0].weight, 1);
    assert_int_equal(r->protocol, RTPROT_BOOT);
    assert_int_equal(r->metric, 0);
}

static void metric_and_source_are_kept(void **state)
{
    const struct route *r = main_route("10.2.0.0/16");
    char text[ADDRESS_TEXT];

    (void)state;
    assert_int_equal(r->metric, 50);
    assert_string_equal(address_format(&r->preferred_source, text), "10.0.1.10");
}

static void a_multipath_route_has_every_hop(void **state)
{
    const struct route *r = main_route("10.3.0.0/16"), *r6 = main_route("fd09::/64");

    (void)state;
    assert_int_equal(r->hop_count, 2);
    assert_gateway(&r->hops[0], "10.0.1.2");
    assert_int_equal(r->hops[0].weight, 3);
    assert_gateway(&r->hops[1], "10.8.0.1");
    assert_true((r->hops[1].flags & RTNH_F_ONLINK) != 0);
    assert_int_equal(r->hops[1].link, link_named(ns, "pa")->index);
    assert_int_equal(r->protocol, RTPROT_STATIC);
    assert_int_equal(r6->hop_count, 2);
    assert_gateway(&r6->hops[1], "fd00::4");
}

static void routes_that_refuse_have_their_type_and_no_hop(void **state)
{
    (void)state;
    assert_int_equal(main_route("10.4.0.0/16")->type, RTN_BLACKHOLE);
    assert_int_equal(main_route("10.4.0.0/16")->hop_count, 0);
    assert_int_equal(main_route("10.5.0.0/16")->type, RTN_UNREACHABLE);
    assert_int_equal(main_route("10.5.0.0/16")->metric, 7);
}

static void a_gateway_may_be_of_the_other_family(void **state)
{
    (void)state;
    assert_gateway(&main_route("10.6.0.0/16")->hops[0], "fd00::9");
}

static void tables_have_numbers_beyond_a_byte(void **state)
{
    (void)state;
    assert_non_null(lab_route(ns, "10.9.0.0/16", 1000));
    assert_null(lab_route(ns, "10.9.0.0/16", RT_TABLE_MAIN));
}

static void the_local_table_is_part_of_the_snapshot(void **state)
{
    (void)state;
    assert_int_equal(lab_route(ns, "10.0.1.10/32", RT_TABLE_LOCAL)->type, RTN_LOCAL);
    assert_int_equal(lab_route(ns, "10.0.1.255/32", RT_TABLE_LOCAL)->type, RTN_BROADCAST);
    assert_int_equal(lab_route(ns, "fd00::1/128", RT_TABLE_LOCAL)->type, RTN_LOCAL);
}

static const struct rule *rule_at(uint32_t priority, int family)
{
    for (size_t i = 0; i < ns->rule_count; i++)
        if (ns->rules[i].priority == priority && ns->rules[i].family == family)
            return &ns->rules[i];
    fail_msg("no rule %u", priority);
    return NULL;
}

static void a_rule_has_all_its_conditions(void **state)
{
    const struct rule *r = rule_at(77, AF_INET);
    char text[PREFIX_TEXT];

    (void)state;
    assert_string_equal(prefix_format(&r->source, text), "10.0.1.0/24");
    assert_string_equal(prefix_format(&r->destination, text), "10.9.0.0/16");
    assert_string_equal(r->input, "left");
    assert_string_equal(r->output, "pa");
    assert_int_equal(r->mark, 5);
    assert_int_equal(r->mark_mask, 0xff);
    assert_int_equal(r->table, 1000);
    assert_int_equal(r->action, FR_ACT_TO_TBL);
    assert_false(r->inverted);
}

static void rules_that_refuse_or_invert_are_told(void **state)
{
    (void)state;
    assert_int_equal(rule_at(78, AF_INET)->action, FR_ACT_BLACKHOLE);
    assert_true(rule_at(78, AF_INET)->inverted);
    assert_int_equal(rule_at(79, AF_INET6)->action, FR_ACT_PROHIBIT);
    assert_int_equal(rule_at(32766, AF_INET6)->table, RT_TABLE_MAIN);
    assert_int_equal(rule_at(32766, AF_INET)->source.address.family, 0);
}

static const struct neighbour *neighbour_at(const char *text)
{
    struct address a = lab_address(text);

    for (size_t i = 0; i < ns->neighbour_count; i++)
        if (address_equal(&ns->neighbours[i].address, &a))
            return &ns->neighbours[i];
    return NULL;
}

static void a_fixed_neighbour_is_permanent(void **state)
{
    static const uint8_t mac[] = {2, 0, 0, 0, 0, 0xfe};
    const struct neighbour *n = neighbour_at("10.0.1.1");

    (void)state;
    assert_non_null(n);
    assert_int_equal(n->state, NUD_PERMANENT);
    assert_int_equal(n->mac_len, 6);
    assert_memory_equal(n->mac, mac, 6);
    assert_int_equal(n->link, link_named(ns, "left")->index);
    assert_non_null(neighbour_at("fd00::9"));
}

static void neighbours_that_need_no_question_are_left_out(void **state)
{
    (void)state;
    assert_null(neighbour_at("10.0.1.99"));
    for (size_t i = 0; i < ns->neighbour_count; i++)
        assert_true((ns->neighbours[i].state & (SOLICITED | NUD_PERMANENT)) != 0);
}

static void settings_are_per_link_and_family(void **state)
{
    int left = link_named(ns, "left")->index, pa = link_named(ns, "pa")->index;

    (void)state;
    assert_int_equal(netns_find_netconf(ns, AF_INET, left)->rp_filter, 2);
    assert_int_equal(netns_find_netconf(ns, AF_INET, left)->forwarding, 0);
    assert_int_equal(netns_find_netconf(ns, AF_INET, pa)->forwarding, 1);
    assert_non_null(netns_find_netconf(ns, AF_INET, -2));
    assert_true(netns_forwards(ns, AF_INET6));
    assert_int_equal(netns_find_netconf(ns, AF_INET6, left)->forwarding, 1);
    assert_int_equal(netns_find_netconf(ns, AF_INET6, left)->rp_filter, -1);
}

static void a_big_table_comes_whole(void **state)
{
    enum { COUNT = 3000 };
    struct netns *now;
    size_t found = 0;

    (void)state;
    lab_run("for i in $(seq 0 %d); do echo route add 10.200.$((i / 256)).$((i %% 256)) dev right;"
            " done | ip -n host2 -batch -",
            COUNT - 1);
    now = lab_read(host2);
    for (size_t i = 0; i < now->route_count; i++)
        found += now->routes[i].destination.address.bytes[1] == 200;
    assert_int_equal(found, COUNT);
    netns_unref(now);
    lab_run("ip -n host2 route flush root 10.200.0.0/16");
}

/* ---- recordings ---- */

struct recording {
    const char *file;
    const struct netlink_object *object;
};

static const struct recording recordings[] = {
    {"links.nlmsg", &netlink_links},           {"addresses.nlmsg", &netlink_addresses},
    {"routes.nlmsg", &netlink_routes},         {"rules.nlmsg", &netlink_rules},
    {"neighbours.nlmsg", &netlink_neighbours}, {"netconfs.nlmsg", &netlink_netconfs},
};

/* The bytes of one dump as they come, up to and with its NLMSG_DONE. */
static void dump_bytes(const struct netlink_object *object, struct str *into)
{
    char request[NETLINK_REQUEST], answer[NETLINK_BUFFER];
    struct nlmsghdr *message =
        netlink_request(request, object->get, NLM_F_DUMP, object->header_size);
    bool is_over = false;

    assert_true(send(host1->request_fd, message, message->nlmsg_len, 0) > 0);
    while (!is_over) {
        ssize_t len = netlink_receive(host1->request_fd, answer, sizeof(answer), 0);
        int left = (int)len;

        assert_true(len > 0);
        str_add_bytes(into, answer, (size_t)len);
        for (message = (struct nlmsghdr *)answer; mnl_nlmsg_ok(message, left);
             message = mnl_nlmsg_next(message, &left))
            is_over = is_over || message->nlmsg_type == NLMSG_DONE;
    }
}

static void save(const char *directory, const char *file, const struct str *bytes)
{
    SCOPED(mem_done) char *path = mem_printf("%s/%s", directory, file);
    SCOPED(fd_done) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    assert_true(fd >= 0);
    assert_int_equal(fd_write_all(fd, bytes->data, bytes->len), 0);
}

static void recorded_bytes_decode_to_what_a_snapshot_says(void **state)
{
    const char *directory = getenv("FIRSTHOP_RECORD");
    struct netns *decoded = netns_new(1, "lab");
    struct error err = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(recordings); i++) {
        SCOPED(str_done) struct str bytes = {0};

        dump_bytes(recordings[i].object, &bytes);
        assert_int_equal(netlink_decode(bytes.data, bytes.len, decoded, &err), 0);
        if (directory != NULL)
            save(directory, recordings[i].file, &bytes);
    }
    assert_int_equal(decoded->link_count, ns->link_count);
    assert_int_equal(decoded->address_count, ns->address_count);
    assert_int_equal(decoded->route_count, ns->route_count);
    assert_int_equal(decoded->rule_count, ns->rule_count);
    assert_int_equal(decoded->netconf_count, ns->netconf_count);
    netns_unref(decoded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_snapshot_knows_who_it_is),
        cmocka_unit_test(ends_of_a_cable_with_equal_numbers_are_told_apart),
        cmocka_unit_test(a_cable_within_one_namespace_has_no_nsid),
        cmocka_unit_test(loopback_has_no_other_end),
        cmocka_unit_test(a_link_has_kind_mtu_and_mac),
        cmocka_unit_test(a_port_names_its_bridge),
        cmocka_unit_test(an_address_has_its_prefix_and_link),
        cmocka_unit_test(the_own_address_is_not_the_peers),
        cmocka_unit_test(ipv6_addresses_have_flags_beyond_eight_bits),
        cmocka_unit_test(an_onlink_route_has_no_gateway),
        cmocka_unit_test(the_default_route_has_length_zero_and_a_gateway),
        cmocka_unit_test(metric_and_source_are_kept),
        cmocka_unit_test(a_multipath_route_has_every_hop),
        cmocka_unit_test(routes_that_refuse_have_their_type_and_no_hop),
        cmocka_unit_test(a_gateway_may_be_of_the_other_family),
        cmocka_unit_test(tables_have_numbers_beyond_a_byte),
        cmocka_unit_test(the_local_table_is_part_of_the_snapshot),
        cmocka_unit_test(a_rule_has_all_its_conditions),
        cmocka_unit_test(rules_that_refuse_or_invert_are_told),
        cmocka_unit_test(a_fixed_neighbour_is_permanent),
        cmocka_unit_test(neighbours_that_need_no_question_are_left_out),
        cmocka_unit_test(settings_are_per_link_and_family),
        cmocka_unit_test(a_big_table_comes_whole),
        cmocka_unit_test(recorded_bytes_decode_to_what_a_snapshot_says),
    };

    lab_enter();
    return cmocka_run_group_tests(tests, setup, teardown);
}
