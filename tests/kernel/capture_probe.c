// SPDX-License-Identifier: MIT
/* Our own probe in the routing lab: every outcome, from real kernels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "lab.h"

/** The raw sockets of one namespace. */
struct asker {
    int fd4, fd6;
};

static struct asker host1, router;

static void open_asker(void *context)
{
    struct asker *a = context;
    struct error err = {0};

    if (probe_open_sockets(&a->fd4, &a->fd6, &err) < 0) {
        fprintf(stderr, "%s\n", err.what);
        exit(1);
    }
}

static struct probe probe_to(const struct asker *a, const char *to)
{
    struct probe p = {.fd4 = a->fd4, .fd6 = a->fd6, .echo_id = probe_next_id()};

    assert_true(address_parse(to, &p.to));
    return p;
}

static const char *by(const struct probe *p)
{
    static char text[ADDRESS_TEXT];

    return address_format(&p->by, text);
}

static void an_answer_brings_its_ttl_and_comes_early(void **state)
{
    struct probe p = probe_to(&host1, "10.0.2.10");
    uint64_t began = clock_now_ms();

    (void)state;
    probe_run(&p, 1, 5000);
    assert_int_equal(p.outcome, PROBE_ANSWERED);
    assert_int_equal(p.reply_ttl, 63);
    assert_string_equal(by(&p), "10.0.2.10");
    assert_true(clock_now_ms() - began < 2000);
    assert_true(p.round_trip_us < 2000000);
}

static void a_small_ttl_expires_at_the_router(void **state)
{
    struct probe p = probe_to(&host1, "10.0.2.10");

    (void)state;
    p.ttl = 1;
    probe_run(&p, 1, 5000);
    assert_int_equal(p.outcome, PROBE_TTL_EXPIRED);
    assert_string_equal(by(&p), "10.0.1.11");
    p.ttl = 2;
    probe_run(&p, 1, 5000);
    assert_int_equal(p.outcome, PROBE_ANSWERED);
}

static void a_router_without_a_route_says_unreachable(void **state)
{
    struct probe p = probe_to(&host1, "10.9.9.9");

    (void)state;
    probe_run(&p, 1, 5000);
    assert_int_equal(p.outcome, PROBE_UNREACHABLE);
    assert_string_equal(by(&p), "10.0.1.11");
}

static void the_kernel_refuses_with_the_reason_of_the_route(void **state)
{
    struct probe p[3];

    (void)state;
    private_net_run("ip -n router route add unreachable 10.8.1.0/24 && "
                    "ip -n router route add prohibit 10.8.2.0/24");
    p[0] = probe_to(&router, "10.8.1.1");
    p[1] = probe_to(&router, "10.8.2.1");
    p[2] = probe_to(&router, "192.0.2.1");
    probe_run(p, 3, 5000);
    assert_int_equal(p[0].outcome, PROBE_REFUSED);
    assert_int_equal(p[0].failure, EHOSTUNREACH);
    assert_int_equal(p[1].outcome, PROBE_REFUSED);
    assert_int_equal(p[1].failure, EACCES);
    assert_int_equal(p[2].outcome, PROBE_REFUSED);
    assert_int_equal(p[2].failure, ENETUNREACH);
    private_net_run("ip -n router route del unreachable 10.8.1.0/24 && "
                    "ip -n router route del prohibit 10.8.2.0/24");
}

static void silence_lasts_until_the_timeout(void **state)
{
    struct probe p = probe_to(&host1, "10.0.2.10");
    uint64_t began = clock_now_ms();

    (void)state;
    private_net_run("ip netns exec host2 sh -c 'echo 1 >/proc/sys/net/ipv4/icmp_echo_ignore_all'");
    probe_run(&p, 1, 100);
    private_net_run("ip netns exec host2 sh -c 'echo 0 >/proc/sys/net/ipv4/icmp_echo_ignore_all'");
    assert_int_equal(p.outcome, PROBE_SILENCE);
    assert_true(clock_now_ms() - began >= 100);
}

/* host1's second address is the source, so the reply goes there; the shared socket stays as it is.
 */
