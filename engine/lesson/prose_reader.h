// SPDX-License-Identifier: MIT
/* Inside of reading prose: the steps from bytes to a struct prose that fits its lesson. */
#ifndef FIRSTHOP_LESSON_PROSE_READER_H
#define FIRSTHOP_LESSON_PROSE_READER_H

#include <firsthop/lesson.h>

/* A piece of prose under construction: which file, and what its words must fit. */
struct prose_source {
    const struct lesson *lesson;
    const char *path; /* for messages */
    const char *text; /* clean: UTF-8, "\n" line ends, no control characters */
};

/* Take @source apart into @into. What sections name must exist in the lesson. */
int prose_scan(const struct prose_source *source, struct prose *into, struct error *err);
/* Does @prose have all that the lesson needs, in its order? */
int prose_fit(const struct prose_source *source, const struct prose *prose, struct error *err);
/* Append the hint "did you mean" with the entry of @names nearest to @word, or else @otherwise. */
void prose_hint(struct error *err, const char *word, const char *const *names, size_t count,
                const char *otherwise);

#endif
