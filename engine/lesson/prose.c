// SPDX-License-Identifier: MIT
/* Prose from a file or from memory: bytes are checked, then scanned, then fitted to the lesson. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "prose_reader.h"

#define PROSE_MAX       ((size_t)1 << 20)
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Unix line ends and no byte order mark, whatever editor wrote it. */
static void normalize(struct str *to, const char *data, size_t len)
{
    size_t i = len >= 3 && memcmp(data, BYTE_ORDER_MARK, 3) == 0 ? 3 : 0;

    for (; i < len; i++) {
        if (data[i] != '\r' || i + 1 == len || data[i + 1] != '\n')
            str_add_char(to, data[i]);
    }
}

static int check_clean(const char *path, const struct str *text, struct error *err)
{
    const char *data = str_text(text);
    size_t at, line_start = 0;
    int line = 1;

    if (text_is_clean(data, text->len, &at))
        return 0;
    for (size_t i = 0; i < at; i++) {
        if (data[i] == '\n') {
            line++;
            line_start = i + 1;
        }
    }
    lesson_error(err, path, data, line, (int)(at - line_start) + 1,
                 "invalid UTF-8, a control character or a bidirectional override (byte 0x%02x)",
                 (unsigned char)data[at]);
    return error_hint(err, "save the file as UTF-8 and remove what cannot be seen");
}

static int parse(const struct lesson *lesson, enum language lang, const char *path,
                 const char *data, size_t len, struct prose **out, struct error *err)
{
    SCOPED(str_done) struct str text = {0};
    struct prose_source source = {.lesson = lesson, .path = path};
    struct prose *prose;
    int r;

    normalize(&text, data, len);
    r = check_clean(path, &text, err);
    if (r < 0)
        return r;
    source.text = str_text(&text);
    prose = mem_alloc(sizeof(*prose));
    prose->lang = lang;
    prose->path = mem_string(path);
    r = prose_scan(&source, prose, err);
    if (r == 0)
        r = prose_fit(&source, prose, err);
    if (r < 0)
        prose_free(prose);
    else
        *out = prose;
    return r;
}

int prose_parse(const struct lesson *lesson, enum language lang, const char *path, const char *text,
                struct prose **out, struct error *err)
{
    return parse(lesson, lang, path, text, strlen(text), out, err);
}

int prose_read(const struct lesson *lesson, enum language lang, struct prose **out,
               struct error *err)
{
    const char *code = language_code(lang);
    SCOPED(mem_done) char *path = mem_printf("%s/%s.md", lesson->folder, code);
    SCOPED(str_done) struct str text = {0};
    int r = fd_read_file(path, PROSE_MAX, &text, err);

    if (r < 0) {
        error_classify(err, ERROR_LESSON);
        if (r == -ENOENT)
            error_hint(err, "write the lesson's prose into %s.md", code);
        return r;
    }
    return parse(lesson, lang, path, str_text(&text), text.len, out, err);
}

static void prose_step_done(struct prose_step *s)
{
    for (size_t i = 0; i < s->hint_count; i++)
        free(s->hints[i]);
    for (size_t i = 0; i < s->mistake_count; i++) {
        free(s->mistakes[i].id);
        free(s->mistakes[i].body);
    }
    free(s->hints);
    free(s->mistakes);
    free(s->id);
    free(s->title);
    free(s->body);
    free(s->done);
    free(s->ask);
}

void prose_free(struct prose *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->step_count; i++)
        prose_step_done(&p->steps[i]);
    free(p->steps);
    free(p->path);
    free(p->title);
    free(p->summary);
    free(p);
}

const struct prose_step *prose_find(const struct prose *p, const char *id)
{
    for (size_t i = 0; i < p->step_count; i++) {
        if (str_equal(p->steps[i].id, id))
            return &p->steps[i];
    }
    return NULL;
}
