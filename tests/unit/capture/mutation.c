// SPDX-License-Identifier: MIT
/*
 * Recorded frames, damaged at random from a fixed seed: nothing crashes, nothing is read that is
 * not there, and what comes out keeps its promises. Run under the sanitizers it is a fuzzer that
 * always ends.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recorded.h"

#define SEED   0x9e3779b97f4a7c15
#define ROUNDS 3000

/** xorshift64*: small, and the same everywhere. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545f4914f6cdd1d;
}

static uint32_t below(uint64_t *state, uint32_t limit)
{
    return (uint32_t)((next_random(state) >> 32) % limit);
}

/** A few bytes changed, and sometimes the end cut off or claimed to be far away. */
static void damage(struct frame *f, uint64_t *random)
{
    for (uint32_t i = below(random, 4); i > 0; i--)
        f->bytes[below(random, f->kept < 70 ? 70 : f->kept)] = (uint8_t)next_random(random);
    switch (below(random, 8)) {
    case 0:
        f->kept = below(random, CAPTURE_SNAP + 1);
        break;
    case 1:
        f->kept = (uint32_t)next_random(random);
        break;
    default:
        break;
    }
}

/** Give what lies behind `kept` another value: nobody may notice. */
static void spoil_the_rest(struct frame *f)
{
    for (size_t i = f->kept; i < CAPTURE_SNAP; i++)
        f->bytes[i] = (uint8_t)~f->bytes[i];
}

static void dissecting_never_reads_behind_the_end(void **state)
{
    const size_t from = offsetof(struct frame, kind);
    struct recording r = recorded_frames("routing.frames");
    uint64_t random = SEED;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < r.count; i++) {
            struct frame f = r.frames[i], twin;
            bool known;

            damage(&f, &random);
            twin = f;
            spoil_the_rest(&twin);
            known = frame_dissect(&f);
            assert_int_equal(known, frame_dissect(&twin));
            assert_memory_equal((char *)&f + from, (char *)&twin + from, sizeof(f) - from);
            assert_true((unsigned)f.kind < FRAME_KIND_COUNT);
        }
    }
    recorded_done(&r);
}

static size_t count_travelling(const struct frame *frames, size_t count)
{
    size_t n = 0;

    for (size_t i = 0; i < count; i++)
        n += frames[i].kind >= FRAME_ECHO_REQUEST && frames[i].kind <= FRAME_UNREACHABLE;
    return n;
}

static void assert_promises(const struct journeys *all, size_t travelling)
{
    size_t hops = 0;

    for (size_t i = 0; i < all->count; i++) {
        const struct journey *j = &all->items[i];

        hops += j->hop_count;
        assert_true(j->hop_count > 0);
        assert_true(i == 0 || all->items[i - 1].hops[0].time_ns <= j->hops[0].time_ns);
        for (size_t k = 1; k < j->hop_count; k++)
            assert_true(j->hops[k - 1].time_ns <= j->hops[k].time_ns);
        assert_true(j->answer < (int)all->count && j->cause < (int)all->count);
        assert_true(j->answer == -1 || j->kind == FRAME_ECHO_REQUEST);
        assert_true(j->cause == -1 || j->kind == FRAME_TIME_EXCEEDED ||
                    j->kind == FRAME_UNREACHABLE);
        assert_true(j->answer != (int)i && j->cause != (int)i);
    }
    assert_true(hops <= travelling);
}

static void journeys_keep_their_promises(void **state)
{
    struct recording r = recorded_frames("routing.frames");
    struct world *w = recorded_world();
    struct journeys all = {0};
    uint64_t random = SEED;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct frame *frames = mem_copy(r.frames, r.count * sizeof(*frames));

        for (size_t i = 0; i < r.count; i++) {
            damage(&frames[i], &random);
            frame_dissect(&frames[i]);
            if (below(&random, 4) == 0)
                frames[i].time_ns = frames[below(&random, (uint32_t)r.count)].time_ns;
            if (below(&random, 8) == 0)
                frames[i].time_ns = next_random(&random);
            frames[i].netns = below(&random, 5);
            frames[i].link = (int)below(&random, 5) - 1;
            frames[i].other_host = below(&random, 4) == 0;
        }
        journeys_build(frames, r.count, below(&random, 4), w, &all);
        assert_promises(&all, count_travelling(frames, r.count));
        free(frames);
    }
    journeys_done(&all);
    world_free(w);
    recorded_done(&r);
}

/* The writer takes what dissecting left behind, however wrong its lengths are. */
static void damaged_frames_can_be_saved(void **state)
{
    struct recording r = recorded_frames("routing.frames");
    SCOPED(fd_done) int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    struct error err = {0};
    uint64_t random = SEED;

    (void)state;
    for (size_t i = 0; i < r.count; i++)
        damage(&r.frames[i], &random);
    assert_int_equal(pcapng_write(fd, r.frames, r.count, NULL, &err), 0);
    recorded_done(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dissecting_never_reads_behind_the_end),
        cmocka_unit_test(journeys_keep_their_promises),
        cmocka_unit_test(damaged_frames_can_be_saved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
