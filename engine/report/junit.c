// SPDX-License-Identifier: MIT
/*
 * JUnit XML, as CI servers read it: a suite a run, a case a fact.
 *
 * XML 1.0 (section 2.2) allows of the control characters only tab, newline and carriage return, not
 * even as references, and neither U+FFFE nor U+FFFF: text_add_safe and add_escaped take care of
 * both.
 */
#include <string.h>

#include "format.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

static const char *reference_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&apos;";
    case '\n':
        return "&#10;";
    case '\t':
        return "&#9;";
    default:
        return NULL;
    }
}

static void add_escaped(struct str *to, const char *text)
{
    SCOPED(str_done) struct str safe = {0};

    text_add_safe(&safe, text == NULL ? "" : text, text == NULL ? 0 : strlen(text));
    for (const char *c = str_text(&safe); *c != '\0'; c++) {
        const char *reference = reference_of(*c);

        if (reference != NULL) {
            str_add(to, reference);
        } else if (str_starts(c, "\xef\xbf\xbe") || str_starts(c, "\xef\xbf\xbf")) {
            str_add(to, REPLACEMENT);
            c += 2;
        } else {
            str_add_char(to, *c);
        }
    }
}

static void add_attribute(struct str *to, const char *name, const char *text)
{
    str_addf(to, " %s=\"", name);
    add_escaped(to, text);
    str_add_char(to, '"');
}

static void add_observations(struct str *to, const char *title, const struct observation *items,
                             size_t count)
{
    for (size_t i = 0; i < count; i++) {
        str_addf(to, "%s %s: ", title, items[i].key);
        if (items[i].is_number)
            str_addf(to, "%lld", (long long)items[i].number);
        else
            add_escaped(to, items[i].text);
        str_add_char(to, '\n');
    }
}

static void add_finding(struct str *to, const char *element, const struct finding *f)
{
    str_addf(to, "      <%s", element);
    add_attribute(to, "type", f->why);
    add_attribute(to, "message", f->sentence);
    str_add_char(to, '>');
    add_observations(to, "expected", f->expected, f->expected_count);
    add_observations(to, "observed", f->observed, f->observed_count);
    str_addf(to, "</%s>\n", element);
}

static void add_fact(struct str *to, const struct report_run *r, const struct report_step *s,
                     const struct report_fact *f)
{
    SCOPED(str_done) struct str class = {0};

    str_addf(&class, "%s.%s", r->lesson == NULL ? "" : r->lesson, s->id == NULL ? "" : s->id);
    str_add(to, "    <testcase");
    add_attribute(to, "classname", str_text(&class));
    add_attribute(to, "name", f->text);
    if (f->verdict == VERDICT_HOLDS) {
        str_add(to, "/>\n");
        return;
    }
    str_add(to, ">\n");
    add_finding(to, f->verdict == VERDICT_FAULT ? "error" : "failure", &f->finding);
    str_add(to, "    </testcase>\n");
}

static void add_problem(struct str *to, const struct report_run *r)
{
    str_add(to, "    <testcase");
    add_attribute(to, "classname", r->lesson);
    add_attribute(to, "name", "run");
    str_addf(to, ">\n      <error type=\"exit-%d\"", r->exit_code);
    add_attribute(to, "message", r->problem);
    str_add(to, "/>\n    </testcase>\n");
}

/* What a suite's attributes count; a run that could not be made is one case in error. */
struct sums {
    size_t tests, errors, failures;
    uint64_t ms;
};

static struct sums sums_of(const struct report_run *r)
{
    size_t problems = r->problem != NULL, faults = report_faults(r), total = report_total(r);

    return (struct sums){.tests = total + problems,
                         .errors = faults + problems,
                         .failures = total - faults - report_held(r),
                         .ms = r->ms};
}

static void add_sums(struct str *to, const struct sums *s)
{
    str_addf(to, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" time=\"%llu.%03llu\">\n", s->tests,
             s->failures, s->errors, (unsigned long long)(s->ms / 1000),
             (unsigned long long)(s->ms % 1000));
}

static void add_suite(struct str *to, const struct report_run *r)
{
    struct sums sums = sums_of(r);

    str_add(to, "  <testsuite");
    add_attribute(to, "name", r->submission);
    add_sums(to, &sums);
    for (size_t s = 0; s < r->step_count; s++) {
        for (size_t f = 0; f < r->steps[s].fact_count; f++)
            add_fact(to, r, &r->steps[s], &r->steps[s].facts[f]);
    }
    if (r->problem != NULL)
        add_problem(to, r);
    if (r->note != NULL) {
        str_add(to, "    <system-out>");
        add_escaped(to, r->note);
        str_add(to, "</system-out>\n");
    }
    str_add(to, "  </testsuite>\n");
}

void report_junit(struct str *to, const struct report_run *runs, size_t count,
                  enum language lang UNUSED)
{
    struct sums all = {0};

    for (size_t i = 0; i < count; i++) {
        struct sums sums = sums_of(&runs[i]);

        all.tests += sums.tests;
        all.errors += sums.errors;
        all.failures += sums.failures;
        all.ms += sums.ms;
    }
    str_add(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    add_sums(to, &all);
    for (size_t i = 0; i < count; i++)
        add_suite(to, &runs[i]);
    str_add(to, "</testsuites>\n");
}
