// SPDX-License-Identifier: MIT
/*
 * What every benchmark uses: samples, and one figure as one line of JSON on standard output, which
 * run.sh gathers into build/bench.json. A machine's speed says little, so a figure stands beside
 * its floor or its peer, measured in the same run; see floors.h.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>

/* Milliseconds. `{0}` is empty; the memory lives as long as the program. */
struct samples {
    double *ms;
    size_t count, capacity;
};

void samples_add(struct samples *s, double ms);
/* The value that @percent of the samples do not exceed: 50 is the median. Sorts @s; @s is not
 * empty. */
double samples_percentile(struct samples *s, double percent);
double samples_median(struct samples *s);

double now_ms(void);

struct figure {
    const char *name; /* letters, digits and dashes */
    double value;
    const char *unit;
    const char *against; /* "floor" or "peer"; NULL: stands alone, then no ratio */
    double other;        /* the floor or peer, in the same unit */
    size_t runs;
};

void figure_print(const struct figure *f);

/* What cannot be measured ends the benchmark: the words, and those of errno, go to standard error.
 */
__attribute__((noreturn, format(printf, 1, 2))) void bench_die(const char *fmt, ...);

#endif
