// SPDX-License-Identifier: MIT
/*
 * Laying out a table. Columns get their natural width if the page has room; otherwise the widest
 * one gives way, column by column, and cells wrap. On a page too narrow even for that, each row
 * becomes lines of "header: cell", which also is how one would read a table aloud.
 */
#include <stdlib.h>
#include <string.h>

#include "table.h"
#include "wrap.h"

#define COLUMN_MIN 6 /* columns below which a cell cannot be read */
#define CELLS_MAX                                                                                  \
    128 /* a row; md4c fills every row up to the header's length, so this bounds memory */

struct look {
    const char *between;       /* cells of a row */
    const char *rule, *across; /* below the header: a piece of line, and the crossing */
    size_t between_columns;
};

static const struct look boxed = {" │ ", "─", "─┼─", 3};
static const struct look unboxed = {"  ", "-", "  ", 2};

void table_done(struct table *t)
{
    for (size_t r = 0; r < t->count; r++) {
        for (size_t c = 0; c < t->rows[r].count; c++)
            free(t->rows[r].cells[c].text);
        free(t->rows[r].cells);
    }
    free(t->rows);
    *t = (struct table){0};
}

void table_begin_row(struct table *t)
{
    struct table_row row = {0};

    ARRAY_PUSH(t->rows, t->count, t->capacity, row);
}

void table_add_cell(struct table *t, char *text, enum table_align align)
{
    struct table_row *row = &t->rows[t->count - 1];
    struct table_cell cell = {text, align};

    if (row->count == CELLS_MAX) {
        free(text);
        return;
    }
    ARRAY_PUSH(row->cells, row->count, row->capacity, cell);
    if (row->count > t->columns)
        t->columns = row->count;
}

static const char *cell_text(const struct table_row *row, size_t column)
{
    return column < row->count ? row->cells[column].text : "";
}

/* Columns of the widest line of @text. */
static size_t block_width(const char *text)
{
    size_t widest = 0;

    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        SCOPED(mem_done) char *line = strndup(text, len);
        size_t width = text_width(line);

        widest = width > widest ? width : widest;
        text += len + (text[len] == '\n');
    }
    return widest;
}

static void measure(const struct table *t, size_t *widths, size_t room)
{
    for (size_t r = 0; r < t->count; r++) {
        for (size_t c = 0; c < t->rows[r].count; c++) {
            size_t width = block_width(t->rows[r].cells[c].text);

            width = width < room ? width : room;
            widths[c] = width > widths[c] ? width : widths[c];
        }
    }
    for (size_t c = 0; c < t->columns; c++)
        widths[c] = widths[c] > 0 ? widths[c] : 1;
}

/* Make @widths add up to at most @room. Returns false if that would make a column unreadable. */
static bool shrink(size_t *widths, size_t count, size_t room)
{
    for (;;) {
        size_t sum = 0, widest = 0;

        for (size_t c = 0; c < count; c++) {
            sum += widths[c];
            widest = widths[c] > widths[widest] ? c : widest;
        }
        if (sum <= room)
            return true;
        if (widths[widest] <= COLUMN_MIN)
            return false;
        widths[widest]--;
    }
}

static void add_spaces(struct str *to, size_t count)
{
    while (count-- > 0)
        str_add_char(to, ' ');
}

static void add_aligned(struct str *to, const char *text, size_t columns, enum table_align align)
{
    size_t width = text_width(text), spare = width < columns ? columns - width : 0;
    size_t before = align == TABLE_RIGHT ? spare : align == TABLE_CENTER ? spare / 2 : 0;

    add_spaces(to, before);
    text_add_padded(to, text, columns - before);
}

/* Cut the first line off *@text. The caller frees it. */
static char *take_line(const char **text)
{
    size_t len = strcspn(*text, "\n");
    char *line = strndup(*text, len);

    *text += len + ((*text)[len] == '\n');
    return line;
}

static void put_row(const struct table *t, size_t index, const size_t *widths,
                    const struct look *look, struct layout *l)
{
    const struct table_row *row = &t->rows[index];
    struct str *wrapped = mem_alloc(t->columns * sizeof(*wrapped));
    const char **rest = mem_alloc(t->columns * sizeof(*rest));
    bool more = true;

    for (size_t c = 0; c < t->columns; c++) {
        struct wrap_shape shape = {.first = widths[c], .rest = widths[c], .prefix = ""};

        wrap_add(&wrapped[c], cell_text(row, c), &shape);
        rest[c] = str_text(&wrapped[c]);
    }
    while (more) {
        SCOPED(str_done) struct str line = {0};

        more = false;
        for (size_t c = 0; c < t->columns; c++) {
            SCOPED(mem_done) char *piece = take_line(&rest[c]);

            str_add(&line, c > 0 ? look->between : "");
            add_aligned(&line, piece, widths[c], c < row->count ? row->cells[c].align : TABLE_LEFT);
            more |= *rest[c] != '\0';
        }
        layout_line(l, str_text(&line), line.len);
    }
    for (size_t c = 0; c < t->columns; c++)
        str_done(&wrapped[c]);
    free(wrapped);
    free(rest);
}

static void put_rule(const size_t *widths, size_t count, const struct look *look, struct layout *l)
{
    SCOPED(str_done) struct str line = {0};

    for (size_t c = 0; c < count; c++) {
        str_add(&line, c > 0 ? look->across : "");
        for (size_t i = 0; i < widths[c]; i++)
            str_add(&line, look->rule);
    }
    layout_line(l, str_text(&line), line.len);
}

/* The narrow form; rows stand off from each other by an empty line. */
static void put_as_list(const struct table *t, struct layout *l)
{
    for (size_t r = 1; r < t->count; r++) {
        if (r > 1)
            layout_line(l, "", 0);
        for (size_t c = 0; c < t->rows[r].count; c++) {
            SCOPED(str_done) struct str line = {0};

            str_addf(&line, "%s: %s", cell_text(&t->rows[0], c), cell_text(&t->rows[r], c));
            layout_wrapped(l, str_text(&line));
        }
    }
}

void table_lay_out(const struct table *t, struct layout *l, bool plain)
{
    const struct look *look = plain ? &unboxed : &boxed;
    size_t room = layout_room(l), between, *widths;

    if (t->columns == 0)
        return;
    between = (t->columns - 1) * look->between_columns;
    widths = mem_alloc(t->columns * sizeof(*widths));
    measure(t, widths, room);
    if (between < room && shrink(widths, t->columns, room - between)) {
        put_row(t, 0, widths, look, l);
        put_rule(widths, t->columns, look, l);
        for (size_t r = 1; r < t->count; r++)
            put_row(t, r, widths, look, l);
    } else {
        put_as_list(t, l);
    }
    layout_end_block(l);
    free(widths);
}
