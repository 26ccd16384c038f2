// SPDX-License-Identifier: MIT
/* A sandbox with the laboratory of the lesson `routing`, observed by the engine. What fails ends
 * the program. */
#ifndef BENCH_INSIDE_H
#define BENCH_INSIDE_H

#include <stddef.h>

#include <firsthop/observe.h>

struct inside {
    struct sandbox *sandbox;
    struct observe *observe;
};

/* With @namespaces in all, those of the lesson among them: 3 at least. */
void inside_open(struct inside *in, size_t namespaces);
void inside_close(struct inside *in);

/* A route netlink socket in the namespace @name of @sandbox, of our own. */
int inside_socket(struct sandbox *sandbox, const char *name);

/* The lesson, with the facts that the benchmarks judge; loaded once. */
struct script *inside_lesson(void);

/* @r as the engine returned it; a negative one ends the program with the words of @err. */
void inside_must(int r, const struct error *err);

#endif
