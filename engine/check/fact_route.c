// SPDX-License-Identifier: MIT
/*
 * A namespace's table has a route: an entry, whether or not a lookup would choose it.
 *
 * The entry must be one that sends packets on (RTN_UNICAST); of a multipath route any hop may fit.
 * A hop that the kernel marks dead (its link is down) does not count; one without carrier does,
 * because the kernel goes on using it (RTNH_F_LINKDOWN, unless ignore_routes_with_linkdown is set).
 */
#include <linux/rtnetlink.h>
#include <stdio.h>

#include "gateway.h"
#include "kinds.h"

static const struct miss linkdown = {
    "linkdown",
    {{"{netns} has the route, but {seen} is down, so that it is not used",
      "{netns} にその経路はあるが、{seen} が down なので使われない"}}};
static const struct miss wrong_gateway = {
    "wrong-gateway",
    {{"the {route} of {netns} goes through {seen}", "{netns} の{route}は {seen} を通る"}}};
static const struct miss no_gateway = {"wrong-gateway",
                                       {{"the {route} of {netns} has no gateway: {seen}",
                                         "{netns} の{route}にはゲートウェイがない: {seen}"}}};
static const struct miss wrong_device = {"wrong-device",
                                         {{"the {route} of {netns} leaves by {seen}, not by {dev}",
                                           "{netns} の{route}は {dev} ではなく {seen} から出る"}}};
static const struct miss wrong_metric = {
    "metric-differs",
    {{"the {route} of {netns} has metric {seen}, not {metric}",
      "{netns} の{route}のメトリックは {metric} ではなく {seen} である"}}};
static const struct miss refuses = {
    "route-blackhole",
    {{"the {route} of {netns} is of type {seen}: it refuses packets",
      "{netns} の{route}の種類は {seen} で、パケットを拒む"}}};
static const struct miss wrong_table = {
    "wrong-table",
    {{"{netns} has that route in table {seen}, not in table {wanted}",
      "{netns} ではその経路がテーブル {wanted} ではなく {seen} にある"}}};
static const struct miss wrong_length = {
    "wrong-prefix-length",
    {{"{netns} has a route to {seen}, which has another prefix length",
      "{netns} には {seen} への経路があるが、プレフィックス長が違う"}}};
static const struct miss on_host = {
    "wrong-netns",
    {{"that route is on the host, not in {netns}", "その経路は {netns} ではなくホストにある"}}};
static const struct miss no_route = {"no-route",
                                     {{"{netns} has no {route}", "{netns} に{route}がない"}}};

/** What a route is compared with; NULL: any. */
struct wanted {
    const struct fact_value *to, *via, *dev, *metric;
    uint32_t table;
};

static struct wanted wanted_of(const struct fact *f)
{
    const struct fact_value *table = fact_value(f, "table");

    return (struct wanted){.to = fact_value(f, "to"),
                           .via = fact_value(f, "via"),
                           .dev = fact_value(f, "dev"),
                           .metric = fact_value(f, "metric"),
                           .table = table == NULL ? RT_TABLE_MAIN : (uint32_t)table->number};
}

static bool fits_gateway(const struct next_hop *hop, const struct wanted *w)
{
    return w->via == NULL || (hop->has_gateway && address_equal(&hop->gateway, &w->via->address));
}

static bool fits_device(const struct netns *ns, const struct next_hop *hop, const struct wanted *w)
{
    return w->dev == NULL || str_equal(link_name(ns, hop->link), w->dev->text);
}

static bool fits_metric(const struct route *r, const struct wanted *w)
{
    return w->metric == NULL || (int64_t)r->metric == w->metric->number;
}

static bool sends_on(const struct route *r)
{
    return r->type == RTN_UNICAST || (r->type == RTN_LOCAL && r->table == RT_TABLE_LOCAL);
}

/* How near a hop is to the wanted one: the gateway says most, then the device, the metric, its
 * health. */
static int nearness(const struct netns *ns, const struct route *r, const struct next_hop *hop,
                    const struct wanted *w)
{
    return 16 * sends_on(r) + 8 * fits_gateway(hop, w) + 4 * fits_device(ns, hop, w) +
           2 * fits_metric(r, w) + ((hop->flags & RTNH_F_DEAD) == 0);
}
#define NEAREST_POSSIBLE (16 + 8 + 4 + 2 + 1)

/** The best candidate so far. */
struct candidate {
    const struct netns *ns;
    const struct route *route;
    const struct next_hop *hop;
    int nearness;
};

static const struct next_hop no_hop;

static void consider(struct candidate *best, const struct netns *ns, const struct route *r,
                     const struct wanted *w)
{
    for (size_t i = 0; i < r->hop_count || i == 0; i++) {
        const struct next_hop *hop = r->hop_count > 0 ? &r->hops[i] : &no_hop;
        int score = nearness(ns, r, hop, w);

        if (best->route == NULL || score > best->nearness)
            *best = (struct candidate){ns, r, hop, score};
    }
}

/* The nearest route to the wanted destination; @same_table: only in the wanted table, else only in
 * others. */
