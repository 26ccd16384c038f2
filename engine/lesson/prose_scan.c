// SPDX-License-Identifier: MIT
/*
 * Prose, line by line. Only lines that begin with one, two or three '#' and a space are ours; all
 * else is Markdown and is kept as written:
 *
 *     # Title             then the summary
 *     ## ID: Title        a step, then its body
 *     ### hint            parts of the step, each with its text
 *     ### mistake: ID
 *     ### done
 *     ### ask
 *
 * Inside a fenced code block (CommonMark 4.5) a '#' begins a shell comment and no heading.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "prose_reader.h"

struct fence {
    char mark;     /* '`' or '~'; 0: not in a code block */
    size_t length; /* of the opening one: the closing one is at least as long */
    int line;
};

struct scanner {
    const struct prose_source *source;
    struct prose *prose;
    struct error *err;
    const char *line; /* the line at hand, without its end */
    size_t len;
    int number;
    struct fence fence;
    const struct step *step; /* of the lesson; NULL: still in the summary */
    char **target;           /* where the gathered text belongs; NULL: before the title */
    bool needs_text;         /* an empty text for it is a mistake */
    int target_line;         /* of its heading */
    struct str gathered;
};

struct part {
    const char *name;
    bool takes_id;
    int (*begin)(struct scanner *s, char *id, int column);
};

void prose_hint(struct error *err, const char *word, const char *const *names, size_t count,
                const char *otherwise)
{
    const char *nearest = str_nearest(word, names, count);

    if (nearest != NULL)
        error_hint(err, "did you mean '%s'?", nearest);
    else if (otherwise != NULL)
        error_hint(err, "%s", otherwise);
}

/* The words of @text[from..to) without the blanks around them; *@column is where they begin, 1...
 */
static char *cut(const char *text, size_t from, size_t to, int *column)
{
    while (from < to && isblank((unsigned char)text[from]))
        from++;
    while (to > from && isblank((unsigned char)text[to - 1]))
        to--;
    *column = (int)from + 1;
    return strndup(text + from, to - from);
}

/* ---- code blocks ---- */

/* Length of the run of fence characters that begins the line, behind up to three spaces; else 0. */
static size_t fence_run(const struct scanner *s, char *mark, size_t *end)
{
    size_t i = 0, run = 0;

    while (i < 3 && i < s->len && s->line[i] == ' ')
        i++;
    *mark = i < s->len ? s->line[i] : '\0';
    if (*mark != '`' && *mark != '~')
        return 0;
    while (i + run < s->len && s->line[i + run] == *mark)
        run++;
    *end = i + run;
    return run >= 3 ? run : 0;
}

static bool is_blank_from(const struct scanner *s, size_t from)
{
    while (from < s->len && isblank((unsigned char)s->line[from]))
        from++;
    return from == s->len;
}

/* Is the line inside a code block, or the fence of one? */
static bool is_code(struct scanner *s)
{
    char mark;
    size_t end = 0, run = fence_run(s, &mark, &end);
    bool inside = s->fence.mark != '\0';

    if (inside && run >= s->fence.length && mark == s->fence.mark && is_blank_from(s, end))
        s->fence = (struct fence){0};
    else if (!inside && run > 0 &&
             (mark == '~' || memchr(s->line + end, '`', s->len - end) == NULL))
        s->fence = (struct fence){mark, run, s->number};
    return inside || s->fence.mark != '\0';
}

/* ---- parts ---- */

static int fail_at(struct scanner *s, int line, int column, const char *fmt, ...) PRINTF_LIKE(4, 5);

static int fail_at(struct scanner *s, int line, int column, const char *fmt, ...)
{
    SCOPED(str_done) struct str text = {0};
    va_list args;

    va_start(args, fmt);
    str_addv(&text, fmt, args);
    va_end(args);
    return lesson_error(s->err, s->source->path, s->source->text, line, column, "%s",
                        str_text(&text));
}

/* The gathered text without the empty lines around it; the first line keeps its indentation. */
static char *take_gathered(struct scanner *s)
{
    const char *text = str_text(&s->gathered);
    size_t start = 0, end = s->gathered.len;
    char *taken;

    for (size_t i = 0; i < end && isspace((unsigned char)text[i]); i++) {
        if (text[i] == '\n')
            start = i + 1;
    }
    while (end > start && isspace((unsigned char)text[end - 1]))
        end--;
    taken = strndup(text + start, end - start);
    str_clear(&s->gathered);
    return taken;
}

