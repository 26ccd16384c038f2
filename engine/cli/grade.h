// SPDX-License-Identifier: MIT
/* What `grade` hands to the process that runs one script. */
#ifndef FIRSTHOP_CLI_GRADE_H
#define FIRSTHOP_CLI_GRADE_H

#include <firsthop/script.h>

/* Loaded once: the workers are forks, so each has its own copy. */
struct grade_task {
    struct script *script;
    struct prose *prose;
    enum language language; /* of reports */
    int timeout_s;          /* for one submission */
};

/** Run the script @submission through the conductor, in this process, and write its report as JSON
 * to *@out, which is closed then. */
void grade_one(const struct grade_task *task, const char *submission, int *out);

#endif
