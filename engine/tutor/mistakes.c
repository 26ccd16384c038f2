// SPDX-License-Identifier: MIT
/*
 * Typical slips that the author foresaw. A slip is known by the state it leaves (`when`), whatever
 * was typed; where there is no such state, by its last command, unless a right answer holds that
 * command as well. It is told once, and again only after it was mended.
 */
#include <string.h>

#include "tutor_private.h"

static const char *skip_sudo(const char *text)
{
    return str_starts(text, "sudo ") ? text + strlen("sudo ") : text;
}

/* Same words, whatever the white space and a sudo before them. */
static bool same_command(const char *a, const char *b)
{
    a = skip_sudo(a);
    b = skip_sudo(b);
    for (;;) {
        while (*a == ' ' || *a == '\t' || *a == '\n')
            a++;
        while (*b == ' ' || *b == '\t' || *b == '\n')
            b++;
        if (*a == '\0' || *b == '\0')
            return *a == *b;
        while (*a != '\0' && *a == *b && strchr(" \t\n", *a) == NULL) {
            a++;
            b++;
        }
        if ((*a != '\0' && strchr(" \t\n", *a) == NULL) ||
            (*b != '\0' && strchr(" \t\n", *b) == NULL))
            return false;
    }
}

/* Is @command the last line of @commands? */
static bool is_last_of(const char *command, const char *commands)
{
    const char *at = strrchr(commands, '\n');

    return same_command(at == NULL ? commands : at + 1, command);
}

static bool is_line_of(const char *command, const char *commands)
{
    SCOPED(mem_done) char *copy = mem_string(commands);
    char *rest = NULL;

    for (char *line = strtok_r(copy, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
        if (same_command(line, command))
            return true;
    return false;
}

static bool is_known_by_command(const struct step *step, const struct mistake *m,
                                const char *command)
{
    if (!is_last_of(command, m->commands) || is_line_of(command, step->solution))
        return false;
    for (size_t i = 0; i < step->also_count; i++)
        if (is_line_of(command, step->also[i]))
            return false;
    return true;
}

static const char *find_prose(const struct tutor_step *s, const char *id)
{
    for (size_t i = 0; i < s->prose->mistake_count; i++)
        if (str_equal(s->prose->mistakes[i].id, id))
            return s->prose->mistakes[i].body;
    return NULL;
}

void mistakes_tell(struct tutor *t, const char *command)
{
    struct tutor_step *s = t->current < tutor_step_count(t) ? &t->steps[t->current] : NULL;

    if (s == NULL || judge_passes(t, t->current))
        return;
    for (size_t i = 0; i < s->step->mistake_count; i++) {
        const struct mistake *m = &s->step->mistakes[i];
        bool *told = &t->mistakes_told[t->current][i];
        bool made =
            m->when != NULL ? judge_now(t, m->when) : is_known_by_command(s->step, m, command);
        const char *prose = find_prose(s, m->says);

        if (made && prose != NULL && (!*told || m->when == NULL))
            TELL(t, mistake, prose);
        *told = made;
    }
}
