// SPDX-License-Identifier: MIT
/*
 * Errors of authors: where, what, the line itself and a caret. The three parts share the 640 bytes
 * of an error's text, so long paths, messages and lines are shortened, the line around its caret.
 */
#include <errno.h>
#include <string.h>

#include <firsthop/lesson.h>

#define PATH_BYTES     160
#define MESSAGE_BYTES  240
#define EXCERPT_BYTES  140
#define EXCERPT_WIDTH  72
#define EXCERPT_BEFORE 48 /* columns kept before the caret when the line's start is cut off */
#define MARGIN         "  "
#define TAB            "    "

/* The text of line @number (1..) of @source without its line end; *@len is 0 if there is none. */
static const char *find_line(const char *source, int number, size_t *len)
{
    for (int i = 1; i < number && *source != '\0'; i++) {
        source += strcspn(source, "\n");
        source += *source == '\n';
    }
    *len = strcspn(source, "\n");
    if (*len > 0 && source[*len - 1] == '\r')
        --*len;
    return source;
}

static size_t first_not_blank(const char *line, size_t len)
{
    size_t i = 0;

    while (i < len && (line[i] == ' ' || line[i] == '\t'))
        i++;
    return i;
}

/* As a terminal may show it: harmless, tabs as spaces. */
static void add_shown(struct str *to, const char *line, size_t len)
{
    for (size_t i = 0; i < len;) {
        const char *tab = memchr(line + i, '\t', len - i);
        size_t stop = tab == NULL ? len : (size_t)(tab - line);

        text_add_safe(to, line + i, stop - i);
        if (tab != NULL)
            str_add(to, TAB);
        i = stop + (tab != NULL);
    }
}

static void add_line_and_caret(struct str *to, const char *line, size_t len, size_t caret)
{
    SCOPED(str_done) struct str shown = {0}, before = {0};
    char excerpt[EXCERPT_BYTES];
    size_t column, skip = 0;

    add_shown(&before, line, caret);
    add_shown(&shown, line, len);
    column = text_width(str_text(&before));
    if (column >= EXCERPT_WIDTH) {
        skip = text_fit(str_text(&before), column - EXCERPT_BEFORE);
        column = text_width(str_text(&before) + skip) + 1;
    }
    str_copy(excerpt, sizeof(excerpt), str_text(&shown) + skip);
    excerpt[text_fit(excerpt, EXCERPT_WIDTH)] = '\0';
    str_addf(to, "\n%s%s%s\n%s", MARGIN, skip > 0 ? "…" : "", excerpt, MARGIN);
    text_add_padded(to, "", column);
    str_add_char(to, '^');
}

/* The end of a long path says more than its beginning. */
static void add_path(struct str *to, const char *path)
{
    size_t len = strlen(path), skip = len > PATH_BYTES ? len - PATH_BYTES : 0;

    while (((unsigned char)path[skip] & 0xc0) == 0x80)
        skip++;
    str_add(to, skip > 0 ? "…" : "");
    text_add_safe(to, path + skip, len - skip);
}

int lesson_error(struct error *err, const char *path, const char *source, int line, int column,
                 const char *fmt, ...)
{
    SCOPED(str_done) struct str text = {0}, formatted = {0}, safe = {0};
    char message[MESSAGE_BYTES];
    size_t len, caret;
    const char *at = find_line(source, line, &len);
    va_list args;

    va_start(args, fmt);
    str_addv(&formatted, fmt, args);
    va_end(args);
    text_add_safe(&safe, str_text(&formatted), formatted.len);
    str_copy(message, sizeof(message), str_text(&safe));
    add_path(&text, path);
    str_addf(&text, ":%d: %s", line, message);
    caret = column > 0 ? (size_t)column - 1 : first_not_blank(at, len);
    if (len > 0)
        add_line_and_caret(&text, at, len, caret < len ? caret : len);
    error_set(err, -EINVAL, "%s", str_text(&text));
    return error_classify(err, ERROR_LESSON);
}
