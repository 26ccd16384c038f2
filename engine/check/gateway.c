// SPDX-License-Identifier: MIT
/* What the facts about routes ask of a namespace: subnets, refusals, and routes as text. */
#include <linux/rtnetlink.h>
#include <string.h>

#include "gateway.h"

static const struct miss not_on_link = {
    "gateway-not-on-link",
    {{"the gateway {gateway} lies in no subnet of {netns}, which has {seen}",
      "ゲートウェイ {gateway} は {netns} のどのサブネットにも入っていない（{netns} のアドレスは "
      "{seen}）"}}};
static const struct miss no_subnet = {
    "gateway-not-on-link",
    {{"{netns} has no address in the subnet of the gateway {gateway}, nor any other",
      "{netns} には、ゲートウェイ {gateway} のサブネットのアドレスも、ほかのアドレスもない"}}};

const struct link_address *find_subnet(const struct netns *ns, const struct address *to)
{
    for (size_t i = 0; i < ns->address_count; i++) {
        const struct link_address *a = &ns->addresses[i];

        if (prefix_contains(&a->local, to))
            return a;
    }
    return NULL;
}

static bool is_loopback_link(const struct netns *ns, int index)
{
    const struct link *l = netns_find_link_by_index(ns, index);

    return l != NULL && is_loopback(l);
}

static void name_addresses(struct str *to, const struct netns *ns, int family)
{
    char text[PREFIX_TEXT];

    for (size_t i = 0; i < ns->address_count; i++) {
        const struct link_address *a = &ns->addresses[i];

        if (a->local.address.family != family || address_is_link_local(&a->local.address) ||
            is_loopback_link(ns, a->link))
            continue;
        str_addf(to, "%s%s", to->len > 0 ? ", " : "", prefix_format(&a->local, text));
    }
}

bool miss_gateway(const struct judging *j, const struct netns *ns, const struct address *gateway)
{
    SCOPED(str_done) struct str seen = {0};
    char text[ADDRESS_TEXT];

    if (find_subnet(ns, gateway) != NULL || address_is_link_local(gateway))
        return false;
    name_addresses(&seen, ns, gateway->family);
    found_miss(j, VERDICT_NOT_YET, seen.len > 0 ? &not_on_link : &no_subnet, "gateway",
               address_format(gateway, text), "seen", str_text(&seen), NULL);
    if (seen.len > 0) {
        found_nearest(j, "%s %s", j->fact->netns, str_text(&seen));
        observe_text(j, "address", str_text(&seen));
    }
    return true;
}

const struct route *find_refusal(const struct netns *ns, const struct address *to)
{
    for (size_t i = 0; i < ns->route_count; i++) {
        const struct route *r = &ns->routes[i];

        if ((r->type == RTN_BLACKHOLE || r->type == RTN_UNREACHABLE || r->type == RTN_PROHIBIT) &&
            prefix_contains(&r->destination, to))
            return r;
    }
    return NULL;
}

const char *route_type_name(uint8_t type)
{
    switch (type) {
    case RTN_BLACKHOLE:
        return "blackhole";
    case RTN_UNREACHABLE:
        return "unreachable";
    case RTN_PROHIBIT:
        return "prohibit";
    default:
        return "unicast";
    }
}

const char *destination_text(const struct route *r, char into[PREFIX_TEXT])
{
    if (r->destination.length > 0)
        return prefix_format(&r->destination, into);
    str_copy(into, PREFIX_TEXT, "default");
    return into;
}

const char *link_name(const struct netns *ns, int index)
{
    const struct link *l = netns_find_link_by_index(ns, index);

    return l == NULL ? "" : l->name;
}

void route_text(struct str *to, const struct netns *ns, const struct route *r,
                const struct next_hop *hop)
{
    char text[PREFIX_TEXT];

    if (r->type != RTN_UNICAST && r->type != RTN_LOCAL && r->type != RTN_BROADCAST)
        str_addf(to, "%s ", route_type_name(r->type));
    str_add(to, destination_text(r, text));
    if (hop != NULL && hop->has_gateway)
        str_addf(to, " via %s", address_format(&hop->gateway, text));
    if (hop != NULL && hop->link != 0)
        str_addf(to, " dev %s", link_name(ns, hop->link));
    if (r->table != RT_TABLE_MAIN)
        str_addf(to, " table %u", r->table);
    if (r->metric != 0)
        str_addf(to, " metric %u", r->metric);
}

const char *kernel_words(const struct question *q)
{
    const char *words = strerrordesc_np(q->failure);

    if (q->kernel_text[0] != '\0')
        return q->kernel_text;
    return words == NULL ? "unknown error" : words;
}
