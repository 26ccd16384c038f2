// SPDX-License-Identifier: MIT
/* The lesson's structure: made empty, filled by module script, freed here. */
#include <stdlib.h>

#include <firsthop/lesson.h>

struct lesson *lesson_new(void)
{
    return mem_alloc(sizeof(struct lesson));
}

static void free_texts(char **texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(texts[i]);
    free(texts);
}

static void free_facts(struct fact **facts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fact_free(facts[i]);
    free(facts);
}

static void step_done(struct step *s)
{
    free(s->id);
    free_facts(s->expect, s->expect_count);
    free_facts(s->keeps, s->keeps_count);
    free(s->setup);
    free(s->solution);
    free_texts(s->also, s->also_count);
    for (size_t i = 0; i < s->mistake_count; i++) {
        free(s->mistakes[i].commands);
        free(s->mistakes[i].says);
        fact_free(s->mistakes[i].when);
    }
    free(s->mistakes);
    for (size_t i = 0; i < s->watch_count; i++) {
        free(s->watches[i].name);
        free(s->watches[i].from);
    }
    free(s->watches);
    for (size_t i = 0; i < s->equivalent_count; i++) {
        free(s->equivalents[i].mutant);
        free(s->equivalents[i].why);
    }
    free(s->equivalents);
    free_texts(s->choices, s->choice_count);
}

void lesson_free(struct lesson *l)
{
    if (l == NULL)
        return;
    free(l->id);
    free(l->folder);
    free(l->path);
    free_texts(l->after, l->after_count);
    free_texts(l->needs, l->needs_count);
    free_texts(l->tools, l->tools_count);
    for (size_t i = 0; i < l->map_count; i++)
        free_texts(l->map[i].cells, l->map[i].count);
    free(l->map);
    for (size_t i = 0; i < l->step_count; i++)
        step_done(&l->steps[i]);
    free(l->steps);
    free(l);
}

int lesson_find_step(const struct lesson *l, const char *id)
{
    for (size_t i = 0; i < l->step_count; i++) {
        if (str_equal(l->steps[i].id, id))
            return (int)i;
    }
    return -1;
}
