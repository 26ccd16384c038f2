// SPDX-License-Identifier: MIT
/* Addresses and prefixes: which texts are one, how they are written, what they cover. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include <firsthop/world.h>

static struct prefix prefix(const char *text)
{
    struct prefix p;

    assert_true(prefix_parse(text, &p));
    return p;
}

static struct address address(const char *text)
{
    struct address a;

    assert_true(address_parse(text, &a));
    return a;
}

static void addresses_keep_their_text(void **state)
{
    static const char *const texts[] = {
        "10.0.1.10", "0.0.0.0",   "255.255.255.255", "::",
        "fd00::1",   "fe80::1:2", "::ffff:10.0.0.1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"};
    char text[ADDRESS_TEXT];

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        struct address a = address(texts[i]);

        assert_string_equal(address_format(&a, text), texts[i]);
    }
}

static void what_is_no_address_is_refused(void **state)
{
    static const char *const texts[] = {"",           "10",           "10.0.1",      "10.0.1.256",
                                        "10.0.1.1 ",  " 10.0.1.1",    "10.0.1.1/24", "010.0.0.1",
                                        "0x0a.0.0.1", "fe80::1%eth0", "1::2::3",     "default",
                                        "host1",      "10.0.1.1\n",   "::g",         "10.0.0.0.0",
                                        "fd00:::1"};
    struct address a = {.family = 99};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        assert_false(address_parse(texts[i], &a));
    assert_int_equal(a.family, 99);
}

static void prefixes_keep_their_host_bits(void **state)
{
    static const char *const texts[] = {"10.0.1.10/24", "10.0.1.0/32", "0.0.0.0/0", "::/0",
                                        "fd00::5/64",   "fd00::5/128", "10.0.0.1/9"};
    char text[PREFIX_TEXT];

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        struct prefix p = prefix(texts[i]);

        assert_string_equal(prefix_format(&p, text), texts[i]);
    }
}

static void a_prefix_without_length_is_one_host(void **state)
{
    (void)state;
    assert_int_equal(prefix("10.0.1.10").length, 32);
    assert_int_equal(prefix("fd00::5").length, 128);
}

static void what_is_no_prefix_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "/24",
        "10.0.1.1/",
        "10.0.1.1/33",
        "10.0.1.1/-1",
        "10.0.1.1/+4",
        "10.0.1.1/024",
        "10.0.1.1/2 4",
        "10.0.1.1/24 ",
        "10.0.1.1/24/1",
        "fd00::/129",
        "default",
        "10.0.1.1/1000000000000",
        "1111111111111111111111111111111111111111111111111111111111111111/1"};
    struct prefix p;

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        assert_false(prefix_parse(texts[i], &p));
}

static void an_absent_address_has_no_text(void **state)
{
    struct prefix none = {0};
    char text[PREFIX_TEXT] = "x";

    (void)state;
    assert_string_equal(prefix_format(&none, text), "");
    assert_string_equal(address_format(&none.address, text), "");
}

static void the_network_decides_what_a_prefix_contains(void **state)
{
    static const struct {
        const char *prefix, *address;
        bool contains;
    } rows[] = {
        {"10.0.1.10/24", "10.0.1.200", true}, {"10.0.1.10/24", "10.0.2.1", false},
        {"10.0.0.0/23", "10.0.1.255", true},  {"10.0.0.0/23", "10.0.2.0", false},
        {"10.0.0.1/32", "10.0.0.1", true},    {"10.0.0.1/32", "10.0.0.0", false},
        {"10.0.0.0/31", "10.0.0.1", true},    {"0.0.0.0/0", "8.8.8.8", true},
        {"0.0.0.0/0", "::1", false},          {"fd00::/64", "fd00::ffff", true},
        {"fd00::/64", "fd00:0:0:1::", false}, {"fd00::/1", "8000::", true},
        {"::/0", "10.0.0.1", false},          {"fd00::1/128", "fd00::2", false},
        {"fe80::/10", "febf::1", true},       {"fe80::/10", "fec0::1", false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct prefix p = prefix(rows[i].prefix);
        struct address a = address(rows[i].address);

        assert_int_equal(prefix_contains(&p, &a), rows[i].contains);
    }
}

static void equal_is_stricter_than_same_network(void **state)
{
    struct prefix a = prefix("10.0.1.1/24"), b = prefix("10.0.1.2/24"), c = prefix("10.0.1.1/16");

    (void)state;
    assert_true(prefix_equal(&a, &a));
    assert_false(prefix_equal(&a, &b));
    assert_false(prefix_equal(&a, &c));
    assert_true(prefix_same_network(&a, &b));
    assert_false(prefix_same_network(&a, &c));
}

static void bytes_behind_an_ipv4_address_do_not_count(void **state)
{
    struct address a = address("10.0.0.1"), b = a;

    (void)state;
    b.bytes[9] = 7;
    assert_true(address_equal(&a, &b));
}

static void edges_are_network_and_broadcast_of_ipv4(void **state)
{
    static const struct {
        const char *prefix, *address;
        bool is_edge;
    } rows[] = {
        {"10.0.1.0/24", "10.0.1.255", true},  {"10.0.1.5/24", "10.0.1.0", true},
        {"10.0.1.0/24", "10.0.1.1", false},   {"10.0.1.0/24", "10.0.2.255", false},
        {"10.0.1.0/30", "10.0.1.3", true},    {"10.0.1.0/31", "10.0.1.1", false},
        {"10.0.1.0/31", "10.0.1.0", false},   {"10.0.1.0/32", "10.0.1.0", false},
        {"10.0.0.0/23", "10.0.0.255", false}, {"10.0.0.0/23", "10.0.1.255", true},
        {"fd00::/64", "fd00::", false},       {"0.0.0.0/0", "255.255.255.255", true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct prefix p = prefix(rows[i].prefix);
        struct address a = address(rows[i].address);

        assert_int_equal(prefix_is_edge(&p, &a), rows[i].is_edge);
    }
}

static void link_local_is_known_in_both_families(void **state)
{
    struct address yes4 = address("169.254.7.7"), no4 = address("169.253.7.7");
    struct address yes6 = address("febf::1"), no6 = address("fec0::1"), none = {0};

    (void)state;
    assert_true(address_is_link_local(&yes4));
    assert_false(address_is_link_local(&no4));
    assert_true(address_is_link_local(&yes6));
    assert_false(address_is_link_local(&no6));
    assert_false(address_is_link_local(&none));
}

static void families_have_names(void **state)
{
    (void)state;
    assert_int_equal(family_parse("ipv4"), AF_INET);
    assert_int_equal(family_parse(family_name(AF_INET6)), AF_INET6);
    assert_int_equal(family_parse("IPv4"), 0);
    assert_int_equal(family_parse(NULL), 0);
    assert_string_equal(family_name(AF_UNIX), "");
    assert_int_equal(family_bits(AF_INET), 32);
    assert_int_equal(family_bits(AF_INET6), 128);
    assert_int_equal(family_bits(0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_keep_their_text),
        cmocka_unit_test(what_is_no_address_is_refused),
        cmocka_unit_test(prefixes_keep_their_host_bits),
        cmocka_unit_test(a_prefix_without_length_is_one_host),
        cmocka_unit_test(what_is_no_prefix_is_refused),
        cmocka_unit_test(an_absent_address_has_no_text),
        cmocka_unit_test(the_network_decides_what_a_prefix_contains),
        cmocka_unit_test(equal_is_stricter_than_same_network),
        cmocka_unit_test(bytes_behind_an_ipv4_address_do_not_count),
        cmocka_unit_test(edges_are_network_and_broadcast_of_ipv4),
        cmocka_unit_test(link_local_is_known_in_both_families),
        cmocka_unit_test(families_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
