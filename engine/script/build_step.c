// SPDX-License-Identifier: MIT
/* One step: its keys, one function each, and what every kind of step must have. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script_private.h"

#define STEP_FACTS_LIMIT 512 /* of one step, parts counted */

/* The step that is being built, and the ids of its facts so far. */
struct building {
    struct step *step;
    const char *ids[STEP_FACTS_LIMIT];
    size_t id_count;
};

/* ---- facts --------------------------------------------------------------------------------- */

/* Give @f and its parts ids that no other fact of the step has. */
static void give_ids(lua_State *L, const struct spot *at, struct building *b, struct fact *f)
{
    for (size_t i = 0; i < f->part_count; i++)
        give_ids(L, at, b, f->parts[i]);
    if (b->id_count == STEP_FACTS_LIMIT)
        spot_raise(L, at, "a step has at most %d facts", STEP_FACTS_LIMIT);
    if (f->id == NULL) {
        fact_make_id(f, b->ids, b->id_count);
    } else {
        for (size_t i = 0; i < b->id_count; i++)
            if (str_equal(b->ids[i], f->id))
                spot_raise(L, at, "two facts of this step have the id '%s'", f->id);
    }
    b->ids[b->id_count++] = f->id;
}

/* A copy of the fact on top of the stack, counted. */
static struct fact *take_fact(lua_State *L, const struct spot *at)
{
    const struct node_fact *node = luaL_testudata(L, -1, NODE_FACT);

    if (node == NULL)
        spot_raise(L, at, "this must be a fact, such as host1:exists(), not %s",
                   node_type_name(L, -1));
    return fact_copy(node->fact);
}

static void take_expected(lua_State *L, const struct spot *at, void *into)
{
    struct building *b = into;
    struct step *step = b->step;

    ARRAY_PUSH(step->expect, step->expect_count, step->expect_capacity, take_fact(L, at));
    give_ids(L, at, b, step->expect[step->expect_count - 1]);
}

static void take_kept(lua_State *L, const struct spot *at, void *into)
{
    struct building *b = into;
    struct step *step = b->step;

    ARRAY_PUSH(step->keeps, step->keeps_count, step->keeps_capacity, take_fact(L, at));
    give_ids(L, at, b, step->keeps[step->keeps_count - 1]);
}

static void take_expect(lua_State *L, const struct spot *at, struct building *b)
{
    build_list(L, at, take_expected, b);
}

static void take_keeps(lua_State *L, const struct spot *at, struct building *b)
{
    b->step->keeps_given = true;
    build_list(L, at, take_kept, b);
}

/* ---- shell --------------------------------------------------------------------------------- */

/* The commands on top of the stack, cleaned; the caller stores them before anything can raise. */
static char *take_commands(lua_State *L, const struct spot *at)
{
    struct place place = spot_place(L, at);
    const char *text = text_take(L, -1, place, at->key, COMMANDS_LIMIT, true);
    int comment = commands_find_lua_comment(text);

    if (comment > 0)
        spot_raise(L, at, "line %d begins with --, which is no comment for a shell: write #",
                   comment);
    if (text[strspn(text, " \t\n")] == '\0')
        spot_raise(L, at, "there are no commands");
    return commands_clean(text);
}

static void take_setup(lua_State *L, const struct spot *at, struct building *b)
{
    b->step->setup = take_commands(L, at);
}

static void take_solution(lua_State *L, const struct spot *at, struct building *b)
{
    b->step->solution = take_commands(L, at);
}

static void take_alternative(lua_State *L, const struct spot *at, void *into)
{
    struct step *step = ((struct building *)into)->step;

    ARRAY_PUSH(step->also, step->also_count, step->also_capacity, take_commands(L, at));
}

static void take_also(lua_State *L, const struct spot *at, struct building *b)
{
    build_list(L, at, take_alternative, b);
}

/* ---- pairs: { "commands", says = "id" } and { "mutant", why = "…" } ------------------------- */

/* Push the first entry and the value of the first of @keys of the table on top; the other keys may
 * be there too. */
