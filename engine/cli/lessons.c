// SPDX-License-Identifier: MIT
/*
 * Where lessons are: --lessons, then beside the program (the source tree, or PREFIX/share when
 * installed), then the user's own ($XDG_DATA_HOME). The first place that has a lesson of some id
 * wins.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli_private.h"

#define ROOTS_MAX 5

struct roots {
    char *items[ROOTS_MAX];
    size_t count;
};

static void roots_done(struct roots *r)
{
    for (size_t i = 0; i < r->count; i++)
        free(r->items[i]);
}

static void add_beside_program(struct roots *r)
{
    char path[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);
    char *slash;

    if (len <= 0)
        return;
    path[len] = '\0';
    slash = strrchr(path, '/');
    if (slash == NULL)
        return;
    *slash = '\0';
    r->items[r->count++] = mem_printf("%s/../lessons", path);
    r->items[r->count++] = mem_printf("%s/../share/firsthop/lessons", path);
}

static void collect_roots(const struct cli_arguments *args, struct roots *r)
{
    const char *asked = cli_value(args, "lessons"), *data = getenv("XDG_DATA_HOME"),
               *home = getenv("HOME");

    if (asked != NULL)
        r->items[r->count++] = mem_string(asked);
    add_beside_program(r);
    r->items[r->count++] = mem_string(FIRSTHOP_SOURCE_LESSONS);
    if (data != NULL && data[0] == '/')
        r->items[r->count++] = mem_printf("%s/firsthop/lessons", data);
    else if (home != NULL)
        r->items[r->count++] = mem_printf("%s/.local/share/firsthop/lessons", home);
}

int cli_check_lessons(const struct cli_arguments *args, struct error *err)
{
    const char *asked = cli_value(args, "lessons");
    SCOPED(fd_done) int fd = -1;

    if (asked == NULL)
        return 0;
    fd = open(asked, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0)
        return 0;
    error_set_errno(err, -errno, "cannot read the folder of lessons '%s'", asked);
    return error_classify(err, ERROR_USAGE);
}

void cli_find_lessons(const struct cli_arguments *args, struct lesson_places *out)
{
    SCOPED(roots_done) struct roots roots = {0};

    collect_roots(args, &roots);
    lesson_find_all((const char *const *)roots.items, roots.count, out);
}

static int unknown_lesson(const char *name, const struct lesson_places *places, struct error *err)
{
    const char **names = mem_alloc((places->count + 1) * sizeof(*names));
    const char *nearest;

    for (size_t i = 0; i < places->count; i++)
        names[i] = places->items[i].id;
    nearest = str_nearest(name, names, places->count);
    free(names);
    error_set(err, -ENOENT, "there is no lesson '%s'", name);
    error_classify(err, ERROR_USAGE);
    if (nearest != NULL)
        return error_hint(err, "firsthop run %s", nearest);
    return error_hint(err, "firsthop list");
}

int cli_find_lesson(const struct cli_arguments *args, const char *name, char **folder,
                    struct error *err)
{
    SCOPED(lesson_places_done) struct lesson_places places = {0};

    if (strchr(name, '/') != NULL) {
        SCOPED(mem_done) char *file = mem_printf("%s/lesson.lua", name);

        if (access(file, R_OK) < 0) {
            error_set_errno(err, -errno, "there is no lesson in '%s': cannot read '%s'", name,
                            file);
            error_classify(err, ERROR_USAGE);
            return error_hint(err, "firsthop list");
        }
        *folder = realpath(name, NULL);
        return *folder == NULL ? error_set_errno(err, -errno, "cannot find '%s'", name) : 0;
    }
    cli_find_lessons(args, &places);
    for (size_t i = 0; i < places.count; i++)
        if (strcmp(places.items[i].id, name) == 0) {
            *folder = mem_string(places.items[i].folder);
            return 0;
        }
    return unknown_lesson(name, &places, err);
}

int cli_load_lesson(const char *folder, enum language lang, struct script **script,
                    struct prose **prose, struct error *err)
{
    SCOPED(mem_done) char *path = mem_printf("%s/%s.md", folder, language_code(lang));
    int r = script_load(folder, script, err);

    if (r < 0)
        return r;
    if (access(path, F_OK) < 0)
        lang = LANGUAGE_EN;
    r = prose_read(script_lesson(*script), lang, prose, err);
    if (r < 0) {
        script_free(*script);
        *script = NULL;
    }
    return r;
}
