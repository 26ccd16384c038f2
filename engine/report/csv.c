// SPDX-License-Identifier: MIT
/*
 * CSV (RFC 4180): lines end with CR LF, every text field is quoted, quotes are doubled. Newlines in
 * a field become spaces: one line is one fact, for tools that count lines.
 *
 * Commands and file names come from learners and are opened in spreadsheets by teachers: a field
 * that a spreadsheet would take for a formula gets an apostrophe in front.
 */
#include <string.h>

#include "format.h"

static const char header[] = "lesson,submission,completed,step,fact,text,verdict,holds_now,"
                             "achieved_by,why,nearest,object,problem,exit\r\n";

static void add_text(struct str *to, const char *text)
{
    SCOPED(str_done) struct str safe = {0};

    text_add_safe(&safe, text == NULL ? "" : text, text == NULL ? 0 : strlen(text));
    str_add_char(to, '"');
    if (safe.len > 0 && strchr("=+-@\t", safe.data[0]) != NULL)
        str_add_char(to, '\'');
    for (const char *c = str_text(&safe); *c != '\0'; c++) {
        if (*c == '"')
            str_add_char(to, '"');
        str_add_char(to, *c == '\n' || *c == '\t' ? ' ' : *c);
    }
    str_add_char(to, '"');
}

static void add_field(struct str *to, const char *text)
{
    str_add_char(to, ',');
    add_text(to, text);
}

static void add_run(struct str *to, const struct report_run *r)
{
    add_text(to, r->lesson);
    add_field(to, r->submission);
    str_add(to, r->completed ? ",true" : ",false");
}

static void add_fact(struct str *to, const struct report_run *r, const struct report_step *s,
                     const struct report_fact *f)
{
    add_run(to, r);
    add_field(to, s->id);
    add_field(to, f->id);
    add_field(to, f->text);
    str_addf(to, ",%s,%s", verdict_name(f->verdict), f->holds_now ? "true" : "false");
    add_field(to, f->achieved_by);
    add_field(to, f->finding.why);
    add_field(to, f->finding.sentence);
    add_field(to, f->finding.nearest);
    if (r->note != NULL)
        add_field(to, r->note);
    else
        str_add(to, ",");
    str_add(to, ",\r\n");
}

static void add_problem(struct str *to, const struct report_run *r)
{
    add_run(to, r);
    str_add(to, ",,,,,,,,,"); /* step to object */
    add_field(to, r->problem);
    str_addf(to, ",%d\r\n", r->exit_code);
}

void report_csv(struct str *to, const struct report_run *runs, size_t count,
                enum language lang UNUSED)
{
    str_add(to, header);
    for (size_t i = 0; i < count; i++) {
        for (size_t s = 0; s < runs[i].step_count; s++) {
            for (size_t f = 0; f < runs[i].steps[s].fact_count; f++)
                add_fact(to, &runs[i], &runs[i].steps[s], &runs[i].steps[s].facts[f]);
        }
        if (runs[i].problem != NULL)
            add_problem(to, &runs[i]);
    }
}
