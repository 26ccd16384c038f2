// SPDX-License-Identifier: MIT
/*
 * TAP 14 (testanything.org): one test point a run, its facts as a subtest indented by 4.
 *
 * In a description "#" begins a directive and "\" escapes: both are escaped, and newlines cannot be
 * said at all. A fault is skipped: "ok ... # SKIP" is the one result that counts neither for nor
 * against.
 */
#include <string.h>

#include "format.h"

static void add_description(struct str *to, const char *text)
{
    SCOPED(str_done) struct str safe = {0};

    text_add_safe(&safe, text == NULL ? "" : text, text == NULL ? 0 : strlen(text));
    for (const char *c = str_text(&safe); *c != '\0'; c++) {
        if (*c == '#' || *c == '\\')
            str_add_char(to, '\\');
        str_add_char(to, *c == '\n' || *c == '\t' ? ' ' : *c);
    }
}

static void add_entry(struct str *to, const char *indent, const char *key, const char *text)
{
    str_addf(to, "%s%s: ", indent, key);
    add_json_string(to, text);
    str_add_char(to, '\n');
}

static void add_observations(struct str *to, const char *key, const struct observation *items,
                             size_t count)
{
    if (count == 0)
        return;
    str_addf(to, "      %s:\n", key);
    for (size_t i = 0; i < count; i++) {
        if (items[i].is_number)
            str_addf(to, "        %s: %lld\n", items[i].key, (long long)items[i].number);
        else
            add_entry(to, "        ", items[i].key, items[i].text);
    }
}

static void add_finding(struct str *to, const struct finding *f)
{
    str_add(to, "      ---\n");
    add_entry(to, "      ", "message", f->sentence);
    add_entry(to, "      ", "verdict", verdict_name(f->verdict));
    add_entry(to, "      ", "why", f->why);
    if (f->nearest[0] != '\0')
        add_entry(to, "      ", "object", f->nearest);
    add_observations(to, "expected", f->expected, f->expected_count);
    add_observations(to, "observed", f->observed, f->observed_count);
    str_add(to, "      ...\n");
}

static void add_fact(struct str *to, size_t number, const struct report_step *s,
                     const struct report_fact *f)
{
    bool counts = f->verdict == VERDICT_HOLDS || f->verdict == VERDICT_FAULT;

    str_addf(to, "    %s %zu - ", counts ? "ok" : "not ok", number);
    add_description(to, s->id);
    str_add(to, ": ");
    add_description(to, f->text);
    if (f->verdict == VERDICT_FAULT) {
        str_add(to, " # SKIP not measured: ");
        add_description(to, f->finding.sentence);
    }
    str_add_char(to, '\n');
    if (!counts)
        add_finding(to, &f->finding);
}

static void add_facts(struct str *to, const struct report_run *r)
{
    size_t number = 0;

    str_add(to, "# Subtest: ");
    add_description(to, r->submission);
    if (r->note != NULL) {
        str_add(to, "\n    # ");
        add_description(to, r->note);
    }
    str_addf(to, "\n    1..%zu\n", report_total(r));
    for (size_t s = 0; s < r->step_count; s++) {
        for (size_t f = 0; f < r->steps[s].fact_count; f++)
            add_fact(to, ++number, &r->steps[s], &r->steps[s].facts[f]);
    }
}

static void add_run(struct str *to, size_t number, const struct report_run *r)
{
    size_t faults = report_faults(r);
    bool is_skipped = !r->completed && r->problem == NULL && faults > 0 &&
                      report_held(r) + faults == report_total(r);

    if (r->problem == NULL)
        add_facts(to, r);
    str_addf(to, "%s %zu - ", r->completed || is_skipped ? "ok" : "not ok", number);
    add_description(to, r->submission);
    if (is_skipped)
        str_addf(to, " # SKIP %zu of %zu facts not measured", faults, report_total(r));
    str_add_char(to, '\n');
    if (r->problem != NULL) {
        str_add(to, "  ---\n");
        add_entry(to, "  ", "message", r->problem);
        str_addf(to, "  exit: %d\n  ...\n", r->exit_code);
    }
}

void report_tap(struct str *to, const struct report_run *runs, size_t count,
                enum language lang UNUSED)
{
    str_addf(to, "TAP version 14\n1..%zu\n", count);
    for (size_t i = 0; i < count; i++)
        add_run(to, i + 1, &runs[i]);
}
