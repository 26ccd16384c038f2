// SPDX-License-Identifier: MIT
/*
 * Markdown on a terminal. md4c parses; this file turns its events into blocks of text and hands
 * them to the page (layout.c) and to tables (table.c).
 *
 * Text of a paragraph, heading or cell gathers in `gathered` until its block ends: in tight lists
 * md4c reports no paragraphs, so any beginning or end of a block ends the text before it. Foreign
 * bytes are made safe before parsing, so two control characters are free to mark line ends in it:
 * '\n' for a hard one, SOFT_BREAK for one that only ended a line of the source.
 */
#include <stdlib.h>
#include <string.h>

#include <md4c.h>

#include <firsthop/text.h>

#include "entity.h"
#include "glyph.h"
#include "layout.h"
#include "softbreak.h"
#include "table.h"

#define COLUMNS_MIN  20
#define SOURCE_MAX   ((size_t)16 << 20) /* far beyond any prose; md4c counts in 32 bits */
#define TAB_STOP     4
#define CODE_INDENT  "    "
#define BAR          "│"
#define BAR_PLAIN    " "
#define BULLET       "• "
#define BULLET_PLAIN "- "

const struct text_style text_style_plain = {.plain = true};

struct list {
    bool is_ordered, is_tight;
    unsigned number;
    char delimiter;
};

struct markdown {
    const struct text_style *style;
    struct layout layout;
    struct list *lists;
    size_t list_count, list_capacity;
    struct table table;
    struct str gathered;
    size_t link_start; /* in gathered: where the text of the link begins (links do not nest) */
    unsigned open[TEXT_ROLE_COUNT];
};

/* ---- roles ---- */

static const char *sequence(const char *const *sequences, enum text_role role)
{
    return sequences[role] == NULL ? "" : sequences[role];
}

static void begin_role(struct markdown *m, enum text_role role)
{
    m->open[role]++;
    str_add(&m->gathered, sequence(m->style->begin, role));
}

/* The end of one role usually resets them all: escape sequences of the roles around it are
 * repeated. */
static void end_role(struct markdown *m, enum text_role role)
{
    str_add(&m->gathered, sequence(m->style->end, role));
    m->open[role]--;
    for (size_t i = 0; i < TEXT_ROLE_COUNT; i++) {
        const char *begin = sequence(m->style->begin, (enum text_role)i);

        if (m->open[i] > 0 && begin[0] == '\033')
            str_add(&m->gathered, begin);
    }
}

/* ---- blocks ---- */

static void put_text(struct markdown *m)
{
    SCOPED(str_done) struct str text = {0};
    bool is_quote = m->open[TEXT_QUOTE] > 0;

    str_add(&text, is_quote ? sequence(m->style->begin, TEXT_QUOTE) : "");
    softbreak_resolve(&text, str_text(&m->gathered), m->gathered.len);
    str_add(&text, is_quote ? sequence(m->style->end, TEXT_QUOTE) : "");
    str_clear(&m->gathered);
    if (glyph_visible(str_text(&text), text.len).len == 0)
        return;
    layout_gap(&m->layout);
    layout_wrapped(&m->layout, str_text(&text));
    layout_end_block(&m->layout);
}

/* Append one line of code with tabs as spaces: its place on the page is not where a tab stop would
 * be. */
static void add_code_line(struct str *to, const char *line, size_t len)
{
    size_t column = 0;

    for (size_t i = 0; i < len;) {
        struct glyph g = glyph_at(line + i, len - i);

        if (g.first == '\t') {
            do
                str_add_char(to, ' ');
            while (++column % TAB_STOP != 0);
        } else {
            str_add_bytes(to, line + i, g.len);
            column += g.width;
        }
        i += g.len;
    }
}

static void put_code(struct markdown *m)
{
    SCOPED(mem_done) char *code = str_take(&m->gathered);
    const char *at = code;

    if (*at == '\0')
        return;
    layout_gap(&m->layout);
    while (*at != '\0') {
        size_t len = strcspn(at, "\n");
        SCOPED(str_done) struct str line = {0};

        if (len > 0) {
            str_add(&line, CODE_INDENT);
            str_add(&line, sequence(m->style->begin, TEXT_CODE_BLOCK));
            add_code_line(&line, at, len);
            str_add(&line, sequence(m->style->end, TEXT_CODE_BLOCK));
        }
        layout_line(&m->layout, str_text(&line), line.len);
        at += len + (at[len] == '\n');
    }
    layout_end_block(&m->layout);
}

