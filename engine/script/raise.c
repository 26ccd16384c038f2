// SPDX-License-Identifier: MIT
/*
 * Errors of a lesson. Inside Lua an error is a string "FILE:LINE: text", as Lua's own are, so a
 * lesson's pcall sees nothing unusual; raise_at() remembers the column beside it. Where the error
 * leaves Lua it becomes an ERROR_LESSON that shows the line and a caret.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script_private.h"

static const struct place nowhere = {.source = -1};

/* The place of the function in @record, if it stands in a file of the lesson. */
static struct place place_of_record(lua_State *L, lua_Debug *record)
{
    struct script *s = script_of(L);

    if (lua_getinfo(L, "Sl", record) == 0 || record->currentline <= 0 || record->source[0] != '=')
        return nowhere;
    return (struct place){.source = source_find(s, record->source + 1),
                          .line = record->currentline};
}

struct place place_here(lua_State *L)
{
    lua_Debug record;

    for (int level = 0; lua_getstack(L, level, &record) != 0; level++) {
        struct place place = place_of_record(L, &record);

        if (place.source >= 0)
            return place;
    }
    return nowhere;
}

struct place place_in_lesson(lua_State *L)
{
    lua_Debug record;

    for (int level = 0; lua_getstack(L, level, &record) != 0; level++) {
        struct place place = place_of_record(L, &record);

        if (place.source == 0)
            return place;
    }
    return nowhere;
}

struct place place_of_end(lua_State *L)
{
    const struct source *source = &script_of(L)->sources[0];
    struct place place = {.source = 0, .line = 1};

    for (size_t i = 0; i + 1 < source->len; i++)
        place.line += source->text[i] == '\n';
    return place;
}

int raise_at(lua_State *L, struct place place, const char *fmt, ...)
{
    struct script *s = script_of(L);
    char text[sizeof(s->raised.text)];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    s->raised.place = place;
    memcpy(s->raised.text, text, sizeof(text));
    if (place.source < 0)
        lua_pushstring(L, text);
    else
        lua_pushfstring(L, "%s:%d: %s", s->sources[place.source].name, place.line, text);
    return lua_error(L);
}

int raise_unknown_key(lua_State *L, struct place place, const char *owner, const char *const *names,
                      size_t count)
{
    if (lua_type(L, -1) == LUA_TNUMBER)
        return raise_at(L, place, "%s has an entry without a key, which it has no use for", owner);
    if (lua_type(L, -1) != LUA_TSTRING)
        return raise_at(L, place, "%s has a key that is %s", owner, node_type_name(L, -1));
    const char *key = lua_tostring(L, -1);
    const char *nearest = str_nearest(key, names, count);
    luaL_Buffer all;

    place = source_find_word(script_of(L), place, key, true);
    if (nearest != NULL)
        return raise_at(L, place, "unknown key '%s' in %s: did you mean '%s'?", key, owner,
                        nearest);
    if (count == 0)
        return raise_at(L, place, "unknown key '%s' in %s, which takes no keys", key, owner);
    luaL_buffinit(L, &all);
    for (size_t i = 0; i < count; i++) {
        luaL_addstring(&all, i == 0 ? "" : ", ");
        luaL_addstring(&all, names[i]);
    }
    luaL_pushresult(&all);
    return raise_at(L, place, "unknown key '%s' in %s (it knows: %s)", key, owner,
                    lua_tostring(L, -1));
}

/* ---- leaving Lua --------------------------------------------------------------------------- */

/* Split "lesson.lua:12: text"; @text then points behind it. */
static struct place parse_place(const struct script *s, const char **text)
{
    for (size_t i = 0; i < s->source_count; i++) {
        size_t len = strlen(s->sources[i].name);
        char *end;

        if (strncmp(*text, s->sources[i].name, len) != 0 || (*text)[len] != ':' ||
            !isdigit((unsigned char)(*text)[len + 1]))
            continue;
        long line = strtol(*text + len + 1, &end, 10);

        if (end[0] != ':' || end[1] != ' ')
            continue;
        *text = end + 2;
        return (struct place){.source = (int)i, .line = (int)line};
    }
    return nowhere;
}

/* Lua quotes what it stumbled over: "… near 'x'", "global 'x'". The last quoted text that the line
 * has. */
static struct place find_quoted(const struct script *s, struct place place, const char *text)
{
    struct place found = place;

    for (const char *open = strchr(text, '\''); open != NULL; open = strchr(open, '\'')) {
        const char *close = strchr(++open, '\'');

        if (close == NULL)
            break;
        struct place here = source_find_text(s, place, open, (size_t)(close - open), false);

        if (here.column > 0)
            found = here;
        open = close + 1;
    }
    return found;
}

static int report_at(struct script *s, struct place place, const char *text, struct error *err)
{
    const struct source *source = &s->sources[place.source < 0 ? 0 : place.source];
    int line = place.source < 0 || place.line < 1 ? 1 : place.line;

    return lesson_error(err, source->path, source->text, line, place.column, "%s", text);
}

int raise_report(struct script *s, int status, struct error *err)
{
    if (s->source_count == 0)
        return error_set(err, -ENOMEM, "Lua could not be started");
    if (s->late) /* even if there was no memory left to say so inside Lua */
        return report_at(s, s->raised.place, s->raised.text, err);
    if (status == LUA_ERRMEM) {
        report_at(s, s->refused_at, "this needs more memory than a lesson may use", err);
        return error_hint(err, "a lesson may use %d MiB, one text or table of it %d KiB",
                          MEMORY_LIMIT >> 20, BLOCK_LIMIT >> 10);
    }
    if (lua_type(s->lua, -1) != LUA_TSTRING)
        return report_at(s, nowhere, "the lesson raised an error that is no text", err);
    const char *text = lua_tostring(s->lua, -1);
    struct place place = parse_place(s, &text);

    if (place.source >= 0 && place.line == s->raised.place.line && str_equal(text, s->raised.text))
        place = s->raised.place;
    else if (place.source >= 0)
        place = find_quoted(s, place, text);
    return report_at(s, place, text, err);
}
