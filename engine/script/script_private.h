// SPDX-License-Identifier: MIT
/*
 * What the files of module script share.
 *
 *   script.c    the public functions: load, test, answer
 *   cage.c      memory, deadline, protected calls: how long and how much a lesson may run
 *   library.c   the few functions of Lua that a lesson sees
 *   require.c   modules in the lesson's own folder
 *   source.c    the text of lesson.lua and its modules; where in it something stands
 *   raise.c     errors with a place, and how they leave Lua
 *   view.c      read-only tables
 *   node.c      namespaces, links, trips, steps and lessons as Lua values
 *   fact.c      facts as Lua values, with their arguments checked; value.c one argument
 *   build.c     the finished lesson: from Lua values to plain structures; build_step.c one step
 *   commands.c  shell text without the indentation it had in Lua
 *   worldview.c a world as a Lua table
 *
 * Ownership. Lua leaves a C function by longjmp, so no C function here holds malloc memory in a
 * local variable while it calls something that can raise: memory belongs to `struct script`, to the
 * lesson in it or to a userdata with __gc before the next call into Lua.
 */
#ifndef SCRIPT_PRIVATE_H
#define SCRIPT_PRIVATE_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include <firsthop/script.h>

/* Limits of one lesson. They are far above what a lesson needs and far below what hurts. */
enum {
    MEMORY_LIMIT = 64 << 20,  /* all Lua memory */
    BLOCK_LIMIT = 256 << 10,  /* one string or table: bounds the loops inside Lua's C functions */
    SOURCE_LIMIT = 1 << 20,   /* one file */
    SOURCES_LIMIT = 32,       /* lesson.lua and its modules */
    CPU_LIMIT_MS = 1000,      /* processor time of one call into Lua */
    TAKEN_LIMIT = 8 << 20,    /* bytes of text that the lesson's structures hold */
    FACTS_LIMIT = 20000,      /* facts made while the file runs, parts counted */
    FACT_DEPTH_LIMIT = 8,     /* fh.any in fh.all in … */
    LIST_LIMIT = 256,         /* entries of any list */
    NAME_LIMIT = 64,          /* ids and names */
    TEXT_LIMIT = 256,         /* arguments of facts, sentences: 4 times this */
    COMMANDS_LIMIT = 64 << 10 /* one solution */
};

/* A spot in a file of the lesson. Source is an index of script.sources, or -1: nowhere. */
struct place {
    int source, line, column; /* line 1..; column 1.., 0: not known */
};

struct source {
    char *name; /* "lesson.lua": what Lua calls it */
    char *path; /* for messages */
    char *text;
    size_t len;
};

struct script {
    lua_State *lua;
    struct lesson *lesson;
    int folder_fd;
    char *folder;
    struct source sources[SOURCES_LIMIT];
    size_t source_count;

    size_t memory;           /* in use by Lua */
    bool memory_refused;     /* some request was over a limit; */
    struct place refused_at; /* … by this line */
    uint64_t deadline_ns;    /* of the running call, in processor time of this thread */
    bool late;               /* the deadline has passed: nothing may catch that error */
    bool value_missing;      /* `answer` asked for a value that was not seen */
    size_t taken_bytes, fact_count;

    struct { /* the last error raised by raise_at() */
        struct place place;
        char text[400];
    } raised;
};

static inline struct script *script_of(lua_State *L)
{
    return *(struct script **)lua_getextraspace(L);
}

/* ---- cage.c -------------------------------------------------------------------------------- */

/* A state with limits and without any library. 0 or -ENOMEM. */
int cage_open(struct script *s, struct error *err);
/* Call @f with the pointer @argument and a fresh deadline. 0, or -EINVAL and an ERROR_LESSON. */
int cage_call(struct script *s, lua_CFunction f, void *argument, struct error *err);
/* Raise if the deadline has passed: for long loops in C. */
void cage_check_deadline(lua_State *L);
/* pcall that lets the deadline's error pass. */
int cage_pcall(lua_State *L);

/* ---- library.c, require.c ------------------------------------------------------------------ */

/* Push the read-only table that lesson files see as their globals. */
void library_push_globals(lua_State *L);
/* Run the file @name ("lesson.lua") and push its @results values (or LUA_MULTRET). */
void require_run(lua_State *L, const char *name, int results);
int require_function(lua_State *L); /* `require` */

/* ---- source.c ------------------------------------------------------------------------------ */

/* Read @name in the lesson's folder into the next free source. Its index, or a negative error. */
int source_read(struct script *s, const char *name, struct error *err);
int source_find(const struct script *s, const char *name); /* index or -1 */
/*
 * The first word @word at or after the beginning of @from's line, outside strings and comments;
 * with @is_key only as a table key ("word ="). Or @from itself, if it is not there.
 */
struct place source_find_word(const struct script *s, struct place from, const char *word,
                              bool is_key);
/* The first @text in @from's line or, with @beyond, in what follows; or @from itself. */
struct place source_find_text(const struct script *s, struct place from, const char *text,
                              size_t len, bool beyond);

/* ---- raise.c ------------------------------------------------------------------------------- */

