// SPDX-License-Identifier: MIT
/*
 * Random text for tests that throw anything at a parser: words of its language mixed with bytes of
 * all kinds. The same seed gives the same texts; FIRSTHOP_FUZZ_SEED=N repeats a failed run, and
 * FIRSTHOP_FUZZ_ROUNDS=N makes it longer.
 */
#ifndef FIRSTHOP_TEST_RANDOM_TEXT_H
#define FIRSTHOP_TEST_RANDOM_TEXT_H

#include <stdio.h>
#include <stdlib.h>

#include <firsthop/base.h>

struct random {
    uint64_t state;
};

static inline uint64_t random_setting(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

static inline struct random random_start(uint64_t seed)
{
    seed = random_setting("FIRSTHOP_FUZZ_SEED", seed);
    printf("FIRSTHOP_FUZZ_SEED=%llu\n", (unsigned long long)seed);
    return (struct random){seed * 2 + 1};
}

/* 0..limit-1, by xorshift64*. */
static inline size_t random_below(struct random *r, size_t limit)
{
    r->state ^= r->state >> 12;
    r->state ^= r->state << 25;
    r->state ^= r->state >> 27;
    return (size_t)((r->state * 0x2545f4914f6cdd1dull) >> 33) % limit;
}

/* Up to @pieces words of @words, now and then a random byte other than zero. */
static inline void random_text(struct random *r, struct str *to, const char *const *words,
                               size_t count, size_t pieces)
{
    pieces = random_below(r, pieces) + 1;
    for (size_t i = 0; i < pieces; i++) {
        if (random_below(r, 12) == 0)
            str_add_char(to, (char)(random_below(r, 255) + 1));
        else
            str_add(to, words[random_below(r, count)]);
    }
}

#endif