static void the_source_may_be_chosen(void **state)
{
    static const char *const names[] = {"host1"};
    struct capture *c;
    const struct frame *frames;
    struct probe p = probe_to(&host1, "10.0.2.10");
    struct address usual;
    size_t count, seen = 0;

    (void)state;
    private_net_run("ip -n host1 address add 10.0.1.20/24 dev eth0");
    assert_true(address_parse("10.0.1.20", &p.from));
    assert_true(address_parse("10.0.1.10", &usual));
    c = lab_capture(names, 1);
    probe_run(&p, 1, 5000);
    assert_int_equal(p.outcome, PROBE_ANSWERED);
    capture_drain(c);
    frames = capture_frames(c, &count);
    for (size_t i = 0; i < count; i++) {
        if (frames[i].kind == FRAME_ECHO_REQUEST) {
            assert_true(address_equal(&frames[i].source, &p.from));
            seen++;
        }
    }
    assert_int_equal(seen, 1);
    capture_free(c);
    private_net_run("ip -n host1 address del 10.0.1.20/24 dev eth0");
}

/* Time Exceeded is normally limited to some a second for each receiver (icmp_ratelimit). */
static void many_probes_on_one_socket_each_get_their_own_answer(void **state)
{
    struct probe p[40];
    uint16_t id = probe_next_id();

    (void)state;
    private_net_run("ip netns exec router sh -c 'echo 0 >/proc/sys/net/ipv4/icmp_ratelimit'");
    for (size_t i = 0; i < ARRAY_LENGTH(p); i++) {
        p[i] = probe_to(&host1, i % 3 == 2 ? "10.0.1.11" : "10.0.2.10");
        p[i].echo_id = id;
        p[i].ttl = i % 3 == 1 ? 1 : 0;
    }
    probe_run(p, ARRAY_LENGTH(p), 5000);
    for (size_t i = 0; i < ARRAY_LENGTH(p); i++) {
        assert_int_equal(p[i].outcome, i % 3 == 1 ? PROBE_TTL_EXPIRED : PROBE_ANSWERED);
        assert_string_equal(by(&p[i]), i % 3 == 0 ? "10.0.2.10" : "10.0.1.11");
        assert_int_equal(p[i].reply_ttl, i % 3 == 0 ? 63 : i % 3 == 1 ? 0 : 64);
    }
}

/* An answer to an earlier run with the same identifier waits in the socket; it must not count. */
static void a_stale_answer_does_not_count(void **state)
{
    struct probe p = probe_to(&host1, "10.0.2.10");

    (void)state;
    probe_run(&p, 1, 0); /* sent, not waited for: the answer stays in the socket */
    private_net_run("ip netns exec host1 ping -q -c 1 -W 2 10.0.2.10 >/dev/null");
    private_net_run("ip -n host2 link set eth0 down");
    probe_run(&p, 1, 100);
    assert_int_equal(p.outcome, PROBE_SILENCE);
    private_net_run("ip -n host2 link set eth0 up && ip -n host2 route add default via 10.0.2.11");
}

static void ipv6_has_the_same_outcomes(void **state)
{
    struct probe p[4];

    (void)state;
    private_net_run("ip -n host1 address add fd00:1::10/64 dev eth0 nodad && "
                    "ip -n router address add fd00:1::11/64 dev e1 nodad && "
                    "ip -n router address add fd00:2::11/64 dev e0 nodad && "
                    "ip -n host2 address add fd00:2::10/64 dev eth0 nodad && "
                    "ip -n host2 route add default via fd00:2::11");
    p[0] = probe_to(&host1, "fd00:2::10");
    probe_run(p, 1, 5000);
    assert_int_equal(p[0].outcome, PROBE_REFUSED);
    assert_int_equal(p[0].failure, ENETUNREACH);
    private_net_run("ip -n host1 route add default via fd00:1::11");
    p[0] = p[1] = p[2] = probe_to(&host1, "fd00:2::10");
    p[3] = probe_to(&host1, "fd00:9::9");
    p[1].ttl = 1;
    address_parse("fd00:1::10", &p[2].from);
    probe_run(p, 4, 5000);
    assert_int_equal(p[0].outcome, PROBE_ANSWERED);
    assert_int_equal(p[0].reply_ttl, 63);
    assert_string_equal(by(&p[0]), "fd00:2::10");
    assert_int_equal(p[1].outcome, PROBE_TTL_EXPIRED);
    assert_string_equal(by(&p[1]), "fd00:1::11");
    assert_int_equal(p[2].outcome, PROBE_ANSWERED);
    assert_int_equal(p[3].outcome, PROBE_UNREACHABLE);
}

