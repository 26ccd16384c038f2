// SPDX-License-Identifier: MIT
/* One argument of a fact, and text in general: from Lua into plain values, or a message that says
 * what is wrong. */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "script_private.h"

/* ---- text ---------------------------------------------------------------------------------- */

static bool has_control_character(const char *text, size_t len, bool lines)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            if (!lines || (text[i] != '\n' && text[i] != '\t'))
                return true;
    return false;
}

const char *text_take(lua_State *L, int index, struct place place, const char *what, size_t max,
                      bool lines)
{
    struct script *s = script_of(L);
    size_t len;

    if (lua_type(L, index) != LUA_TSTRING)
        raise_at(L, place, "%s must be text, not %s", what, node_type_name(L, index));
    const char *text = lua_tolstring(L, index, &len);

    if (len == 0)
        raise_at(L, place, "%s is empty", what);
    if (len > max)
        raise_at(L, place, "%s is too long: %zu bytes, at most %zu", what, len, max);
    if (has_control_character(text, len, lines))
        raise_at(L, place, "%s has a control character in it", what);
    s->taken_bytes += len;
    if (s->taken_bytes > TAKEN_LIMIT)
        raise_at(L, place, "the texts of the lesson are more than %d MiB together",
                 TAKEN_LIMIT >> 20);
    return text;
}

/* ---- types of arguments -------------------------------------------------------------------- */

static bool parse_mac(const char *text, uint8_t mac[6])
{
    for (int i = 0; i < 6; i++, text += 3) {
        unsigned byte;

        if (!isxdigit((unsigned char)text[0]) || !isxdigit((unsigned char)text[1]) ||
            text[2] != (i < 5 ? ':' : '\0') || sscanf(text, "%2x", &byte) != 1)
            return false;
        mac[i] = (uint8_t)byte;
    }
    return true;
}

static bool parse_text(const char *text UNUSED, struct fact_value *v UNUSED)
{
    return true;
}

static bool parse_address(const char *text, struct fact_value *v)
{
    return address_parse(text, &v->address);
}

/* prefix_parse would take a bare address for a host route; in a lesson that is more often forgotten
 * than meant. */
static bool parse_prefix(const char *text, struct fact_value *v)
{
    return strchr(text, '/') != NULL && prefix_parse(text, &v->prefix);
}

static bool parse_destination(const char *text, struct fact_value *v)
{
    int family = str_equal(text, "default") ? AF_INET : str_equal(text, "default6") ? AF_INET6 : 0;

    if (family == 0)
        return prefix_parse(text, &v->prefix);
    v->prefix = (struct prefix){.address.family = (uint8_t)family};
    return true;
}

static bool parse_family(const char *text, struct fact_value *v)
{
    v->number = family_parse(text);
    return v->number != 0;
}

static bool parse_mac_value(const char *text, struct fact_value *v)
{
    return parse_mac(text, v->mac);
}

static const struct {
    const char *wanted;
    bool (*parse)(const char *text, struct fact_value *v); /* NULL: not given as text */
} types[] = {
    [FACT_TYPE_NONE] = {"nothing", NULL},
    [FACT_TYPE_STRING] = {"text", parse_text},
    [FACT_TYPE_ADDRESS] = {"an address such as \"10.0.1.10\"", parse_address},
    [FACT_TYPE_PREFIX] = {"an address with its prefix length, such as \"10.0.1.10/24\"",
                          parse_prefix},
    [FACT_TYPE_DEFAULT_OR_PREFIX] =
        {"\"default\", \"default6\" or a destination such as \"10.0.2.0/24\"", parse_destination},
    [FACT_TYPE_FAMILY] = {"\"ipv4\" or \"ipv6\"", parse_family},
    [FACT_TYPE_NUMBER] = {"a whole number from 0 to 4294967295", NULL},
    [FACT_TYPE_LINK] = {"a link such as ns:link \"eth0\"", NULL},
    [FACT_TYPE_NETNS] = {"a namespace: fh.netns \"name\" or fh.host", NULL},
    [FACT_TYPE_MAC] = {"a MAC address such as \"02:00:00:00:00:01\"", parse_mac_value},
    [FACT_TYPE_VALUE] = {"text or a number", parse_text},
};
_Static_assert(ARRAY_LENGTH(types) == FACT_TYPE_VALUE + 1, "one row for each type of argument");

