// SPDX-License-Identifier: MIT
/* Runs: their sums, their memory, and the table of formats. */
#include <stdlib.h>

#include "format.h"

static const struct {
    const char *name;
    report_fn *write;
} formats[] = {
    [REPORT_TEXT] = {"text", report_text}, [REPORT_JSON] = {"json", report_json},
    [REPORT_TAP] = {"tap", report_tap},    [REPORT_JUNIT] = {"junit", report_junit},
    [REPORT_CSV] = {"csv", report_csv},
};
_Static_assert(ARRAY_LENGTH(formats) == REPORT_FORMAT_COUNT, "a format has no row");

bool report_format_parse(const char *text, enum report_format *out)
{
    for (size_t i = 0; i < ARRAY_LENGTH(formats); i++) {
        if (str_equal(formats[i].name, text)) {
            *out = (enum report_format)i;
            return true;
        }
    }
    return false;
}

void report_runs(struct str *to, enum report_format format, const struct report_run *runs,
                 size_t count, enum language lang)
{
    formats[format].write(to, runs, count, lang);
}

static void step_done(struct report_step *step)
{
    for (size_t i = 0; i < step->fact_count; i++) {
        free(step->facts[i].id);
        free(step->facts[i].text);
        free(step->facts[i].achieved_by);
    }
    free(step->facts);
    free(step->id);
}

void report_run_done(struct report_run *run)
{
    for (size_t i = 0; i < run->step_count; i++)
        step_done(&run->steps[i]);
    free(run->steps);
    free(run->lesson);
    free(run->submission);
    free(run->note);
    free(run->problem);
    journeys_done(&run->journeys);
    *run = (struct report_run){0};
}

static size_t count_facts(const struct report_run *run, enum verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < run->step_count; i++) {
        for (size_t k = 0; k < run->steps[i].fact_count; k++)
            count += run->steps[i].facts[k].verdict == verdict;
    }
    return count;
}

size_t report_held(const struct report_run *run)
{
    return count_facts(run, VERDICT_HOLDS);
}

size_t report_faults(const struct report_run *run)
{
    return count_facts(run, VERDICT_FAULT);
}

size_t report_total(const struct report_run *run)
{
    size_t count = 0;

    for (size_t i = 0; i < run->step_count; i++)
        count += run->steps[i].fact_count;
    return count;
}
