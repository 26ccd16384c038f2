// SPDX-License-Identifier: MIT
/*
 * Facts as Lua values. The functions come from FACT_KINDS: one for each kind, with its receiver and
 * parameters; only `custom`, `any`, `all`, `none` and `absent` are their own.
 *
 * A fact is copied wherever it is used, so that one Lua value may stand in several steps, and a
 * structure never shares memory with Lua.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script_private.h"

/* ---- life ---------------------------------------------------------------------------------- */

static int fact_collect(lua_State *L)
{
    struct node_fact *node = luaL_checkudata(L, 1, NODE_FACT);

    fact_free(node->fact);
    node->fact = NULL;
    return 0;
}

void fact_open(lua_State *L)
{
    luaL_getmetatable(L, NODE_FACT);
    lua_pushcfunction(L, fact_collect);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
}

static void count_facts(lua_State *L, size_t count)
{
    struct script *s = script_of(L);

    s->fact_count += count;
    if (s->fact_count > FACTS_LIMIT)
        raise_at(L, place_here(L), "the lesson makes more than %d facts", FACTS_LIMIT);
}

struct fact *fact_push(lua_State *L, enum fact_kind kind)
{
    struct place place = place_in_lesson(L);

    count_facts(L, 1);
    struct node_fact *node = lua_newuserdatauv(L, sizeof(*node), 0);

    *node = (struct node_fact){.depth = 1};
    luaL_setmetatable(L, NODE_FACT);
    node->fact = mem_alloc(sizeof(*node->fact));
    node->fact->kind = kind;
    node->fact->line = place.source < 0 ? 0 : place.line;
    return node->fact;
}

static struct fact_value copy_value(const struct fact_value *v)
{
    struct fact_value copy = *v;

    copy.text = mem_string(v->text);
    copy.netns = mem_string(v->netns);
    copy.link = mem_string(v->link);
    return copy;
}

/* At most FACT_DEPTH_LIMIT deep, and counted against FACTS_LIMIT before (fact_count_parts). */
struct fact *fact_copy(const struct fact *f)
{
    struct fact *copy = mem_alloc(sizeof(*copy));

    copy->kind = f->kind;
    copy->id = mem_string(f->id);
    copy->netns = mem_string(f->netns);
    copy->link = mem_string(f->link);
    for (size_t i = 0; i < FACT_PARAMETERS; i++)
        copy->values[i] = copy_value(&f->values[i]);
    for (size_t i = 0; i < f->part_count; i++)
        ARRAY_PUSH(copy->parts, copy->part_count, copy->part_capacity, fact_copy(f->parts[i]));
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        copy->custom_text[i] = mem_string(f->custom_text[i]);
    copy->custom_test = f->custom_test;
    copy->line = f->line;
    return copy;
}

size_t fact_count_parts(const struct fact *f)
{
    size_t count = 1;

    for (size_t i = 0; i < f->part_count; i++)
        count += fact_count_parts(f->parts[i]);
    return count;
}

/* ---- kinds with plain parameters ----------------------------------------------------------- */

/* While its arguments are read, a new fact lies at the bottom of the stack, so that it is kept. */
enum { FACT_INDEX = 1, RECEIVER_INDEX = 2 };

/* Set the receiver of @f. Raises if it is none. */
static void take_receiver(lua_State *L, const struct fact_spec *spec, struct fact *f)
{
    const struct node_netns *netns = luaL_testudata(L, RECEIVER_INDEX, NODE_NETNS);
    const struct node_link *link = luaL_testudata(L, RECEIVER_INDEX, NODE_LINK);

    if (spec->receiver == 'N' && netns != NULL) {
        f->netns = mem_string(netns->name);
    } else if (spec->receiver == 'L' && link != NULL) {
        f->netns = mem_string(link->netns);
        f->link = mem_string(link->name);
    } else {
        struct place place = source_find_word(script_of(L), place_here(L), spec->name, false);

        raise_at(L, place, "%s is asked of a %s, with a colon: %s:%s(…)", spec->name,
                 spec->receiver == 'N' ? "namespace" : "link",
                 spec->receiver == 'N' ? "ns" : "link", spec->name);
    }
}

static void take_option(lua_State *L, int options, const struct fact_spec *spec, size_t i,
                        struct place place, struct fact *f)
{
    const struct fact_parameter *parameter = &spec->parameters[i];
    struct place key = source_find_word(script_of(L), place, parameter->name, true);

    lua_pushstring(L, parameter->name);
    if (lua_rawget(L, options) != LUA_TNIL)
        value_take(L, lua_gettop(L), spec->name, parameter, key, &f->values[i]);
    else if (parameter->required)
        raise_at(L, place, "%s needs '%s'", spec->name, parameter->name);
    lua_pop(L, 1);
}

