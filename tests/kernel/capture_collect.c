// SPDX-License-Identifier: MIT
/* Collecting from real sockets: what gets in, in which order, and what happens when too much comes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <linux/if_tun.h>
#include <sys/ioctl.h>
#include <time.h>

#include "lab.h"

static const char *const names[] = {"host1", "router", "host2"};

static void ping(int count)
{
    private_net_run("ip netns exec host1 ping -q -i 0.002 -c %d -W 2 10.0.2.10 >/dev/null", count);
}

static size_t count_kind(const struct capture *c, enum frame_kind kind)
{
    size_t count, n = 0;
    const struct frame *frames = capture_frames(c, &count);

    for (size_t i = 0; i < count; i++)
        n += frames[i].kind == kind;
    return n;
}

static void only_arp_and_icmp_come_in(void **state)
{
    struct capture *c = lab_capture(names, 1);
    size_t count;

    (void)state;
    private_net_try("ip netns exec host1 bash -c 'echo x >/dev/udp/10.0.2.10/9; "
                    "echo x >/dev/tcp/10.0.1.11/9' 2>/dev/null");
    ping(1);
    capture_drain(c);
    capture_frames(c, &count);
    assert_int_equal(count_kind(c, FRAME_ECHO_REQUEST), 1);
    assert_int_equal(count_kind(c, FRAME_ECHO_REPLY), 1);
    for (size_t i = 0; i < count; i++) {
        const struct frame *f = &capture_frames(c, &count)[i];

        assert_true(f->bytes[12] != 8 || f->bytes[13] != 0 || f->bytes[23] == 1);
    }
    capture_free(c);
}

static void frames_of_all_namespaces_are_in_order_of_time(void **state)
{
    struct capture *c = lab_capture(names, ARRAY_LENGTH(names));
    const struct frame *frames;
    size_t count;

    (void)state;
    for (int i = 0; i < 5; i++) {
        ping(10);
        assert_true(capture_drain(c) >= 80);
    }
    frames = capture_frames(c, &count);
    assert_int_equal(count_kind(c, FRAME_ECHO_REQUEST), 200);
    assert_int_equal(capture_position(c), count);
    for (size_t i = 1; i < count; i++)
        assert_true(frames[i - 1].time_ns <= frames[i].time_ns);
    assert_int_equal(capture_drain(c), 0);
    capture_free(c);
}

static uint64_t now_realtime_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* The kernel turns stamping on late; a packet without a stamp would get the time of reading it. */
static void the_first_packet_bears_the_time_it_passed(void **state)
{
    (void)state;
    for (int i = 0; i < 30; i++) {
        struct capture *c = lab_capture(names, ARRAY_LENGTH(names));
        const struct frame *frames;
        uint64_t before;
        size_t count;

        ping(1);
        before = now_realtime_ns();
        capture_drain(c);
        frames = capture_frames(c, &count);
        assert_true(count >= 8);
        for (size_t k = 0; k < count; k++)
            assert_true(frames[k].time_ns < before);
        capture_free(c);
    }
}

/* A socket that is read late brings frames that belong between those that are here already. */
static void a_late_socket_is_merged_in(void **state)
{
    struct capture *c = lab_capture(names, 1);
    const struct frame *frames;
    size_t count;
    int late = -1;

    (void)state;
    private_net_within("host2", lab_open_capture, &late);
    ping(3);
    capture_drain(c);
    capture_add_socket(c, private_net_id("host2"), late);
    assert_true(capture_drain(c) >= 6);
    frames = capture_frames(c, &count);
    for (size_t i = 1; i < count; i++)
        assert_true(frames[i - 1].time_ns <= frames[i].time_ns);
    assert_int_equal(frames[0].netns, private_net_id("host1"));
    assert_int_equal(frames[count - 1].netns, private_net_id("host1"));
    capture_free(c);
}

static void frames_stay_when_their_namespace_goes(void **state)
{
    struct capture *c = lab_capture(names, ARRAY_LENGTH(names));

    (void)state;
    ping(1);
    capture_drain(c);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        capture_remove_socket(c, private_net_id(names[i]));
    ping(1);
    assert_int_equal(capture_drain(c), 0);
    assert_int_equal(count_kind(c, FRAME_ECHO_REQUEST), 4);
    capture_free(c);
}

