// SPDX-License-Identifier: MIT
/* The list of questions: each is asked once, however many facts want to know. */
#include <stdlib.h>

#include "kind.h"

static bool same_question(const struct question *a, const struct question *b)
{
    return a->kind == b->kind && a->netns == b->netns && address_equal(&a->to, &b->to) &&
           address_equal(&a->from, &b->from) && str_equal(a->key, b->key) &&
           a->custom_test == b->custom_test;
}

const struct question *question_find(const struct questions *q, const struct question *wanted)
{
    for (size_t i = 0; q != NULL && i < q->count; i++) {
        if (same_question(&q->items[i], wanted))
            return &q->items[i];
    }
    return NULL;
}

void question_add(struct questions *q, const struct question *wanted)
{
    if (question_find(q, wanted) == NULL)
        ARRAY_PUSH(q->items, q->count, q->capacity, *wanted);
}

const struct question *question_answer(const struct judging *j, const struct question *wanted)
{
    const struct question *q = question_find(j->questions, wanted);

    if (q != NULL && q->answered)
        return q;
    found_fault(j, q);
    return NULL;
}

void questions_done(struct questions *q)
{
    free(q->items);
    *q = (struct questions){0};
}