/* The option table at @options, or nothing there. */
static void take_options(lua_State *L, int options, const struct fact_spec *spec,
                         struct place place, struct fact *f)
{
    const char *names[FACT_PARAMETERS];
    size_t count = 0;

    if (lua_isnoneornil(L, options)) {
        lua_settop(L, options - 1);
        lua_newtable(L);
    }
    if (!lua_istable(L, options))
        raise_at(L, place, "%s wants its options as a table { … }, not %s", spec->name,
                 node_type_name(L, options));
    for (size_t i = 0; i < spec->parameter_count; i++)
        if (!spec->parameters[i].positional)
            names[count++] = spec->parameters[i].name;
    struct spot at = {.place = place, .owner = spec->name};

    lua_settop(L, options);
    build_check_keys(L, &at, names, count, false);
    for (size_t i = 0; i < spec->parameter_count; i++)
        if (!spec->parameters[i].positional)
            take_option(L, options, spec, i, place, f);
}

static size_t count_positional(const struct fact_spec *spec)
{
    size_t count = 0;

    for (size_t i = 0; i < spec->parameter_count; i++)
        count += spec->parameters[i].positional;
    return count;
}

/* Everything behind the receiver: arguments from index @first on, @given of them. */
static void take_arguments(lua_State *L, const struct fact_spec *spec, int first, int given,
                           struct fact *f)
{
    struct place place = source_find_word(script_of(L), place_here(L), spec->name, false);
    size_t positional = count_positional(spec);
    bool has_options = positional < spec->parameter_count;

    if (given > (int)positional + has_options)
        raise_at(L, place, "%s takes %zu argument%s%s, not %d", spec->name, positional,
                 positional == 1 ? "" : "s", has_options ? " and a table of options" : "", given);
    for (size_t i = 0; i < positional; i++) {
        const struct fact_parameter *parameter = &spec->parameters[i];

        if (!lua_isnoneornil(L, first + (int)i))
            value_take(L, first + (int)i, spec->name, parameter, place, &f->values[i]);
        else if (parameter->required)
            raise_at(L, place, "%s needs '%s'", spec->name, parameter->name);
    }
    if (has_options)
        take_options(L, first + (int)positional, spec, place, f);
}

/* Upvalue 1: the kind. */
static int fact_function(lua_State *L)
{
    enum fact_kind kind = (enum fact_kind)lua_tointeger(L, lua_upvalueindex(1));
    const struct fact_spec *spec = fact_spec(kind);
    bool has_receiver = spec->receiver != 'F';
    int given = lua_gettop(L) - has_receiver;
    struct fact *f = fact_push(L, kind);

    lua_insert(L, FACT_INDEX);
    if (has_receiver)
        take_receiver(L, spec, f);
    take_arguments(L, spec, RECEIVER_INDEX + has_receiver, given, f);
    lua_settop(L, FACT_INDEX);
    return 1;
}

/* ---- any, all, none, absent ---------------------------------------------------------------- */

/* Append a copy of the fact at the top of the stack to the one at FACT_INDEX. */
static void add_part(lua_State *L, const struct spot *at, void *into UNUSED)
{
    struct node_fact *whole = luaL_checkudata(L, FACT_INDEX, NODE_FACT);
    const struct node_fact *part = luaL_testudata(L, -1, NODE_FACT);
    struct fact *f = whole->fact;

    if (part == NULL)
        spot_raise(L, at, "this must be a fact, not %s", node_type_name(L, -1));
    if (part->depth >= FACT_DEPTH_LIMIT)
        spot_raise(L, at, "facts are nested more than %d deep", FACT_DEPTH_LIMIT);
    if (part->depth >= whole->depth)
        whole->depth = part->depth + 1;
    count_facts(L, fact_count_parts(part->fact));
    ARRAY_PUSH(f->parts, f->part_count, f->part_capacity, fact_copy(part->fact));
}

static int combine_function(lua_State *L)
{
    enum fact_kind kind = (enum fact_kind)lua_tointeger(L, lua_upvalueindex(1));
    struct spot at = {.place = place_here(L), .owner = fact_spec(kind)->name};

    lua_settop(L, 1);
    const struct fact *f = fact_push(L, kind);

    lua_insert(L, FACT_INDEX);
    if (!lua_istable(L, -1))
        return raise_at(L, at.place, "fh.%s wants a list of facts: fh.%s { … }", at.owner,
                        at.owner);
    build_list(L, &at, add_part, NULL);
    if (f->part_count == 0)
        return raise_at(L, at.place, "fh.%s needs at least one fact", at.owner);
    lua_settop(L, FACT_INDEX);
    return 1;
}

/* A new NONE at FACT_INDEX, with what was there above it. */
static void push_none(lua_State *L)
{
    fact_push(L, FACT_NONE);
    lua_insert(L, FACT_INDEX);
}

