// SPDX-License-Identifier: MIT
/*
 * The way that a lookup gives from a namespace to a destination: what the kernel would do,
 * whichever entry of whichever table it comes from.
 *
 * `via` the destination itself means "on link", without a gateway.
 */
#include <errno.h>
#include <linux/rtnetlink.h>

#include "gateway.h"
#include "kinds.h"

static const struct miss no_route = {
    "no-route", {{"{netns} has no route to {to}", "{netns} に {to} への経路がない"}}};
static const struct miss refused = {
    "route-blackhole",
    {{"a route of type {seen} refuses packets from {netns} to {to}",
      "種類が {seen} の経路が {netns} から {to} へのパケットを拒んでいる"}}};
static const struct miss kernel_refused = {
    "unreachable",
    {{"the kernel gives no way from {netns} to {to}: {seen}",
      "カーネルは {netns} から {to} への経路を返さない: {seen}"}}};
static const struct miss is_local = {
    "way-is-local",
    {{"{to} is an address of {netns} itself: packets to it never leave",
      "{to} は {netns} 自身のアドレスで、そこへのパケットは外に出ない"}}};
static const struct miss is_broadcast = {
    "address-broadcast",
    {{"{to} is a broadcast address in a subnet of {netns}",
      "{to} は {netns} のサブネットのブロードキャストアドレスである"}}};
static const struct miss wrong_gateway = {
    "wrong-gateway",
    {{"{netns}'s way to {to} goes through {seen}", "{netns} から {to} への経路は {seen} を通る"}}};
static const struct miss on_link = {
    "wrong-gateway",
    {{"{netns}'s way to {to} has no gateway: it goes straight out of {seen_link}",
      "{netns} から {to} への経路にはゲートウェイがなく、{seen_link} から直接出る"}}};
static const struct miss too_wide = {
    "prefix-too-wide",
    {{"{netns}'s way to {to} has no gateway: {seen} on {seen_link} takes {to} for a neighbour",
      "{netns} から {to} への経路にはゲートウェイがない。{seen_link} の {seen} が {to} を"
      "同じサブネットの隣と見なしている"}}};
static const struct miss wrong_device = {
    "wrong-device",
    {{"{netns}'s way to {to} leaves by {seen_link}, not by {dev}",
      "{netns} から {to} への経路は {dev} ではなく {seen_link} から出る"}}};
static const struct miss no_source = {
    "address-missing",
    {{"{netns} does not have the address {from} yet", "{netns} にアドレス {from} がまだない"}}};

static struct question question_of(const struct fact *f, const struct netns *ns)
{
    const struct fact_value *from = fact_value(f, "from");
    struct question q = {.kind = ASK_LOOKUP, .netns = ns->id, .to = fact_value(f, "to")->address};

    if (from != NULL)
        q.from = from->address;
    return q;
}

static bool has_source(const struct fact *f, const struct netns *ns)
{
    const struct fact_value *from = fact_value(f, "from");

    return from == NULL || netns_find_address(ns, &from->address) != NULL;
}

static bool has_device(const struct fact *f, const struct netns *ns)
{
    const struct fact_value *dev = fact_value(f, "dev");

    return dev == NULL || netns_find_link(ns, dev->text) != NULL;
}

static void ask_way(const struct fact *f, const struct world *w, struct questions *q)
{
    const struct netns *ns = world_find(w, f->netns);
    struct question wanted;

    if (ns == NULL || !has_source(f, ns) || !has_device(f, ns))
        return;
    wanted = question_of(f, ns);
    question_add(q, &wanted);
}

static void say_way(const struct judging *j, const struct miss *m, const struct netns *ns,
                    const struct question *q)
{
    const struct link_address *wide = find_subnet(ns, &q->to);
    char gateway[ADDRESS_TEXT], subnet[PREFIX_TEXT] = "", label[64];
    const char *seen = address_format(&q->gateway, gateway), *link = link_name(ns, q->link);

    if (m == &too_wide && wide != NULL)
        seen = prefix_format(&wide->local, subnet);
    found_miss(j, VERDICT_NOT_YET, m, "seen", seen, "seen_link", link, NULL);
    found_nearest(j, "%s %s%s%s dev %s", netns_label(ns, label), fact_value(j->fact, "to")->text,
                  q->gateway.family != 0 ? " via " : "", gateway, link);
    if (q->gateway.family != 0)
        observe_text(j, "via", gateway);
    if (link[0] != '\0')
        observe_text(j, "dev", link);
}

