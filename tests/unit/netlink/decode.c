// SPDX-License-Identifier: MIT
/*
 * Decoding recorded dumps, and bytes that no kernel would send. The recordings are of the lab that
 * tests/kernel/netlink_read.c builds, which also says how to record them anew.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include <netlink/netlink.h>

#include <linux/neighbour.h>

static const char *const files[] = {"links", "addresses",  "routes",
                                    "rules", "neighbours", "netconfs"};

static void netns_done(struct netns **ns)
{
    netns_unref(*ns);
}

static void load(const char *name, struct str *into)
{
    SCOPED(mem_done) char *path = mem_printf(TEST_DATA "/netlink/%s.nlmsg", name);
    struct error err = {0};

    assert_int_equal(fd_read_file(path, 1 << 20, into, &err), 0);
}

static struct netns *decode_recording(const char *name)
{
    SCOPED(str_done) struct str bytes = {0};
    struct netns *ns = netns_new(1, NULL);
    struct error err = {0};

    load(name, &bytes);
    assert_int_equal(netlink_decode(bytes.data, bytes.len, ns, &err), 0);
    return ns;
}

static const struct route *route_to(const struct netns *ns, const char *destination)
{
    struct prefix p;

    assert_true(prefix_parse(destination, &p));
    for (size_t i = 0; i < ns->route_count; i++)
        if (prefix_equal(&ns->routes[i].destination, &p) && ns->routes[i].table != RT_TABLE_LOCAL)
            return &ns->routes[i];
    fail_msg("no route to %s", destination);
    return NULL;
}

static void a_recorded_cable_has_equal_numbers_at_both_ends(void **state)
{
    SCOPED(netns_done) struct netns *ns = decode_recording("links");
    const struct link *left = netns_find_link(ns, "left");

    (void)state;
    assert_int_equal(ns->link_count, 4);
    assert_non_null(left);
    assert_int_equal(left->peer_index, left->index);
    assert_true(left->peer_nsid >= 0);
    assert_string_equal(left->kind, "veth");
    assert_int_equal(left->mtu, 1400);
}

static void onlink_route_has_no_gateway(void **state)
{
    SCOPED(netns_done) struct netns *ns = decode_recording("routes");
    const struct route *r = route_to(ns, "10.0.1.0/24");

    (void)state;
    assert_int_equal(r->hop_count, 1);
    assert_false(r->hops[0].has_gateway);
}

static void recorded_routes_have_their_hops(void **state)
{
    SCOPED(netns_done) struct netns *ns = decode_recording("routes");

    (void)state;
    assert_int_equal(route_to(ns, "10.3.0.0/16")->hop_count, 2);
    assert_int_equal(route_to(ns, "10.3.0.0/16")->hops[0].weight, 3);
    assert_int_equal(route_to(ns, "10.4.0.0/16")->hop_count, 0);
    assert_int_equal(route_to(ns, "10.6.0.0/16")->hops[0].gateway.family, AF_INET6);
    assert_int_equal(route_to(ns, "10.9.0.0/16")->table, 1000);
}

static void recorded_tables_have_their_rows(void **state)
{
    SCOPED(netns_done) struct netns *addresses = decode_recording("addresses");
    SCOPED(netns_done) struct netns *rules = decode_recording("rules");
    SCOPED(netns_done) struct netns *neighbours = decode_recording("neighbours");
    SCOPED(netns_done) struct netns *netconfs = decode_recording("netconfs");
    struct address a;

    (void)state;
    assert_true(address_parse("10.7.0.1", &a));
    assert_int_equal(netns_find_address(addresses, &a)->peer.family, AF_INET);
    assert_int_equal(rules->rule_count, 8);
    for (size_t i = 0; i < neighbours->neighbour_count; i++)
        assert_int_equal(neighbours->neighbours[i].state & NUD_NOARP, 0);
    assert_true(neighbours->neighbour_count >= 2);
    assert_true(netns_forwards(netconfs, AF_INET6));
    assert_false(netns_forwards(netconfs, AF_INET));
}

static void all_recordings_make_one_namespace(void **state)
{
    SCOPED(netns_done) struct netns *ns = netns_new(1, NULL);
    SCOPED(str_done) struct str bytes = {0};
    struct error err = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(files); i++)
        load(files[i], &bytes);
    assert_int_equal(netlink_decode(bytes.data, bytes.len, ns, &err), 0);
    assert_true(ns->link_count > 0 && ns->address_count > 0 && ns->route_count > 0);
    assert_true(ns->rule_count > 0 && ns->neighbour_count > 0 && ns->netconf_count > 0);
}

/* ---- hand-made bytes ---- */

