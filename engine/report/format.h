// SPDX-License-Identifier: MIT
/* The formats, one file each, and what they share. Private to report. */
#ifndef FIRSTHOP_REPORT_FORMAT_H
#define FIRSTHOP_REPORT_FORMAT_H

#include <firsthop/report.h>

typedef void report_fn(struct str *to, const struct report_run *runs, size_t count,
                       enum language lang);

report_fn report_text, report_json, report_tap, report_junit, report_csv;

/** @text as a JSON string with its quotes: also a YAML double-quoted scalar (YAML 1.2 holds JSON).
 */
void add_json_string(struct str *to, const char *text);

#endif
