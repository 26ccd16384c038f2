// SPDX-License-Identifier: MIT
/* Lesson folders in a temporary place, for the tests of module script. */
#ifndef SCRIPT_TEST_FOLDER_H
#define SCRIPT_TEST_FOLDER_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <firsthop/script.h>

struct folder {
    char parent[64], path[96];
};

/* An empty folder called @name. */
static inline struct folder folder_make(const char *name)
{
    struct folder f;

    snprintf(f.parent, sizeof(f.parent), "/tmp/firsthop-script-XXXXXX");
    assert_non_null(mkdtemp(f.parent));
    snprintf(f.path, sizeof(f.path), "%.60s/%.30s", f.parent, name);
    assert_int_equal(mkdir(f.path, 0755), 0);
    return f;
}

static inline void folder_done(struct folder *f)
{
    char command[160];

    snprintf(command, sizeof(command), "rm -rf -- '%s'", f->parent);
    assert_int_equal(system(command), 0);
}

static inline void folder_write_bytes(const struct folder *f, const char *name, const void *data,
                                      size_t len)
{
    char path[256];

    snprintf(path, sizeof(path), "%s/%s", f->path, name);
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static inline void folder_write(const struct folder *f, const char *name, const char *text)
{
    folder_write_bytes(f, name, text, strlen(text));
}

/* The text of a file of the tests, to be freed. */
static inline char *read_data(const char *name)
{
    struct error err = {0};
    struct str text = {0};
    SCOPED(mem_done) char *path = mem_printf("%s/script/%s", TEST_DATA, name);

    if (fd_read_file(path, 1 << 20, &text, &err) < 0)
        fail_msg("%s", err.what);
    return str_take(&text);
}

/* Load the folder, which must work. */
static inline struct script *load_good(const char *folder)
{
    struct script *s = NULL;
    struct error err = {0};

    if (script_load(folder, &s, &err) < 0)
        fail_msg("%s", err.what);
    assert_non_null(script_lesson(s));
    return s;
}

/* Load the folder, which must be refused as the author's mistake. */
static inline struct error load_bad(const char *folder)
{
    struct script *s = NULL;
    struct error err = {0};

    assert_true(script_load(folder, &s, &err) < 0);
    assert_null(s);
    assert_int_equal(err.class, ERROR_LESSON);
    assert_int_equal(error_exit_code(&err), 4);
    return err;
}

#endif