struct message {
    _Alignas(4) char bytes[1024];
};

static struct nlmsghdr *begin(struct message *m, uint16_t type, const void *header, size_t size)
{
    struct nlmsghdr *message = mnl_nlmsg_put_header(memset(m, 0, sizeof(*m)));

    message->nlmsg_type = type;
    memcpy(mnl_nlmsg_put_extra_header(message, size), header, size);
    return message;
}

static int decode(const void *data, size_t len, struct netns *ns)
{
    struct error err = {0};
    int r = netlink_decode(data, len, ns, &err);

    assert_int_equal(err.code, r);
    if (r < 0)
        assert_int_equal(err.class, ERROR_FAULT);
    return r;
}

static void nothing_decodes_to_nothing(void **state)
{
    SCOPED(netns_done) struct netns *ns = netns_new(1, NULL);

    (void)state;
    assert_int_equal(decode("", 0, ns), 0);
    assert_int_equal(ns->link_count, 0);
}

static void an_interrupted_dump_is_told(void **state)
{
    SCOPED(netns_done) struct netns *ns = netns_new(1, NULL);
    SCOPED(str_done) struct str bytes = {0};

    (void)state;
    load("links", &bytes);
    ((struct nlmsghdr *)bytes.data)->nlmsg_flags |= NLM_F_DUMP_INTR;
    assert_int_equal(decode(bytes.data, bytes.len, ns), -EINTR);
}

static void cut_bytes_are_malformed(void **state)
{
    SCOPED(str_done) struct str bytes = {0};

    (void)state;
    load("routes", &bytes);
    for (size_t len = 1; len < 64; len++) {
        SCOPED(netns_done) struct netns *ns = netns_new(1, NULL);
        const struct nlmsghdr *first = (const struct nlmsghdr *)bytes.data;

        assert_int_equal(decode(bytes.data, len, ns), len == first->nlmsg_len ? 0 : -EBADMSG);
    }
}

static void bytes_need_not_be_aligned(void **state)
{
    SCOPED(netns_done) struct netns *ns = netns_new(1, NULL);
    SCOPED(str_done) struct str bytes = {0};

    (void)state;
    str_add_char(&bytes, 'x');
    load("links", &bytes);
    assert_int_equal(decode(bytes.data + 1, bytes.len - 1, ns), 0);
    assert_int_equal(ns->link_count, 4);
}

static void a_header_that_is_too_short_is_malformed(void **state)
{
    static const uint16_t types[] = {RTM_NEWLINK, RTM_NEWADDR,  RTM_NEWROUTE,
                                     RTM_NEWRULE, RTM_NEWNEIGH, RTM_NEWNETCONF};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(types); i++) {
        SCOPED(netns_done) struct netns *ns = netns_new(1, NULL);
        struct message m;
        const struct nlmsghdr *message = begin(&m, types[i], "", 0);

        assert_int_equal(decode(message, message->nlmsg_len, ns), -EBADMSG);
    }
}

