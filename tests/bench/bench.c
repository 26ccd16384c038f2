// SPDX-License-Identifier: MIT
/* Samples and figures of the benchmarks. */
#include "bench.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void bench_die(const char *fmt, ...)
{
    int code = errno;
    va_list args;

    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fprintf(stderr, ": %s\n", strerror(code));
    exit(1);
}

double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

void samples_add(struct samples *s, double ms)
{
    if (s->count == s->capacity) {
        s->capacity = s->capacity ? 2 * s->capacity : 64;
        s->ms = realloc(s->ms, s->capacity * sizeof(*s->ms));
        if (!s->ms)
            bench_die("samples");
    }
    s->ms[s->count++] = ms;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double samples_percentile(struct samples *s, double percent)
{
    double rank = ceil(percent / 100 * (double)s->count);

    qsort(s->ms, s->count, sizeof(*s->ms), by_value);
    return s->ms[rank < 1 ? 0 : (size_t)rank - 1];
}

double samples_median(struct samples *s)
{
    return samples_percentile(s, 50);
}

void figure_print(const struct figure *f)
{
    printf("{ \"name\": \"%s\", \"value\": %.4g, \"unit\": \"%s\"", f->name, f->value, f->unit);
    if (f->against)
        printf(", \"%s\": %.4g, \"ratio\": %.3g", f->against, f->other, f->value / f->other);
    printf(", \"runs\": %zu }\n", f->runs);
    fflush(stdout);
}
