// SPDX-License-Identifier: MIT
/* Frames to fields: recorded frames of real kernels, and bytes that nobody should send. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <netinet/in.h>

#include "recorded.h"

/** The first recorded frame of @kind with this echo id (0: any). */
static struct frame recorded(enum frame_kind kind, uint16_t echo_id)
{
    struct recording r = recorded_frames("routing.frames");
    struct frame found = {0};

    for (size_t i = 0; i < r.count && found.kept == 0; i++) {
        if (r.frames[i].kind == kind && (echo_id == 0 || r.frames[i].echo_id == echo_id))
            found = r.frames[i];
    }
    recorded_done(&r);
    assert_int_not_equal(found.kept, 0);
    return found;
}

static void assert_address(const struct address *a, const char *expected)
{
    char text[ADDRESS_TEXT];

    assert_string_equal(address_format(a, text), expected);
}

static void an_echo_request_has_addresses_ttl_and_identity(void **state)
{
    struct frame f = recorded(FRAME_ECHO_REQUEST, 101);
    static const uint8_t from[] = {0x22, 0x63, 0xa1, 0xc3, 0x89, 0x92};

    (void)state;
    assert_address(&f.source, "10.0.1.10");
    assert_address(&f.destination, "10.0.2.10");
    assert_int_equal(f.ttl, 64);
    assert_int_equal(f.echo_sequence, 1);
    assert_int_equal(f.ip_id, 0xaea2);
    assert_int_equal(f.ip_checksum, 0x74f3);
    assert_int_equal(f.icmp_type, 8);
    assert_int_equal(f.echo_data, 56);
    assert_memory_equal(f.source_mac, from, 6);
    assert_int_equal(f.about_source.family, 0);
}

static void an_error_tells_what_it_is_about(void **state)
{
    struct frame exceeded = recorded(FRAME_TIME_EXCEEDED, 102);
    struct frame unreachable = recorded(FRAME_UNREACHABLE, 103);

    (void)state;
    assert_address(&exceeded.source, "10.0.1.11");
    assert_address(&exceeded.about_source, "10.0.1.10");
    assert_address(&exceeded.about_destination, "10.0.2.10");
    assert_int_equal(exceeded.echo_sequence, 1);
    assert_int_equal(exceeded.echo_data, 56);
    assert_int_equal(exceeded.about_ip_id, recorded(FRAME_ECHO_REQUEST, 102).ip_id);
    assert_address(&unreachable.about_destination, "10.9.9.9");
    assert_int_equal(unreachable.icmp_code, 0);
}

static void ipv6_is_told_the_same_way(void **state)
{
    struct frame request = recorded(FRAME_ECHO_REQUEST, 104);
    struct frame exceeded = recorded(FRAME_TIME_EXCEEDED, 105);

    (void)state;
    assert_address(&request.source, "fd00:1::10");
    assert_address(&request.destination, "fd00:2::10");
    assert_int_equal(request.ttl, 64);
    assert_int_equal(request.echo_data, 56);
    assert_address(&exceeded.source, "fd00:1::11");
    assert_address(&exceeded.about_destination, "fd00:2::10");
}

static void arp_and_neighbour_discovery_name_who_is_sought(void **state)
{
    struct frame arp = recorded(FRAME_ARP_REQUEST, 0), answer = recorded(FRAME_ARP_REPLY, 0);
    struct frame solicitation = recorded(FRAME_NEIGHBOUR_SOLICITATION, 0);
    struct frame advertisement = recorded(FRAME_NEIGHBOUR_ADVERTISEMENT, 0);

    (void)state;
    assert_address(&arp.source, "10.0.1.10");
    assert_address(&arp.destination, "10.0.1.11");
    assert_address(&answer.source, "10.0.1.11");
    assert_address(&solicitation.about_destination, "fd00:1::11");
    assert_address(&advertisement.about_destination, "fd00:1::11");
}

/* Only the first fragment has the ICMP header; what stands in its place in the others is data. */
static void a_later_fragment_is_not_read_as_icmp(void **state)
{
    struct frame f = recorded(FRAME_ECHO_REQUEST, 101);

    (void)state;
    f.bytes[14 + 7] = 1;
    assert_true(frame_dissect(&f));
    assert_int_equal(f.kind, FRAME_OTHER);
    assert_int_equal(f.echo_id, 0);
    assert_address(&f.destination, "10.0.2.10");
}

static void ipv4_options_are_passed_over(void **state)
{
    struct frame f = recorded(FRAME_ECHO_REQUEST, 101);

    (void)state;
    memmove(f.bytes + 14 + 24, f.bytes + 14 + 20, 40);
    f.bytes[14] = 0x46;
    assert_true(frame_dissect(&f));
    assert_int_equal(f.kind, FRAME_ECHO_REQUEST);
    assert_int_equal(f.echo_id, 101);
}

