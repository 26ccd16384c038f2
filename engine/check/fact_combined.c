// SPDX-License-Identifier: MIT
/*
 * Facts made of facts: any, all, none (and absent, which is none of one).
 *
 *            holds if        otherwise                                     a fault wins unless
 *     any    one part does   the best part: not-yet before blocked         a part holds
 *     all    every part does the first part that is not there yet          a part is not-yet or
 * blocked none   no part does    not-yet, and the part that holds is named     a part holds
 *
 * A part of `none` that is blocked counts as absent: without its namespace a link is not there
 * either.
 */
#include "kinds.h"

static const struct miss still_holds = {
    "still-holds", {{"it is still so that {sentence}", "まだ「{sentence}」の状態である"}}};
static const struct miss empty = {"custom",
                                  {{"there is nothing to choose from", "選べる条件がない"}}};

static void ask_parts(const struct fact *f, const struct world *w, struct questions *q)
{
    for (size_t i = 0; i < f->part_count; i++)
        ask_fact(f->parts[i], w, q);
}

static void judge_part(const struct judging *j, const struct fact *part, struct finding *out)
{
    struct judging of_part = *j;

    of_part.fact = part;
    of_part.out = out;
    judge_fact(&of_part);
}

/* How much a verdict says when several parts compete: the higher one is kept. */
static const int rank_any[VERDICT_COUNT] = {
    [VERDICT_HOLDS] = 3, [VERDICT_FAULT] = 2, [VERDICT_NOT_YET] = 1, [VERDICT_BLOCKED] = 0};
static const int rank_all[VERDICT_COUNT] = {
    [VERDICT_NOT_YET] = 3, [VERDICT_BLOCKED] = 2, [VERDICT_FAULT] = 1, [VERDICT_HOLDS] = 0};

/* Between equals, a part that found something near says more than one that found nothing. */
static bool says_more(const struct finding *a, const struct finding *b, const int *rank)
{
    if (rank[a->verdict] != rank[b->verdict])
        return rank[a->verdict] > rank[b->verdict];
    return a->nearest[0] != '\0' && b->nearest[0] == '\0';
}

static void judge_parts(const struct judging *j, const int *rank, bool prefer_near)
{
    struct finding part;

    for (size_t i = 0; i < j->fact->part_count; i++) {
        judge_part(j, j->fact->parts[i], &part);
        if (i == 0 || (prefer_near ? says_more(&part, j->out, rank)
                                   : rank[part.verdict] > rank[j->out->verdict]))
            *j->out = part;
    }
}

static void judge_any(const struct judging *j)
{
    if (j->fact->part_count == 0)
        found_miss(j, VERDICT_NOT_YET, &empty, NULL);
    judge_parts(j, rank_any, true);
}

static void judge_all(const struct judging *j)
{
    found_holds(j);
    judge_parts(j, rank_all, false);
}

static void miss_none(const struct judging *j, const struct fact *part)
{
    SCOPED(str_done) struct str sentence = {0};

    say_fact(&sentence, part, j->lang, false);
    found_miss(j, VERDICT_NOT_YET, &still_holds, "sentence", str_text(&sentence), NULL);
    found_nearest(j, "%s", part->id == NULL ? "" : part->id);
}

static void judge_none(const struct judging *j)
{
    struct finding part, fault = {0};

    for (size_t i = 0; i < j->fact->part_count; i++) {
        judge_part(j, j->fact->parts[i], &part);
        if (part.verdict == VERDICT_HOLDS) {
            miss_none(j, j->fact->parts[i]);
            return;
        }
        if (part.verdict == VERDICT_FAULT)
            fault = part;
    }
    found_holds(j);
    if (fault.verdict == VERDICT_FAULT)
        *j->out = fault;
}

/* ---- sentences ---------------------------------------------------------------------------------
 */

static const struct message joined_and = {{", and ", "、かつ"}};
static const struct message joined_or = {{", or ", "、または"}};
static const struct message not_all = {
    {"it is not so that {sentence}", "「{sentence}」は成り立たない"}};
static const struct message nothing = {{"nothing", "何もない"}};

static void say_parts(struct str *to, const struct fact *f, enum language lang,
                      const struct message *between, bool negated)
{
    for (size_t i = 0; i < f->part_count; i++) {
        if (i > 0)
            str_add(to, between->text[lang]);
        say_fact(to, f->parts[i], lang, negated);
    }
    if (f->part_count == 0)
        str_add(to, nothing.text[lang]);
}

/* De Morgan: not any is none, and not none is any. */
static void say_any(struct str *to, const struct fact *f, enum language lang, bool negated)
{
    say_parts(to, f, lang, negated ? &joined_and : &joined_or, negated);
}

static void say_all(struct str *to, const struct fact *f, enum language lang, bool negated)
{
    SCOPED(str_done) struct str parts = {0};

    if (!negated) {
        say_parts(to, f, lang, &joined_and, false);
        return;
    }
    say_parts(&parts, f, lang, &joined_and, false);
    message_addf(to, &not_all, lang, "sentence", str_text(&parts), NULL);
}

static void say_none(struct str *to, const struct fact *f, enum language lang, bool negated)
{
    say_any(to, f, lang, !negated);
}

const struct kind kind_any = {.ask = ask_parts, .judge = judge_any, .say = say_any};
const struct kind kind_all = {.ask = ask_parts, .judge = judge_all, .say = say_all};
const struct kind kind_none = {.ask = ask_parts, .judge = judge_none, .say = say_none};