static void what_cannot_be_asked_is_a_fault(void **state)
{
    struct probe p[4] = {probe_to(&host1, "10.0.2.10"), probe_to(&host1, "10.0.2.10"),
                         probe_to(&host1, "10.0.2.10"), probe_to(&host1, "10.0.2.10")};

    (void)state;
    p[0].fd4 = -1;
    p[1].to.family = 0;
    address_parse("fd00:1::10", &p[2].from);
    probe_run(p, 4, 5000);
    assert_int_equal(p[0].outcome, PROBE_FAULT);
    assert_int_equal(p[0].failure, EBADF);
    assert_int_equal(p[1].outcome, PROBE_FAULT);
    assert_int_equal(p[2].outcome, PROBE_FAULT);
    assert_int_equal(p[3].outcome, PROBE_ANSWERED);
    probe_run(NULL, 0, 1000);
}

static size_t count_echoes(struct capture *c, uint16_t id)
{
    const struct frame *frames;
    size_t count, n = 0;

    capture_drain(c);
    frames = capture_frames(c, &count);
    for (size_t i = 0; i < count; i++)
        n += frames[i].kind >= FRAME_ECHO_REQUEST && frames[i].kind <= FRAME_UNREACHABLE &&
             frames[i].echo_id == id;
    return n;
}

/* Our probe and the errors about it are not captured; a ping that happens to draw its identifier
 * is. */
static void the_capture_leaves_out_our_own_probes(void **state)
{
    static const char *const names[] = {"host1", "router", "host2"};
    struct capture *c = lab_capture(names, 3);
    struct probe p[2] = {probe_to(&host1, "10.0.2.10"), probe_to(&host1, "10.0.2.10")};

    (void)state;
    p[1].ttl = 1;
    capture_ignore_echo(c, p[0].echo_id);
    capture_ignore_echo(c, p[1].echo_id);
    probe_run(p, 2, 5000);
    assert_int_equal(p[0].outcome, PROBE_ANSWERED);
    assert_int_equal(p[1].outcome, PROBE_TTL_EXPIRED);
    assert_int_equal(count_echoes(c, p[0].echo_id), 0);
    assert_int_equal(count_echoes(c, p[1].echo_id), 0);
    private_net_run("ip netns exec host1 ping -c 1 -W 2 -e %u 10.0.2.10 >/dev/null", p[0].echo_id);
    assert_int_equal(count_echoes(c, p[0].echo_id), 8);
    capture_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_brings_its_ttl_and_comes_early),
        cmocka_unit_test(a_small_ttl_expires_at_the_router),
        cmocka_unit_test(a_router_without_a_route_says_unreachable),
        cmocka_unit_test(the_kernel_refuses_with_the_reason_of_the_route),
        cmocka_unit_test(silence_lasts_until_the_timeout),
        cmocka_unit_test(the_source_may_be_chosen),
        cmocka_unit_test(many_probes_on_one_socket_each_get_their_own_answer),
        cmocka_unit_test(a_stale_answer_does_not_count),
        cmocka_unit_test(ipv6_has_the_same_outcomes),
        cmocka_unit_test(what_cannot_be_asked_is_a_fault),
        cmocka_unit_test(the_capture_leaves_out_our_own_probes),
    };

    private_net_enter();
    if (!private_net_has("ping"))
        private_net_skip("the program ping is missing (Debian package iputils-ping)");
    lab_routing();
    private_net_within("host1", open_asker, &host1);
    private_net_within("router", open_asker, &router);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
