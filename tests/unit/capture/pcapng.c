// SPDX-License-Identifier: MIT
/* A saved capture, read back by libpcap, and block by block. The kernel tests ask Wireshark. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>
#include <pcap/pcap.h>

#include "recorded.h"

/** Save to a file without a name, rewound. */
static FILE *saved(const struct frame *frames, size_t count, const struct world *w)
{
    FILE *file = tmpfile();
    struct error err = {0};

    assert_non_null(file);
    assert_int_equal(pcapng_write(fileno(file), frames, count, w, &err), 0);
    rewind(file);
    return file;
}

static void libpcap_reads_back_every_frame(void **state)
{
    struct recording r = recorded_frames("routing.frames");
    char why[PCAP_ERRBUF_SIZE] = "";
    struct pcap_pkthdr *header;
    const u_char *bytes;
    pcap_t *file;

    (void)state;
    r.frames[3].length = 1400; /* cut by the kernel: the length on the wire is kept */
    file = pcap_fopen_offline_with_tstamp_precision(saved(r.frames, r.count, NULL),
                                                    PCAP_TSTAMP_PRECISION_NANO, why);
    assert_non_null(file);
    assert_int_equal(pcap_datalink(file), DLT_EN10MB);
    for (size_t i = 0; i < r.count; i++) {
        const struct frame *f = &r.frames[i];

        assert_int_equal(pcap_next_ex(file, &header, &bytes), 1);
        assert_int_equal(header->caplen, f->kept);
        assert_int_equal(header->len, f->length);
        assert_memory_equal(bytes, f->bytes, f->kept);
        assert_int_equal((uint64_t)header->ts.tv_sec * 1000000000 + (uint64_t)header->ts.tv_usec,
                         f->time_ns);
    }
    assert_int_equal(pcap_next_ex(file, &header, &bytes), PCAP_ERROR_BREAK);
    pcap_close(file);
    recorded_done(&r);
}

/** How often @text stands in the file of these frames. */
static size_t count_text(const struct frame *frames, size_t count, const struct world *w,
                         const char *text)
{
    SCOPED(str_done) struct str all = {0};
    FILE *file = saved(frames, count, w);
    const char *at;
    size_t n = 0;

    assert_int_equal(fd_read_all(fileno(file), 1 << 20, &all), 0);
    fclose(file);
    for (at = all.data; (at = memmem(at, all.len - (size_t)(at - all.data), text, strlen(text)));
         at++)
        n++;
    return n;
}

static void each_link_of_each_namespace_is_one_named_interface(void **state)
{
    struct recording r = recorded_frames("routing.frames");
    struct world *w = recorded_world();

    (void)state;
    assert_int_equal(count_text(r.frames, r.count, w, "host1:eth0"), 1);
    assert_int_equal(count_text(r.frames, r.count, w, "router:e1"), 1);
    assert_int_equal(count_text(r.frames, r.count, w, "router:e0"), 1);
    assert_int_equal(count_text(r.frames, r.count, w, "host2:eth0"), 1);
    assert_int_equal(count_text(r.frames, r.count, NULL, "2:3"), 1);
    world_free(w);
    recorded_done(&r);
}

/* Every block says its length at both ends, in multiples of 4. */
static void blocks_can_be_walked_in_both_directions(void **state)
{
    struct recording r = recorded_frames("routing.frames");
    struct world *w = recorded_world();
    SCOPED(str_done) struct str all = {0};
    FILE *file = saved(r.frames, r.count, w);
    size_t at = 0, blocks = 0;

    (void)state;
    assert_int_equal(fd_read_all(fileno(file), 1 << 20, &all), 0);
    while (at < all.len) {
        uint32_t length, again;

        memcpy(&length, all.data + at + 4, 4);
        assert_true(length >= 12 && length % 4 == 0 && length <= all.len - at);
        memcpy(&again, all.data + at + length - 4, 4);
        assert_int_equal(length, again);
        at += length;
        blocks++;
    }
    assert_int_equal(blocks, 1 + 4 + r.count);
    fclose(file);
    world_free(w);
    recorded_done(&r);
}

static void no_frames_make_a_file_without_packets(void **state)
{
    FILE *file = saved(NULL, 0, NULL);

    (void)state;
    fseek(file, 0, SEEK_END);
    assert_true(ftell(file) > 0);
    fclose(file);
}

static void a_file_that_cannot_be_written_is_an_error(void **state)
{
    struct error err = {0};

    (void)state;
    assert_int_equal(pcapng_write(-1, NULL, 0, NULL, &err), -EBADF);
    assert_non_null(strstr(err.what, "captured packets"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(libpcap_reads_back_every_frame),
        cmocka_unit_test(each_link_of_each_namespace_is_one_named_interface),
        cmocka_unit_test(blocks_can_be_walked_in_both_directions),
        cmocka_unit_test(no_frames_make_a_file_without_packets),
        cmocka_unit_test(a_file_that_cannot_be_written_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