static void put_thematic_break(struct markdown *m)
{
    SCOPED(str_done) struct str line = {0};
    size_t room = layout_room(&m->layout);

    for (size_t i = 0; i < (m->style->plain ? 3 : room); i++)
        str_add(&line, m->style->plain ? "-" : "─");
    layout_gap(&m->layout);
    layout_line(&m->layout, str_text(&line), line.len);
    layout_end_block(&m->layout);
}

static void enter_list(struct markdown *m, const struct list *list)
{
    layout_gap(&m->layout);
    ARRAY_PUSH(m->lists, m->list_count, m->list_capacity, *list);
    layout_enter(&m->layout, "", "", list->is_tight);
}

static void leave_list(struct markdown *m)
{
    m->list_count--;
    layout_leave(&m->layout);
    layout_end_block(&m->layout);
}

static void enter_item(struct markdown *m)
{
    struct list *list = &m->lists[m->list_count - 1];
    SCOPED(str_done) struct str first = {0}, later = {0};

    if (list->is_ordered)
        str_addf(&first, "%u%c ", list->number++, list->delimiter);
    else
        str_add(&first, m->style->plain ? BULLET_PLAIN : BULLET);
    text_add_padded(&later, "", text_width(str_text(&first)));
    layout_gap(&m->layout);
    layout_enter(&m->layout, str_text(&first), str_text(&later), list->is_tight);
}

static void enter_quote(struct markdown *m)
{
    const char *bar = m->style->plain ? BAR_PLAIN : BAR;
    SCOPED(str_done) struct str prefix = {0};

    str_addf(&prefix, "%s%s%s ", sequence(m->style->begin, TEXT_QUOTE), bar,
             sequence(m->style->end, TEXT_QUOTE));
    layout_gap(&m->layout);
    layout_enter(&m->layout, str_text(&prefix), str_text(&prefix), false);
    m->open[TEXT_QUOTE]++;
}

static enum table_align align_of(MD_ALIGN align)
{
    return align == MD_ALIGN_RIGHT    ? TABLE_RIGHT
           : align == MD_ALIGN_CENTER ? TABLE_CENTER
                                      : TABLE_LEFT;
}

/* ---- what md4c calls ---- */

static int on_enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct markdown *m = context;
    const MD_BLOCK_UL_DETAIL *ul = detail;
    const MD_BLOCK_OL_DETAIL *ol = detail;

    put_text(m);
    switch (type) {
    case MD_BLOCK_UL:
        enter_list(m, &(struct list){.is_tight = ul->is_tight != 0});
        break;
    case MD_BLOCK_OL:
        enter_list(m, &(struct list){.is_ordered = true,
                                     .is_tight = ol->is_tight != 0,
                                     .number = ol->start,
                                     .delimiter = ol->mark_delimiter});
        break;
    case MD_BLOCK_LI:
        enter_item(m);
        break;
    case MD_BLOCK_QUOTE:
        enter_quote(m);
        break;
    case MD_BLOCK_H:
        begin_role(m, TEXT_HEADING);
        break;
    case MD_BLOCK_HR:
        put_thematic_break(m);
        break;
    case MD_BLOCK_TABLE:
        layout_gap(&m->layout);
        break;
    case MD_BLOCK_TR:
        table_begin_row(&m->table);
        break;
    case MD_BLOCK_TH:
        begin_role(m, TEXT_STRONG);
        break;
    default:
        break;
    }
    return 0;
}

static void end_cell(struct markdown *m, const MD_BLOCK_TD_DETAIL *detail)
{
    table_add_cell(&m->table, str_take(&m->gathered), align_of(detail->align));
}

static int on_leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct markdown *m = context;

    switch (type) {
    case MD_BLOCK_CODE:
        put_code(m);
        break;
    case MD_BLOCK_H:
        end_role(m, TEXT_HEADING);
        break;
    case MD_BLOCK_TH:
        end_role(m, TEXT_STRONG);
        end_cell(m, detail);
        break;
    case MD_BLOCK_TD:
        end_cell(m, detail);
        break;
    default:
        break;
    }
    put_text(m);
    switch (type) {
    case MD_BLOCK_QUOTE:
        m->open[TEXT_QUOTE]--;
        layout_leave(&m->layout);
        break;
    case MD_BLOCK_LI:
        layout_leave(&m->layout);
        break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        leave_list(m);
        break;
    case MD_BLOCK_TABLE:
        table_lay_out(&m->table, &m->layout, m->style->plain);
        table_done(&m->table);
        break;
    default:
        break;
    }
    return 0;
}

