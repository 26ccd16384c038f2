// SPDX-License-Identifier: MIT
/*
 * The finished lesson: after the file has returned, its tables are walked once and become plain
 * structures. Whatever is made here is hung into s->lesson at once, so nothing is lost if a later
 * entry raises.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script_private.h"

/* ---- places -------------------------------------------------------------------------------- */

struct place spot_place(lua_State *L, const struct spot *at)
{
    return at->key == NULL ? at->place : source_find_word(script_of(L), at->place, at->key, true);
}

int spot_raise(lua_State *L, const struct spot *at, const char *fmt, ...)
{
    char text[256], entry[32] = "";
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    if (at->entry > 0)
        snprintf(entry, sizeof(entry), ", entry %d", at->entry);
    return raise_at(L, spot_place(L, at), "%s%s%s%s: %s", at->owner, at->key == NULL ? "" : ", ",
                    at->key == NULL ? "" : at->key, entry, text);
}

/* ---- tables -------------------------------------------------------------------------------- */

static bool is_name_of(const char *key, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(key, names[i]))
            return true;
    return false;
}

void build_check_keys(lua_State *L, const struct spot *at, const char *const *names, size_t count,
                      bool positional)
{
    lua_Integer length = (lua_Integer)lua_rawlen(L, -1);

    for (lua_pushnil(L); lua_next(L, -2) != 0;) {
        lua_pop(L, 1); /* table key */
        lua_Integer number = lua_isinteger(L, -1) ? lua_tointeger(L, -1) : 0;

        if (lua_type(L, -1) == LUA_TSTRING && is_name_of(lua_tostring(L, -1), names, count))
            continue;
        if (!positional || number < 1 || number > length)
            raise_unknown_key(L, spot_place(L, at), at->owner, names, count);
    }
}

void build_list(lua_State *L, const struct spot *at,
                void (*take)(lua_State *L, const struct spot *at, void *into), void *into)
{
    struct spot entry = *at;

    if (!lua_istable(L, -1))
        spot_raise(L, at, "this must be a list { … }, not %s", node_type_name(L, -1));
    int length = (int)lua_rawlen(L, -1);

    if (lua_rawlen(L, -1) > LIST_LIMIT)
        spot_raise(L, at, "the list has more than %d entries", LIST_LIMIT);
    build_check_keys(L, at, NULL, 0, true);
    luaL_checkstack(L, 8, NULL);
    for (entry.entry = 1; entry.entry <= length; entry.entry++) {
        if (lua_rawgeti(L, -1, entry.entry) == LUA_TNIL)
            spot_raise(L, &entry, "this is missing");
        take(L, &entry, into);
        lua_pop(L, 1);
    }
}

/* ---- the keys of a lesson ------------------------------------------------------------------ */

struct words {
    char ***items;
    size_t *count, *capacity;
    bool are_ids;
};

static void take_word(lua_State *L, const struct spot *at, void *into)
{
    struct words *w = into;
    const char *text = text_take(L, -1, spot_place(L, at), at->key, NAME_LIMIT - 1, false);

    if (w->are_ids && !node_is_id(text, '-'))
        spot_raise(L, at, "'%s' is not the id of a lesson", text);
    ARRAY_PUSH(*w->items, *w->count, *w->capacity, mem_string(text));
}

static void take_after(lua_State *L, const struct spot *at, struct lesson *l)
{
    build_list(L, at, take_word,
               &(struct words){&l->after, &l->after_count, &l->after_capacity, true});
}

static void take_needs(lua_State *L, const struct spot *at, struct lesson *l)
{
    build_list(L, at, take_word,
               &(struct words){&l->needs, &l->needs_count, &l->needs_capacity, false});
}

static void take_tools(lua_State *L, const struct spot *at, struct lesson *l)
{
    build_list(L, at, take_word,
               &(struct words){&l->tools, &l->tools_count, &l->tools_capacity, false});
}

static void take_minutes(lua_State *L, const struct spot *at, struct lesson *l)
{
    lua_Integer minutes = lua_isinteger(L, -1) ? lua_tointeger(L, -1) : 0;

    if (minutes < 1 || minutes > 600)
        spot_raise(L, at, "this must be a whole number from 1 to 600");
    l->minutes = (int)minutes;
}

