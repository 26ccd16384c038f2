// SPDX-License-Identifier: MIT
/* The public functions: run lesson.lua, ask its tests and answers. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "script_private.h"

/* ---- loading ------------------------------------------------------------------------------- */

static int run_lesson(lua_State *L)
{
    view_open(L);
    node_open(L);
    lua_settop(L, 0);
    require_run(L, "lesson.lua", LUA_MULTRET);
    if (lua_gettop(L) > 1)
        raise_at(L, place_of_end(L), "lesson.lua returns %d values: it must return one",
                 lua_gettop(L));
    lua_settop(L, 1);
    build_lesson(L);
    return 0;
}

/* The folder without slashes at its end; resolved if its last part is no name ("." or ".."). */
static char *folder_name(const char *folder)
{
    char *name = mem_string(folder);
    size_t len = strlen(name);

    while (len > 1 && name[len - 1] == '/')
        name[--len] = '\0';
    const char *last = strrchr(name, '/');

    last = last == NULL ? name : last + 1;
    if (!str_equal(last, ".") && !str_equal(last, ".."))
        return name;
    char *real = realpath(name, NULL);

    if (real == NULL)
        return name;
    free(name);
    return real;
}

/* There must be a lesson.lua: asked here, because an error inside Lua is shown with a line of that
 * file. */
static int check_readable(struct script *s, struct error *err)
{
    int r = source_read(s, "lesson.lua", err);

    if (r < 0)
        return error_classify(err, ERROR_LESSON);
    return 0;
}

static int load(struct script *s, const char *folder, struct error *err)
{
    int r;

    s->folder = folder_name(folder);
    s->folder_fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (s->folder_fd < 0) {
        error_set_errno(err, -errno, "cannot open the lesson's folder '%s'", folder);
        return error_classify(err, ERROR_LESSON);
    }
    r = check_readable(s, err);
    if (r == 0)
        r = cage_open(s, err);
    if (r == 0)
        r = cage_call(s, run_lesson, NULL, err);
    return r;
}

int script_load(const char *folder, struct script **out, struct error *err)
{
    struct script *s = mem_alloc(sizeof(*s));
    int r;

    s->folder_fd = -1;
    s->raised.place.source = s->refused_at.source = -1;
    r = load(s, folder, err);
    if (r < 0) {
        script_free(s);
        return r;
    }
    *out = s;
    return 0;
}

void script_free(struct script *s)
{
    if (s == NULL)
        return;
    if (s->lua != NULL)
        lua_close(s->lua);
    lesson_free(s->lesson);
    for (size_t i = 0; i < s->source_count; i++) {
        free(s->sources[i].name);
        free(s->sources[i].path);
        free(s->sources[i].text);
    }
    fd_done(&s->folder_fd);
    free(s->folder);
    free(s);
}

const struct lesson *script_lesson(const struct script *s)
{
    return s->lesson;
}

/* ---- custom facts -------------------------------------------------------------------------- */

struct test {
    int function;
    const struct world *world;
    bool holds;
    char *seen;
    size_t size;
};

static int run_test(lua_State *L)
{
    struct test *t = lua_touserdata(L, 1);

    if (lua_rawgeti(L, LUA_REGISTRYINDEX, t->function) != LUA_TFUNCTION)
        return luaL_error(L, "the lesson has no test number %d", t->function);
    worldview_push(L, t->world);
    view_push(L, false);
    lua_call(L, 1, 2); /* holds seen */
    if (!lua_isboolean(L, -2))
        return luaL_error(L, "a test must return true, or false and what was seen; it returned %s",
                          node_type_name(L, -2));
    t->holds = lua_toboolean(L, -2);
    str_copy(t->seen, t->size, lua_isnil(L, -1) ? "" : luaL_tolstring(L, -1, NULL));
    return 0;
}

int script_test(struct script *s, int custom_test, const struct world *w, bool *holds, char *seen,
                size_t size, struct error *err)
{
    struct test t = {.function = custom_test, .world = w, .seen = seen, .size = size};
    int r = cage_call(s, run_test, &t, err);

    if (r == 0)
        *holds = t.holds;
    return r;
}

/* ---- answers of predictions ---------------------------------------------------------------- */

struct question {
    int function;
    const struct script_value *values;
    size_t count;
    char **answer;
};

/* Push the table that holds the last part of @path below the table at @index, and that part. */
static void push_parent(lua_State *L, int index, const char *path)
{
    const char *dot;

    lua_pushvalue(L, index);
    for (; (dot = strchr(path, '.')) != NULL; path = dot + 1) {
        lua_pushlstring(L, path, (size_t)(dot - path));
        lua_pushvalue(L, -1);
        if (lua_rawget(L, -3) != LUA_TTABLE) {
            lua_pop(L, 1);
            lua_newtable(L); /* parent name child */
            lua_pushvalue(L, -2);
            lua_pushvalue(L, -2);
            lua_rawset(L, -5);
        }
        lua_replace(L, -3); /* child name */
        lua_pop(L, 1);
    }
    lua_pushstring(L, path);
}

static void push_values(lua_State *L, const struct script_value *values, size_t count)
{
    lua_newtable(L);
    int root = lua_gettop(L);

    for (size_t i = 0; i < count; i++) {
        push_parent(L, root, values[i].path);
        if (values[i].is_number)
            lua_pushinteger(L, values[i].number);
        else
            lua_pushstring(L, values[i].text);
        lua_rawset(L, -3);
        lua_settop(L, root);
    }
}

static int run_answer(lua_State *L)
{
    struct question *q = lua_touserdata(L, 1);

    if (lua_rawgeti(L, LUA_REGISTRYINDEX, q->function) != LUA_TFUNCTION)
        return luaL_error(L, "the lesson has no answer number %d", q->function);
    push_values(L, q->values, q->count);
    view_push(L, true);
    lua_call(L, 1, 1);
    if (lua_type(L, -1) != LUA_TSTRING && lua_type(L, -1) != LUA_TNUMBER)
        return luaL_error(L, "an answer must be one of the choices, as text; it is %s",
                          node_type_name(L, -1));
    const char *answer = lua_tostring(L, -1);

    *q->answer = mem_string(answer);
    return 0;
}

int script_answer(struct script *s, int answer, const struct script_value *values, size_t count,
                  char **name, struct error *err)
{
    char *found = NULL;
    struct question q = {.function = answer, .values = values, .count = count, .answer = &found};
    struct error local = {0};
    int r = cage_call(s, run_answer, &q, &local);

    if (r < 0 && !(s->value_missing && !s->late && !s->memory_refused)) {
        *err = local;
        return r;
    }
    *name = found;
    return 0;
}
