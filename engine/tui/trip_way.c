// SPDX-License-Identifier: MIT
/*
 * The way of one packet, on one line if it fits:
 *
 *     request   host1 eth0 ─ttl 64─▶ e1 router e0 ─ttl 63─▶ eth0 host2
 *     reply     host1 eth0 ◀─ttl 63─ e1 router e0 ◀─ttl 64─ eth0 host2
 *
 * The way back is drawn from right to left, so that each namespace stands in one column. "✗" stands
 * where a packet that did not arrive was last seen. A TTL that differs from the one before it is
 * bold.
 */
#include <stdio.h>
#include <stdlib.h>

#include "trip.h"

#define LABEL_COLUMNS 10
#define TTL_COLUMNS   6 /* of "ttl 64"; shorter ones are filled up, so that both ways line up */

struct trip_pens {
    const char *line, *to_right, *to_left, *lost, *gap;
};

static const struct trip_pens unicode_pens = {"─", "▶", "◀", "✗", "…"};
static const struct trip_pens ascii_pens = {"-", ">", "<", "x", ".."};

static const struct message hop_out = {
    {"leaves {netns} by {link} with TTL {ttl}", "{netns} の {link} から TTL {ttl} で出る"}};
static const struct message hop_in = {
    {"arrives at {netns} on {link} with TTL {ttl}", "{netns} の {link} に TTL {ttl} で届く"}};
static const struct message hop_none = {{"is not seen after that", "この先では見えていない"}};

/* ---- stops --------------------------------------------------------------------------------- */

void trip_stops_init(struct trip_stops *s, const struct journey *j)
{
    *s = (struct trip_stops){0};
    for (size_t i = 0; i < j->hop_count; i++) {
        const struct journey_hop *h = &j->hops[i];
        struct trip_stop *last = s->count > 0 ? &s->items[s->count - 1] : NULL;

        if (last == NULL || !h->outgoing || last->out != NULL) {
            ARRAY_PUSH(s->items, s->count, s->capacity,
                       ((struct trip_stop){.netns = h->netns_name}));
            last = &s->items[s->count - 1];
        }
        if (h->outgoing) {
            last->out = h->link_name;
            last->ttl_out = h->ttl;
        } else {
            last->in = h->link_name;
            last->ttl_in = h->ttl;
        }
    }
}

void trip_stops_done(struct trip_stops *s)
{
    free(s->items);
    *s = (struct trip_stops){0};
}

bool trip_stop_forwarded(const struct trip_stop *s)
{
    return s->in != NULL && s->out != NULL && s->ttl_out < s->ttl_in;
}

bool trip_cable_is_even(const struct trip_stops *s, size_t i)
{
    const struct trip_stop *a = &s->items[i], *b = &s->items[i + 1];

    return a->out != NULL && b->in != NULL && a->ttl_out == b->ttl_in;
}

/* ---- drawn on one line --------------------------------------------------------------------- */

struct picture {
    const struct trip_stops *stops;
    const struct trip_pens *pens;
    bool mirrored, colour;
    bool lost; /* "✗" behind the last stop */
};

static void add_stop(struct str *to, const struct trip_stop *s, bool mirrored)
{
    const char *before = mirrored ? s->out : s->in, *after = mirrored ? s->in : s->out;

    if (before != NULL) {
        name_add(to, before, 0);
        str_add(to, " ");
    }
    name_add(to, s->netns, 0);
    if (after != NULL) {
        str_add(to, " ");
        name_add(to, after, 0);
    }
}

/* The TTL on the cable behind stop @i in the direction of travel. */
static uint8_t cable_ttl(const struct trip_stops *s, size_t i)
{
    if (s->items[i].out != NULL)
        return s->items[i].ttl_out;
    return i + 1 < s->count ? s->items[i + 1].ttl_in : s->items[i].ttl_in;
}

/* "ttl 64"; where the capture misses a hop, "ttl 64…62", each number at its own end. */
static void add_ttl(struct str *to, const struct picture *p, size_t i)
{
    const struct trip_stop *next = i + 1 < p->stops->count ? &p->stops->items[i + 1] : NULL;
    uint8_t ttl = cable_ttl(p->stops, i);
    uint8_t end = next != NULL && next->in != NULL ? next->ttl_in : ttl;
    bool bold = p->colour && i > 0 && ttl != cable_ttl(p->stops, i - 1);

    str_addf(to, "%sttl %u", bold ? "\033[1m" : "", p->mirrored ? end : ttl);
    if (end != ttl)
        str_addf(to, "%s%u", p->pens->gap, p->mirrored ? ttl : end);
    str_add(to, bold ? "\033[0m" : "");
}

