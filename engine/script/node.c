// SPDX-License-Identifier: MIT
/*
 * The values that `require "firsthop"` hands out: namespaces, links, trips, steps and the lesson.
 * They are userdata with locked metatables; a step and a lesson keep their table until the file has
 * returned (build.c).
 */
#include <ctype.h>
#include <string.h>

#include "script_private.h"

bool node_is_id(const char *text, char joiner)
{
    size_t len = strlen(text);

    if (len == 0 || len >= NAME_LIMIT)
        return false;
    for (; *text != '\0'; text++)
        if (!(*text >= 'a' && *text <= 'z') && !isdigit((unsigned char)*text) && *text != joiner)
            return false;
    return true;
}

const char *node_type_name(lua_State *L, int index)
{
    static const struct {
        const char *metatable, *name;
    } nodes[] = {
        {NODE_NETNS, "a namespace"}, {NODE_LINK, "a link"}, {NODE_FACT, "a fact"},
        {NODE_TRIP, "a trip"},       {NODE_STEP, "a step"}, {NODE_LESSON, "a lesson"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(nodes); i++)
        if (luaL_testudata(L, index, nodes[i].metatable) != NULL)
            return nodes[i].name;
    switch (lua_type(L, index)) {
    case LUA_TNUMBER:
        return "a number";
    case LUA_TSTRING:
        return "text";
    case LUA_TBOOLEAN:
        return lua_toboolean(L, index) ? "true" : "false";
    case LUA_TTABLE:
        return "a table";
    case LUA_TFUNCTION:
        return "a function";
    default:
        return "nothing";
    }
}

/* ---- metatables ---------------------------------------------------------------------------- */

/* `value.name`: upvalue 1 is the table of methods, upvalue 2 what to call the receiver. */
static int find_method(lua_State *L)
{
    const char *names[FACT_KIND_COUNT + 8];
    size_t count = 0;

    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
        return 1;
    if (lua_type(L, 2) != LUA_TSTRING)
        return luaL_error(L, "%s has no numbered parts", lua_tostring(L, lua_upvalueindex(2)));
    for (lua_pushnil(L); lua_next(L, lua_upvalueindex(1)) != 0; lua_pop(L, 1))
        if (count < ARRAY_LENGTH(names))
            names[count++] = lua_tostring(L, -2);
    const char *name = lua_tostring(L, 2);
    const char *nearest = str_nearest(name, names, count);
    struct place place = source_find_word(script_of(L), place_here(L), name, false);

    if (nearest == NULL)
        return raise_at(L, place, "%s has no '%s'", lua_tostring(L, lua_upvalueindex(2)), name);
    return raise_at(L, place, "%s has no '%s': did you mean '%s'?",
                    lua_tostring(L, lua_upvalueindex(2)), name, nearest);
}

/* A metatable called @name whose methods are the table on top, which is taken off. */
static void make_metatable(lua_State *L, const char *name, const char *called)
{
    luaL_newmetatable(L, name);
    lua_insert(L, -2); /* meta methods */
    lua_pushstring(L, called);
    lua_pushcclosure(L, find_method, 2);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, false);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}

/* ---- namespaces and links ------------------------------------------------------------------ */

/* A name that is one file name (/run/netns/NAME) or one interface name: printable, no slash, blank
 * or colon. */
static bool is_plain_name(const char *name, size_t max)
{
    size_t len = strlen(name);

    if (len == 0 || len > max || str_equal(name, ".") || str_equal(name, ".."))
        return false;
    for (; *name != '\0'; name++)
        if (!isalnum((unsigned char)*name) && strchr("_.-@", *name) == NULL)
            return false;
    return true;
}

static void push_netns(lua_State *L, const char *name)
{
    struct node_netns *node = lua_newuserdatauv(L, sizeof(*node), 0);

    *node = (struct node_netns){0};
    str_copy(node->name, sizeof(node->name), name);
    luaL_setmetatable(L, NODE_NETNS);
}

static int netns_function(lua_State *L)
{
    struct place place = place_here(L);

    if (lua_type(L, 1) != LUA_TSTRING)
        return raise_at(L, place, "fh.netns wants a name, such as fh.netns \"host1\", not %s",
                        node_type_name(L, 1));
    const char *name = lua_tostring(L, 1);

    if (str_equal(name, "host"))
        return raise_at(L, place,
                        "the name 'host' belongs to the sandbox's first namespace: write fh.host");
    if (!is_plain_name(name, NAME_LIMIT - 1))
        return raise_at(L, place, "'%s' cannot be the name of a namespace", name);
    push_netns(L, name);
    return 1;
}

static int link_method(lua_State *L)
{
    const struct node_netns *netns = luaL_testudata(L, 1, NODE_NETNS);
    struct place place = place_here(L);

    if (netns == NULL)
        return raise_at(L, place, "link is asked of a namespace, with a colon: ns:link \"eth0\"");
    if (lua_type(L, 2) != LUA_TSTRING)
        return raise_at(L, place, "link wants a name, such as ns:link \"eth0\", not %s",
                        node_type_name(L, 2));
    const char *name = lua_tostring(L, 2);

    if (!is_plain_name(name, IFNAMSIZ - 1))
        return raise_at(
            L, place,
            "'%s' cannot be the name of a link (at most %d characters, no blank, slash or colon)",
            name, IFNAMSIZ - 1);
    struct node_link *node = lua_newuserdatauv(L, sizeof(*node), 0);

    *node = (struct node_link){0};
    str_copy(node->netns, sizeof(node->netns), netns->name);
    str_copy(node->name, sizeof(node->name), name);
    luaL_setmetatable(L, NODE_LINK);
    return 1;
}

/* ---- trips --------------------------------------------------------------------------------- */

