// SPDX-License-Identifier: MIT
/* What this machine can, and what a lesson needs of it. */
#ifndef FIRSTHOP_CLI_FEATURES_H
#define FIRSTHOP_CLI_FEATURES_H

#include <firsthop/lesson.h>
#include <firsthop/sandbox.h>

struct features {
    struct sandbox_feature *items;
    size_t count;
};

struct missing {
    struct sandbox_feature *items; /* ids are static or borrowed from features */
    size_t count, capacity;
};

int features_probe(struct features *out, struct error *err);
void features_done(struct features *f);
const struct sandbox_feature *features_find(const struct features *f, const char *id);
/** What @lesson needs and this machine lacks. */
void features_missing(const struct features *known, const struct lesson *lesson,
                      struct missing *out);
void missing_done(struct missing *m);

#endif
