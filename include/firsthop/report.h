// SPDX-License-Identifier: MIT
/**
 * report: results of runs as text, JSON, TAP, JUnit and CSV. Pure: structures in, text out.
 * The JSON of `grade` is a contract: cli.md in the design, repeated in engine/README.md.
 */
#ifndef FIRSTHOP_REPORT_H
#define FIRSTHOP_REPORT_H

#include <firsthop/base.h>
#include <firsthop/capture.h>
#include <firsthop/check.h>
#include <firsthop/lesson.h>

enum report_format { REPORT_TEXT, REPORT_JSON, REPORT_TAP, REPORT_JUNIT, REPORT_CSV, REPORT_FORMAT_COUNT };

bool report_format_parse(const char *text, enum report_format *out);

struct report_fact {
    char *id;
    char *text;              /* the fact's sentence */
    enum verdict verdict;    /* HOLDS if it was achieved, else what it is at the end */
    bool holds_now;          /* at the end */
    char *achieved_by;       /* the command after which it first held; NULL */
    struct finding finding;  /* at the end */
};

struct report_step {
    char *id;
    enum verdict verdict;    /* HOLDS: passed; else the worst of its facts (FAULT over NOT_YET over BLOCKED) */
    struct report_fact *facts;
    size_t fact_count, fact_capacity;
};

struct report_run {
    char *lesson;
    char *submission; /* the script as named on the command line */
    bool completed;   /* every step passed */
    uint64_t ms;
    struct report_step *steps;
    size_t step_count, step_capacity;
    struct journeys journeys; /* the learner's own echoes */
    char *problem;    /* why the run could not be made at all, NULL: it was */
    int exit_code;    /* with problem: 3, 4, 5, 70 */
};

void report_run_done(struct report_run *run);
size_t report_held(const struct report_run *run);   /* facts achieved */
size_t report_total(const struct report_run *run);
size_t report_faults(const struct report_run *run);

/** Append all of @runs in @format. JSON, TAP, JUnit and CSV do not depend on @lang but for the sentences in them. */
void report_runs(struct str *to, enum report_format format, const struct report_run *runs, size_t count,
                 enum language lang);

/** One journey as a JSON object (the contract's "journeys" entry), without newline: also for `run --json`. */
void report_journey_json(struct str *to, const struct journey *j);
/** A finding's members ("expected":{…},"observed":{…},"nearest":"…","why":"…") appended to an open jansson-made
 * object's text is not possible, so: the whole fact as one JSON object. */
void report_fact_json(struct str *to, const struct report_fact *f);

#endif