static struct candidate find_nearest(const struct netns *ns, const struct wanted *w,
                                     bool same_table)
{
    struct candidate best = {0};

    for (size_t i = 0; i < ns->route_count; i++) {
        const struct route *r = &ns->routes[i];

        if (prefix_same_network(&r->destination, &w->to->prefix) &&
            (r->table == w->table) == same_table)
            consider(&best, ns, r, w);
    }
    return best;
}

/* A route to the same network address with another length: a slip of the mask. */
static struct candidate find_other_length(const struct netns *ns, const struct wanted *w)
{
    struct candidate best = {0};

    for (size_t i = 0; i < ns->route_count; i++) {
        const struct route *r = &ns->routes[i];

        if (r->table == w->table && r->protocol != RTPROT_KERNEL && w->to->prefix.length > 0 &&
            r->destination.length > 0 && r->destination.length != w->to->prefix.length &&
            (prefix_contains(&w->to->prefix, &r->destination.address) ||
             prefix_contains(&r->destination, &w->to->prefix.address)))
            consider(&best, ns, r, w);
    }
    return best;
}

static void observe_route(const struct judging *j, const struct candidate *c)
{
    SCOPED(str_done) struct str text = {0};
    char label[64], to[PREFIX_TEXT];

    route_text(&text, c->ns, c->route, c->hop);
    found_nearest(j, "%s %s", netns_label(c->ns, label), str_text(&text));
    observe_text(j, "to", destination_text(c->route, to));
    if (c->hop->has_gateway)
        observe_text(j, "via", address_format(&c->hop->gateway, to));
    if (c->hop->link != 0)
        observe_text(j, "dev", link_name(c->ns, c->hop->link));
    observe_number(j, "metric", c->route->metric);
    observe_number(j, "table", c->route->table);
    observe_text(j, "netns", label);
}

static void say_route(const struct judging *j, const struct miss *m, const struct candidate *c,
                      const char *seen)
{
    char wanted[16];

    snprintf(wanted, sizeof(wanted), "%u", wanted_of(j->fact).table);
    found_miss(j, VERDICT_NOT_YET, m, "seen", seen, "wanted", wanted, NULL);
    observe_route(j, c);
}

static void say_other_gateway(const struct judging *j, const struct candidate *c)
{
    SCOPED(str_done) struct str text = {0};
    char gateway[ADDRESS_TEXT];

    route_text(&text, c->ns, c->route, c->hop);
    if (c->hop->has_gateway)
        say_route(j, &wrong_gateway, c, address_format(&c->hop->gateway, gateway));
    else
        say_route(j, &no_gateway, c, str_text(&text));
}

/* The destination is there, in the right table: what differs? */
static void judge_candidate(const struct judging *j, const struct candidate *c,
                            const struct wanted *w)
{
    char number[16];

    snprintf(number, sizeof(number), "%u", c->route->metric);
    if (c->nearness == NEAREST_POSSIBLE)
        found_holds(j);
    else if (!sends_on(c->route))
        say_route(j, &refuses, c, route_type_name(c->route->type));
    else if (!fits_gateway(c->hop, w))
        say_other_gateway(j, c);
    else if (!fits_device(c->ns, c->hop, w))
        say_route(j, &wrong_device, c, link_name(c->ns, c->hop->link));
    else if (!fits_metric(c->route, w))
        say_route(j, &wrong_metric, c, number);
    else
        say_route(j, &linkdown, c, link_name(c->ns, c->hop->link));
}

static void judge_missing(const struct judging *j, const struct netns *ns, const struct wanted *w)
{
    const struct netns *host = world_find(j->world, NULL);
    struct candidate c = find_nearest(ns, w, false);
    char text[PREFIX_TEXT];

    if (c.route != NULL && sends_on(c.route)) {
        snprintf(text, sizeof(text), "%u", c.route->table);
        say_route(j, &wrong_table, &c, text);
    } else if ((c = find_other_length(ns, w)).route != NULL) {
        say_route(j, &wrong_length, &c, destination_text(c.route, text));
    } else if (host != NULL && host != ns && (c = find_nearest(host, w, true)).route != NULL) {
        say_route(j, &on_host, &c, "");
    } else if (w->via == NULL || !miss_gateway(j, ns, &w->via->address)) {
        found_miss(j, VERDICT_NOT_YET, &no_route, NULL);
    }
}

static void judge_route(const struct judging *j)
{
    struct wanted w = wanted_of(j->fact);
    const struct netns *ns = need_netns(j, j->fact->netns, VERDICT_BLOCKED);
    struct candidate c;

    if (ns == NULL || (w.dev != NULL && need_link(j, ns, w.dev->text, VERDICT_BLOCKED) == NULL))
        return;
    c = find_nearest(ns, &w, true);
    if (c.route != NULL)
        judge_candidate(j, &c, &w);
    else
        judge_missing(j, ns, &w);
}

const struct kind kind_netns_route = {
    .judge = judge_route,
    .sentences = {{.text = {{"{netns} has a {route}{details}", "{netns} に{route}がある{details}"}},
                   .negated = {{"{netns} has no {route}{details}",
                                "{netns} に{route}がない{details}"}}}},
    .details = {{"via", {{"through {via}", "{via} 経由"}}},
                {"dev", {{"on {dev}", "{dev} から"}}},
                {"metric", {{"with metric {metric}", "メトリック {metric}"}}},
                {"table", {{"in table {table}", "テーブル {table}"}}}},
};
