// SPDX-License-Identifier: MIT
/*
 * One box of the map, line by line:
 *
 *     │ eth0       ●──┼      only a right port: name and address on the left, plug on the right
 *     │ 10.0.1.10/24  │
 *
 *     ┼──● e1              e0 ●──┼      a left and a right port in one slot
 *     │ 10.0.1.11/24             │
 *     │          10.0.2.11/24    │
 *     │ br0 ● bridge p1 p2       │      notes
 *     │ forwards ipv4            │
 *
 * What a person or a program chose (names, kinds) is made harmless before it is measured.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "map.h"

#define LABELS_APART 2  /* columns at least between the labels of a left and a right port */
#define NOTE_COLUMNS 44 /* longer notes are cut */

static void add_cell(struct map_drawing *d, char *left, char *right, size_t between)
{
    struct map_cell c = {.left = left, .right = right};
    size_t width = text_width(left) + between + text_width(right);

    if (width > d->width)
        d->width = width;
    ARRAY_PUSH(d->cells, d->count, d->capacity, c);
}

void map_box_add_empty(struct map_drawing *d)
{
    add_cell(d, mem_string(""), mem_string(""), 0);
}

void map_drawing_done(struct map_drawing *d)
{
    for (size_t i = 0; i < d->count; i++) {
        free(d->cells[i].left);
        free(d->cells[i].right);
    }
    free(d->cells);
    *d = (struct map_drawing){0};
}

/* ---- cables -------------------------------------------------------------------------------- */

static const struct map_port *port_at(const struct map_ports *ports, size_t slot)
{
    return slot < ports->count ? &ports->items[slot] : NULL;
}

size_t map_box_slots(const struct map_box *box)
{
    return box->left.count > box->right.count ? box->left.count : box->right.count;
}

static const char *plug_of(struct map_drawing *d, const struct link *l, const struct map_pens *pens)
{
    if (link_is_up(l))
        return pens->plug;
    d->has_open_plug = true;
    return pens->open_plug;
}

static void add_labels(struct map_drawing *d, const struct map_port *left,
                       const struct map_port *right, const struct map_pens *pens,
                       const struct map_spacing *spacing)
{
    SCOPED(str_done) struct str l = {0}, r = {0};
    size_t between = left == NULL ? 1 : right == NULL ? spacing->pad : LABELS_APART;

    if (left != NULL) {
        repeat_add(&l, left->works ? pens->cable : pens->broken, 2);
        str_addf(&l, "%s ", plug_of(d, left->link, pens));
        name_add(&l, left->link->name, 0);
    }
    if (right != NULL) {
        str_add(left != NULL ? &r : &l, left != NULL ? "" : " ");
        name_add(left != NULL ? &r : &l, right->link->name, 0);
        str_addf(&r, " %s", plug_of(d, right->link, pens));
        repeat_add(&r, right->works ? pens->cable : pens->broken, 2);
    }
    add_cell(d, str_take(&l), str_take(&r), between);
    d->cells[d->count - 1].left_port = left;
    d->cells[d->count - 1].right_port = right;
}

static void add_address(struct map_drawing *d, const char *address, bool on_right,
                        const struct map_spacing *spacing)
{
    SCOPED(str_done) struct str text = {0};

    str_addf(&text, "%s%s", on_right ? "" : " ", address);
    if (on_right) {
        repeat_add(&text, " ", spacing->trail);
        add_cell(d, mem_string(""), str_take(&text), spacing->spread);
    } else {
        add_cell(d, str_take(&text), mem_string(""), spacing->pad);
    }
}

static void add_addresses(struct map_drawing *d, const struct map_port *p, const char *indent,
                          bool on_right, const struct map_spacing *spacing)
{
    SCOPED(str_done) struct str all = {0};
    char *rest = NULL;

    if (p == NULL)
        return;
    map_add_addresses(&all, p->netns, p->link, "\n");
    if (all.len == 0)
        return;
    for (char *a = strtok_r(all.data, "\n", &rest); a != NULL; a = strtok_r(NULL, "\n", &rest)) {
        SCOPED(mem_done) char *line = mem_printf("%s%s", indent, a);

        add_address(d, line, on_right, spacing);
    }
}

void map_box_add_slot(struct map_drawing *d, const struct map_box *box, size_t slot,
                      const struct map_pens *pens, const struct map_spacing *spacing)
{
    const struct map_port *left = port_at(&box->left, slot), *right = port_at(&box->right, slot);

    if (left == NULL && right == NULL)
        return;
    add_labels(d, left, right, pens, spacing);
    add_addresses(d, left, "", false, spacing);
    add_addresses(d, right, "", left != NULL, spacing);
}

/* ---- notes --------------------------------------------------------------------------------- */

static void add_note(struct map_drawing *d, const char *text, const struct map_spacing *spacing)
{
    SCOPED(str_done) struct str line = {0};

    str_add(&line, " ");
    name_add(&line, text, NOTE_COLUMNS);
    add_cell(d, str_take(&line), mem_string(""), spacing->pad);
}

/* A link without a neighbour's end beside it: "eth0 ●── host e1", "br0 ● bridge p1 p2". */
static void add_other(struct map_drawing *d, const struct map_port *p, const struct map_pens *pens,
                      const struct map_spacing *spacing)
{
    SCOPED(str_done) struct str text = {0}, ports = {0};
    char label[64];

    str_addf(&text, "%s %s", p->link->name, plug_of(d, p->link, pens));
    if (p->peer != NULL) {
        repeat_add(&text, p->works ? pens->cable : pens->broken, 2);
        str_addf(&text, " %s %s", netns_label(p->peer_netns, label), p->peer->name);
    } else if (p->link->kind[0] != '\0') {
        str_addf(&text, " %s", p->link->kind);
    }
    map_add_bridge_ports(&ports, p->netns, p->link);
    str_addf(&text, "%s%s", ports.len > 0 ? " " : "", str_text(&ports));
    add_note(d, str_text(&text), spacing);
    add_addresses(d, p, "  ", false, spacing);
}

static void add_said(struct map_drawing *d, const struct message *m, int family,
                     const struct map_spacing *spacing, enum language lang)
{
    SCOPED(str_done) struct str text = {0};

    message_addf(&text, m, lang, "family", family_name(family), NULL);
    add_note(d, str_text(&text), spacing);
}

void map_box_add_notes(struct map_drawing *d, const struct map_box *box,
                       const struct map_pens *pens, const struct map_spacing *spacing,
                       enum language lang)
{
    static const int families[] = {AF_INET, AF_INET6};

    if (box->netns == NULL) {
        add_said(d, &map_not_made, AF_INET, spacing, lang);
        return;
    }
    if (map_box_slots(box) + box->other.count == 0)
        add_said(d, &map_no_links, AF_INET, spacing, lang);
    for (size_t i = 0; i < box->other.count; i++)
        add_other(d, &box->other.items[i], pens, spacing);
    for (size_t i = 0; i < ARRAY_LENGTH(families); i++)
        if (netns_forwards(box->netns, families[i]))
            add_said(d, &map_forwards, families[i], spacing, lang);
}
