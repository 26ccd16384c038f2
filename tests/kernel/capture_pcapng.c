// SPDX-License-Identifier: MIT
/* A saved capture is judged by Wireshark's own reader: interface names, directions, times, TTL of
 * each hop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

#include "lab.h"

static const char *const names[] = {"host1", "router", "host2"};

/** Ping once through the lab and save what was captured to @path. */
static void save_a_ping(const char *path)
{
    struct capture *c = lab_capture(names, ARRAY_LENGTH(names));
    struct world *w = lab_world(names, ARRAY_LENGTH(names));
    SCOPED(fd_done) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const struct frame *frames;
    struct error err = {0};
    size_t count;

    private_net_run("ip netns exec host1 ping -c 1 -W 2 10.0.2.10 >/dev/null");
    capture_drain(c);
    frames = capture_frames(c, &count);
    assert_int_equal(pcapng_write(fd, frames, count, w, &err), 0);
    capture_free(c);
    world_free(w);
}

/** What tshark prints for a file. */
static void tshark(const char *path, const char *options, struct str *output)
{
    SCOPED(fd_done) int fd = -1;

    private_net_run("tshark -n -r %s %s >/run/tshark.out 2>/run/tshark.err || "
                    "{ cat /run/tshark.err >&2; false; }",
                    path, options);
    fd = open("/run/tshark.out", O_RDONLY | O_CLOEXEC);
    assert_int_equal(fd_read_all(fd, 1 << 20, output), 0);
}

static void wireshark_shows_the_whole_journey(void **state)
{
    SCOPED(str_done) struct str shown = {0};

    (void)state;
    save_a_ping("/run/ping.pcapng");
    tshark("/run/ping.pcapng",
           "-Y icmp -T fields -E separator=' ' -e frame.interface_name -e "
           "frame.packet_flags_direction "
           "-e ip.ttl -e icmp.type",
           &shown);
    assert_string_equal(str_text(&shown), "host1:eth0 0x00000002 64 8\n"
                                          "router:e1 0x00000001 64 8\n"
                                          "router:e0 0x00000002 63 8\n"
                                          "host2:eth0 0x00000001 63 8\n"
                                          "host2:eth0 0x00000002 64 0\n"
                                          "router:e0 0x00000001 64 0\n"
                                          "router:e1 0x00000002 63 0\n"
                                          "host1:eth0 0x00000001 63 0\n");
}

/* A wrong resolution would put the packets into another century; a wrong checksum means damaged
 * bytes. */
static void times_and_bytes_are_right(void **state)
{
    SCOPED(str_done) struct str shown = {0};
    double first;

    (void)state;
    save_a_ping("/run/ping.pcapng");
    tshark("/run/ping.pcapng", "-Y icmp -c 1 -T fields -e frame.time_epoch", &shown);
    assert_int_equal(sscanf(str_text(&shown), "%lf", &first), 1);
    assert_true(first > (double)time(NULL) - 60 && first < (double)time(NULL) + 60);
    str_clear(&shown);
    tshark("/run/ping.pcapng",
           "-o ip.check_checksum:TRUE -Y '_ws.malformed || ip.checksum.status == 0'", &shown);
    assert_string_equal(str_text(&shown), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wireshark_shows_the_whole_journey),
        cmocka_unit_test(times_and_bytes_are_right),
    };

    private_net_enter();
    if (!private_net_has("ping"))
        private_net_skip("the program ping is missing (Debian package iputils-ping)");
    if (!private_net_has("tshark"))
        private_net_skip("the program tshark is missing (Debian package tshark)");
    setenv("HOME", "/run", 1);
    lab_routing();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