/* fact:absent() */
static int absent_function(lua_State *L)
{
    const struct spot at = {.place = place_here(L), .owner = "absent"};

    lua_settop(L, 1);
    push_none(L);
    add_part(L, &at, NULL);
    lua_settop(L, FACT_INDEX);
    return 1;
}

/* ns:absent() and link:absent(): upvalue 1 is the kind that must not hold. */
static int absent_receiver_function(lua_State *L)
{
    enum fact_kind kind = (enum fact_kind)lua_tointeger(L, lua_upvalueindex(1));

    lua_settop(L, 1);
    lua_pushinteger(L, kind);
    lua_pushcclosure(L, fact_function, 1);
    lua_insert(L, 1);
    lua_call(L, 1, 1);
    return absent_function(L);
}

/* ---- custom -------------------------------------------------------------------------------- */

static void take_custom_text(lua_State *L, struct place place, struct fact *f)
{
    if (lua_type(L, -1) == LUA_TSTRING) {
        f->custom_text[LANGUAGE_EN] =
            mem_string(text_take(L, -1, place, "custom: 'text'", 4 * TEXT_LIMIT, false));
        return;
    }
    if (!lua_istable(L, -1))
        raise_at(L, place, "custom: 'text' must be text or { en = \"…\", ja = \"…\" }, not %s",
                 node_type_name(L, -1));
    const char *codes[LANGUAGE_COUNT];
    struct spot at = {.place = place, .owner = "custom: text"};

    for (int lang = 0; lang < LANGUAGE_COUNT; lang++)
        codes[lang] = language_code((enum language)lang);
    build_check_keys(L, &at, codes, LANGUAGE_COUNT, false);
    for (int lang = 0; lang < LANGUAGE_COUNT; lang++) {
        lua_pushstring(L, codes[lang]);
        if (lua_rawget(L, -2) != LUA_TNIL)
            f->custom_text[lang] =
                mem_string(text_take(L, -1, place, "custom: 'text'", 4 * TEXT_LIMIT, false));
        lua_pop(L, 1);
    }
    if (f->custom_text[LANGUAGE_EN] == NULL)
        raise_at(L, place, "custom: 'text' needs 'en'");
}

static int custom_function(lua_State *L)
{
    static const char *const keys[] = {"id", "text", "test"};
    struct place place = place_here(L);
    struct spot at = {.place = place, .owner = "custom"};

    lua_settop(L, 1);
    struct fact *f = fact_push(L, FACT_CUSTOM);

    lua_insert(L, FACT_INDEX);
    if (!lua_istable(L, -1))
        return raise_at(L, place,
                        "fh.custom wants a table: fh.custom { id = …, text = …, test = "
                        "function(world) … end }");
    build_check_keys(L, &at, keys, ARRAY_LENGTH(keys), false);
    lua_getfield(L, 2, "id");
    f->id = mem_string(text_take(L, -1, source_find_word(script_of(L), place, "id", true),
                                 "custom: 'id'", NAME_LIMIT - 1, false));
    if (!node_is_id(f->id, '-'))
        return raise_at(L, place, "custom: '%s' cannot be an id: use a-z, 0-9 and -", f->id);
    lua_getfield(L, 2, "text");
    take_custom_text(L, source_find_word(script_of(L), place, "text", true), f);
    if (lua_getfield(L, 2, "test") != LUA_TFUNCTION)
        return raise_at(L, place, "custom: 'test' must be a function, not %s",
                        node_type_name(L, -1));
    f->custom_test = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_settop(L, FACT_INDEX);
    return 1;
}

/* ---- names --------------------------------------------------------------------------------- */

static lua_CFunction function_of(enum fact_kind kind)
{
    switch (kind) {
    case FACT_CUSTOM:
        return custom_function;
    case FACT_ANY:
    case FACT_ALL:
    case FACT_NONE:
        return combine_function;
    default:
        return fact_function;
    }
}

void fact_add_methods(lua_State *L, char receiver)
{
    for (int kind = 0; kind < FACT_KIND_COUNT; kind++) {
        const struct fact_spec *spec = fact_spec((enum fact_kind)kind);

        if (spec->receiver != receiver)
            continue;
        lua_pushinteger(L, kind);
        lua_pushcclosure(L, function_of((enum fact_kind)kind), 1);
        lua_setfield(L, -2, spec->name);
    }
    if (receiver == 'F')
        return;
    if (receiver == 'A') {
        lua_pushcfunction(L, absent_function);
    } else {
        lua_pushinteger(L, receiver == 'N' ? FACT_NETNS_EXISTS : FACT_LINK_EXISTS);
        lua_pushcclosure(L, absent_receiver_function, 1);
    }
    lua_setfield(L, -2, "absent");
}