static void a_prefix_longer_than_its_family_is_malformed(void **state)
{
    static const struct rtmsg route = {.rtm_family = AF_INET, .rtm_dst_len = 33};
    static const struct ifaddrmsg address = {.ifa_family = AF_INET6, .ifa_prefixlen = 129};
    SCOPED(netns_done) struct netns *ns = netns_new(1, NULL);
    struct message m;
    struct nlmsghdr *message = begin(&m, RTM_NEWROUTE, &route, sizeof(route));

    (void)state;
    assert_int_equal(decode(message, message->nlmsg_len, ns), -EBADMSG);
    message = begin(&m, RTM_NEWADDR, &address, sizeof(address));
    mnl_attr_put(message, IFA_ADDRESS, 16, "0123456789abcdef");
    assert_int_equal(decode(message, message->nlmsg_len, ns), -EBADMSG);
}

static void a_name_without_an_end_is_malformed(void **state)
{
    static const struct ifinfomsg link = {.ifi_index = 1};
    SCOPED(netns_done) struct netns *ns = netns_new(1, NULL);
    struct message m;
    struct nlmsghdr *message = begin(&m, RTM_NEWLINK, &link, sizeof(link));

    (void)state;
    mnl_attr_put(message, IFLA_IFNAME, 16, "0123456789abcdef");
    assert_int_equal(decode(message, message->nlmsg_len, ns), -EBADMSG);
    message = begin(&m, RTM_NEWLINK, &link, sizeof(link));
    mnl_attr_put(message, IFLA_IFNAME, 15, "0123456789abcde");
    assert_int_equal(decode(message, message->nlmsg_len, ns), 0);
    assert_string_equal(ns->links[0].name, "0123456789abcde");
}

static void values_of_the_wrong_size_are_malformed(void **state)
{
    static const struct rtmsg route = {.rtm_family = AF_INET, .rtm_type = RTN_UNICAST};
    static const uint16_t types[] = {RTA_DST, RTA_GATEWAY, RTA_OIF,      RTA_TABLE,
                                     RTA_VIA, RTA_PREFSRC, RTA_MULTIPATH};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(types); i++) {
        SCOPED(netns_done) struct netns *ns = netns_new(1, NULL);
        struct message m;
        struct nlmsghdr *message = begin(&m, RTM_NEWROUTE, &route, sizeof(route));

        mnl_attr_put(message, types[i], 3, "abc");
        assert_int_equal(decode(message, message->nlmsg_len, ns), -EBADMSG);
    }
}

static void garbage_among_attributes_is_malformed(void **state)
{
    static const struct ifinfomsg link = {.ifi_index = 1};
    SCOPED(netns_done) struct netns *ns = netns_new(1, NULL);
    struct message m;
    struct nlmsghdr *message = begin(&m, RTM_NEWLINK, &link, sizeof(link));

    (void)state;
    mnl_attr_put_u32(message, IFLA_MTU, 1500);
    *(uint16_t *)mnl_nlmsg_get_payload_offset(message, sizeof(link)) = 3; /* shorter than itself */
    assert_int_equal(decode(message, message->nlmsg_len, ns), -EBADMSG);
}

static void cached_routes_and_strange_families_are_left_out(void **state)
{
    static const struct rtmsg cached = {.rtm_family = AF_INET6, .rtm_flags = RTM_F_CLONED};
    static const struct rtmsg multicast = {.rtm_family = 128};
    static const struct ifinfomsg port = {.ifi_family = AF_BRIDGE};
    SCOPED(netns_done) struct netns *ns = netns_new(1, NULL);
    struct message m;

    (void)state;
    assert_int_equal(decode(begin(&m, RTM_NEWROUTE, &cached, sizeof(cached)), 28, ns), 0);
    assert_int_equal(decode(begin(&m, RTM_NEWROUTE, &multicast, sizeof(multicast)), 28, ns), 0);
    assert_int_equal(decode(begin(&m, RTM_NEWLINK, &port, sizeof(port)), 32, ns), 0);
    assert_int_equal(ns->route_count + ns->link_count, 0);
}

