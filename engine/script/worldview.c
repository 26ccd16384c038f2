// SPDX-License-Identifier: MIT
/*
 * A world as Lua sees it in the test of fh.custom: nested tables of names, numbers and text. Their
 * shape is described in lessons/README.md and lessons/_meta/firsthop.lua.
 */
#include "script_private.h" /* first: it includes net/if.h, which linux/if.h can follow but not precede */

#include <linux/if.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/* ---- small things -------------------------------------------------------------------------- */

static void set_text(lua_State *L, const char *key, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return; /* reads as nil */
    lua_pushstring(L, text);
    lua_setfield(L, -2, key);
}

static void set_number(lua_State *L, const char *key, lua_Integer number)
{
    lua_pushinteger(L, number);
    lua_setfield(L, -2, key);
}

static void set_flag(lua_State *L, const char *key, bool flag)
{
    lua_pushboolean(L, flag);
    lua_setfield(L, -2, key);
}

static void set_address(lua_State *L, const char *key, const struct address *a)
{
    char text[ADDRESS_TEXT];

    set_text(L, key, address_format(a, text));
}

static void set_prefix(lua_State *L, const char *key, const struct prefix *p)
{
    char text[PREFIX_TEXT];

    if (p->address.family != 0)
        set_text(L, key, prefix_format(p, text));
}

static void set_mac(lua_State *L, const uint8_t *mac, uint8_t len)
{
    char text[18];

    if (len != 6)
        return;
    snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3],
             mac[4], mac[5]);
    set_text(L, "mac", text);
}

static void set_link_name(lua_State *L, const char *key, const struct netns *ns, int index)
{
    const struct link *link = index == 0 ? NULL : netns_find_link_by_index(ns, index);

    set_text(L, key, link == NULL ? NULL : link->name);
}

