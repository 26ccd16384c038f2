// SPDX-License-Identifier: MIT
/*
 * The map, drawn. Every box of a row is a list of lines, the lists are joined side by side:
 *
 *      host1                  router                            host2
 *     ┌───────────────┐      ┌──────────────────────────┐      ┌───────────────┐
 *     │ eth0       ●──┼──────┼──● e1              e0 ●──┼──────┼──● eth0       │
 *     │ 10.0.1.10/24  │      │ 10.0.1.11/24             │      │ 10.0.2.10/24  │
 *     └───────────────┘      │          10.0.2.11/24    │      └───────────────┘
 *                            └──────────────────────────┘
 *
 * Slot k of every box of a row starts at the same height, so cables are straight. Rows of the
 * lesson share their columns; other rows stand for themselves (a band of one row).
 */
#include <stdlib.h>
#include <string.h>

#include "map.h"

#define MARGIN       2
#define GAP_MAX      9  /* columns between two boxes: more only looks lost */
#define NAME_COLUMNS 32 /* longer names above a box are cut */

static const struct map_pens unicode_pens = {
    .horizontal = "─",
    .vertical = "│",
    .corners = {"┌", "┐", "└", "┘"},
    .cross = "┼",
    .faint_horizontal = "╌",
    .faint_vertical = "┆",
    .cable = "─",
    .broken = "╌",
    .plug = "●",
    .open_plug = "○",
};
static const struct map_pens ascii_pens = {
    .horizontal = "-",
    .vertical = "|",
    .corners = {"+", "+", "+", "+"},
    .cross = "+",
    .faint_horizontal = ".",
    .faint_vertical = ":",
    .cable = "-",
    .broken = ".",
    .plug = "*",
    .open_plug = "o",
};

struct row {
    const struct map_line *line;
    struct map_drawing *drawings; /* one for each box of the line */
    size_t height;                /* of the tallest, without the borders */
};

struct band { /* rows with common columns */
    struct row *rows;
    size_t count;
    size_t columns;
    size_t *widths; /* inside, of each column */
    size_t gap;
};

/* ---- filling boxes ------------------------------------------------------------------------- */

static void fill_slots(struct row *row, const struct map_pens *pens,
                       const struct map_spacing *spacing)
{
    size_t slots = 0, start = 0;

    for (size_t c = 0; c < row->line->count; c++)
        if (map_box_slots(&row->line->items[c]) > slots)
            slots = map_box_slots(&row->line->items[c]);
    for (size_t slot = 0; slot < slots; slot++) {
        size_t end = start;

        for (size_t c = 0; c < row->line->count; c++) {
            struct map_drawing *d = &row->drawings[c];

            while (slot < map_box_slots(&row->line->items[c]) && d->count < start)
                map_box_add_empty(d);
            map_box_add_slot(d, &row->line->items[c], slot, pens, spacing);
            end = d->count > end ? d->count : end;
        }
        start = end;
    }
}

static void fill(struct row *row, const struct map_line *line, const struct map_pens *pens,
                 const struct map_spacing *spacing, enum language lang)
{
    row->line = line;
    row->drawings = mem_alloc((line->count + 1) * sizeof(*row->drawings));
    fill_slots(row, pens, spacing);
    for (size_t c = 0; c < line->count; c++) {
        struct map_drawing *d = &row->drawings[c];

        if (line->items[c].name == NULL)
            continue;
        map_box_add_notes(d, &line->items[c], pens, spacing, lang);
        row->height = d->count > row->height ? d->count : row->height;
    }
}

static size_t width_of(const struct map_box *box, const struct map_drawing *d)
{
    size_t name = box->name == NULL ? 0 : text_width(box->name);

    if (name > NAME_COLUMNS)
        name = NAME_COLUMNS;
    return d->width > name ? d->width : name;
}

static void band_open(struct band *b, const struct map_line *lines, size_t count,
                      const struct map_pens *pens, const struct map_spacing *spacing,
                      enum language lang)
{
    b->count = count;
    b->rows = mem_alloc((count + 1) * sizeof(*b->rows));
    for (size_t r = 0; r < count; r++) {
        fill(&b->rows[r], &lines[r], pens, spacing, lang);
        b->columns = lines[r].count > b->columns ? lines[r].count : b->columns;
    }
    b->widths = mem_alloc((b->columns + 1) * sizeof(*b->widths));
    for (size_t r = 0; r < count; r++)
        for (size_t c = 0; c < lines[r].count; c++) {
            size_t width = width_of(&lines[r].items[c], &b->rows[r].drawings[c]);

            b->widths[c] = width > b->widths[c] ? width : b->widths[c];
        }
}

static void band_done(struct band *b)
{
    for (size_t r = 0; r < b->count; r++) {
        for (size_t c = 0; c < b->rows[r].line->count; c++)
            map_drawing_done(&b->rows[r].drawings[c]);
        free(b->rows[r].drawings);
    }
    free(b->rows);
    free(b->widths);
}