static void judge_refused(const struct judging *j, const struct netns *ns, const struct question *q)
{
    const struct fact_value *via = fact_value(j->fact, "via");
    const struct route *refusal = find_refusal(ns, &q->to);

    if (q->failure != ENETUNREACH && refusal != NULL) {
        found_miss(j, VERDICT_NOT_YET, &refused, "seen", route_type_name(refusal->type), NULL);
        observe_text(j, "type", route_type_name(refusal->type));
    } else if (q->failure != ENETUNREACH) {
        found_miss(j, VERDICT_NOT_YET, &kernel_refused, "seen", kernel_words(q), NULL);
    } else if (via == NULL || address_equal(&via->address, &q->to) ||
               !miss_gateway(j, ns, &via->address)) {
        found_miss(j, VERDICT_NOT_YET, &no_route, NULL);
    }
}

static void judge_gateway(const struct judging *j, const struct netns *ns, const struct question *q)
{
    if (q->gateway.family != 0)
        say_way(j, &wrong_gateway, ns, q);
    else if (find_subnet(ns, &q->to) != NULL)
        say_way(j, &too_wide, ns, q);
    else
        say_way(j, &on_link, ns, q);
}

static bool fits_gateway(const struct fact *f, const struct question *q)
{
    const struct fact_value *via = fact_value(f, "via");

    if (via == NULL)
        return true;
    if (address_equal(&via->address, &q->to) && q->gateway.family == 0)
        return true;
    return address_equal(&via->address, &q->gateway);
}

static void judge_answer(const struct judging *j, const struct netns *ns, const struct question *q)
{
    const struct fact_value *dev = fact_value(j->fact, "dev");
    bool wants_local = dev != NULL && str_equal(dev->text, "lo");

    if (q->failure != 0)
        judge_refused(j, ns, q);
    else if (q->route_type == RTN_LOCAL && !wants_local)
        say_way(j, &is_local, ns, q);
    else if (q->route_type == RTN_BROADCAST)
        say_way(j, &is_broadcast, ns, q);
    else if (!fits_gateway(j->fact, q))
        judge_gateway(j, ns, q);
    else if (dev != NULL && !str_equal(link_name(ns, q->link), dev->text))
        say_way(j, &wrong_device, ns, q);
    else
        found_holds(j);
}

static void judge_way(const struct judging *j)
{
    const struct netns *ns = need_netns(j, j->fact->netns, VERDICT_BLOCKED);
    const struct question *q;
    struct question wanted;

    if (ns == NULL || (!has_device(j->fact, ns) &&
                       need_link(j, ns, fact_value(j->fact, "dev")->text, VERDICT_BLOCKED) == NULL))
        return;
    if (!has_source(j->fact, ns)) {
        found_miss(j, VERDICT_BLOCKED, &no_source, NULL);
        return;
    }
    wanted = question_of(j->fact, ns);
    q = question_answer(j, &wanted);
    if (q != NULL)
        judge_answer(j, ns, q);
}

const struct kind kind_netns_way_to = {
    .ask = ask_way,
    .judge = judge_way,
    .sentences =
        {
            {.needs = {"via", "dev"},
             .text = {{"{netns}'s way to {to} goes through {via} and leaves by {dev}{details}",
                       "{netns} から {to} への経路は {dev} から出て {via} を通る{details}"}},
             .negated = {{"{netns}'s way to {to} does not go through {via} by {dev}{details}",
                          "{netns} から {to} への経路は {dev} から出て {via} を通るものではない"
                          "{details}"}}},
            {.needs = {"via"},
             .text = {{"{netns}'s way to {to} goes through {via}{details}",
                       "{netns} から {to} への経路は {via} を通る{details}"}},
             .negated = {{"{netns}'s way to {to} does not go through {via}{details}",
                          "{netns} から {to} への経路は {via} を通らない{details}"}}},
            {.needs = {"dev"},
             .text = {{"{netns}'s way to {to} leaves by {dev}{details}",
                       "{netns} から {to} への経路は {dev} から出る{details}"}},
             .negated = {{"{netns}'s way to {to} does not leave by {dev}{details}",
                          "{netns} から {to} への経路は {dev} から出ない{details}"}}},
            {.text = {{"{netns} has a way to {to}{details}",
                       "{netns} に {to} への経路がある{details}"}},
             .negated = {{"{netns} has no way to {to}{details}",
                          "{netns} に {to} への経路がない{details}"}}},
        },
    .details = {{"from", {{"for packets from {from}", "送信元 {from}"}}}},
};
