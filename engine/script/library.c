// SPDX-License-Identifier: MIT
/*
 * The part of Lua that lesson files see: a list of names, everything else is absent. A function is
 * on the list if it can neither reach the outside nor change what others use, and if one call is
 * short: its work must be bounded by the size of what it is given, which the cage bounds. Those
 * that are not get a guard here:
 *
 *   string.rep     loops over the count even for ""
 *   string.find    is plain search only: a pattern can take 2^length steps inside C, where
 *                  no hook runs; so match, gmatch and gsub are absent
 *   table.insert   loops up to #t, which for a table with few but far keys can be 2^62;
 *                  so does table.remove
 *   table.sort     compares inside C: the comparison looks at the clock
 *   table.move     loops over the numbers it is given: absent
 *   pcall          lets the deadline's error pass (cage.c)
 *
 * Absent for other reasons: next, rawget and rawset (views would leak, view.c); setmetatable
 * (finalizers run without hooks); coroutine (a hook belongs to one coroutine); math.random (a
 * lesson is the same every time).
 */
#include <string.h>

#include "script_private.h"

#define LONGEST_LIST (BLOCK_LIMIT / 16) /* more than fit into a table in the cage */

/* string.rep: the original is upvalue 1. */
static int guarded_rep(lua_State *L)
{
    if (luaL_checkinteger(L, 2) > BLOCK_LIMIT)
        return luaL_error(L, "string.rep: a text of more than %d KiB", BLOCK_LIMIT / 1024);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

/* table.insert, table.remove: the original is upvalue 1. */
static int guarded_list_function(lua_State *L)
{
    luaL_checkany(L, 1);
    if (lua_rawlen(L, 1) > LONGEST_LIST)
        return luaL_error(L, "the list is too long");
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

/* a < b by the author's function (upvalue 1) or by Lua's order. */
static int sort_compare(lua_State *L)
{
    cage_check_deadline(L);
    lua_settop(L, 2);
    if (lua_isnil(L, lua_upvalueindex(1))) {
        lua_pushboolean(L, lua_compare(L, 1, 2, LUA_OPLT));
        return 1;
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 2, 1);
    return 1;
}

/* table.sort: the original is upvalue 1. */
static int guarded_sort(lua_State *L)
{
    lua_settop(L, 2); /* list, comparison or nil */
    if (!lua_isnil(L, 2))
        luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_pushcclosure(L, sort_compare, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1); /* sort list comparison */
    lua_call(L, 2, 0);
    return 0;
}

/* string.find(text, part [, init]): first and last position of @part as it stands, or nil. */
static int plain_find(lua_State *L)
{
    size_t text_len, part_len;
    const char *text = luaL_checklstring(L, 1, &text_len);
    const char *part = luaL_checklstring(L, 2, &part_len);
    lua_Integer init = luaL_optinteger(L, 3, 1);

    if (init < 0)
        init += (lua_Integer)text_len + 1;
    if (init < 1)
        init = 1;
    if ((size_t)init > text_len + 1)
        return 0;
    const char *found = memmem(text + init - 1, text_len - (size_t)init + 1, part, part_len);

    if (found == NULL)
        return 0;
    lua_pushinteger(L, found - text + 1);
    lua_pushinteger(L, found - text + (lua_Integer)part_len);
    return 2;
}

/* ---- what is chosen ------------------------------------------------------------------------ */

struct chosen {
    const char *name;
    lua_CFunction guard; /* instead of the original, which becomes its upvalue */
};

static const struct chosen base_names[] = {
    {"assert", NULL},      {"error", NULL},    {"ipairs", NULL},   {"pairs", NULL},
    {"select", NULL},      {"tonumber", NULL}, {"tostring", NULL}, {"type", NULL},
    {"pcall", cage_pcall}, {NULL, NULL},
};

static const struct chosen string_names[] = {
    {"byte", NULL}, {"char", NULL},  {"find", plain_find}, {"format", NULL},
    {"len", NULL},  {"lower", NULL}, {"rep", guarded_rep}, {"reverse", NULL},
    {"sub", NULL},  {"upper", NULL}, {NULL, NULL},
};

static const struct chosen table_names[] = {
    {"concat", NULL},       {"insert", guarded_list_function},
    {"pack", NULL},         {"remove", guarded_list_function},
    {"sort", guarded_sort}, {"unpack", NULL},
    {NULL, NULL},
};

static const struct chosen math_names[] = {
    {"abs", NULL},        {"ceil", NULL},      {"floor", NULL},      {"fmod", NULL},
    {"huge", NULL},       {"max", NULL},       {"maxinteger", NULL}, {"min", NULL},
    {"mininteger", NULL}, {"modf", NULL},      {"pi", NULL},         {"sqrt", NULL},
    {"type", NULL},       {"tointeger", NULL}, {"ult", NULL},        {NULL, NULL},
};

static const struct chosen utf8_names[] = {
    {"char", NULL}, {"codepoint", NULL}, {"codes", NULL},
    {"len", NULL},  {"offset", NULL},    {NULL, NULL},
};

static const struct {
    const char *name;
    lua_CFunction open;
    const struct chosen *chosen;
} libraries[] = {
    {LUA_STRLIBNAME, luaopen_string, string_names},
    {LUA_TABLIBNAME, luaopen_table, table_names},
    {LUA_MATHLIBNAME, luaopen_math, math_names},
    {LUA_UTF8LIBNAME, luaopen_utf8, utf8_names},
};

/* From the table on top of the stack into a new one, which replaces it. */
static void choose(lua_State *L, const struct chosen *chosen)
{
    lua_newtable(L); /* all some */
    for (; chosen->name != NULL; chosen++) {
        lua_getfield(L, -2, chosen->name);
        if (chosen->guard != NULL)
            lua_pushcclosure(L, chosen->guard, 1);
        lua_setfield(L, -2, chosen->name);
    }
    lua_remove(L, -2);
}

/* ("x"):rep and the like look into the chosen functions too; the string metatable itself is out of
 * reach. */
static void protect_strings(lua_State *L)
{
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1); /* "" meta */
    lua_getglobal(L, LUA_STRLIBNAME);
    lua_getmetatable(L, -1);
    lua_getfield(L, -1, "__index"); /* "" meta view meta index */
    lua_setfield(L, -4, "__index");
    lua_pushboolean(L, false);
    lua_setfield(L, -4, "__metatable");
    lua_pop(L, 4);
}

void library_push_globals(lua_State *L)
{
    luaL_requiref(L, LUA_GNAME, luaopen_base, 0);
    for (size_t i = 0; i < ARRAY_LENGTH(libraries); i++) {
        luaL_requiref(L, libraries[i].name, libraries[i].open, 0);
        choose(L, libraries[i].chosen);
        view_push_library(L, libraries[i].name);
        lua_setglobal(L, libraries[i].name);
    }
    protect_strings(L);
    choose(L, base_names); /* globals */
    for (size_t i = 0; i < ARRAY_LENGTH(libraries); i++) {
        lua_getglobal(L, libraries[i].name);
        lua_setfield(L, -2, libraries[i].name);
    }
    lua_pushcfunction(L, require_function);
    lua_setfield(L, -2, "require");
    view_push_library(L, "");
}