static bool role_of(MD_SPANTYPE type, enum text_role *role)
{
    static const struct {
        MD_SPANTYPE type;
        enum text_role role;
    } roles[] = {
        {MD_SPAN_EM, TEXT_EMPHASIS}, {MD_SPAN_STRONG, TEXT_STRONG}, {MD_SPAN_CODE, TEXT_CODE},
        {MD_SPAN_A, TEXT_LINK},      {MD_SPAN_IMG, TEXT_EMPHASIS},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(roles); i++) {
        if (roles[i].type == type) {
            *role = roles[i].role;
            return true;
        }
    }
    return false;
}

static int on_enter_span(MD_SPANTYPE type, void *detail UNUSED, void *context)
{
    struct markdown *m = context;
    enum text_role role;

    if (role_of(type, &role))
        begin_role(m, role);
    if (type == MD_SPAN_A)
        m->link_start = m->gathered.len;
    return 0;
}

static void add_attribute(struct str *to, const MD_ATTRIBUTE *a)
{
    for (size_t i = 0; a->text != NULL && a->substr_offsets[i] < a->size; i++) {
        const char *part = a->text + a->substr_offsets[i];
        size_t len = a->substr_offsets[i + 1] - a->substr_offsets[i];

        if (a->substr_types[i] == MD_TEXT_ENTITY)
            entity_add(to, part, len);
        else
            str_add_bytes(to, part, len);
    }
}

/* An address that is its own text, as in <https://example.org> or <me@example.org>, is shown once.
 */
static void add_address(struct markdown *m, const MD_ATTRIBUTE *address, const char *shown)
{
    SCOPED(str_done) struct str text = {0};
    const char *bare;

    add_attribute(&text, address);
    bare = str_text(&text) + (str_starts(str_text(&text), "mailto:") ? strlen("mailto:") : 0);
    if (text.len > 0 && !str_equal(bare, shown) && !str_equal(str_text(&text), shown))
        str_addf(&m->gathered, " (%s)", str_text(&text));
}

static int on_leave_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct markdown *m = context;
    SCOPED(mem_done) char *shown = NULL;
    enum text_role role;

    if (type == MD_SPAN_A)
        shown = mem_string(str_text(&m->gathered) + m->link_start);
    if (role_of(type, &role))
        end_role(m, role);
    if (type == MD_SPAN_A)
        add_address(m, &((MD_SPAN_A_DETAIL *)detail)->href, shown);
    if (type == MD_SPAN_IMG)
        add_address(m, &((MD_SPAN_IMG_DETAIL *)detail)->src, "");
    return 0;
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context)
{
    struct markdown *m = context;

    if (type == MD_TEXT_BR)
        str_add_char(&m->gathered, '\n');
    else if (type == MD_TEXT_SOFTBR)
        str_add_char(&m->gathered, SOFT_BREAK);
    else if (type == MD_TEXT_ENTITY)
        entity_add(&m->gathered, text, size);
    else
        str_add_bytes(&m->gathered, text, size);
    return 0;
}

/* Safe bytes with Unix line ends, whatever editor wrote them. */
static void prepare(struct str *to, const char *markdown)
{
    size_t len = strnlen(markdown, SOURCE_MAX);
    const char *at = markdown, *end = markdown + len;

    while (at < end) {
        const char *cr = memchr(at, '\r', (size_t)(end - at));
        const char *stop = cr == NULL ? end : cr;

        text_add_safe(to, at, (size_t)(stop - at));
        if (cr != NULL && (cr + 1 == end || cr[1] != '\n'))
            str_add_char(to, '\n');
        at = cr == NULL ? end : cr + 1;
    }
}

void text_add_markdown(struct str *to, const char *markdown, size_t columns,
                       const struct text_style *style)
{
    static const MD_PARSER parser = {
        .flags = MD_FLAG_TABLES | MD_FLAG_NOHTML | MD_FLAG_COLLAPSEWHITESPACE,
        .enter_block = on_enter_block,
        .leave_block = on_leave_block,
        .enter_span = on_enter_span,
        .leave_span = on_leave_span,
        .text = on_text,
    };
    SCOPED(str_done) struct str source = {0};
    struct markdown m = {.style = style};

    m.layout.to = to;
    m.layout.columns = columns < COLUMNS_MIN ? COLUMNS_MIN : columns;
    prepare(&source, markdown);
    md_parse(str_text(&source), (MD_SIZE)source.len, &parser, &m);
    put_text(&m);
    layout_done(&m.layout);
    table_done(&m.table);
    str_done(&m.gathered);
    free(m.lists);
}
