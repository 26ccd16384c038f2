// SPDX-License-Identifier: MIT
/* The way in: asking, judging and naming one fact through the row of its kind. */
#include "kind.h"

static const char *const verdict_names[] = {
    [VERDICT_HOLDS] = "holds",
    [VERDICT_NOT_YET] = "not-yet",
    [VERDICT_BLOCKED] = "blocked",
    [VERDICT_FAULT] = "fault",
};
_Static_assert(ARRAY_LENGTH(verdict_names) == VERDICT_COUNT, "a verdict has no name");

const char *verdict_name(enum verdict v)
{
    return verdict_names[v];
}

void ask_fact(const struct fact *f, const struct world *w, struct questions *q)
{
    const struct kind *kind = kind_of(f);

    if (kind->ask != NULL)
        kind->ask(f, w, q);
}

void check_questions(const struct fact *f, const struct world *w, struct questions *q)
{
    ask_fact(f, w, q);
}

/* Only what says how much of the rest counts: a finding is large, and most have little to say. */
static void forget(struct finding *f)
{
    f->verdict = VERDICT_NOT_YET;
    f->why[0] = f->sentence[0] = f->nearest[0] = '\0';
    f->expected_count = f->observed_count = 0;
}

void judge_fact(const struct judging *j)
{
    forget(j->out);
    kind_of(j->fact)->judge(j);
}

void check_judge(const struct fact *f, const struct world *w, const struct questions *q,
                 enum language lang, struct finding *out)
{
    struct judging j = {.fact = f, .world = w, .questions = q, .lang = lang, .out = out};

    judge_fact(&j);
}