struct argument {
    const char *fact, *name;
    struct place place;
};

static void refuse(lua_State *L, int index, enum fact_type type, const struct argument *a)
{
    raise_at(L, a->place, "%s: '%s' must be %s, not %s", a->fact, a->name, types[type].wanted,
             node_type_name(L, index));
}

static void take_parsed(lua_State *L, int index, enum fact_type type, const struct argument *a,
                        struct fact_value *v)
{
    char what[NAME_LIMIT * 2];

    if (lua_type(L, index) != LUA_TSTRING)
        refuse(L, index, type, a);
    snprintf(what, sizeof(what), "%s: '%s'", a->fact, a->name);
    const char *text = text_take(L, index, a->place, what, TEXT_LIMIT, false);

    if (!types[type].parse(text, v))
        raise_at(L, source_find_text(script_of(L), a->place, text, strlen(text), true),
                 "%s: '%s' must be %s; \"%s\" is not", a->fact, a->name, types[type].wanted, text);
    v->text = mem_string(text);
}

static void take_number(lua_State *L, int index, enum fact_type type, const struct argument *a,
                        struct fact_value *v)
{
    int is_whole = 0;
    lua_Integer number =
        lua_type(L, index) == LUA_TNUMBER ? lua_tointegerx(L, index, &is_whole) : 0;

    if (lua_type(L, index) != LUA_TNUMBER)
        refuse(L, index, type, a);
    if (!is_whole || number < 0 || number > UINT32_MAX)
        raise_at(L, a->place, "%s: '%s' must be %s", a->fact, a->name, types[type].wanted);
    v->number = number;
    v->text = mem_printf("%lld", (long long)number);
}

/* A number as `sysctl` prints it. */
static void take_any_number(lua_State *L, int index, const struct argument *a, struct fact_value *v)
{
    int is_whole = 0;
    lua_Integer number = lua_tointegerx(L, index, &is_whole);

    if (!is_whole)
        raise_at(L, a->place, "%s: '%s' must be text or a whole number", a->fact, a->name);
    v->number = number;
    v->text = mem_printf("%lld", (long long)number);
}

static void take_link(lua_State *L, int index, enum fact_type type, const struct argument *a,
                      struct fact_value *v)
{
    const struct node_link *link = luaL_testudata(L, index, NODE_LINK);

    if (link == NULL)
        refuse(L, index, type, a);
    v->netns = mem_string(link->netns);
    v->link = mem_string(link->name);
    v->text = mem_printf("%s/%s", link->netns, link->name);
}

static void take_netns(lua_State *L, int index, enum fact_type type, const struct argument *a,
                       struct fact_value *v)
{
    const struct node_netns *netns = luaL_testudata(L, index, NODE_NETNS);

    if (netns == NULL)
        refuse(L, index, type, a);
    v->netns = mem_string(netns->name);
    v->text = mem_string(netns->name);
}

void value_take(lua_State *L, int index, const char *fact_name,
                const struct fact_parameter *parameter, struct place place, struct fact_value *v)
{
    const struct argument a = {.fact = fact_name, .name = parameter->name, .place = place};

    switch (parameter->type) {
    case FACT_TYPE_NUMBER:
        take_number(L, index, parameter->type, &a, v);
        break;
    case FACT_TYPE_LINK:
        take_link(L, index, parameter->type, &a, v);
        break;
    case FACT_TYPE_NETNS:
        take_netns(L, index, parameter->type, &a, v);
        break;
    case FACT_TYPE_VALUE:
        if (lua_type(L, index) == LUA_TNUMBER) {
            take_any_number(L, index, &a, v);
            break;
        }
        take_parsed(L, index, parameter->type, &a, v);
        break;
    default:
        take_parsed(L, index, parameter->type, &a, v);
    }
    v->type = parameter->type;
}
