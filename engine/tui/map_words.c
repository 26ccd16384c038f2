// SPDX-License-Identifier: MIT
/* The map in words: a line a link, for screen readers and narrow terminals. */
#include <sys/socket.h>

#include "map.h"

static const struct message up = {{"up", "up"}};
static const struct message down = {{"down", "down"}};
static const struct message no_address = {{"no address", "アドレスなし"}};
static const struct message cable = {{"cable to {netns} {link}", "{netns} の {link} に接続"}};
static const struct message ports_are = {{"ports {ports}", "ポート {ports}"}};
static const struct message nothing = {{"There is nothing to draw yet.", "まだ何もありません。"}};

#define INDENT 1 /* as all that the line view says */

static void add_line(struct str *to, const char *text, size_t indent, const struct look *look)
{
    repeat_add(to, " ", indent);
    text_add_wrapped(to, text, look_columns(look) - 1, indent + 2);
    str_add(to, "\n");
}

static void add_cable(struct str *to, const struct map_port *p, enum language lang)
{
    SCOPED(str_done) struct str netns = {0}, link = {0};
    char label[64];

    if (p->peer == NULL)
        return;
    name_add(&netns, netns_label(p->peer_netns, label), 0);
    name_add(&link, p->peer->name, 0);
    str_add(to, ", ");
    message_addf(to, &cable, lang, "netns", str_text(&netns), "link", str_text(&link), NULL);
}

/* "bridge", "dummy": of a cable, that it is a veth goes without saying. */
static void add_kind(struct str *to, const struct map_port *p, enum language lang)
{
    SCOPED(str_done) struct str ports = {0};

    if (p->peer != NULL || p->link->kind[0] == '\0')
        return;
    str_add(to, ", ");
    name_add(to, p->link->kind, 0);
    map_add_bridge_ports(&ports, p->netns, p->link);
    if (ports.len == 0)
        return;
    str_add(to, ", ");
    message_addf(to, &ports_are, lang, "ports", str_text(&ports), NULL);
}

static void add_port(struct str *to, const struct map_port *p, const struct look *look)
{
    SCOPED(str_done) struct str line = {0};
    size_t before;

    name_add(&line, p->link->name, 0);
    str_add(&line, ": ");
    before = line.len;
    map_add_addresses(&line, p->netns, p->link, " ");
    if (line.len == before)
        message_add(&line, &no_address, look->language, NULL, 0);
    str_add(&line, ", ");
    message_add(&line, link_is_up(p->link) ? &up : &down, look->language, NULL, 0);
    add_cable(&line, p, look->language);
    add_kind(&line, p, look->language);
    add_line(to, str_text(&line), INDENT + 2, look);
}

static void add_ports(struct str *to, const struct map_ports *ports, const struct look *look)
{
    for (size_t i = 0; i < ports->count; i++)
        add_port(to, &ports->items[i], look);
}

static void add_forwarding(struct str *to, const struct netns *ns, int family,
                           const struct look *look)
{
    SCOPED(str_done) struct str line = {0};

    if (!netns_forwards(ns, family))
        return;
    message_addf(&line, &map_forwards, look->language, "family", family_name(family), NULL);
    add_line(to, str_text(&line), INDENT + 2, look);
}

static void add_box(struct str *to, const struct map_box *box, const struct look *look)
{
    SCOPED(str_done) struct str line = {0};
    const struct message *remark = NULL;

    if (box->netns == NULL)
        remark = &map_not_made;
    else if (map_box_slots(box) + box->other.count == 0)
        remark = &map_no_links;
    str_addf(&line, "%s%s", box->name, remark != NULL ? ": " : "");
    if (remark != NULL)
        message_add(&line, remark, look->language, NULL, 0);
    add_line(to, str_text(&line), INDENT, look);
    if (box->netns == NULL)
        return;
    add_ports(to, &box->left, look);
    add_ports(to, &box->right, look);
    add_ports(to, &box->other, look);
    add_forwarding(to, box->netns, AF_INET, look);
    add_forwarding(to, box->netns, AF_INET6, look);
}

void map_words(struct str *to, const struct map_plan *plan, const struct look *look)
{
    size_t before = to->len;

    for (size_t r = 0; r < plan->count; r++)
        for (size_t c = 0; c < plan->lines[r].count; c++)
            if (plan->lines[r].items[c].name != NULL)
                add_box(to, &plan->lines[r].items[c], look);
    if (to->len == before) {
        SCOPED(str_done) struct str text = {0};

        message_add(&text, &nothing, look->language, NULL, 0);
        add_line(to, str_text(&text), INDENT, look);
    }
}
