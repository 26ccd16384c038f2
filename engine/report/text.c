// SPDX-License-Identifier: MIT
/* For people: one block a run. Marks are for the eye, the words beside them say the same. */
#include <stdio.h>
#include <string.h>

#include "format.h"

static const struct message score = {
    {"{held} of {total} facts held, {ms} ms", "{total} 個中 {held} 個が成立、{ms} ms"}};
static const struct message faults = {
    {", {faults} could not be measured", "、{faults} 個は測定できず"}};
static const struct message not_run = {
    {"could not be run: {problem}", "実行できなかった: {problem}"}};
static const struct message undone = {
    {"was true, is not now", "一度は成立したが、今は成立していない"}};
static const struct message packets = {{"packets", "パケット"}};
static const struct message lost = {{"(did not arrive)", "（届かなかった）"}};
static const struct message complete = {
    {"{complete} of {runs} submissions complete", "{runs} 件中 {complete} 件が完了"}};

static const struct message verdict_words[] = {
    [VERDICT_HOLDS] = {{"held", "成立"}},
    [VERDICT_NOT_YET] = {{"not yet", "未成立"}},
    [VERDICT_BLOCKED] = {{"blocked", "前提が未成立"}},
    [VERDICT_FAULT] = {{"not measured", "測定できず"}},
};
_Static_assert(ARRAY_LENGTH(verdict_words) == VERDICT_COUNT, "a verdict has no word");

static const struct message kind_words[] = {
    [FRAME_OTHER] = {{"packet", "パケット"}},
    [FRAME_ECHO_REQUEST] = {{"request", "要求"}},
    [FRAME_ECHO_REPLY] = {{"reply", "応答"}},
    [FRAME_TIME_EXCEEDED] = {{"TTL ran out", "TTL 超過"}},
    [FRAME_UNREACHABLE] = {{"unreachable", "到達不能"}},
    [FRAME_ARP_REQUEST] = {{"ARP request", "ARP 要求"}},
    [FRAME_ARP_REPLY] = {{"ARP reply", "ARP 応答"}},
    [FRAME_NEIGHBOUR_SOLICITATION] = {{"neighbour solicitation", "近隣要請"}},
    [FRAME_NEIGHBOUR_ADVERTISEMENT] = {{"neighbour advertisement", "近隣広告"}},
};
_Static_assert(ARRAY_LENGTH(kind_words) == FRAME_KIND_COUNT, "a kind of frame has no word");

/* On one line and harmless, whatever the learner called it. */
static void add_line(struct str *to, const char *text)
{
    size_t start = to->len;

    text_add_safe(to, text == NULL ? "" : text, text == NULL ? 0 : strlen(text));
    for (size_t i = start; i < to->len; i++) {
        if (to->data[i] == '\n' || to->data[i] == '\t')
            to->data[i] = ' ';
    }
}

static const char *number(char into[24], uint64_t n)
{
    snprintf(into, 24, "%llu", (unsigned long long)n);
    return into;
}

/* ---- facts -------------------------------------------------------------------------------------
 */

static void add_fact(struct str *to, const struct report_fact *f, enum language lang)
{
    bool is_undone = f->verdict == VERDICT_HOLDS && !f->holds_now;
    const struct message *word = is_undone ? &undone : &verdict_words[f->verdict];

    str_add(to, is_undone ? "    ◐ " : f->verdict == VERDICT_HOLDS ? "    ● " : "    ○ ");
    add_line(to, f->text);
    if (is_undone || f->verdict != VERDICT_HOLDS)
        str_addf(to, " (%s)", word->text[lang]);
    str_add_char(to, '\n');
    if (f->finding.sentence[0] == '\0')
        return;
    str_add(to, "      ");
    add_line(to, f->finding.sentence);
    str_add_char(to, '\n');
}

/* Of a step that passed, only what was undone is worth a line. */
static bool is_worth_a_line(const struct report_step *s, const struct report_fact *f)
{
    return s->verdict != VERDICT_HOLDS || !f->holds_now;
}