static void what_the_kernel_drops_is_counted(void **state)
{
    static const int tiny = 1;
    struct capture *c = capture_new();
    int fd = -1;

    (void)state;
    private_net_within("host1", lab_open_capture, &fd);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &tiny, sizeof(tiny)), 0);
    capture_add_socket(c, private_net_id("host1"), fd);
    ping(50);
    capture_drain(c);
    assert_true(capture_position(c) < 100);
    assert_true(capture_dropped(c) > 0);
    assert_true(capture_position(c) + capture_dropped(c) >= 100);
    capture_free(c);
}

static void a_long_frame_is_cut_and_its_length_kept(void **state)
{
    struct capture *c = lab_capture(names, 1);
    size_t count, found = 0;
    const struct frame *frames;

    (void)state;
    private_net_run("ip netns exec host1 ping -q -c 1 -s 1400 -W 2 10.0.2.10 >/dev/null");
    capture_drain(c);
    frames = capture_frames(c, &count);
    for (size_t i = 0; i < count; i++) {
        if (frames[i].kind == FRAME_ECHO_REQUEST) {
            assert_int_equal(frames[i].length, 14 + 20 + 8 + 1400);
            assert_int_equal(frames[i].kept, CAPTURE_SNAP);
            found++;
        }
    }
    assert_int_equal(found, 1);
    capture_free(c);
}

static void fragments_come_in(void **state)
{
    struct capture *c = lab_capture(names, 1);
    size_t later = 0, count;
    const struct frame *frames;

    (void)state;
    private_net_run("ip netns exec host1 ping -q -c 1 -s 3000 -W 2 10.0.2.10 >/dev/null");
    capture_drain(c);
    frames = capture_frames(c, &count);
    for (size_t i = 0; i < count; i++)
        later += frames[i].kind == FRAME_OTHER && frames[i].destination.family == AF_INET;
    assert_int_equal(later, 4); /* 3 fragments there and 3 back, of which 2 are not the first */
    capture_free(c);
}

/* Its frames begin with the IP header: read as Ethernet they would be nonsense. */
static void links_without_ethernet_are_passed_over(void **state)
{
    SCOPED(fd_done) int tun = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    struct ifreq request = {.ifr_name = "tun0", .ifr_flags = IFF_TUN | IFF_NO_PI};
    struct capture *c;
    int fd = -1;

    (void)state;
    if (tun < 0 || ioctl(tun, TUNSETIFF, &request) < 0) {
        print_message("no tun here: %s\n", strerror(errno));
        skip();
    }
    lab_open_capture(&fd);
    c = capture_new();
    capture_add_socket(c, 1, fd);
    private_net_run("ip address add 10.6.0.1/24 dev tun0 && ip link set tun0 up");
    private_net_try("ping -q -c 1 -W 0.1 10.6.0.2 >/dev/null");
    capture_drain(c);
    assert_int_equal(capture_position(c), 0);
    capture_free(c);
}

static void an_empty_capture_is_harmless(void **state)
{
    struct capture *c = capture_new();
    size_t count = 7;

    (void)state;
    assert_int_equal(capture_drain(c), 0);
    capture_frames(c, &count);
    assert_int_equal(count, 0);
    capture_remove_socket(c, 5);
    capture_free(c);
    capture_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_arp_and_icmp_come_in),
        cmocka_unit_test(frames_of_all_namespaces_are_in_order_of_time),
        cmocka_unit_test(the_first_packet_bears_the_time_it_passed),
        cmocka_unit_test(a_late_socket_is_merged_in),
        cmocka_unit_test(frames_stay_when_their_namespace_goes),
        cmocka_unit_test(what_the_kernel_drops_is_counted),
        cmocka_unit_test(a_long_frame_is_cut_and_its_length_kept),
        cmocka_unit_test(fragments_come_in),
        cmocka_unit_test(links_without_ethernet_are_passed_over),
        cmocka_unit_test(an_empty_capture_is_harmless),
    };

    private_net_enter();
    if (!private_net_has("ping"))
        private_net_skip("the program ping is missing (Debian package iputils-ping)");
    lab_routing();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