static int end_text(struct scanner *s)
{
    if (s->target == NULL)
        return 0;
    *s->target = take_gathered(s);
    if (s->needs_text && **s->target == '\0')
        return fail_at(s, s->target_line, 0, "this section is empty");
    s->target = NULL;
    return 0;
}

static void begin_text(struct scanner *s, char **target, bool needs_text)
{
    s->target = target;
    s->needs_text = needs_text;
    s->target_line = s->number;
}

static struct prose_step *last_step(struct scanner *s)
{
    return &s->prose->steps[s->prose->step_count - 1];
}

static int begin_hint(struct scanner *s, char *id UNUSED, int column UNUSED)
{
    struct prose_step *step = last_step(s);

    ARRAY_PUSH(step->hints, step->hint_count, step->hint_capacity, NULL);
    begin_text(s, &step->hints[step->hint_count - 1], true);
    return 0;
}

static int begin_done(struct scanner *s, char *id UNUSED, int column)
{
    if (last_step(s)->done != NULL)
        return fail_at(s, s->number, column, "a second '### done' in step '%s'", s->step->id);
    begin_text(s, &last_step(s)->done, true);
    return 0;
}

static int begin_ask(struct scanner *s, char *id UNUSED, int column)
{
    if (s->step->kind != STEP_PREDICT)
        return fail_at(s, s->number, column, "step '%s' asks nothing: it is no fh.predict",
                       s->step->id);
    if (last_step(s)->ask != NULL)
        return fail_at(s, s->number, column, "a second '### ask' in step '%s'", s->step->id);
    begin_text(s, &last_step(s)->ask, true);
    return 0;
}

/* Is @id said by a mistake of the step? If not, an error. */
static int check_mistake(struct scanner *s, const char *id, int column)
{
    SCOPED(mem_done) const char **says = mem_alloc((s->step->mistake_count + 1) * sizeof(*says));
    size_t count = 0;

    for (size_t i = 0; i < s->step->mistake_count; i++) {
        if (str_equal(s->step->mistakes[i].says, id))
            return 0;
        if (s->step->mistakes[i].says != NULL)
            says[count++] = s->step->mistakes[i].says;
    }
    fail_at(s, s->number, column, "no mistake of step '%s' in lesson.lua says '%s'", s->step->id,
            id);
    prose_hint(s->err, id, says, count, NULL);
    return s->err->code;
}

static int begin_mistake(struct scanner *s, char *id, int column)
{
    struct prose_step *step = last_step(s);
    struct prose_mistake mistake = {0};
    int r = check_mistake(s, id, column);

    for (size_t i = 0; r == 0 && i < step->mistake_count; i++) {
        if (str_equal(step->mistakes[i].id, id))
            r = fail_at(s, s->number, column, "a second '### mistake: %s' in step '%s'", id,
                        step->id);
    }
    if (r < 0)
        return r;
    mistake.id = mem_string(id);
    ARRAY_PUSH(step->mistakes, step->mistake_count, step->mistake_capacity, mistake);
    begin_text(s, &step->mistakes[step->mistake_count - 1].body, true);
    return 0;
}

static const struct part parts[] = {
    {"hint", false, begin_hint},
    {"mistake", true, begin_mistake},
    {"done", false, begin_done},
    {"ask", false, begin_ask},
};

static int unknown_part(struct scanner *s, const char *name, int column)
{
    const char *names[ARRAY_LENGTH(parts)];

    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
        names[i] = parts[i].name;
    fail_at(s, s->number, column, "unknown section '%s'", name);
    prose_hint(s->err, name, names, ARRAY_LENGTH(parts),
               "a step has ### hint, ### mistake: ID, ### done and ### ask");
    return s->err->code;
}

/* ---- headings ---- */

static int on_title(struct scanner *s)
{
    int column;
    SCOPED(mem_done) char *title = cut(s->line, 1, s->len, &column);

    if (s->prose->title != NULL)
        return fail_at(s, s->number, column, "a second title; a step begins with '## ID: Title'");
    if (*title == '\0')
        return fail_at(s, s->number, 0, "the title is empty");
    s->prose->title = mem_string(title);
    begin_text(s, &s->prose->summary, false);
    return 0;
}