static void a_route_without_words_is_a_default_route(void **state)
{
    static const struct rtmsg route = {.rtm_family = AF_INET6, .rtm_type = RTN_UNICAST};
    SCOPED(netns_done) struct netns *ns = netns_new(1, NULL);
    struct message m;
    char text[PREFIX_TEXT];

    (void)state;
    assert_int_equal(decode(begin(&m, RTM_NEWROUTE, &route, sizeof(route)), 28, ns), 0);
    assert_string_equal(prefix_format(&ns->routes[0].destination, text), "::/0");
    assert_int_equal(ns->routes[0].hop_count, 1);
}

/* Before Linux 5.6 the other end's number was left out when it was the same. */
static void a_cable_without_a_number_has_the_same_at_both_ends(void **state)
{
    static const struct ifinfomsg link = {.ifi_index = 5};
    SCOPED(netns_done) struct netns *ns = netns_new(1, NULL);
    struct message m;
    struct nlmsghdr *message = begin(&m, RTM_NEWLINK, &link, sizeof(link));
    struct nlattr *info = mnl_attr_nest_start(message, IFLA_LINKINFO);

    (void)state;
    mnl_attr_put_strz(message, IFLA_INFO_KIND, "veth");
    mnl_attr_nest_end(message, info);
    mnl_attr_put_u32(message, IFLA_LINK_NETNSID, 0);
    assert_int_equal(decode(message, message->nlmsg_len, ns), 0);
    assert_int_equal(ns->links[0].peer_index, 5);
    assert_int_equal(ns->links[0].peer_nsid, 0);
}

static void a_peer_in_a_namespace_without_id_is_none(void **state)
{
    static const struct ifinfomsg link = {.ifi_index = 5};
    SCOPED(netns_done) struct netns *ns = netns_new(1, NULL);
    struct message m;
    struct nlmsghdr *message = begin(&m, RTM_NEWLINK, &link, sizeof(link));

    (void)state;
    mnl_attr_put_u32(message, IFLA_LINK, 7);
    mnl_attr_put_u32(message, IFLA_LINK_NETNSID, (uint32_t)-1);
    assert_int_equal(decode(message, message->nlmsg_len, ns), 0);
    assert_int_equal(ns->links[0].peer_index, 0);
    assert_int_equal(ns->links[0].peer_nsid, -1);
}

static void the_kernels_refusal_keeps_its_words(void **state)
{
    static const struct nlmsgerr refusal = {.error = -EINVAL,
                                            .msg = {.nlmsg_len = MNL_NLMSG_HDRLEN + 8}};
    static const char words[] = "Nexthop has invalid gateway";
    SCOPED(netns_done) struct netns *ns = netns_new(1, NULL);
    struct error err = {0};
    struct message m;
    struct nlmsghdr *message = begin(&m, NLMSG_ERROR, &refusal, sizeof(refusal));

    (void)state;
    memset(mnl_nlmsg_put_extra_header(message, 8), 0xff, 8); /* the echoed request */
    message->nlmsg_flags = NLM_F_ACK_TLVS;
    mnl_attr_put_strz(message, NLMSGERR_ATTR_MSG, words);
    assert_int_equal(netlink_decode(message, message->nlmsg_len, ns, &err), -EINVAL);
    assert_string_equal(err.what, words);
}

static void a_table_has_a_limit(void **state)
{
    static const struct rtmsg route = {.rtm_family = AF_INET, .rtm_type = RTN_BLACKHOLE};
    SCOPED(netns_done) struct netns *ns = netns_new(1, NULL);
    SCOPED(str_done) struct str bytes = {0};
    struct message m;
    const struct nlmsghdr *message = begin(&m, RTM_NEWROUTE, &route, sizeof(route));

    (void)state;
    for (int i = 0; i <= NETLINK_MAX_ROWS; i++)
        str_add_bytes(&bytes, message, message->nlmsg_len);
    assert_int_equal(decode(bytes.data, bytes.len - message->nlmsg_len, ns), 0);
    assert_int_equal(decode(message, message->nlmsg_len, ns), -E2BIG);
    assert_int_equal(ns->route_count, NETLINK_MAX_ROWS);
}