static int trip_function(lua_State *L)
{
    static const char *const keys[] = {"from", "to"};
    struct script *s = script_of(L);
    struct spot at = {.place = place_here(L), .owner = "fh.trip"};

    lua_settop(L, 1);
    if (!lua_istable(L, 1))
        return raise_at(L, at.place,
                        "fh.trip wants a table: fh.trip { from = host1, to = \"10.0.2.10\" }");
    build_check_keys(L, &at, keys, ARRAY_LENGTH(keys), false);
    lua_getfield(L, 1, "from");
    lua_getfield(L, 1, "to"); /* table from to */
    const struct node_netns *netns = luaL_testudata(L, 2, NODE_NETNS);
    struct node_trip *node = lua_newuserdatauv(L, sizeof(*node), 0);

    *node = (struct node_trip){0};
    luaL_setmetatable(L, NODE_TRIP);
    if (netns == NULL)
        return raise_at(L, source_find_word(s, at.place, "from", true),
                        "fh.trip: 'from' must be a namespace, not %s", node_type_name(L, 2));
    if (lua_type(L, 3) != LUA_TSTRING || !address_parse(lua_tostring(L, 3), &node->to))
        return raise_at(L, source_find_word(s, at.place, "to", true),
                        "fh.trip: 'to' must be an address such as \"10.0.2.10\"");
    str_copy(node->from, sizeof(node->from), netns->name);
    return 1;
}

/* ---- steps and lessons --------------------------------------------------------------------- */

static const char *const step_functions[] = {
    [STEP_DO] = "step", [STEP_READ] = "read", [STEP_PREDICT] = "predict"};
_Static_assert(ARRAY_LENGTH(step_functions) == STEP_KIND_COUNT,
               "one function for each kind of step");

static struct node_table *push_table_node(lua_State *L, const char *metatable)
{
    struct node_table *node = lua_newuserdatauv(L, sizeof(*node), 1);
    struct place in_lesson = place_in_lesson(L);

    *node = (struct node_table){.place = place_here(L),
                                .line = in_lesson.source < 0 ? 0 : in_lesson.line};
    luaL_setmetatable(L, metatable);
    return node;
}

/* fh.step "id", fh.read "id", fh.predict "id": upvalue 1 is the kind. The table comes with the next
 * call. */
static int step_function(lua_State *L)
{
    enum step_kind kind = (enum step_kind)lua_tointeger(L, lua_upvalueindex(1));
    const char *name = step_functions[kind];
    struct place place = place_here(L);

    if (lua_type(L, 1) != LUA_TSTRING || lua_gettop(L) != 1)
        return raise_at(L, place, "fh.%s wants an id and then a table: fh.%s \"my-id\" { … }", name,
                        name);
    if (!node_is_id(lua_tostring(L, 1), '-'))
        return raise_at(
            L, place,
            "'%s' cannot be the id of a step: use a-z, 0-9 and -, fewer than %d characters",
            lua_tostring(L, 1), NAME_LIMIT);
    struct node_table *node = push_table_node(L, NODE_STEP);

    node->kind = kind;
    str_copy(node->id, sizeof(node->id), lua_tostring(L, 1));
    return 1;
}

/* The call that brings a step's table. */
static int step_call(lua_State *L)
{
    const struct node_table *node = luaL_checkudata(L, 1, NODE_STEP);

    if (!lua_istable(L, 2) || lua_gettop(L) != 2)
        return raise_at(L, node->place, "step '%s' wants one table, not %s", node->id,
                        node_type_name(L, 2));
    if (lua_getiuservalue(L, 1, 1) != LUA_TNIL)
        return raise_at(L, node->place, "step '%s' has its table already", node->id);
    lua_pop(L, 1);
    lua_setiuservalue(L, 1, 1);
    return 1;
}

static int lesson_function(lua_State *L)
{
    if (!lua_istable(L, 1) || lua_gettop(L) != 1)
        return raise_at(L, place_here(L), "fh.lesson wants one table, not %s",
                        node_type_name(L, 1));
    push_table_node(L, NODE_LESSON);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    return 1;
}

/* ---- opening ------------------------------------------------------------------------------- */

void node_open(lua_State *L)
{
    lua_newtable(L);
    lua_pushcfunction(L, link_method);
    lua_setfield(L, -2, "link");
    fact_add_methods(L, 'N');
    make_metatable(L, NODE_NETNS, "a namespace");
    lua_newtable(L);
    fact_add_methods(L, 'L');
    make_metatable(L, NODE_LINK, "a link");
    lua_newtable(L);
    fact_add_methods(L, 'A');
    make_metatable(L, NODE_FACT, "a fact");
    lua_newtable(L);
    make_metatable(L, NODE_TRIP, "a trip");
    lua_newtable(L);
    make_metatable(L, NODE_STEP, "a step");
    lua_newtable(L);
    make_metatable(L, NODE_LESSON, "a lesson");
    luaL_getmetatable(L, NODE_STEP);
    lua_pushcfunction(L, step_call);
    lua_setfield(L, -2, "__call");
    lua_pop(L, 1);
    fact_open(L);
}

void node_push_module(lua_State *L)
{
    static const luaL_Reg functions[] = {{"netns", netns_function},
                                         {"trip", trip_function},
                                         {"lesson", lesson_function},
                                         {NULL, NULL}};

    luaL_newlib(L, functions);
    for (int kind = 0; kind < STEP_KIND_COUNT; kind++) {
        lua_pushinteger(L, kind);
        lua_pushcclosure(L, step_function, 1);
        lua_setfield(L, -2, step_functions[kind]);
    }
    push_netns(L, "host");
    lua_setfield(L, -2, "host");
    fact_add_methods(L, 'F');
    view_push_library(L, "fh");
}
