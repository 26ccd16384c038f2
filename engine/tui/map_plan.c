// SPDX-License-Identifier: MIT
/*
 * The map, decided: which boxes stand where, and which links are cables to a neighbour on the left
 * or on the right. Rows and columns come from the lesson; what the lesson does not place (the
 * learner's own namespaces, the host if something is in it) stands in rows below.
 */
#include <stdlib.h>
#include <string.h>

#include "map.h"

/* ---- boxes --------------------------------------------------------------------------------- */

static void add_box(struct map_line *line, const char *name, const struct netns *ns)
{
    SCOPED(str_done) struct str shown = {0};
    struct map_box box = {.netns = ns};

    if (name != NULL) {
        name_add(&shown, name, 0);
        box.name = str_take(&shown);
    }
    ARRAY_PUSH(line->items, line->count, line->capacity, box);
}

static struct map_line *add_line(struct map_plan *plan)
{
    ARRAY_PUSH(plan->lines, plan->count, plan->capacity, ((struct map_line){0}));
    return &plan->lines[plan->count - 1];
}

static bool is_placed(const struct map_plan *plan, const struct netns *ns)
{
    for (size_t r = 0; r < plan->count; r++)
        for (size_t c = 0; c < plan->lines[r].count; c++)
            if (plan->lines[r].items[c].netns == ns)
                return true;
    return false;
}

/* The host stands on the map only if there is more in it than its own loopback. */
static bool is_worth_a_box(const struct netns *ns)
{
    for (size_t i = 0; i < ns->link_count; i++)
        if (strcmp(ns->links[i].name, "lo") != 0)
            return true;
    return !ns->is_host && ns->name != NULL;
}

static bool is_empty(const struct map_row *row)
{
    for (size_t c = 0; c < row->count; c++)
        if (row->cells[c] != NULL)
            return false;
    return true;
}

static void place_of_lesson(const struct lesson *lesson, const struct world *w,
                            struct map_plan *plan)
{
    for (size_t r = 0; r < lesson->map_count; r++) {
        const struct map_row *row = &lesson->map[r];
        struct map_line *line = is_empty(row) ? NULL : add_line(plan);

        for (size_t c = 0; line != NULL && c < row->count; c++)
            add_box(line, row->cells[c],
                    row->cells[c] != NULL ? world_find(w, row->cells[c]) : NULL);
    }
    plan->grid = plan->count;
}

static void place_rest(const struct world *w, size_t across, struct map_plan *plan)
{
    struct map_line *line = NULL;

    for (size_t i = 0; i < w->count; i++) {
        const struct netns *ns = w->netns[i];
        char label[64];

        if (is_placed(plan, ns) || !is_worth_a_box(ns))
            continue;
        if (line == NULL || line->count == across)
            line = add_line(plan);
        add_box(line, ns->name != NULL ? ns->name : netns_label(ns, label), ns);
    }
}

/* ---- ports --------------------------------------------------------------------------------- */

static bool is_here(const struct map_line *line, size_t column, const struct netns *ns)
{
    return column < line->count && line->items[column].netns == ns;
}

static void sort_link(const struct world *w, struct map_line *line, size_t column,
                      const struct link *l)
{
    struct map_box *box = &line->items[column];
    struct map_port port = {.link = l, .netns = box->netns};
    struct map_ports *ports = &box->other;

    port.peer = world_find_peer(w, l, &port.peer_netns);
    port.works = link_is_up(l) && (port.peer == NULL || link_is_up(port.peer));
    if (port.peer != NULL && is_here(line, column + 1, port.peer_netns))
        ports = &box->right;
    else if (port.peer != NULL && column > 0 && is_here(line, column - 1, port.peer_netns))
        ports = &box->left;
    ARRAY_PUSH(ports->items, ports->count, ports->capacity, port);
}

static void sort_links(const struct world *w, struct map_line *line, size_t column)
{
    const struct netns *ns = line->items[column].netns;

    for (size_t i = 0; ns != NULL && i < ns->link_count; i++)
        if (strcmp(ns->links[i].name, "lo") != 0)
            sort_link(w, line, column, &ns->links[i]);
}

/* Both ends of a cable must stand at the same height: the left box of a pair says in which order.
 */
static void align(struct map_line *line, size_t column)
{
    struct map_ports *left = &line->items[column].right, *right = &line->items[column + 1].left;

    for (size_t i = 0; i < left->count && i < right->count; i++)
        for (size_t k = i; k < right->count; k++)
            if (right->items[k].link == left->items[i].peer) {
                struct map_port swap = right->items[i];

                right->items[i] = right->items[k];
                right->items[k] = swap;
            }
}

void map_plan(const struct lesson *lesson, const struct world *w, size_t across,
              struct map_plan *out)
{
    place_of_lesson(lesson, w, out);
    place_rest(w, across, out);
    for (size_t r = 0; r < out->count; r++) {
        struct map_line *line = &out->lines[r];

        for (size_t c = 0; c < line->count; c++)
            sort_links(w, line, c);
        for (size_t c = 0; c + 1 < line->count; c++)
            align(line, c);
    }
}

static void box_done(struct map_box *box)
{
    free(box->name);
    free(box->left.items);
    free(box->right.items);
    free(box->other.items);
}

void map_plan_done(struct map_plan *plan)
{
    for (size_t r = 0; r < plan->count; r++) {
        for (size_t c = 0; c < plan->lines[r].count; c++)
            box_done(&plan->lines[r].items[c]);
        free(plan->lines[r].items);
    }
    free(plan->lines);
    *plan = (struct map_plan){0};
}