/* Where the innermost Lua function is now; the innermost that stands in lesson.lua. */
struct place place_here(lua_State *L);
struct place place_in_lesson(lua_State *L);
struct place place_of_end(lua_State *L); /* the last line of lesson.lua */
int raise_at(lua_State *L, struct place place, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* "unknown key 'x' in OWNER", with the nearest of @names. The key is on top of the stack. */
int raise_unknown_key(lua_State *L, struct place place, const char *owner, const char *const *names,
                      size_t count);
/* Turn what lua_pcall left on the stack into @err. Returns -EINVAL. */
int raise_report(struct script *s, int status, struct error *err);

/* ---- view.c -------------------------------------------------------------------------------- */

/*
 * Replace the table on top by a read-only view of it; tables inside are viewed too. @strict: a
 * missing key raises, and sets script.value_missing.
 */
void view_push(lua_State *L, bool strict);
/* The same for a library: a missing name raises, with the nearest name or what to do instead. */
void view_push_library(lua_State *L, const char *name);
void view_open(lua_State *L); /* once a state */

/* ---- node.c -------------------------------------------------------------------------------- */

#define NODE_NETNS  "firsthop namespace"
#define NODE_LINK   "firsthop link"
#define NODE_FACT   "firsthop fact"
#define NODE_TRIP   "firsthop trip"
#define NODE_STEP   "firsthop step"
#define NODE_LESSON "firsthop lesson"

struct node_netns {
    char name[NAME_LIMIT];
};

struct node_link {
    char netns[NAME_LIMIT];
    char name[IFNAMSIZ];
};

struct node_trip {
    char from[NAME_LIMIT];
    struct address to;
};

struct node_fact {
    struct fact *fact; /* owned */
    int depth;
};

/* A step or a lesson: its table is the user value, nil until it was given. */
struct node_table {
    enum step_kind kind;
    char id[NAME_LIMIT];
    struct place place;
    int line; /* in lesson.lua */
};

void node_open(lua_State *L);        /* metatables */
void node_push_module(lua_State *L); /* the table that `require "firsthop"` gives, read-only */
const char *node_type_name(lua_State *L, int index); /* "a number", "a fact", "a link", … */
/* Is @text made of a-z, 0-9 and @joiner ('-' or '_'), not empty and short enough? */
bool node_is_id(const char *text, char joiner);

/* ---- fact.c, value.c ----------------------------------------------------------------------- */

void fact_open(lua_State *L); /* the metatable of facts */
/* Into the table on top, all that is asked of @receiver: 'N', 'L', 'F', or 'A' for any fact. */
void fact_add_methods(lua_State *L, char receiver);
struct fact *fact_copy(const struct fact *f);
size_t fact_count_parts(const struct fact *f); /* itself included */
/* A new, empty fact on the stack, owned by its userdata. */
struct fact *fact_push(lua_State *L, enum fact_kind kind);

/*
 * The value at @index as the argument @parameter of @fact_name into @v, which belongs to something
 * that will be freed whatever happens. Raises at @place, or where the value stands in that line.
 */
void value_take(lua_State *L, int index, const char *fact_name,
                const struct fact_parameter *parameter, struct place place, struct fact_value *v);

/* ---- text taken over into structures (value.c) ---------------------------------------------- */

/*
 * The string at @index, borrowed from Lua. Raises at @place, naming @what, unless it is text
 * of 1..@max bytes without control characters (newlines and tabs only with @lines) and within the
 * lesson's budget.
 */
const char *text_take(lua_State *L, int index, struct place place, const char *what, size_t max,
                      bool lines);

/* ---- build.c, build_step.c, commands.c ------------------------------------------------------ */

/* From the lesson node on top of the stack into s->lesson. Raises. */
void build_lesson(lua_State *L);
/* Append the step @node, whose table is on top of the stack. */
void build_step(lua_State *L, struct lesson *lesson, const struct node_table *node);

/* Where we are in the lesson's tables, for messages: "step 'ping', expect, entry 3: …". */
struct spot {
    struct place place; /* of the owner */
    const char *owner;  /* "step 'ping'" */
    const char *key;    /* "expect", or NULL */
    int entry;          /* 1.., or 0 */
};

/* For each entry 1..n of the list on top: @take with the entry on top. Raises if it is no list. */
void build_list(lua_State *L, const struct spot *at,
                void (*take)(lua_State *L, const struct spot *at, void *into), void *into);
/* Raise unless every key of the table on top is one of @names (or, with @positional, 1..n). */
void build_check_keys(lua_State *L, const struct spot *at, const char *const *names, size_t count,
                      bool positional);
struct place spot_place(lua_State *L, const struct spot *at);
int spot_raise(lua_State *L, const struct spot *at, const char *fmt, ...) PRINTF_LIKE(3, 4);

/*
 * Shell text without blank lines at its ends and without the indentation that its lines share (the
 * first line may stand right behind the bracket and is then not counted). The caller frees it.
 */
char *commands_clean(const char *text);
/* Number (1..) of the first line that begins with "--", Lua's comment and no shell's; or 0. */
int commands_find_lua_comment(const char *text);

/* ---- worldview.c --------------------------------------------------------------------------- */

/* Push @w as nested tables. */
void worldview_push(lua_State *L, const struct world *w);

#endif