/* What the boxes leave over goes between them. */
static bool fit(struct band *b, size_t screen, const struct map_spacing *spacing)
{
    size_t width = MARGIN, gaps = b->columns > 1 ? b->columns - 1 : 0;

    for (size_t c = 0; c < b->columns; c++)
        width += b->widths[c] + 2;
    if (width + gaps * spacing->gap > screen)
        return false;
    b->gap = gaps == 0 ? 0 : (screen - width) / gaps;
    b->gap = b->gap > GAP_MAX ? GAP_MAX : b->gap;
    return true;
}

/* ---- joining boxes ------------------------------------------------------------------------- */

static void add_border(struct str *to, size_t width, const struct map_box *box,
                       const struct map_pens *pens, bool top)
{
    str_add(to, pens->corners[top ? 0 : 2]);
    repeat_add(to, box->netns == NULL ? pens->faint_horizontal : pens->horizontal, width);
    str_add(to, pens->corners[top ? 1 : 3]);
}

static void add_inside(struct str *to, size_t width, const struct map_box *box,
                       const struct map_cell *c, const struct map_pens *pens)
{
    const char *wall = box->netns == NULL ? pens->faint_vertical : pens->vertical;

    str_add(to, c->left_port != NULL ? pens->cross : wall);
    str_add(to, c->left);
    repeat_add(to, " ", width - text_width(c->left) - text_width(c->right));
    str_add(to, c->right);
    str_add(to, c->right_port != NULL ? pens->cross : wall);
}

static void add_gap(struct str *to, const struct map_cell *c, size_t gap,
                    const struct map_pens *pens)
{
    const struct map_port *p = c == NULL ? NULL : c->right_port;

    if (p == NULL)
        repeat_add(to, " ", gap);
    else
        repeat_add(to, p->works ? pens->cable : pens->broken, gap);
}

static void end_screen_line(struct str *to)
{
    trim_end(to);
    str_add(to, "\n");
}

/* Line @at of a row: 0 is the upper border, the last one of each box its lower border. */
static void add_screen_line(struct str *to, const struct band *b, const struct row *row, size_t at,
                            const struct map_pens *pens)
{
    repeat_add(to, " ", MARGIN);
    for (size_t c = 0; c < row->line->count; c++) {
        const struct map_box *box = &row->line->items[c];
        const struct map_drawing *d = &row->drawings[c];
        const struct map_cell *cell = at > 0 && at <= d->count ? &d->cells[at - 1] : NULL;

        if (box->name != NULL && (at == 0 || at == d->count + 1))
            add_border(to, b->widths[c], box, pens, at == 0);
        else if (cell != NULL)
            add_inside(to, b->widths[c], box, cell, pens);
        else
            repeat_add(to, " ", b->widths[c] + 2);
        add_gap(to, cell, b->gap, pens);
    }
    end_screen_line(to);
}

static void add_names(struct str *to, const struct band *b, const struct row *row)
{
    repeat_add(to, " ", MARGIN);
    for (size_t c = 0; c < row->line->count; c++) {
        SCOPED(str_done) struct str name = {0};

        if (row->line->items[c].name != NULL)
            name_add(&name, row->line->items[c].name, NAME_COLUMNS);
        str_add(to, " ");
        text_add_padded(to, str_text(&name), b->widths[c] + 1);
        repeat_add(to, " ", b->gap);
    }
    end_screen_line(to);
}

static bool draw_band(struct str *to, const struct map_line *lines, size_t count,
                      const struct map_spacing *spacing, const struct look *look, bool *open_plugs)
{
    const struct map_pens *pens = look->unicode ? &unicode_pens : &ascii_pens;
    SCOPED(band_done) struct band b = {0};

    band_open(&b, lines, count, pens, spacing, look->language);
    if (!fit(&b, look_screen(look), spacing))
        return false;
    for (size_t r = 0; r < count; r++) {
        add_names(to, &b, &b.rows[r]);
        for (size_t at = 0; at <= b.rows[r].height + 1; at++)
            add_screen_line(to, &b, &b.rows[r], at, pens);
        for (size_t c = 0; c < lines[r].count; c++)
            *open_plugs |= b.rows[r].drawings[c].has_open_plug;
    }
    return true;
}

/* Only where it is needed: somebody who sees only full plugs has nothing to ask. */
static void add_legend(struct str *to, const struct look *look)
{
    const struct map_pens *pens = look->unicode ? &unicode_pens : &ascii_pens;

    repeat_add(to, " ", MARGIN + 1);
    str_addf(to, "%s up   %s down\n", pens->plug, pens->open_plug);
}

bool map_draw(struct str *to, const struct map_plan *plan, const struct map_spacing *spacing,
              const struct look *look)
{
    SCOPED(str_done) struct str drawn = {0};
    bool open_plugs = false, fits = plan->count > 0;

    if (fits && plan->grid > 0)
        fits = draw_band(&drawn, plan->lines, plan->grid, spacing, look, &open_plugs);
    for (size_t r = plan->grid; r < plan->count && fits; r++)
        fits = draw_band(&drawn, &plan->lines[r], 1, spacing, look, &open_plugs);
    if (!fits)
        return false;
    if (open_plugs)
        add_legend(&drawn, look);
    str_add(to, str_text(&drawn));
    return true;
}
