// SPDX-License-Identifier: MIT
/* Paragraphs, headings and an author's Markdown, laid out for the line view. */
#include <string.h>

#include "line_view.h"

#define MARKDOWN_COLUMNS_MIN 20 /* text_add_markdown() wants that many */

void line_add_paragraph(struct str *to, const char *text, size_t indent, const struct look *look)
{
    SCOPED(str_done) struct str safe = {0};

    foreign_add(&safe, text);
    repeat_add(to, " ", indent);
    text_add_wrapped(to, str_text(&safe), look_columns(look) - 1, indent);
    str_add(to, "\n");
}

void line_add_message(struct str *to, const struct message *m, size_t indent,
                      const struct look *look)
{
    SCOPED(str_done) struct str text = {0};

    message_add(&text, m, look->language, NULL, 0);
    line_add_paragraph(to, str_text(&text), indent, look);
}

void line_add_title(struct str *to, const char *title, const struct look *look)
{
    SCOPED(str_done) struct str text = {0};

    str_add(&text, look_begin(look, TEXT_HEADING));
    name_add(&text, title, 0);
    str_add(&text, look_end(look, TEXT_HEADING));
    str_add(to, " ");
    text_add_wrapped(to, str_text(&text), look_columns(look) - 1, 1);
    str_add(to, "\n\n");
}

/* ---- Markdown ------------------------------------------------------------------------------ */

static const char *find_value(void *context, const char *path)
{
    const struct line_source *source = context;

    return source->value != NULL ? source->value(source->context, path) : NULL;
}

static void add_indented(struct str *to, const char *lines)
{
    while (*lines != '\0') {
        size_t len = strcspn(lines, "\n");

        if (len > 0)
            str_add(to, " ");
        str_add_bytes(to, lines, len);
        str_add(to, "\n");
        lines += len + (lines[len] == '\n');
    }
}

static void add_markdown(struct str *to, const char *markdown, const struct line_source *source,
                         const struct look *look)
{
    SCOPED(str_done) struct str expanded = {0}, laid_out = {0};
    size_t columns = look_columns(look) - 2;

    prose_expand(&expanded, markdown, find_value, (void *)source);
    text_add_markdown(&laid_out, str_text(&expanded),
                      columns < MARKDOWN_COLUMNS_MIN ? MARKDOWN_COLUMNS_MIN : columns,
                      look_style(look));
    add_indented(to, str_text(&laid_out));
}

/* Bytes of the {{map}} that @text begins with; blanks inside the braces do not count. 0: none. */
static size_t map_length(const char *text)
{
    size_t i = 2;

    if (!str_starts(text, "{{"))
        return 0;
    i += strspn(text + i, " \t");
    if (!str_starts(text + i, "map"))
        return 0;
    i += strlen("map");
    i += strspn(text + i, " \t");
    return str_starts(text + i, "}}") ? i + 2 : 0;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \n")] == '\0';
}

/*
 * The map's lines must not pass through the layout, which would take them for words. So the text is
 * cut into what stands before, between and after the maps.
 */
void line_add_prose(struct str *to, const char *markdown, const struct line_source *source,
                    const struct look *look)
{
    const char *gap = "";

    while (*markdown != '\0') {
        SCOPED(str_done) struct str part = {0};
        size_t map = 0;

        while (*markdown != '\0' && (map = map_length(markdown)) == 0)
            str_add_char(&part, *markdown++);
        if (!is_blank(str_text(&part))) {
            str_add(to, gap);
            add_markdown(to, str_text(&part), source, look);
            gap = "\n";
        }
        if (map > 0) {
            str_add(to, gap);
            map_add(to, source->lesson, source->world, look);
            gap = "\n";
        }
        markdown += map;
    }
}
