// SPDX-License-Identifier: MIT
/*
 * Read-only tables. A view is an empty table whose metatable looks into the real one, which it
 * keeps under a key that Lua code cannot make: a pointer. (There are no rawget, rawset and next in
 * the cage.)
 */
#include "script_private.h"

#define VIEW        "firsthop view"
#define VIEW_STRICT "firsthop strict view"

static const char real_key;

static int refuse_write(lua_State *L)
{
    struct place place = place_here(L);
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "…";

    place = source_find_word(script_of(L), place, key, false);
    return raise_at(L, place, "'%s' cannot be set: this table is read-only", key);
}

/* Wrap the value on top if it is a table. */
static void view_value(lua_State *L, bool strict)
{
    if (lua_istable(L, -1))
        view_push(L, strict);
}

static int view_index(lua_State *L)
{
    bool strict = lua_toboolean(L, lua_upvalueindex(1));

    lua_rawgetp(L, 1, &real_key);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, -2) == LUA_TNIL && strict) {
        script_of(L)->value_missing = true;
        return raise_at(L, place_here(L), "'%s' was not seen", luaL_tolstring(L, 2, NULL));
    }
    view_value(L, strict);
    return 1;
}

static int view_next(lua_State *L)
{
    bool strict = lua_toboolean(L, lua_upvalueindex(1));

    lua_settop(L, 2); /* view key */
    lua_rawgetp(L, 1, &real_key);
    lua_insert(L, 2); /* view real key */
    if (lua_next(L, 2) == 0)
        return 0;
    view_value(L, strict);
    return 2;
}

static int view_pairs(lua_State *L)
{
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushcclosure(L, view_next, 1);
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}

static int view_length(lua_State *L)
{
    lua_rawgetp(L, 1, &real_key);
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, -1));
    return 1;
}

static void open_metatable(lua_State *L, const char *name, bool strict)
{
    const luaL_Reg methods[] = {
        {"__index", view_index},
        {"__pairs", view_pairs},
        {"__len", view_length},
        {"__newindex", refuse_write},
        {NULL, NULL},
    };

    luaL_newmetatable(L, name);
    lua_pushboolean(L, strict);
    luaL_setfuncs(L, methods, 1);
    lua_pushboolean(L, false);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}

void view_open(lua_State *L)
{
    open_metatable(L, VIEW, false);
    open_metatable(L, VIEW_STRICT, true);
}

void view_push(lua_State *L, bool strict)
{
    luaL_checkstack(L, 4, NULL);
    lua_newtable(L);
    lua_insert(L, -2); /* view real */
    lua_rawsetp(L, -2, &real_key);
    luaL_setmetatable(L, strict ? VIEW_STRICT : VIEW);
}

/* ---- libraries ----------------------------------------------------------------------------- */

/* What an author may look for and not find: library ("" for globals), name, what to do instead. */
static const struct {
    const char *library, *name, *instead;
} missing[] = {
    {"", "print", "a lesson prints nothing: prose stands in en.md"},
    {"", "io", "a lesson cannot reach files or programs; commands belong into setup or solution"},
    {"", "os",
     "a lesson cannot reach files, programs or the clock; commands belong into setup or solution"},
    {"", "debug", "a lesson cannot look into Lua itself"},
    {"", "package", "require finds NAME.lua in the lesson's own folder"},
    {"", "load", "code stands in lesson.lua and in modules beside it"},
    {"", "loadfile", "code stands in lesson.lua; require \"name\" runs name.lua beside it"},
    {"", "dofile", "code stands in lesson.lua; require \"name\" runs name.lua beside it"},
    {"", "coroutine", "a lesson is a document and needs none"},
    {"", "setmetatable", "a lesson is a document and needs none"},
    {"", "getmetatable", "a lesson is a document and needs none"},
    {"", "xpcall", "use pcall"},
    {"", "next", "use pairs"},
    {"math", "random", "a lesson is the same for everyone, every time"},
    {"string", "match", "a pattern could run for ever; string.find(text, part) finds plain text"},
    {"string", "gmatch", "a pattern could run for ever; string.find(text, part) finds plain text"},
    {"string", "gsub", "a pattern could run for ever; string.find(text, part) finds plain text"},
};

static const char *find_instead(const char *library, const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(missing); i++)
        if (str_equal(missing[i].library, library) && str_equal(missing[i].name, name))
            return missing[i].instead;
    return NULL;
}

/* The name in the table at @index that is nearest to @word, or NULL. */
static const char *find_nearest(lua_State *L, int index, const char *word)
{
    const char *names[64];
    size_t count = 0;

    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1))
        if (count < ARRAY_LENGTH(names))
            names[count++] =
                lua_tostring(L, -2); /* every key of a library is a string that it keeps alive */
    return str_nearest(word, names, count);
}

/* Upvalues: the real table, the library's name. Arguments: whatever was indexed, the key. */
static int library_index(lua_State *L)
{
    int real = lua_upvalueindex(1);
    const char *library = lua_tostring(L, lua_upvalueindex(2));

    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, real) != LUA_TNIL)
        return 1;
    if (lua_type(L, 2) != LUA_TSTRING)
        return 1;
    const char *name = lua_tostring(L, 2);
    struct place place = source_find_word(script_of(L), place_here(L), name, false);
    const char *dot = library[0] == '\0' ? "" : ".";
    const char *instead = find_instead(library, name);

    if (instead != NULL)
        return raise_at(L, place, "%s%s%s is not available in a lesson: %s", library, dot, name,
                        instead);
    lua_pushvalue(L, real);
    const char *nearest = find_nearest(L, lua_gettop(L), name);

    if (nearest != NULL)
        return raise_at(L, place, "there is no %s%s%s: did you mean %s%s%s?", library, dot, name,
                        library, dot, nearest);
    return raise_at(L, place, "there is no %s%s%s%s", library, dot, name,
                    library[0] == '\0' ? ": is a `local` missing, or misspelt?" : "");
}

static int library_refuse_write(lua_State *L)
{
    const char *library = lua_tostring(L, lua_upvalueindex(1));
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "…";
    struct place place = source_find_word(script_of(L), place_here(L), key, false);

    if (library[0] == '\0')
        return raise_at(L, place, "'%s' would be a global variable: write local %s = …", key, key);
    return raise_at(L, place, "%s.%s cannot be set: the library is read-only", library, key);
}

void view_push_library(lua_State *L, const char *name)
{
    lua_newtable(L);
    lua_createtable(L, 0, 3); /* real view meta */
    lua_pushvalue(L, -3);
    lua_pushstring(L, name);
    lua_pushcclosure(L, library_index, 2);
    lua_setfield(L, -2, "__index");
    lua_pushstring(L, name);
    lua_pushcclosure(L, library_refuse_write, 1);
    lua_setfield(L, -2, "__newindex");
    lua_pushboolean(L, false);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2); /* real view */
    lua_remove(L, -2);
}
