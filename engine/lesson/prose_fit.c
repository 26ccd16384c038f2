// SPDX-License-Identifier: MIT
/*
 * Does the prose have all its lesson needs? What it has too much was refused while scanning; left
 * are sections that are missing or stand in another order.
 */
#include <string.h>

#include "prose_reader.h"

/* The last line that holds something; 1 for an empty text. */
static int last_line(const char *text)
{
    int line = 1;

    for (const char *at = text; *at != '\0'; at++)
        line += *at == '\n' && at[1] != '\0';
    return line;
}

/* Step @index has no section. Points to the section that its own would stand before. */
static int missing_step(const struct prose_source *source, const struct prose *prose, size_t index,
                        struct error *err)
{
    const char *id = source->lesson->steps[index].id;
    bool is_last = index >= prose->step_count;
    int line = is_last ? last_line(source->text) : prose->steps[index].line;

    lesson_error(err, source->path, source->text, line, 0, "step '%s' has no section", id);
    return error_hint(err, "write '## %s: Title' and its text %s this line", id,
                      is_last ? "after" : "before");
}

static int fit_steps(const struct prose_source *source, const struct prose *prose,
                     struct error *err)
{
    const struct lesson *l = source->lesson;

    for (size_t i = 0; i < l->step_count; i++) {
        if (prose_find(prose, l->steps[i].id) == NULL)
            return missing_step(source, prose, i, err);
    }
    for (size_t i = 0; i < prose->step_count; i++) {
        if (!str_equal(prose->steps[i].id, l->steps[i].id))
            return lesson_error(err, source->path, source->text, prose->steps[i].line, 0,
                                "'%s' stands here, but step %zu of lesson.lua is '%s'",
                                prose->steps[i].id, i + 1, l->steps[i].id);
    }
    return 0;
}

static bool has_mistake(const struct prose_step *step, const char *id)
{
    for (size_t i = 0; i < step->mistake_count; i++) {
        if (str_equal(step->mistakes[i].id, id))
            return true;
    }
    return false;
}

static int fit_step(const struct prose_source *source, const struct step *step,
                    const struct prose_step *section, struct error *err)
{
    for (size_t i = 0; i < step->mistake_count; i++) {
        const char *says = step->mistakes[i].says;

        if (says == NULL || has_mistake(section, says))
            continue;
        lesson_error(err, source->path, source->text, section->line, 0,
                     "step '%s' has no '### mistake: %s', which lesson.lua line %d says", step->id,
                     says, step->mistakes[i].line);
        return error_hint(err, "write '### mistake: %s' and what is different", says);
    }
    if (step->kind == STEP_PREDICT && section->ask == NULL && section->body[0] == '\0')
        return lesson_error(err, source->path, source->text, section->line, 0,
                            "the prediction '%s' does not say what it asks", step->id);
    return 0;
}

int prose_fit(const struct prose_source *source, const struct prose *prose, struct error *err)
{
    int r = fit_steps(source, prose, err);

    for (size_t i = 0; r == 0 && i < prose->step_count; i++)
        r = fit_step(source, &source->lesson->steps[i], &prose->steps[i], err);
    return r;
}