static void add_step(struct str *to, const struct report_step *s, enum language lang)
{
    str_add(to, s->verdict == VERDICT_HOLDS ? "  ● " : "  ○ ");
    add_line(to, s->id);
    str_addf(to, " (%s)\n", verdict_words[s->verdict].text[lang]);
    for (size_t i = 0; i < s->fact_count; i++) {
        if (is_worth_a_line(s, &s->facts[i]))
            add_fact(to, &s->facts[i], lang);
    }
}

/* ---- journeys ----------------------------------------------------------------------------------
 */

/* "host1 eth0 -ttl 64-> e1 router e0 -ttl 63-> eth0 host2": a hop in follows its hop out over the
 * cable. */
static void add_hop(struct str *to, const struct journey *j, size_t i)
{
    const struct journey_hop *h = &j->hops[i], *before = i == 0 ? NULL : &j->hops[i - 1];
    bool is_same_netns = before != NULL && str_equal(before->netns_name, h->netns_name);

    if (h->outgoing && !is_same_netns) {
        str_add(to, before != NULL ? " ... " : "");
        add_line(to, h->netns_name);
    } else if (!h->outgoing && (before == NULL || !before->outgoing)) {
        str_addf(to, "%s-ttl %u-> ", before != NULL ? " ... " : "", h->ttl);
    }
    str_add(to, h->outgoing ? " " : "");
    add_line(to, h->link_name);
    str_add(to, h->outgoing ? "" : " ");
    if (h->outgoing)
        str_addf(to, " -ttl %u-> ", h->ttl);
    else
        add_line(to, h->netns_name);
}

static void add_journey(struct str *to, const struct journey *j, enum language lang)
{
    char address[ADDRESS_TEXT];

    str_addf(to, "    %s %s: ", kind_words[j->kind].text[lang],
             address_format(&j->destination, address));
    for (size_t i = 0; i < j->hop_count; i++)
        add_hop(to, j, i);
    while (to->data[to->len - 1] == ' ')
        to->data[--to->len] = '\0';
    if (j->hop_count > 0 && j->hops[j->hop_count - 1].outgoing)
        str_addf(to, " %s", lost.text[lang]);
    str_add_char(to, '\n');
}

/* ---- runs --------------------------------------------------------------------------------------
 */

static void add_score(struct str *to, const struct report_run *r, enum language lang)
{
    char held[24], total[24], ms[24], not_measured[24];

    message_addf(to, &score, lang, "held", number(held, report_held(r)), "total",
                 number(total, report_total(r)), "ms", number(ms, r->ms), NULL);
    if (report_faults(r) > 0)
        message_addf(to, &faults, lang, "faults", number(not_measured, report_faults(r)), NULL);
}

static void add_run(struct str *to, const struct report_run *r, enum language lang)
{
    add_line(to, r->submission);
    str_add(to, " (");
    add_line(to, r->lesson);
    str_add(to, "): ");
    if (r->problem != NULL)
        message_addf(to, &not_run, lang, "problem", r->problem, NULL);
    else
        add_score(to, r, lang);
    str_add_char(to, '\n');
    if (r->note != NULL) {
        str_add(to, "  ");
        add_line(to, r->note);
        str_add_char(to, '\n');
    }
    for (size_t i = 0; i < r->step_count; i++)
        add_step(to, &r->steps[i], lang);
    if (r->journeys.count > 0)
        str_addf(to, "  %s\n", packets.text[lang]);
    for (size_t i = 0; i < r->journeys.count; i++)
        add_journey(to, &r->journeys.items[i], lang);
    str_add_char(to, '\n');
}

void report_text(struct str *to, const struct report_run *runs, size_t count, enum language lang)
{
    size_t done = 0;
    char some[24], all[24];

    for (size_t i = 0; i < count; i++) {
        add_run(to, &runs[i], lang);
        done += runs[i].completed;
    }
    message_addf(to, &complete, lang, "complete", number(some, done), "runs", number(all, count),
                 NULL);
    str_add_char(to, '\n');
}
