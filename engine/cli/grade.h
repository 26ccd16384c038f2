// SPDX-License-Identifier: MIT
#ifndef FIRSTHOP_CLI_GRADE_H
#define FIRSTHOP_CLI_GRADE_H

#include <firsthop/report.h>
#include <firsthop/text.h>

struct grade_task {
    char *folder, *lesson;
    enum language language;
    int timeout_s; /* for one script */
};

/** Run @script through the conductor, in this process. Always fills *@run: what cannot be run is
 * its `problem`. */
void grade_one(const struct grade_task *task, const char *script, struct report_run *run);

#endif
