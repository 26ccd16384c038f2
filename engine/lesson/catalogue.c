// SPDX-License-Identifier: MIT
/* Which lessons there are, and in which order a course has them. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <firsthop/lesson.h>

#define COURSE_MAX ((size_t)64 << 10)

static bool has_place(const struct lesson_places *places, const char *id)
{
    for (size_t i = 0; i < places->count; i++) {
        if (str_equal(places->items[i].id, id))
            return true;
    }
    return false;
}

/* Add the folder @id of @root if it holds a lesson and no earlier root had one of that name. */
static void add_place(struct lesson_places *out, const char *root, const char *id)
{
    SCOPED(mem_done) char *lua = mem_printf("%s/%s/lesson.lua", root, id);
    struct lesson_place place;

    if (strchr(id, '/') != NULL || id[0] == '.' || has_place(out, id) || access(lua, F_OK) != 0)
        return;
    place = (struct lesson_place){mem_string(id), mem_printf("%s/%s", root, id)};
    ARRAY_PUSH(out->items, out->count, out->capacity, place);
}

/* course.txt: a lesson's id begins each line; '#' begins a comment. */
static void add_course(struct lesson_places *out, const char *root)
{
    SCOPED(mem_done) char *path = mem_printf("%s/course.txt", root);
    SCOPED(str_done) struct str text = {0};
    struct error ignored;
    char *rest = NULL;

    if (fd_read_file(path, COURSE_MAX, &text, &ignored) < 0 || text.len == 0)
        return; /* a root need not have a course */
    for (char *line = strtok_r(text.data, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        line += strspn(line, " \t");
        line[strcspn(line, " \t\r#")] = '\0';
        if (line[0] != '\0')
            add_place(out, root, line);
    }
}

static int compare_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void add_others(struct lesson_places *out, const char *root)
{
    struct dirent **entries = NULL;
    int count = scandir(root, &entries, NULL, compare_bytes);

    for (int i = 0; i < count; i++) {
        add_place(out, root, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

void lesson_find_all(const char *const *roots, size_t count, struct lesson_places *out)
{
    for (size_t i = 0; i < count; i++) {
        add_course(out, roots[i]);
        add_others(out, roots[i]);
    }
}

void lesson_places_done(struct lesson_places *p)
{
    for (size_t i = 0; i < p->count; i++) {
        free(p->items[i].id);
        free(p->items[i].folder);
    }
    free(p->items);
    *p = (struct lesson_places){0};
}
