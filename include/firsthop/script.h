// SPDX-License-Identifier: MIT
/**
 * script: lesson.lua. Runs an author's Lua in a cage and hands out plain lesson structures.
 *
 * One Lua state a lesson; the only user of Lua. What an author writes is described in
 * lessons/README.md, with types in lessons/_meta/firsthop.lua; the facts come from FACT_KINDS
 * (lesson.h).
 *
 * The cage:
 *   memory  64 MiB of Lua, 256 KiB for one string or table
 *   time    1 s of processor time for each call below, which pcall cannot catch
 *   reach   no io, os, debug, package, load, print, setmetatable, random numbers
 *   files   1 MiB each, 32 of them, in the lesson's own folder; text only
 *   result  8 MiB of text, 20000 facts, 256 entries a list, 64 KiB for one solution
 *
 * The time is sound because every C function that a lesson can reach is short by itself: patterns
 * (string.match, gmatch, gsub), table.move, coroutines and finalizers are absent. Libraries and
 * what `require "firsthop"` gives are read-only, globals cannot be set. `require "name"`
 * ([a-z0-9_]+) runs name.lua beside lesson.lua; a symbolic link that leads out of the folder is
 * refused.
 *
 * Commands (setup, solution, also, mistakes) arrive without the indentation that they share,
 * without blank lines at their ends and without a newline behind the last line. No text has control
 * characters but newline and tab.
 *
 * Not for use by two threads at once. No function below keeps its arguments.
 */
#ifndef FIRSTHOP_SCRIPT_H
#define FIRSTHOP_SCRIPT_H

#include <firsthop/base.h>
#include <firsthop/lesson.h>
#include <firsthop/world.h>

struct script;

/**
 * Load @folder/lesson.lua into *@out, which the caller frees; on failure *@out keeps its value. The
 * folder's last part must be the lesson's id ("." and ".." are resolved first).
 *
 * Every error is ERROR_LESSON (exit code 4):
 *   -EINVAL  the file is wrong: err->what shows file, line, the line itself and a caret
 *   -ENOENT  there is no such folder, or no lesson.lua in it
 *   -EXDEV   lesson.lua is a link out of its folder
 *   -EFBIG   it is larger than 1 MiB
 *   others   as open(2), read(2)
 * Wrong are: syntax, wrong types, malformed arguments, unknown keys (told with the nearest known
 * one), two steps of one id, a step without solution or facts, what the cage does not have, its
 * limits, and the author's own error().
 */
int script_load(const char *folder, struct script **out, struct error *err);
void script_free(struct script *s); /* accepts NULL; the lesson goes with it */
/** Never NULL. Borrowed until script_free. */
const struct lesson *script_lesson(const struct script *s);

/**
 * Ask a custom fact: call its Lua function (fact->custom_test) with @w as a read-only table.
 * *@holds says what it returned; @seen (of @size bytes) its second value as text, cut at a
 * character boundary, "" if there was none; it is the author's text and not made safe for a
 * terminal. On failure *@holds keeps its value.
 *
 * Errors: -EINVAL, ERROR_LESSON: the function raised, returned no boolean, ran too long, or the
 * world is larger than the cage.
 */
int script_test(struct script *s, int custom_test, const struct world *w, bool *holds, char *seen,
                size_t size, struct error *err);

/**
 * One value of what was seen, for a prediction's answer. The paths lesson authors rely on, for a
 * watch called NAME and W one of request, reply: NAME.W.leaves_with.ttl, NAME.W.arrives_with.ttl,
 * NAME.W.routers (numbers).
 */
struct script_value {
    const char *path; /* "trip.reply.arrives_with.ttl" */
    bool is_number;
    int64_t number;
    const char *text; /* if not is_number */
};

/**
 * Ask a prediction's `answer` function (step->answer, not 0) with @values as the nested, read-only
 * table `seen`. The caller frees *@name, the choice that turned out right. *@name is NULL, and that
 * is no error, if the function asked for a value that is not among @values: nothing was captured
 * yet, or the author misspelt a path.
 *
 * Errors: -EINVAL, ERROR_LESSON: the function raised otherwise, returned neither text nor a number,
 * or ran too long;
 * *@name keeps its value. Whether the answer is one of the choices is for the caller to see.
 */
int script_answer(struct script *s, int answer, const struct script_value *values, size_t count,
                  char **name, struct error *err);

#endif
