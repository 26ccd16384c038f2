// SPDX-License-Identifier: MIT
/*
 * A namespace has a routing policy rule (`ip rule`): every property that the fact names is
 * compared, all others are free. The near miss is the rule that agrees in the most properties.
 */
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "kinds.h"

static const struct miss missing = {
    "rule-missing", {{"{netns} has no such rule", "{netns} にそのようなルールはない"}}};
static const struct miss differs = {
    "rule-differs",
    {{"{netns} has a rule that differs in one thing or more: {seen}",
      "{netns} には一部が違うルールがある: {seen}"}}};

static bool prefix_fits(const struct fact *f, const char *name, const struct prefix *seen)
{
    const struct fact_value *v = fact_value(f, name);

    return v != NULL && prefix_same_network(&v->prefix, seen);
}

static bool text_fits(const struct fact *f, const char *name, const char *seen)
{
    const struct fact_value *v = fact_value(f, name);

    return v != NULL && str_equal(v->text, seen);
}

static bool number_fits(const struct fact *f, const char *name, uint32_t seen)
{
    const struct fact_value *v = fact_value(f, name);

    return v != NULL && v->number == (int64_t)seen;
}

/* Everything but the address prefixes that the kernel sets up itself (priorities 0, 32766, 32767).
 */
static bool is_own(const struct rule *r)
{
    return r->source.address.family != 0 || r->destination.address.family != 0 || r->mark != 0 ||
           r->input[0] != '\0' || r->output[0] != '\0' ||
           (r->priority != 0 && r->priority != 32766 && r->priority != 32767);
}

static size_t count_fits(const struct fact *f, const struct rule *r)
{
    return prefix_fits(f, "from", &r->source) + prefix_fits(f, "to", &r->destination) +
           text_fits(f, "iif", r->input) + text_fits(f, "oif", r->output) +
           number_fits(f, "mark", r->mark) + number_fits(f, "table", r->table) +
           number_fits(f, "priority", r->priority);
}

static size_t count_given(const struct fact *f)
{
    const struct fact_spec *spec = fact_spec(f->kind);
    size_t given = 0;

    for (size_t i = 0; i < spec->parameter_count; i++)
        given += f->values[i].type != FACT_TYPE_NONE;
    return given;
}

static void add_prefix(struct str *to, const char *word, const struct prefix *p)
{
    char text[PREFIX_TEXT];

    if (p->address.family != 0)
        str_addf(to, " %s %s", word, prefix_format(p, text));
}

/* As `ip rule` would print it. */
static void rule_text(struct str *to, const struct rule *r)
{
    str_addf(to, "%u:%s", r->priority, r->inverted ? " not" : "");
    add_prefix(to, "from", &r->source);
    add_prefix(to, "to", &r->destination);
    if (r->mark != 0)
        str_addf(to, " fwmark %u", r->mark);
    if (r->input[0] != '\0')
        str_addf(to, " iif %s", r->input);
    if (r->output[0] != '\0')
        str_addf(to, " oif %s", r->output);
    str_addf(to, " lookup %u", r->table);
}

static void observe_rule(const struct judging *j, const struct rule *r)
{
    char text[PREFIX_TEXT];

    if (r->source.address.family != 0)
        observe_text(j, "from", prefix_format(&r->source, text));
    if (r->destination.address.family != 0)
        observe_text(j, "to", prefix_format(&r->destination, text));
    if (r->mark != 0)
        observe_number(j, "mark", r->mark);
    if (r->input[0] != '\0')
        observe_text(j, "iif", r->input);
    if (r->output[0] != '\0')
        observe_text(j, "oif", r->output);
    observe_number(j, "table", r->table);
    observe_number(j, "priority", r->priority);
}

static void miss_rule(const struct judging *j, const struct netns *ns, const struct rule *nearest)
{
    SCOPED(str_done) struct str text = {0};
    char label[64];

    if (nearest == NULL) {
        found_miss(j, VERDICT_NOT_YET, &missing, NULL);
        return;
    }
    rule_text(&text, nearest);
    found_miss(j, VERDICT_NOT_YET, &differs, "seen", str_text(&text), NULL);
    found_nearest(j, "%s %s", netns_label(ns, label), str_text(&text));
    observe_rule(j, nearest);
}

static void judge_rule(const struct judging *j)
{
    const struct netns *ns = need_netns(j, j->fact->netns, VERDICT_BLOCKED);
    const struct rule *nearest = NULL;
    size_t best = 0, given = count_given(j->fact);

    for (size_t i = 0; ns != NULL && i < ns->rule_count; i++) {
        const struct rule *r = &ns->rules[i];
        size_t fits = count_fits(j->fact, r);

        if (fits == given && !r->inverted && r->action == FR_ACT_TO_TBL) {
            found_holds(j);
            return;
        }
        if (fits > best && is_own(r)) {
            best = fits;
            nearest = r;
        }
    }
    if (ns != NULL)
        miss_rule(j, ns, nearest);
}

const struct kind kind_netns_rule = {
    .judge = judge_rule,
    .sentences = {{.text = {{"{netns} has a routing rule{details}",
                             "{netns} にルーティングルールがある{details}"}},
                   .negated = {{"{netns} has no routing rule{details}",
                                "{netns} にルーティングルールがない{details}"}}}},
    .details = {{"from", {{"from {from}", "送信元 {from}"}}},
                {"to", {{"to {to}", "宛先 {to}"}}},
                {"iif", {{"arriving on {iif}", "入力 {iif}"}}},
                {"oif", {{"leaving by {oif}", "出力 {oif}"}}},
                {"mark", {{"with mark {mark}", "マーク {mark}"}}},
                {"table", {{"for table {table}", "テーブル {table}"}}},
                {"priority", {{"at priority {priority}", "優先度 {priority}"}}}},
};
