// SPDX-License-Identifier: MIT
/**
 * script: lesson.lua. Runs an author's Lua in a cage and hands out plain lesson structures.
 *
 * One Lua state a lesson. No io, os, debug, package, no binary chunks, no string.dump, no load of text from
 * elsewhere; library tables are read-only; 64 MiB of memory; an instruction deadline (1 s) that pcall cannot
 * swallow. `require` reaches "firsthop", "firsthop.*" and the lesson's own folder. The only user of Lua.
 */
#ifndef FIRSTHOP_SCRIPT_H
#define FIRSTHOP_SCRIPT_H

#include <firsthop/base.h>
#include <firsthop/lesson.h>
#include <firsthop/world.h>

struct script;

/**
 * Load @folder/lesson.lua. Every error is ERROR_LESSON with file, line, the line and a caret: syntax, wrong
 * types, unknown keys (with the nearest known one), two steps of one id, memory, deadline.
 */
int script_load(const char *folder, struct script **out, struct error *err);
void script_free(struct script *s); /* accepts NULL; the lesson goes with it */
/** Borrowed until script_free. */
const struct lesson *script_lesson(const struct script *s);

/**
 * Ask a custom fact: its Lua function gets @w as a read-only table. *@holds, and what was seen in @seen. A Lua
 * error is ERROR_LESSON; the deadline too.
 */
int script_test(struct script *s, int custom_test, const struct world *w, bool *holds, char *seen,
                size_t size, struct error *err);

/** A tree of values for a prediction's answer and for {{seen.…}}: paths and values. */
struct script_value {
    const char *path;  /* "trip.reply.arrives_with.ttl" */
    bool is_number;
    int64_t number;
    const char *text;
};

/** Ask a prediction's `answer` function with @values as the nested table `seen`. The caller frees *@answer. */
int script_answer(struct script *s, int answer, const struct script_value *values, size_t count,
                  char **name, struct error *err);

#endif
