// SPDX-License-Identifier: MIT
/*
 * Inside tui: the map. It is decided first (map_plan.c: which box stands where, what is plugged
 * into which side), then drawn (map_box.c: one box; map_draw.c: all of them) or told (map_words.c).
 */
#ifndef FIRSTHOP_TUI_MAP_H
#define FIRSTHOP_TUI_MAP_H

#include "tui_private.h"

/* ---- the plan ------------------------------------------------------------------------------ */

/** A link of a box. Borrows from the world. */
struct map_port {
    const struct link *link;
    const struct netns *netns, *peer_netns;
    const struct link *peer; /* NULL: no other end in sight */
    bool works;              /* it is up, and so is the other end if there is one */
};

struct map_ports {
    struct map_port *items;
    size_t count, capacity;
};

struct map_box {
    char *name;                          /* harmless, on one line; NULL: an empty place */
    const struct netns *netns;           /* NULL: not made yet */
    struct map_ports left, right, other; /* cables to the box on that side; everything else */
};

struct map_line { /* one row of boxes */
    struct map_box *items;
    size_t count, capacity;
};

struct map_plan {
    struct map_line *lines;
    size_t count, capacity;
    size_t grid; /* so many of the lines, the first ones, are the lesson's: their columns line up */
};

/** Boxes that the lesson does not place stand below, at most @across (1..) in a row. @out starts as
 * {0}. */
void map_plan(const struct lesson *lesson, const struct world *w, size_t across,
              struct map_plan *out);
void map_plan_done(struct map_plan *plan);

/* ---- words for both ways of telling -------------------------------------------------------- */

/** Append the addresses of @l that people write, each as "10.0.1.10/24", with @separator between
 * them. */
void map_add_addresses(struct str *to, const struct netns *ns, const struct link *l,
                       const char *separator);
/** Append the names of the ports of bridge @l, separated by spaces. */
void map_add_bridge_ports(struct str *to, const struct netns *ns, const struct link *l);
extern const struct message map_forwards, map_not_made, map_no_links;

/* ---- one box ------------------------------------------------------------------------------- */

struct map_pens { /* what lines are made of */
    const char *horizontal, *vertical, *corners[4], *cross;
    const char *faint_horizontal, *faint_vertical;
    const char *cable, *broken, *plug, *open_plug;
};

struct map_spacing {
    size_t pad;    /* columns at least between a text and the right wall */
    size_t trail;  /* columns between an address of a right port and the wall */
    size_t spread; /* columns at least before that address */
    size_t gap;    /* columns at least between two boxes */
};

struct map_cell { /* one line inside a box */
    char *left, *right;
    const struct map_port *left_port, *right_port; /* the cable goes through the wall there */
};

struct map_drawing { /* one box */
    struct map_cell *cells;
    size_t count, capacity;
    size_t width; /* inside, without the walls */
    bool has_open_plug;
};

/** The line of the @slot-th cables and the addresses below it; a box without either gets nothing.
 */
void map_box_add_slot(struct map_drawing *d, const struct map_box *box, size_t slot,
                      const struct map_pens *pens, const struct map_spacing *spacing);
void map_box_add_empty(struct map_drawing *d);
/** What stands below the cables: other links, forwarding, "not made yet". */
void map_box_add_notes(struct map_drawing *d, const struct map_box *box,
                       const struct map_pens *pens, const struct map_spacing *spacing,
                       enum language lang);
/** The number of slots that @box takes part in. */
size_t map_box_slots(const struct map_box *box);
void map_drawing_done(struct map_drawing *d);

/* ---- the whole ----------------------------------------------------------------------------- */

/** false: too wide for @look with this spacing; nothing was added. */
bool map_draw(struct str *to, const struct map_plan *plan, const struct map_spacing *spacing,
              const struct look *look);
void map_words(struct str *to, const struct map_plan *plan, const struct look *look);

#endif
