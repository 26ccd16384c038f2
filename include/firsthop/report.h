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

enum report_format {
    REPORT_TEXT,
    REPORT_JSON,
    REPORT_TAP,
    REPORT_JUNIT,
    REPORT_CSV,
    REPORT_FORMAT_COUNT
};

/** From "text", "json", "tap", "junit", "csv"; false for anything else, and *@out stays. */
bool report_format_parse(const char *text, enum report_format *out);

struct report_fact {
    char *id;
    char *text;             /* the fact's sentence */
    enum verdict verdict;   /* HOLDS if it was achieved, else what it is at the end */
    bool holds_now;         /* at the end */
    char *achieved_by;      /* the command after which it first held; NULL */
    struct finding finding; /* at the end */
};

struct report_step {
    char *id;
    enum verdict
        verdict; /* HOLDS: passed; else the worst of its facts (FAULT over NOT_YET over BLOCKED) */
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
    char *note;    /* how it ended, if not by its own end ("stopped after 5 s: …"), in the run's
                      language; NULL */
    char *problem; /* why the run could not be made at all, NULL: it was */
    int exit_code; /* with problem: 3, 4, 5, 70 */
};

void report_run_done(struct report_run *run);
size_t report_held(const struct report_run *run); /* facts achieved */
size_t report_total(const struct report_run *run);
size_t report_faults(const struct report_run *run);

/**
 * Append all of @runs in @format. JSON, TAP, JUnit and CSV do not depend on @lang but for the
 * sentences in them, which the findings bring along. Every format ends with a newline.
 *
 * TEXT   For people, without colour or box drawing: one block a run (score, steps, for what does
 * not hold one sentence, the learner's packets one a line), then how many runs are complete. ●
 * held, ○ not, ◐ held once and not now; the words beside the marks say the same.
 *
 * JSON   The contract: an array with one object a run, members in this order, 2 spaces of
 * indentation, UTF-8 as it is: lesson submission completed held total faults ms [note] only if it
 * did not end by itself; everything else is as usual [problem exit]           only if the run could
 * not be made; `steps` is then empty steps: [ id verdict facts: [ FACT ] ] journeys: [ JOURNEY ]
 *
 * TAP    Version 14: one test point a run with its facts as a subtest; what does not hold carries a
 * YAML block. A fault is skipped (# SKIP): it is not counted against the learner, and not as held.
 *
 * JUnit  One <testsuite> a run, one <testcase> a fact (classname LESSON.STEP); not-yet and blocked
 * are <failure type=WHY>, faults and runs that could not be made are <error>. XML 1.0 has no
 * control characters: they are shown as pictures.
 *
 * CSV    RFC 4180 with a header line, one line a fact (one a run that could not be made); a note
 * stands in `problem`:
 *          lesson,submission,completed,step,fact,text,verdict,holds_now,achieved_by,why,nearest,object,problem,exit
 *        Newlines in a field become spaces. A field that begins with = + - @ gets an apostrophe in
 * front, so that no spreadsheet runs it.
 */
void report_runs(struct str *to, enum report_format format, const struct report_run *runs,
                 size_t count, enum language lang);

/**
 * One journey as a JSON object on one line, without newline: also for `run --json`.
 *   from  label of the namespace of its first hop       to    the destination address
 *   kind  frame_kind_name()                             hops: [ netns link direction("out","in")
 * ttl ]
 */
void report_journey_json(struct str *to, const struct journey *j);

/**
 * One fact as a JSON object on one line, without newline:
 *   id text verdict holds_now achieved_by(string or null)
 *   and if it does not hold now (also if it was achieved and then undone), in this order:
 *     expected  { KEY: number or string }     observed  the same keys, as far as seen (check.h)
 *     nearest   the sentence that says what is there instead
 *     why       the code of check_codes()
 *     object    the nearest object, "router e1 10.0.1.11/32"; left out if there is none
 *   and if it holds: observed, if anything was seen.
 */
void report_fact_json(struct str *to, const struct report_fact *f);

/**
 * Read back the first run of @text (@len bytes), JSON as report_runs() writes it, into @out: how
 * the workers of one `grade` hand over their results. The caller ends it with report_run_done().
 * Members that are missing are taken as empty; -EINVAL if it is no report, and @out stays. Not in
 * the JSON, and so not in @out: namespace ids, times and `delivered` of journeys.
 */
int report_read_json(const char *text, size_t len, struct report_run *out, struct error *err);

#endif
