// SPDX-License-Identifier: MIT
/* By code, on what a screen shows: every wall of every box is where its corners are, no cable ends
 * in the air. */
#ifndef FIRSTHOP_TEST_TUI_LINES_UP_H
#define FIRSTHOP_TEST_TUI_LINES_UP_H

#include "build.h"

#define GRID_ROWS    200
#define GRID_COLUMNS 200
#define GLYPH        40

struct grid { /* what stands in each column of the screen; the right half of a wide character is ""
               */
    char at[GRID_ROWS][GRID_COLUMNS][GLYPH];
    size_t rows;
};

static size_t glyph_bytes(const char *text, size_t *columns)
{
    for (*columns = 1; *columns <= 2; ++*columns) {
        size_t len = text_fit(text, *columns);

        if (len > 0)
            return len;
    }
    fail_msg("no character at: %s", text);
    return 0;
}

static void read_line(struct grid *g, const char *line)
{
    size_t column = 0, columns;

    for (size_t len; *line != '\0'; line += len, column += columns) {
        len = glyph_bytes(line, &columns);
        assert_true(len < GLYPH && column < GRID_COLUMNS - 2 && g->rows < GRID_ROWS - 1);
        memcpy(g->at[g->rows][column], line, len);
    }
    g->rows++;
}

static struct grid *grid_of(const struct str *text)
{
    SCOPED(mem_done) char *lines = mem_string(str_text(text));
    struct grid *g = mem_alloc(sizeof(*g));
    char *line = lines;

    for (char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        read_line(g, line);
    }
    return g;
}

static bool is_one_of(const char *glyph, const char *const *set, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(glyph, set[i]) == 0)
            return true;
    return false;
}

static void assert_wall(const struct grid *g, size_t top, size_t bottom, size_t column)
{
    static const char *const walls[] = {"│", "┆", "┼"};

    for (size_t r = top + 1; r < bottom; r++)
        if (!is_one_of(g->at[r][column], walls, ARRAY_LENGTH(walls)))
            fail_msg("no wall in line %zu, column %zu: '%s'", r, column, g->at[r][column]);
}

/* From the upper left corner: the border, both walls, and the lower border. */
static void assert_box(const struct grid *g, size_t top, size_t left)
{
    size_t right = left + 1, bottom = top + 1;

    while (strcmp(g->at[top][right], "─") == 0 || strcmp(g->at[top][right], "╌") == 0)
        right++;
    assert_string_equal(g->at[top][right], "┐");
    while (bottom < g->rows && strcmp(g->at[bottom][left], "└") != 0)
        bottom++;
    assert_string_equal(g->at[bottom][left], "└");
    assert_string_equal(g->at[bottom][right], "┘");
    for (size_t c = left + 1; c < right; c++)
        assert_string_equal(g->at[bottom][c], g->at[top][c]);
    assert_wall(g, top, bottom, left);
    assert_wall(g, top, bottom, right);
}

/* A cable does not end in the air: what is right of a crossing or a piece of cable is one too, or a
 * plug. */
static void assert_cables(const struct grid *g, size_t row)
{
    static const char *const solid[] = {"─", "●", "┼"};
    static const char *const broken[] = {"╌", "●", "○", "┼"};
    static const char *const ends[] = {"●", "○"};
    bool inside = false;

    for (size_t c = 0; c < GRID_COLUMNS - 1; c++) {
        const char *glyph = g->at[row][c];
        const char *next = g->at[row][c + 1];

        if (is_one_of(glyph, ends, ARRAY_LENGTH(ends)) &&
            (strcmp(next, "─") == 0 || strcmp(next, "╌") == 0)) {
            inside = true;
        } else if (inside && is_one_of(glyph, ends, ARRAY_LENGTH(ends))) {
            inside = false;
        } else if (inside && strcmp(glyph, "─") == 0) {
            assert_true(is_one_of(next, solid, ARRAY_LENGTH(solid)) || strcmp(next, " ") == 0);
            inside = strcmp(next, " ") != 0;
        } else if (inside && strcmp(glyph, "╌") == 0) {
            assert_true(is_one_of(next, broken, ARRAY_LENGTH(broken)) || strcmp(next, " ") == 0);
            inside = strcmp(next, " ") != 0;
        }
    }
    assert_false(inside);
}

/* Returns how many boxes there are. */
UNUSED static size_t assert_lines_up(const struct str *text)
{
    SCOPED(mem_done) struct grid *g = grid_of(text);
    size_t boxes = 0;

    for (size_t r = 0; r < g->rows; r++) {
        assert_cables(g, r);
        for (size_t c = 0; c < GRID_COLUMNS; c++)
            if (strcmp(g->at[r][c], "┌") == 0) {
                assert_box(g, r, c);
                boxes++;
            }
    }
    return boxes;
}

#endif
