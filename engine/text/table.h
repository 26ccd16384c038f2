// SPDX-License-Identifier: MIT
/* A table: cells are collected row by row, widths are known only at its end. */
#ifndef FIRSTHOP_TEXT_TABLE_H
#define FIRSTHOP_TEXT_TABLE_H

#include "layout.h"

enum table_align { TABLE_LEFT, TABLE_CENTER, TABLE_RIGHT };

struct table_cell {
    char *text; /* may hold SGR sequences and newlines */
    enum table_align align;
};

struct table_row {
    struct table_cell *cells;
    size_t count, capacity;
};

struct table {
    struct table_row *rows; /* the first one is the header */
    size_t count, capacity;
    size_t columns; /* cells of the longest row */
};

void table_done(struct table *t);
void table_begin_row(struct table *t);
/* Takes @text. A row must have begun. Cells beyond 128 in a row are left out. */
void table_add_cell(struct table *t, char *text, enum table_align align);
/* Write @t as one block; @plain: no box drawing. */
void table_lay_out(const struct table *t, struct layout *l, bool plain);

#endif