/* Append the value on top to the list below it. */
static void append(lua_State *L)
{
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

/* ---- links --------------------------------------------------------------------------------- */

/* RFC 2863, as `ip link` writes it. */
static const char *operational_state(uint8_t state)
{
    static const char *const names[] = {
        [IF_OPER_UNKNOWN] = "unknown", [IF_OPER_NOTPRESENT] = "notpresent",
        [IF_OPER_DOWN] = "down",       [IF_OPER_LOWERLAYERDOWN] = "lowerlayerdown",
        [IF_OPER_TESTING] = "testing", [IF_OPER_DORMANT] = "dormant",
        [IF_OPER_UP] = "up",
    };

    return state < ARRAY_LENGTH(names) ? names[state] : "unknown";
}

static void set_addresses(lua_State *L, const struct netns *ns, const struct link *link)
{
    char text[PREFIX_TEXT];

    lua_newtable(L);
    for (size_t i = 0; i < ns->address_count; i++) {
        if (ns->addresses[i].link != link->index)
            continue;
        lua_pushstring(L, prefix_format(&ns->addresses[i].local, text));
        append(L);
    }
    lua_setfield(L, -2, "addresses");
}

static void set_peer(lua_State *L, const struct world *w, const struct link *link)
{
    const struct netns *there = NULL;
    const struct link *peer = world_find_peer(w, link, &there);
    char label[64];

    if (peer == NULL)
        return;
    lua_newtable(L);
    set_text(L, "netns", netns_label(there, label));
    set_text(L, "link", peer->name);
    lua_setfield(L, -2, "peer");
}

static void set_links(lua_State *L, const struct world *w, const struct netns *ns)
{
    lua_newtable(L);
    for (size_t i = 0; i < ns->link_count; i++) {
        const struct link *link = &ns->links[i];

        lua_newtable(L);
        set_text(L, "name", link->name);
        set_text(L, "kind", link->kind);
        set_text(L, "state", operational_state(link->operstate));
        set_flag(L, "up", link_is_up(link));
        set_flag(L, "carrier", link_has_carrier(link));
        set_number(L, "mtu", link->mtu);
        set_mac(L, link->mac, link->mac_len);
        set_link_name(L, "master", ns, link->master);
        set_addresses(L, ns, link);
        set_peer(L, w, link);
        lua_setfield(L, -2, link->name);
    }
    lua_setfield(L, -2, "links");
}

/* ---- routes, rules, neighbours ------------------------------------------------------------- */

static const char *route_type(uint8_t type)
{
    static const char *const names[] = {
        [RTN_UNICAST] = "unicast",
        [RTN_LOCAL] = "local",
        [RTN_BROADCAST] = "broadcast",
        [RTN_ANYCAST] = "anycast",
        [RTN_MULTICAST] = "multicast",
        [RTN_BLACKHOLE] = "blackhole",
        [RTN_UNREACHABLE] = "unreachable",
        [RTN_PROHIBIT] = "prohibit",
        [RTN_THROW] = "throw",
    };

    return type < ARRAY_LENGTH(names) && names[type] != NULL ? names[type] : "other";
}

/* "default", "default6" as in facts, or the prefix. */
static void set_destination(lua_State *L, const struct prefix *to)
{
    if (to->length == 0)
        set_text(L, "to", to->address.family == AF_INET6 ? "default6" : "default");
    else
        set_prefix(L, "to", to);
}

static void push_route(lua_State *L, const struct netns *ns, const struct route *route,
                       const struct next_hop *hop)
{
    lua_newtable(L);
    set_destination(L, &route->destination);
    set_text(L, "type", route_type(route->type));
    set_number(L, "table", route->table);
    set_number(L, "metric", route->metric);
    if (hop == NULL)
        return;
    if (hop->has_gateway)
        set_address(L, "via", &hop->gateway);
    set_link_name(L, "dev", ns, hop->link);
}

/* One entry a next hop. The table `local`, which the kernel keeps for itself, is left out, as `ip
 * route` does. */
static void set_routes(lua_State *L, const struct netns *ns)
{
    lua_newtable(L);
    for (size_t i = 0; i < ns->route_count; i++) {
        const struct route *route = &ns->routes[i];

        if (route->table == RT_TABLE_LOCAL)
            continue;
        for (size_t hop = 0; hop < route->hop_count; hop++) {
            push_route(L, ns, route, &route->hops[hop]);
            append(L);
        }
        if (route->hop_count == 0) {
            push_route(L, ns, route, NULL);
            append(L);
        }
    }
    lua_setfield(L, -2, "routes");
}

static void set_rules(lua_State *L, const struct netns *ns)
{
    lua_newtable(L);
    for (size_t i = 0; i < ns->rule_count; i++) {
        const struct rule *rule = &ns->rules[i];

        lua_newtable(L);
        set_number(L, "priority", rule->priority);
        set_number(L, "table", rule->table);
        set_number(L, "mark", rule->mark);
        set_prefix(L, "from", &rule->source);
        set_prefix(L, "to", &rule->destination);
        set_text(L, "iif", rule->input);
        set_text(L, "oif", rule->output);
        set_text(L, "family", family_name(rule->family));
        append(L);
    }
    lua_setfield(L, -2, "rules");
}

static const char *neighbour_state(uint16_t state)
{
    static const struct {
        uint16_t state;
        const char *name;
    } names[] = {
        {NUD_INCOMPLETE, "incomplete"}, {NUD_REACHABLE, "reachable"}, {NUD_STALE, "stale"},
        {NUD_DELAY, "delay"},           {NUD_PROBE, "probe"},         {NUD_FAILED, "failed"},
        {NUD_NOARP, "noarp"},           {NUD_PERMANENT, "permanent"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (state & names[i].state)
            return names[i].name;
    return "none";
}

static void set_neighbours(lua_State *L, const struct netns *ns)
{
    lua_newtable(L);
    for (size_t i = 0; i < ns->neighbour_count; i++) {
        const struct neighbour *neighbour = &ns->neighbours[i];

        lua_newtable(L);
        set_address(L, "address", &neighbour->address);
        set_text(L, "state", neighbour_state(neighbour->state));
        set_mac(L, neighbour->mac, neighbour->mac_len);
        set_link_name(L, "dev", ns, neighbour->link);
        append(L);
    }
    lua_setfield(L, -2, "neighbours");
}

/* ---- namespaces ---------------------------------------------------------------------------- */

static void push_netns(lua_State *L, const struct world *w, const struct netns *ns)
{
    char label[64];

    lua_newtable(L);
    set_text(L, "name", netns_label(ns, label));
    lua_newtable(L);
    set_flag(L, "ipv4", netns_forwards(ns, AF_INET));
    set_flag(L, "ipv6", netns_forwards(ns, AF_INET6));
    lua_setfield(L, -2, "forwards");
    set_links(L, w, ns);
    set_routes(L, ns);
    set_rules(L, ns);
    set_neighbours(L, ns);
}

void worldview_push(lua_State *L, const struct world *w)
{
    luaL_checkstack(L, 16, NULL);
    lua_newtable(L);
    int world = lua_gettop(L), named = world + 1, unnamed = world + 2;

    lua_newtable(L);
    lua_newtable(L);
    for (size_t i = 0; i < w->count; i++) {
        const struct netns *ns = w->netns[i];

        push_netns(L, w, ns);
        if (ns->is_host)
            lua_setfield(L, world, "host");
        else if (ns->name != NULL)
            lua_setfield(L, named, ns->name);
        else
            lua_rawseti(L, unnamed, (lua_Integer)lua_rawlen(L, unnamed) + 1);
    }
    lua_setfield(L, world, "unnamed");
    lua_setfield(L, world, "netns");
}