/* ---- mutations ---- */

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Lengths and types hurt most, and both are small numbers at even offsets. */
static void mutate(char *bytes, size_t *len, uint64_t *seed)
{
    static const uint16_t nasty[] = {0, 1, 3, 4, 5, 15, 16, 17, 0x7fff, 0x8000, 0xfffc, 0xffff};

    for (uint64_t n = next_random(seed) % 4; n-- > 0;) {
        size_t at = next_random(seed) % *len & ~(size_t)1;

        switch (next_random(seed) % 4) {
        case 0:
            bytes[at] = (char)next_random(seed);
            break;
        case 1:
            bytes[at] = (char)(bytes[at] ^ (1 << next_random(seed) % 8));
            break;
        case 2:
            if (at + 2 <= *len)
                memcpy(bytes + at, &nasty[next_random(seed) % ARRAY_LENGTH(nasty)], 2);
            break;
        default:
            *len = at > 0 ? at : *len;
        }
    }
}

static void assert_sound(const struct netns *ns)
{
    for (size_t i = 0; i < ns->link_count; i++)
        assert_true(memchr(ns->links[i].name, '\0', IFNAMSIZ) != NULL && ns->links[i].mac_len <= 8);
    for (size_t i = 0; i < ns->address_count; i++)
        assert_true(ns->addresses[i].local.length <=
                    family_bits(ns->addresses[i].local.address.family));
    for (size_t i = 0; i < ns->route_count; i++) {
        const struct route *r = &ns->routes[i];

        assert_true(r->destination.length <= family_bits(r->destination.address.family));
        assert_true(r->hop_count == 0 || r->hops != NULL);
        assert_true(r->type != RTN_UNICAST || r->hop_count > 0);
    }
}

static void no_mutation_of_a_recording_breaks_the_decoder(void **state)
{
    uint64_t seed = 0x9e3779b97f4a7c15u;
    size_t accepted = 0, refused = 0;

    (void)state;
    for (size_t f = 0; f < ARRAY_LENGTH(files); f++) {
        SCOPED(str_done) struct str bytes = {0};

        load(files[f], &bytes);
        for (int i = 0; i < 5000; i++) {
            SCOPED(netns_done) struct netns *ns = netns_new(1, NULL);
            SCOPED(mem_done) char *copy = mem_copy(bytes.data, bytes.len);
            struct error err = {0};
            size_t len = bytes.len;

            mutate(copy, &len, &seed);
            if (netlink_decode(copy, len, ns, &err) == 0)
                accepted++;
            else
                refused++;
            assert_sound(ns);
        }
    }
    assert_true(accepted > 0 && refused > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_recorded_cable_has_equal_numbers_at_both_ends),
        cmocka_unit_test(onlink_route_has_no_gateway),
        cmocka_unit_test(recorded_routes_have_their_hops),
        cmocka_unit_test(recorded_tables_have_their_rows),
        cmocka_unit_test(all_recordings_make_one_namespace),
        cmocka_unit_test(nothing_decodes_to_nothing),
        cmocka_unit_test(an_interrupted_dump_is_told),
        cmocka_unit_test(cut_bytes_are_malformed),
        cmocka_unit_test(bytes_need_not_be_aligned),
        cmocka_unit_test(a_header_that_is_too_short_is_malformed),
        cmocka_unit_test(a_prefix_longer_than_its_family_is_malformed),
        cmocka_unit_test(a_name_without_an_end_is_malformed),
        cmocka_unit_test(values_of_the_wrong_size_are_malformed),
        cmocka_unit_test(garbage_among_attributes_is_malformed),
        cmocka_unit_test(cached_routes_and_strange_families_are_left_out),
        cmocka_unit_test(a_route_without_words_is_a_default_route),
        cmocka_unit_test(a_cable_without_a_number_has_the_same_at_both_ends),
        cmocka_unit_test(a_peer_in_a_namespace_without_id_is_none),
        cmocka_unit_test(the_kernels_refusal_keeps_its_words),
        cmocka_unit_test(a_table_has_a_limit),
        cmocka_unit_test(no_mutation_of_a_recording_breaks_the_decoder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
