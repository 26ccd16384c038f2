// SPDX-License-Identifier: MIT
/* What this machine can, and what a lesson needs of it: for `doctor` and `list`. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli_private.h"
#include "features.h"

void features_done(struct features *f)
{
    free(f->items);
}

int features_probe(struct features *out, struct error *err)
{
    return sandbox_probe_features(&out->items, &out->count, err);
}

const struct sandbox_feature *features_find(const struct features *f, const char *id)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->items[i].id, id) == 0)
            return &f->items[i];
    return NULL;
}

static void add_missing(struct missing *m, const struct sandbox_feature *f)
{
    ARRAY_PUSH(m->items, m->count, m->capacity, *f);
}

void missing_done(struct missing *m)
{
    free(m->items);
}

static void need(const struct features *known, const char *id, struct missing *out)
{
    const struct sandbox_feature *f = features_find(known, id);
    struct sandbox_feature probed = {0};
    struct error ignored = {0};

    if (f == NULL && sandbox_probe_feature(id, &probed, &ignored) == 0)
        f = &probed;
    if (f != NULL && !f->works)
        add_missing(out, f);
}

void features_missing(const struct features *known, const struct lesson *lesson,
                      struct missing *out)
{
    for (size_t i = 0; i < lesson->needs_count; i++)
        need(known, lesson->needs[i], out);
    for (size_t i = 0; i < lesson->tools_count; i++) {
        SCOPED(mem_done) char *id = mem_printf("tool:%s", lesson->tools[i]);

        need(known, id, out);
    }
}
