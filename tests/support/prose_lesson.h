// SPDX-License-Identifier: MIT
/* A small lesson built by hand, for tests of its prose: steps "cables" (with the mistake
 * "left-on-host"), "ttl" (a prediction) and "end" (to read). */
#ifndef FIRSTHOP_TEST_PROSE_LESSON_H
#define FIRSTHOP_TEST_PROSE_LESSON_H

#include <firsthop/lesson.h>

static inline struct step *prose_lesson_step(struct lesson *l, const char *id, enum step_kind kind)
{
    struct step step = {.id = mem_string(id), .kind = kind};

    ARRAY_PUSH(l->steps, l->step_count, l->step_capacity, step);
    return &l->steps[l->step_count - 1];
}

static inline struct lesson *prose_lesson_new(const char *folder)
{
    struct lesson *l = lesson_new();
    struct mistake mistake = {.says = mem_string("left-on-host"), .line = 12};
    struct step *s;

    l->id = mem_string("sample");
    l->folder = mem_string(folder);
    s = prose_lesson_step(l, "cables", STEP_DO);
    ARRAY_PUSH(s->mistakes, s->mistake_count, s->mistake_capacity, mistake);
    prose_lesson_step(l, "ttl", STEP_PREDICT);
    prose_lesson_step(l, "end", STEP_READ);
    return l;
}

#endif
