// SPDX-License-Identifier: MIT
/* An author's own fact: a Lua function says whether it holds, and what it saw. */
#include "kinds.h"

static const struct miss not_yet = {
    "custom", {{"the lesson's own test says no", "レッスン独自の判定に通らない"}}};
static const struct miss seen_instead = {"custom", {{"seen: {seen}", "見えたもの: {seen}"}}};

static struct question question_of(const struct fact *f)
{
    return (struct question){.kind = ASK_CUSTOM, .custom_test = f->custom_test};
}

static void ask_custom(const struct fact *f, const struct world *w UNUSED, struct questions *q)
{
    struct question wanted = question_of(f);

    question_add(q, &wanted);
}

static void judge_custom(const struct judging *j)
{
    struct question wanted = question_of(j->fact);
    const struct question *q = question_answer(j, &wanted);

    if (q == NULL)
        return;
    if (q->holds)
        found_holds(j);
    else if (q->seen[0] == '\0')
        found_miss(j, VERDICT_NOT_YET, &not_yet, NULL);
    else
        found_miss(j, VERDICT_NOT_YET, &seen_instead, "seen", q->seen, NULL);
    if (q->seen[0] != '\0')
        observe_text(j, "seen", q->seen);
}

static const struct message negation = {
    {"it is not so that {sentence}", "「{sentence}」は成り立たない"}};

static void say_custom(struct str *to, const struct fact *f, enum language lang, bool negated)
{
    const char *text =
        f->custom_text[lang] != NULL ? f->custom_text[lang] : f->custom_text[LANGUAGE_EN];

    if (text == NULL)
        text = f->id == NULL ? "" : f->id;
    if (negated)
        message_addf(to, &negation, lang, "sentence", text, NULL);
    else
        str_add(to, text);
}

const struct kind kind_custom = {.ask = ask_custom, .judge = judge_custom, .say = say_custom};
