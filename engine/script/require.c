// SPDX-License-Identifier: MIT
/*
 * `require`: "firsthop", or NAME for NAME.lua in the lesson's own folder. A module runs once; what
 * it returned is kept in the registry.
 */
#include <errno.h>
#include <string.h>

#include "script_private.h"

static const char modules_key; /* registry: name -> what it returned; false while it runs */
static const char globals_key; /* registry: the globals of every lesson file */

/* Set the first upvalue of the chunk on top, its globals. */
static void give_globals(lua_State *L)
{
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &globals_key) == LUA_TNIL) {
        lua_pop(L, 1);
        library_push_globals(L);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &globals_key);
    }
    lua_setupvalue(L, -2, 1);
}

static int raise_unreadable(lua_State *L, const char *text)
{
    return raise_at(L, place_here(L), "%s", text);
}

/* Index of the source; a C function of its own so that no error structure lives while Lua jumps. */
static int read_or_raise(lua_State *L, const char *name)
{
    struct error err = {0};
    int source = source_find(script_of(L), name);

    if (source < 0)
        source = source_read(script_of(L), name, &err);

    return source >= 0 ? source : raise_unreadable(L, err.what);
}

void require_run(lua_State *L, const char *name, int results)
{
    int index = read_or_raise(L, name);
    const struct source *source = &script_of(L)->sources[index];

    if (memchr(source->text, '\0', source->len) != NULL || source->text[0] == LUA_SIGNATURE[0])
        raise_at(L, (struct place){.source = index, .line = 1},
                 "this is not Lua text (compiled Lua is refused)");
    lua_pushfstring(L, "=%s", name);
    if (luaL_loadbufferx(L, source->text, source->len, lua_tostring(L, -1), "t") != LUA_OK)
        lua_error(L);
    lua_remove(L, -2); /* chunk */
    give_globals(L);
    lua_call(L, 0, results);
}

static void check_module_name(lua_State *L, const char *name)
{
    if (strncmp(name, "firsthop.", 9) == 0)
        raise_at(L, place_here(L), "there is no module '%s': everything is in \"firsthop\"", name);
    if (!node_is_id(name, '_'))
        raise_at(
            L, place_here(L),
            "'%s' is no module: require \"firsthop\", or a name of a-z, 0-9 and _ for NAME.lua "
            "in the lesson's own folder",
            name);
    if (str_equal(name, "lesson"))
        raise_at(L, place_here(L), "lesson.lua cannot require itself");
}

/* Run the module @name and keep what it returns in the table on top of the stack; push that. */
static void run_module(lua_State *L, const char *name)
{
    check_module_name(L, name);
    lua_pushboolean(L, false);
    lua_setfield(L, -2, name);
    lua_pushfstring(L, "%s.lua", name); /* modules file */
    require_run(L, lua_tostring(L, -1), 1);
    lua_remove(L, -2);           /* modules result */
    if (!lua_toboolean(L, -1)) { /* false means: runs just now */
        lua_pop(L, 1);
        lua_pushboolean(L, true);
    }
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, name);
}

int require_function(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);

    lua_settop(L, 1);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &modules_key) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_newtable(L);
        node_push_module(L);
        lua_setfield(L, -2, "firsthop");
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &modules_key);
    }
    int type = lua_getfield(L, -1, name); /* name modules module */

    if (type == LUA_TBOOLEAN && !lua_toboolean(L, -1))
        return raise_at(L, place_here(L), "module '%s' requires itself", name);
    if (type == LUA_TNIL) {
        lua_pop(L, 1);
        run_module(L, name);
    }
    return 1;
}