static void ipv6_extension_headers_are_passed_over(void **state)
{
    struct frame f = recorded(FRAME_ECHO_REQUEST, 104);
    static const uint8_t extensions[] = {
        60, 0, 0, 0, 0, 0, 0, 0, /* hop by hop, then destination options */
        44, 0, 0, 0, 0, 0, 0, 0, /* destination options, then a fragment header */
        58, 0, 0, 1, 0, 0, 0, 9, /* first fragment, then ICMPv6 */
    };

    (void)state;
    memmove(f.bytes + 54 + sizeof(extensions), f.bytes + 54, 64);
    memcpy(f.bytes + 54, extensions, sizeof(extensions));
    f.bytes[14 + 6] = 0;
    f.kept += sizeof(extensions);
    assert_true(frame_dissect(&f));
    assert_int_equal(f.kind, FRAME_ECHO_REQUEST);
    assert_int_equal(f.echo_id, 104);
    f.bytes[54 + 16 + 3] = 8; /* offset 1: a later fragment */
    assert_true(frame_dissect(&f));
    assert_int_equal(f.kind, FRAME_OTHER);
}

/* However short a frame is cut, it never becomes another kind, and never one that it is too short
 * for. */
static void a_cut_frame_says_only_what_is_left(void **state)
{
    struct recording r = recorded_frames("routing.frames");

    (void)state;
    for (size_t i = 0; i < r.count; i++) {
        for (uint32_t kept = 0; kept < r.frames[i].kept; kept++) {
            struct frame f = r.frames[i];
            bool known;

            f.kept = kept;
            known = frame_dissect(&f);
            assert_true(f.kind == FRAME_OTHER || f.kind == r.frames[i].kind);
            assert_true(known || f.kind == FRAME_OTHER);
            assert_false(kept < 14 + 20 && known);
        }
    }
    recorded_done(&r);
}

static void what_is_not_arp_or_ip_is_unknown(void **state)
{
    struct frame f = recorded(FRAME_ECHO_REQUEST, 101);

    (void)state;
    f.bytes[12] = 0x88; /* LLDP */
    f.bytes[13] = 0xcc;
    assert_false(frame_dissect(&f));
    assert_int_equal(f.kind, FRAME_OTHER);
    assert_int_equal(f.source.family, 0);
    assert_int_equal(f.echo_id, 0); /* nothing stays of the earlier dissection */
}

static void lengths_that_lie_are_refused(void **state)
{
    struct frame f = recorded(FRAME_ECHO_REQUEST, 101);

    (void)state;
    f.bytes[14] = 0x44; /* a header shorter than a header */
    assert_false(frame_dissect(&f));
    f.bytes[14] = 0x65; /* version 6 behind the type of IPv4 */
    assert_false(frame_dissect(&f));
    f.bytes[14] = 0x45;
    f.kept = UINT32_MAX; /* more than there is room for */
    assert_true(frame_dissect(&f));
    f.bytes[14] = 0x4f; /* a header that is longer than the frame */
    f.kept = 14 + 59;
    assert_false(frame_dissect(&f));
    f = recorded(FRAME_ECHO_REQUEST, 104);
    f.bytes[14 + 6] = 60; /* so is an extension header of 16 bytes where 8 are left */
    f.bytes[54] = IPPROTO_ICMPV6;
    f.bytes[54 + 1] = 1;
    f.bytes[54 + 16] = 128; /* behind the end: an echo request, if anybody looked */
    f.kept = 54 + 8;
    assert_true(frame_dissect(&f));
    assert_int_equal(f.kind, FRAME_OTHER);
    f = recorded(FRAME_ARP_REQUEST, 0);
    f.bytes[14 + 4] = 8;
    assert_false(frame_dissect(&f));
}

static void every_kind_has_its_name(void **state)
{
    (void)state;
    assert_string_equal(frame_kind_name(FRAME_ECHO_REQUEST), "echo-request");
    assert_string_equal(frame_kind_name(FRAME_TIME_EXCEEDED), "time-exceeded");
    for (int kind = 0; kind < FRAME_KIND_COUNT; kind++)
        assert_non_null(frame_kind_name((enum frame_kind)kind));
    assert_string_equal(frame_kind_name((enum frame_kind)99), "other");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_echo_request_has_addresses_ttl_and_identity),
        cmocka_unit_test(an_error_tells_what_it_is_about),
        cmocka_unit_test(ipv6_is_told_the_same_way),
        cmocka_unit_test(arp_and_neighbour_discovery_name_who_is_sought),
        cmocka_unit_test(a_later_fragment_is_not_read_as_icmp),
        cmocka_unit_test(ipv4_options_are_passed_over),
        cmocka_unit_test(ipv6_extension_headers_are_passed_over),
        cmocka_unit_test(a_cut_frame_says_only_what_is_left),
        cmocka_unit_test(what_is_not_arp_or_ip_is_unknown),
        cmocka_unit_test(lengths_that_lie_are_refused),
        cmocka_unit_test(every_kind_has_its_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
