// SPDX-License-Identifier: MIT
/* Growing strings, and the few questions about plain ones that libc answers awkwardly. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <firsthop/base.h>

void str_done(struct str *s)
{
    free(s->data);
    *s = (struct str){0};
}

void str_clear(struct str *s)
{
    s->len = 0;
    if (s->data != NULL)
        s->data[0] = '\0';
}

void str_add_bytes(struct str *s, const void *data, size_t len)
{
    s->data = mem_grow(s->data, &s->capacity, s->len + len + 1, 1);
    if (len > 0)
        memcpy(s->data + s->len, data, len);
    s->len += len;
    s->data[s->len] = '\0';
}

void str_add(struct str *s, const char *text)
{
    str_add_bytes(s, text, strlen(text));
}

void str_add_char(struct str *s, char c)
{
    str_add_bytes(s, &c, 1);
}

void str_addv(struct str *s, const char *fmt, va_list args)
{
    va_list again;
    int len;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    if (len < 0)
        return;
    s->data = mem_grow(s->data, &s->capacity, s->len + (size_t)len + 1, 1);
    vsnprintf(s->data + s->len, (size_t)len + 1, fmt, args);
    s->len += (size_t)len;
}

void str_addf(struct str *s, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    str_addv(s, fmt, args);
    va_end(args);
}

const char *str_text(const struct str *s)
{
    return s->data == NULL ? "" : s->data;
}

char *str_take(struct str *s)
{
    char *data = s->data == NULL ? mem_string("") : s->data;

    *s = (struct str){0};
    return data;
}

bool str_equal(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool str_starts(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

void str_copy(char *to, size_t size, const char *from)
{
    size_t len = strlen(from);

    if (size == 0)
        return;
    if (len >= size) {
        len = size - 1;
        while (len > 0 && ((unsigned char)from[len] & 0xc0) == 0x80)
            len--;
    }
    memcpy(to, from, len);
    to[len] = '\0';
}

#define NEAREST_MAX 64

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;

    return m < c ? m : c;
}

/*
 * Levenshtein's distance, where two neighbours that changed places ("rnu") count as one slip; words
 * longer than NEAREST_MAX are compared by their start.
 */
static size_t edit_distance(const char *a, const char *b)
{
    size_t rows[3][NEAREST_MAX + 1], la = strnlen(a, NEAREST_MAX), lb = strnlen(b, NEAREST_MAX);

    for (size_t j = 0; j <= lb; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= la; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3], *twice = rows[(i + 1) % 3];

        row[0] = i;
        for (size_t j = 1; j <= lb; j++) {
            row[j] = min3(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                twice[j - 2] + 1 < row[j])
                row[j] = twice[j - 2] + 1;
        }
    }
    return rows[la % 3][lb];
}

const char *str_nearest(const char *word, const char *const *names, size_t count)
{
    size_t limit = strlen(word) / 3 > 1 ? strlen(word) / 3 : 1;
    const char *best = NULL;

    for (size_t i = 0; i < count; i++) {
        size_t distance = edit_distance(word, names[i]);

        if (distance <= limit) {
            best = names[i];
            limit = distance > 0 ? distance - 1 : 0;
        }
        if (distance == 0)
            break;
    }
    return best;
}