static void push_pair(lua_State *L, const struct spot *at, const char *const *keys, size_t count)
{
    if (!lua_istable(L, -1) || lua_rawlen(L, -1) != 1)
        spot_raise(L, at, "this must be { \"…\", %s = \"…\" }", keys[0]);
    struct spot inside = *at;

    inside.owner = at->key;
    build_check_keys(L, &inside, keys, count, true);
    lua_rawgeti(L, -1, 1);
    lua_getfield(L, -2, keys[0]); /* pair first value */
}

static void take_mistake(lua_State *L, const struct spot *at, void *into)
{
    struct step *step = ((struct building *)into)->step;
    struct place place = spot_place(L, at);
    struct mistake *mistake;

    static const char *const keys[] = {"says", "when"};

    push_pair(L, at, keys, ARRAY_LENGTH(keys));
    ARRAY_PUSH(step->mistakes, step->mistake_count, step->mistake_capacity, (struct mistake){0});
    mistake = &step->mistakes[step->mistake_count - 1];
    mistake->says =
        mem_string(text_take(L, -1, place, "'says' of a mistake", NAME_LIMIT - 1, false));
    if (!node_is_id(mistake->says, '-'))
        spot_raise(L, at, "'%s' cannot be the id of a section of prose: use a-z, 0-9 and -",
                   mistake->says);
    lua_pop(L, 1);
    mistake->commands = take_commands(L, at);
    mistake->line =
        source_find_text(script_of(L), place, mistake->says, strlen(mistake->says), true).line;
    lua_pop(L, 1);
    if (lua_getfield(L, -1, "when") != LUA_TNIL)
        mistake->when = take_fact(L, at);
    lua_pop(L, 1);
}

static void take_mistakes(lua_State *L, const struct spot *at, struct building *b)
{
    build_list(L, at, take_mistake, b);
}

static void take_one_equivalent(lua_State *L, const struct spot *at, void *into)
{
    struct step *step = ((struct building *)into)->step;
    struct place place = spot_place(L, at);
    struct equivalent *equivalent;

    static const char *const keys[] = {"why"};

    push_pair(L, at, keys, ARRAY_LENGTH(keys));
    ARRAY_PUSH(step->equivalents, step->equivalent_count, step->equivalent_capacity,
               (struct equivalent){0});
    equivalent = &step->equivalents[step->equivalent_count - 1];
    equivalent->why = mem_string(text_take(L, -1, place, "'why'", 4 * TEXT_LIMIT, true));
    lua_pop(L, 1);
    equivalent->mutant = take_commands(L, at);
    lua_pop(L, 1);
}

static void take_equivalent(lua_State *L, const struct spot *at, struct building *b)
{
    build_list(L, at, take_one_equivalent, b);
}

/* ---- watches, predictions ------------------------------------------------------------------ */

/* Insert by name: Lua tells the keys of a table in no particular order. */
static void insert_watch(struct step *step, const char *name, const struct node_trip *trip)
{
    struct watch new = {.name = mem_string(name), .from = mem_string(trip->from), .to = trip->to};

    ARRAY_PUSH(step->watches, step->watch_count, step->watch_capacity, new);
    for (size_t i = step->watch_count - 1;
         i > 0 && strcmp(step->watches[i - 1].name, step->watches[i].name) > 0; i--) {
        step->watches[i] = step->watches[i - 1];
        step->watches[i - 1] = new;
    }
}

static void take_watch(lua_State *L, const struct spot *at, struct building *b)
{
    if (!lua_istable(L, -1))
        spot_raise(L, at, "this must be a table { name = fh.trip { … } }, not %s",
                   node_type_name(L, -1));
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
        const struct node_trip *trip = luaL_testudata(L, -1, NODE_TRIP);

        if (lua_type(L, -2) != LUA_TSTRING || !node_is_id(lua_tostring(L, -2), '_'))
            spot_raise(L, at, "a watch needs a name of a-z, 0-9 and _: { name = fh.trip { … } }");
        if (trip == NULL)
            spot_raise(L, at, "'%s' must be fh.trip { … }, not %s", lua_tostring(L, -2),
                       node_type_name(L, -1));
        if (b->step->watch_count == LIST_LIMIT)
            spot_raise(L, at, "more than %d watches", LIST_LIMIT);
        insert_watch(b->step, lua_tostring(L, -2), trip);
    }
}

