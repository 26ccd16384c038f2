// SPDX-License-Identifier: MIT
/*
 * Names and texts that others chose, made fit to stand in ours. The kernel lets a link be called
 * almost anything but "/", ":" and white space (dev_valid_name in net/core/dev.c), escape included;
 * a namespace is a file's name: anything but "/".
 */
#include <string.h>

#include "tui_private.h"

#define NEWLINE_PICTURE "\u2424"
#define TAB_PICTURE     "\u2409"

void foreign_add(struct str *to, const char *text)
{
    text_add_safe(to, text, strlen(text));
}

/* One line: what text_add_safe lets through would still tear a drawing apart. */
static void add_on_one_line(struct str *to, const char *text)
{
    SCOPED(str_done) struct str safe = {0};

    foreign_add(&safe, text);
    for (const char *c = str_text(&safe); *c != '\0'; c++) {
        if (*c == '\n')
            str_add(to, NEWLINE_PICTURE);
        else if (*c == '\t')
            str_add(to, TAB_PICTURE);
        else
            str_add_char(to, *c);
    }
}

void name_add(struct str *to, const char *name, size_t columns)
{
    SCOPED(str_done) struct str line = {0};

    add_on_one_line(&line, name);
    if (columns == 0 || text_width(str_text(&line)) <= columns) {
        str_add(to, str_text(&line));
        return;
    }
    str_add_bytes(to, str_text(&line), text_fit(str_text(&line), columns - 1));
    str_add(to, "…");
}

void repeat_add(struct str *to, const char *what, size_t times)
{
    for (size_t i = 0; i < times; i++)
        str_add(to, what);
}

void trim_end(struct str *s)
{
    while (s->len > 0 && s->data[s->len - 1] == ' ')
        s->data[--s->len] = '\0';
}
