// SPDX-License-Identifier: MIT
/*
 * The cage: how much and how long a lesson may run.
 *
 * Memory: every byte of Lua comes through cage_allocate. Besides the total there is a limit on one
 * block. It is what makes the deadline sound: the hook below runs between Lua instructions and
 * never inside a C function, so every C function must be short by itself. With strings and arrays
 * of at most BLOCK_LIMIT bytes, and without the functions that can loop over less than they hold
 * (see library.c), each is.
 *
 * Time: a count hook compares the processor time of this thread with the deadline and raises.
 * Processor time, because a busy machine must not make a good lesson fail. `late` then stays set:
 * the only pcall there is (cage_pcall) raises again when it sees it, and there are no coroutines (a
 * hook belongs to one coroutine) and no finalizers (Lua runs them without hooks; setting a
 * metatable is not possible in the cage).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "script_private.h"

/* Instructions between two looks at the clock: one may compare two strings of BLOCK_LIMIT bytes. */
#define HOOK_COUNT 10

static uint64_t processor_time_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void note_refusal(struct script *s)
{
    s->memory_refused = true;
    if (s->lua != NULL)
        s->refused_at = place_here(s->lua); /* walks call records only, allocates nothing */
}

/* lua_Alloc. Lua requires that making a block smaller never fails, and that osize 0 goes with no
 * block. */
static void *cage_allocate(void *context, void *block, size_t osize, size_t nsize)
{
    struct script *s = context;
    size_t had = block == NULL ? 0 : osize; /* without a block osize is a kind of object */
    void *moved;

    if (nsize == 0) {
        free(block);
        s->memory -= had;
        return NULL;
    }
    if (nsize > had && (nsize > BLOCK_LIMIT || s->memory - had + nsize > MEMORY_LIMIT)) {
        note_refusal(s);
        return NULL;
    }
    moved = realloc(block, nsize);
    if (moved == NULL)
        return nsize <= had ? block : NULL;
    s->memory = s->memory - had + nsize;
    return moved;
}

void cage_check_deadline(lua_State *L)
{
    struct script *s = script_of(L);

    if (!s->late && processor_time_ns() < s->deadline_ns)
        return;
    s->late = true;
    raise_at(L, place_here(L),
             "this ran for %d ms of processor time and was stopped: a loop without an end?",
             CPU_LIMIT_MS);
}

static void on_count(lua_State *L, lua_Debug *record UNUSED)
{
    cage_check_deadline(L);
}

int cage_pcall(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushboolean(L, true);
    lua_insert(L, 1); /* true function arguments */
    int status = lua_pcall(L, lua_gettop(L) - 2, LUA_MULTRET, 0);

    if (script_of(L)->late)
        return lua_error(L);
    if (status == LUA_OK)
        return lua_gettop(L); /* true results */
    lua_pushboolean(L, false);
    lua_insert(L, -2);
    return 2;
}

int cage_open(struct script *s, struct error *err)
{
    s->lua = lua_newstate(cage_allocate, s);
    if (s->lua == NULL)
        return error_set(err, -ENOMEM, "no memory for the lesson's Lua");
    *(struct script **)lua_getextraspace(s->lua) = s;
    lua_sethook(s->lua, on_count, LUA_MASKCOUNT, HOOK_COUNT);
    return 0;
}

/* An error that is no text knows no place: this runs where it is raised. */
static int on_error(lua_State *L)
{
    if (lua_type(L, 1) == LUA_TSTRING)
        return 1;
    struct place place = place_here(L);

    if (place.source < 0)
        return 1;
    lua_pushfstring(L, "%s:%d: this raised an error that is not text but %s",
                    script_of(L)->sources[place.source].name, place.line, node_type_name(L, 1));
    return 1;
}

int cage_call(struct script *s, lua_CFunction f, void *argument, struct error *err)
{
    s->late = s->memory_refused = s->value_missing = false;
    s->deadline_ns = processor_time_ns() + (uint64_t)CPU_LIMIT_MS * 1000000u;
    lua_settop(s->lua, 0);
    lua_pushcfunction(s->lua, on_error);
    lua_pushcfunction(s->lua, f);
    lua_pushlightuserdata(s->lua, argument);
    int status = lua_pcall(s->lua, 1, 0, 1);
    int r = status == LUA_OK ? 0 : raise_report(s, status, err);

    lua_settop(s->lua, 0);
    return r;
}