static void add_cable(struct str *to, const struct picture *p, size_t i)
{
    SCOPED(str_done) struct str ttl = {0};

    add_ttl(&ttl, p, i);
    str_addf(to, " %s%s%s", p->mirrored ? p->pens->to_left : "", p->pens->line, str_text(&ttl));
    for (size_t columns = text_width(str_text(&ttl)); columns < TTL_COLUMNS; columns++)
        str_add(to, p->pens->line);
    str_addf(to, "%s%s ", p->pens->line, p->mirrored ? "" : p->pens->to_right);
}

/* Left the last stop, but was seen nowhere behind it. */
static bool ends_on_a_cable(const struct trip_stops *s)
{
    return s->items[s->count - 1].out != NULL;
}

static void add_end(struct str *to, const struct picture *p)
{
    bool cable = ends_on_a_cable(p->stops);

    if (!p->lost)
        return;
    if (p->mirrored)
        str_addf(to, "%s%s", p->pens->lost, cable ? "" : " ");
    if (cable)
        add_cable(to, p, p->stops->count - 1);
    if (!p->mirrored)
        str_addf(to, "%s%s", cable ? "" : " ", p->pens->lost);
}

static void draw(struct str *to, const struct picture *p)
{
    size_t count = p->stops->count;

    if (p->mirrored)
        add_end(to, p);
    for (size_t i = 0; i < count; i++) {
        size_t at = p->mirrored ? count - 1 - i : i;

        add_stop(to, &p->stops->items[at], p->mirrored);
        if (i + 1 < count)
            add_cable(to, p, p->mirrored ? at - 1 : at);
    }
    if (!p->mirrored)
        add_end(to, p);
}

/* ---- or a line a hop ----------------------------------------------------------------------- */

static void add_hop(struct str *to, size_t number, const struct journey_hop *h,
                    const struct look *look)
{
    SCOPED(str_done) struct str netns = {0}, link = {0}, line = {0};
    char ttl[8];

    name_add(&netns, h->netns_name, 0);
    name_add(&link, h->link_name, 0);
    snprintf(ttl, sizeof(ttl), "%u", h->ttl);
    str_addf(&line, "%zu. ", number);
    message_addf(&line, h->outgoing ? &hop_out : &hop_in, look->language, "netns", str_text(&netns),
                 "link", str_text(&link), "ttl", ttl, NULL);
    str_add(to, "     ");
    text_add_wrapped(to, str_text(&line), look_columns(look) - 1, 8);
    str_add(to, "\n");
}

static void list(struct str *to, const struct journey *j, const struct look *look)
{
    for (size_t i = 0; i < j->hop_count; i++)
        add_hop(to, i + 1, &j->hops[i], look);
    if (j->delivered)
        return;
    str_add(to, "     ");
    message_add(to, &hop_none, look->language, NULL, 0);
    str_add(to, "\n");
}

void trip_add_way(struct str *to, const struct journey *j, const struct message *name,
                  bool mirrored, const struct look *look)
{
    SCOPED(trip_stops_done) struct trip_stops stops = {0};
    SCOPED(str_done) struct str label = {0}, way = {0};
    struct picture picture = {
        .stops = &stops,
        .pens = look->unicode ? &unicode_pens : &ascii_pens,
        .mirrored = mirrored,
        .colour = look->colour,
        .lost = !j->delivered,
    };

    trip_stops_init(&stops, j);
    message_add(&label, name, look->language, NULL, 0);
    draw(&way, &picture);
    str_add(to, "   ");
    if (look->plain || 3 + LABEL_COLUMNS + text_width(str_text(&way)) > look_screen(look)) {
        str_addf(to, "%s:\n", str_text(&label));
        list(to, j, look);
        return;
    }
    text_add_padded(to, str_text(&label), LABEL_COLUMNS);
    str_addf(to, "%s\n", str_text(&way));
}
