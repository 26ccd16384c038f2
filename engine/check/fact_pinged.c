// SPDX-License-Identifier: MIT
/*
 * The learner's own ping was seen on the wire, and answered. Whether the namespace can ping is
 * another fact: this one is about what was done.
 */
#include <stdio.h>

#include "kinds.h"

static const struct miss not_seen = {"not-seen",
                                     {{"no ping from {from} to {to} was seen yet",
                                       "{from} から {to} への ping はまだ見えていない"}}};
static const struct miss no_answer = {
    "no-answer",
    {{"{from} sent {sent} requests to {to}, and none was answered",
      "{from} は {to} に要求を {sent} 回送ったが、応答は一つもない"}}};
static const struct miss one_unanswered = {
    "no-answer",
    {{"{from} sent a request to {to}, which was not answered",
      "{from} は {to} に要求を 1 回送ったが、応答がない"}}};
static const struct miss not_enough = {
    "not-enough",
    {{"of the pings from {from} to {to}, {answered} were answered so far, not {wanted}",
      "{from} から {to} への ping のうち応答があったのは {wanted} 回ではなく {answered} "
      "回である"}}};
static const struct miss ttl_differs = {
    "ttl-differs",
    {{"the reply from {to} arrived with TTL {seen}, not {ttl}",
      "{to} からの応答が届いたときの TTL は {ttl} ではなく {seen} である"}}};

static struct question question_of(const struct fact *f, const struct netns *ns)
{
    return (struct question){
        .kind = ASK_PINGED, .netns = ns->id, .to = fact_value(f, "to")->address};
}

static void ask_pinged(const struct fact *f, const struct world *w, struct questions *q)
{
    const struct netns *ns = world_find(w, fact_value(f, "from")->netns);
    struct question wanted;

    if (ns == NULL)
        return;
    wanted = question_of(f, ns);
    question_add(q, &wanted);
}

static int64_t wanted_count(const struct fact *f)
{
    const struct fact_value *count = fact_value(f, "count");

    return count == NULL ? 1 : count->number;
}

static void miss_count(const struct judging *j, const struct question *q)
{
    char sent[16], answered[16], wanted[24];

    snprintf(sent, sizeof(sent), "%u", q->sent);
    snprintf(answered, sizeof(answered), "%u", q->count);
    snprintf(wanted, sizeof(wanted), "%lld", (long long)wanted_count(j->fact));
    if (q->sent == 0 && q->count == 0)
        found_miss(j, VERDICT_NOT_YET, &not_seen, NULL);
    else if (q->count == 0)
        found_miss(j, VERDICT_NOT_YET, q->sent == 1 ? &one_unanswered : &no_answer, "sent", sent,
                   NULL);
    else
        found_miss(j, VERDICT_NOT_YET, &not_enough, "answered", answered, "wanted", wanted, NULL);
    observe_number(j, "sent", q->sent);
    observe_number(j, "count", q->count);
}

static void judge_answer(const struct judging *j, const struct question *q)
{
    const struct fact_value *ttl = fact_value(j->fact, "ttl");
    char seen[8];

    if ((int64_t)q->count < wanted_count(j->fact)) {
        miss_count(j, q);
        return;
    }
    if (ttl != NULL && ttl->number != q->ttl) {
        snprintf(seen, sizeof(seen), "%u", q->ttl);
        found_miss(j, VERDICT_NOT_YET, &ttl_differs, "seen", seen, NULL);
    } else {
        found_holds(j);
    }
    observe_number(j, "count", q->count);
    observe_number(j, "ttl", q->ttl);
}

static void judge_pinged(const struct judging *j)
{
    const struct netns *ns = need_netns(j, fact_value(j->fact, "from")->netns, VERDICT_BLOCKED);
    const struct question *q;
    struct question wanted;

    if (ns == NULL)
        return;
    wanted = question_of(j->fact, ns);
    q = question_answer(j, &wanted);
    if (q != NULL)
        judge_answer(j, q);
}

const struct kind kind_pinged = {
    .ask = ask_pinged,
    .judge = judge_pinged,
    .sentences = {{.text = {{"{from} has pinged {to}{details}",
                             "{from} から {to} に ping した{details}"}},
                   .negated = {{"{from} has not pinged {to}{details}",
                                "{from} から {to} に ping していない{details}"}}}},
    /* The TTL is not told: it is often what the learner is asked to predict. */
    .details = {{"count", {{"{count} times", "{count} 回"}}}},
};