static void take_choice(lua_State *L, const struct spot *at, void *into)
{
    struct step *step = ((struct building *)into)->step;
    const char *text = text_take(L, -1, spot_place(L, at), "a choice", TEXT_LIMIT, false);

    for (size_t i = 0; i < step->choice_count; i++)
        if (str_equal(step->choices[i], text))
            spot_raise(L, at, "the choice '%s' is there twice", text);
    ARRAY_PUSH(step->choices, step->choice_count, step->choice_capacity, mem_string(text));
}

static void take_choices(lua_State *L, const struct spot *at, struct building *b)
{
    build_list(L, at, take_choice, b);
}

static void take_answer(lua_State *L, const struct spot *at, struct building *b)
{
    if (!lua_isfunction(L, -1))
        spot_raise(L, at, "this must be a function: function(seen) return … end, not %s",
                   node_type_name(L, -1));
    lua_pushvalue(L, -1);
    b->step->answer =
        luaL_ref(L, LUA_REGISTRYINDEX); /* never 0: lauxlib keeps that index for itself */
}

/* ---- the step ------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    enum step_kind kind;
    void (*take)(lua_State *L, const struct spot *at, struct building *b);
} step_keys[] = {
    {"expect", STEP_DO, take_expect},
    {"keeps", STEP_DO, take_keeps},
    {"setup", STEP_DO, take_setup},
    {"solution", STEP_DO, take_solution},
    {"also", STEP_DO, take_also},
    {"mistakes", STEP_DO, take_mistakes},
    {"watch", STEP_DO, take_watch},
    {"equivalent", STEP_DO, take_equivalent},
    {"choices", STEP_PREDICT, take_choices},
    {"answer", STEP_PREDICT, take_answer},
};

static void check_complete(lua_State *L, const struct spot *at, const struct step *step)
{
    if (step->kind == STEP_DO && step->expect_count == 0)
        spot_raise(L, at, "it needs 'expect', at least one fact (fh.read is for prose alone)");
    if (step->kind == STEP_DO && step->solution == NULL)
        spot_raise(L, at, "it needs 'solution', the commands that make its facts true");
    if (step->kind == STEP_PREDICT && step->choice_count < 2)
        spot_raise(L, at, "it needs 'choices', at least two");
}

static struct step *append_step(lua_State *L, struct lesson *lesson, const struct node_table *node)
{
    if (lesson_find_step(lesson, node->id) >= 0)
        raise_at(L, source_find_text(script_of(L), node->place, node->id, strlen(node->id), false),
                 "there is already a step '%s'", node->id);
    struct step new = {.kind = node->kind, .id = mem_string(node->id), .line = node->line};

    ARRAY_PUSH(lesson->steps, lesson->step_count, lesson->step_capacity, new);
    return &lesson->steps[lesson->step_count - 1];
}

void build_step(lua_State *L, struct lesson *lesson, const struct node_table *node)
{
    struct building b = {.step = append_step(L, lesson, node)};
    const char *names[ARRAY_LENGTH(step_keys)];
    size_t count = 0;
    char owner[NAME_LIMIT + 16];
    struct spot at = {.place = node->place, .owner = owner};

    snprintf(owner, sizeof(owner), "step '%s'", node->id);
    for (size_t i = 0; i < ARRAY_LENGTH(step_keys); i++)
        if (step_keys[i].kind == node->kind)
            names[count++] = step_keys[i].name;
    build_check_keys(L, &at, names, count, false);
    for (size_t i = 0; i < ARRAY_LENGTH(step_keys); i++) {
        at.key = step_keys[i].name;
        if (step_keys[i].kind == node->kind && lua_getfield(L, -1, at.key) != LUA_TNIL)
            step_keys[i].take(L, &at, &b);
        lua_settop(L, lua_gettop(L) - (step_keys[i].kind == node->kind));
    }
    at.key = NULL;
    check_complete(L, &at, b.step);
}