static int unknown_step(struct scanner *s, const char *id, int column)
{
    const struct lesson *l = s->source->lesson;
    SCOPED(mem_done) const char **ids = mem_alloc((l->step_count + 1) * sizeof(*ids));

    for (size_t i = 0; i < l->step_count; i++)
        ids[i] = l->steps[i].id;
    fail_at(s, s->number, column, "lesson.lua has no step '%s'", id);
    prose_hint(s->err, id, ids, l->step_count, NULL);
    return s->err->code;
}

static int add_step(struct scanner *s, const char *id, const char *title, int column)
{
    int index = lesson_find_step(s->source->lesson, id);
    struct prose_step step = {.line = s->number};

    if (index < 0)
        return unknown_step(s, id, column);
    if (prose_find(s->prose, id) != NULL)
        return fail_at(s, s->number, column, "step '%s' has a second section here", id);
    s->step = &s->source->lesson->steps[index];
    step.id = mem_string(id);
    step.title = mem_string(title);
    ARRAY_PUSH(s->prose->steps, s->prose->step_count, s->prose->step_capacity, step);
    begin_text(s, &last_step(s)->body, s->step->kind == STEP_READ);
    return 0;
}

static int on_step(struct scanner *s)
{
    const char *colon = memchr(s->line, ':', s->len);
    size_t end = colon == NULL ? s->len : (size_t)(colon - s->line);
    int id_column, title_column;
    SCOPED(mem_done) char *id = cut(s->line, 2, end, &id_column);
    SCOPED(mem_done) char *title = cut(s->line, end + (colon != NULL), s->len, &title_column);

    if (s->prose->title == NULL)
        return fail_at(s, s->number, 0, "a step before the title; prose begins with '# Title'");
    if (colon == NULL || *id == '\0' || *title == '\0') {
        fail_at(s, s->number, id_column, "a step's heading needs its id and a title");
        return error_hint(s->err, "write '## ID: Title', with the colon of the ASCII set");
    }
    return add_step(s, id, title, id_column);
}

static int on_part(struct scanner *s)
{
    const char *colon = memchr(s->line, ':', s->len);
    size_t end = colon == NULL ? s->len : (size_t)(colon - s->line);
    int name_column, id_column;
    SCOPED(mem_done) char *name = cut(s->line, 3, end, &name_column);
    SCOPED(mem_done) char *id = cut(s->line, end + (colon != NULL), s->len, &id_column);

    if (s->step == NULL)
        return fail_at(s, s->number, 0, "a section '%s' before the first '## ID: Title'", name);
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
        if (!str_equal(parts[i].name, name))
            continue;
        if (parts[i].takes_id && *id == '\0')
            return fail_at(s, s->number, name_column, "which mistake? Write '### mistake: ID'");
        if (!parts[i].takes_id && colon != NULL)
            return fail_at(s, s->number, (int)end + 1, "nothing follows '### %s'", name);
        return parts[i].begin(s, id, id_column);
    }
    return unknown_part(s, name, name_column);
}

/* 1..3, or 0 for a line that is no heading of ours. */
static size_t heading_level(const struct scanner *s)
{
    size_t level = 0;

    while (level < s->len && s->line[level] == '#')
        level++;
    if (level > 3 || (level < s->len && !isblank((unsigned char)s->line[level])))
        return 0;
    return level;
}

static int scan_line(struct scanner *s)
{
    static int (*const on_heading[])(struct scanner *) = {NULL, on_title, on_step, on_part};
    size_t level = is_code(s) ? 0 : heading_level(s);
    int r;

    if (level > 0) {
        r = end_text(s);
        return r < 0 ? r : on_heading[level](s);
    }
    if (s->target == NULL && !is_blank_from(s, 0))
        return fail_at(s, s->number, 0, "prose begins with '# Title'");
    str_add_bytes(&s->gathered, s->line, s->len);
    str_add_char(&s->gathered, '\n');
    return 0;
}

int prose_scan(const struct prose_source *source, struct prose *into, struct error *err)
{
    struct scanner s = {.source = source, .prose = into, .err = err};
    const char *at = source->text;
    int r = 0;

    while (r == 0 && *at != '\0') {
        s.line = at;
        s.len = strcspn(at, "\n");
        s.number++;
        r = scan_line(&s);
        at += s.len + (at[s.len] == '\n');
    }
    if (r == 0 && s.fence.mark != '\0')
        r = fail_at(&s, s.fence.line, 0, "this code block is never closed");
    if (r == 0)
        r = end_text(&s);
    if (r == 0 && into->title == NULL)
        r = fail_at(&s, 1, 0, "prose begins with '# Title', but there is none");
    str_done(&s.gathered);
    return r;
}