static void take_cell(lua_State *L, const struct spot *at, void *into)
{
    struct map_row *row = into;
    const struct node_netns *netns = luaL_testudata(L, -1, NODE_NETNS);

    if (netns == NULL && !(lua_isboolean(L, -1) && !lua_toboolean(L, -1)))
        spot_raise(L, at, "a cell must be a namespace, or false for an empty one, not %s",
                   node_type_name(L, -1));
    ARRAY_PUSH(row->cells, row->count, row->capacity,
               mem_string(netns == NULL ? NULL : netns->name));
}

static void take_row(lua_State *L, const struct spot *at, void *into)
{
    struct lesson *l = into;

    ARRAY_PUSH(l->map, l->map_count, l->map_capacity, (struct map_row){0});
    build_list(L, at, take_cell, &l->map[l->map_count - 1]);
}

static void take_map(lua_State *L, const struct spot *at, struct lesson *l)
{
    build_list(L, at, take_row, l);
}

static void take_id(lua_State *L, const struct spot *at, struct lesson *l)
{
    struct place place = spot_place(L, at);
    const char *folder = strrchr(l->folder, '/');

    folder = folder == NULL ? l->folder : folder + 1;
    l->id = mem_string(text_take(L, -1, place, "a lesson's id", NAME_LIMIT - 1, false));
    if (!node_is_id(l->id, '-'))
        raise_at(L, place, "'%s' cannot be the id of a lesson: use a-z, 0-9 and -", l->id);
    if (!str_equal(l->id, folder))
        raise_at(L, place,
                 "the id is '%s', but the lesson's folder is called '%s': they must be the same",
                 l->id, folder);
}

static const struct {
    const char *name;
    void (*take)(lua_State *L, const struct spot *at, struct lesson *l);
} lesson_keys[] = {
    {"id", take_id},       {"after", take_after},     {"needs", take_needs},
    {"tools", take_tools}, {"minutes", take_minutes}, {"map", take_map},
};

/* ---- the whole ----------------------------------------------------------------------------- */

/* For each key that the table on top has. */
static void take_lesson_keys(lua_State *L, const struct spot *at, struct lesson *l)
{
    const char *names[ARRAY_LENGTH(lesson_keys)];

    for (size_t i = 0; i < ARRAY_LENGTH(lesson_keys); i++)
        names[i] = lesson_keys[i].name;
    build_check_keys(L, at, names, ARRAY_LENGTH(names), true);
    for (size_t i = 0; i < ARRAY_LENGTH(lesson_keys); i++) {
        struct spot key = {.place = at->place, .owner = at->owner, .key = names[i]};

        if (lua_getfield(L, -1, names[i]) != LUA_TNIL)
            lesson_keys[i].take(L, &key, l);
        lua_pop(L, 1);
    }
}

static void take_steps(lua_State *L, const struct spot *at, struct lesson *l)
{
    int count = (int)lua_rawlen(L, -1);
    struct spot entry = *at;

    if (count == 0 || lua_rawlen(L, -1) > LIST_LIMIT)
        spot_raise(L, at, "a lesson has between 1 and %d steps", LIST_LIMIT);
    for (entry.entry = 1; entry.entry <= count; entry.entry++) {
        lua_rawgeti(L, -1, entry.entry);
        const struct node_table *node = luaL_testudata(L, -1, NODE_STEP);

        if (node == NULL)
            spot_raise(L, &entry, "this must be fh.step, fh.predict or fh.read, not %s",
                       node_type_name(L, -1));
        if (lua_getiuservalue(L, -1, 1) == LUA_TNIL)
            raise_at(L, node->place, "step '%s' has no table: fh.step \"%s\" { … }", node->id,
                     node->id);
        build_step(L, l, node);
        lua_pop(L, 2);
    }
}

void build_lesson(lua_State *L)
{
    struct script *s = script_of(L);
    const struct node_table *node = luaL_testudata(L, -1, NODE_LESSON);

    if (node == NULL)
        raise_at(L, place_of_end(L),
                 "lesson.lua must end with: return fh.lesson { … } (it returns %s)",
                 node_type_name(L, -1));
    const struct spot at = {.place = node->place, .owner = "the lesson"};

    s->lesson = lesson_new();
    s->lesson->folder = mem_string(s->folder);
    s->lesson->path = mem_string(s->sources[0].path);
    lua_getiuservalue(L, -1, 1);
    take_lesson_keys(L, &at, s->lesson);
    if (s->lesson->id == NULL)
        spot_raise(L, &at, "it needs 'id', the name of its folder");
    take_steps(L, &at, s->lesson);
}
