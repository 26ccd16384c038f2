// SPDX-License-Identifier: MIT
/**
 * lesson: what a lesson is, as plain values: steps, facts, prose; and the catalogue of the lessons
 * and of the kinds of fact. Logic comes from lesson.lua (module script builds these structures),
 * prose from en.md and ja.md (read here).
 *
 * Pure but for reading the prose files it is pointed to.
 */
#ifndef FIRSTHOP_LESSON_H
#define FIRSTHOP_LESSON_H

#include <firsthop/base.h>
#include <firsthop/text.h>
#include <firsthop/world.h>

/* ---- facts --------------------------------------------------------------------------------- */

/**
 * Every kind of fact: X(enumerator, Lua receiver, Lua name, parameters).
 *
 * Receivers: N a namespace (fh.netns "x" or fh.host), L a link (ns:link "x"), F the module itself.
 * Parameters, space separated; a name ending in ? may be left out, names after | are keys of the
 * one option table at the end. Types follow a colon: s string, a address, p prefix (CIDR; "default"
 * where marked d), f family ("ipv4", "ipv6"), n whole number, l link, w namespace, m MAC, v sysctl
 * value (string or number).
 *
 * The enum, the Lua functions, the argument checks, the editor stub and the table of judges in
 * `check` all come from this list: a new kind of fact is one line here and one file in check.
 */
#define FACT_KINDS(X)                                                                              \
    X(NETNS_EXISTS, N, "exists", "")                                                               \
    X(NETNS_FORWARDS, N, "forwards", "family:f")                                                   \
    X(NETNS_ROUTE, N, "route", "to:d | via:a? dev:s? metric:n? table:n?")                          \
    X(NETNS_WAY_TO, N, "way_to", "to:a | via:a? dev:s? from:a?")                                   \
    X(NETNS_RULE, N, "rule", "| from:p? to:p? iif:s? oif:s? mark:n? table:n? priority:n?")         \
    X(NETNS_NEIGHBOUR, N, "neighbour", "address:a | mac:m? state:s?")                              \
    X(NETNS_SYSCTL, N, "sysctl", "key:s value:v")                                                  \
    X(NETNS_REACHES, N, "reaches", "address:a | ttl:n? from:a?")                                   \
    X(NETNS_CANNOT_REACH, N, "cannot_reach", "address:a")                                          \
    X(LINK_EXISTS, L, "exists", "")                                                                \
    X(LINK_UP, L, "up", "")                                                                        \
    X(LINK_DOWN, L, "down", "")                                                                    \
    X(LINK_PEER, L, "peer", "peer:l")                                                              \
    X(LINK_KIND, L, "kind", "kind:s")                                                              \
    X(LINK_ADDRESS, L, "address", "cidr:p")                                                        \
    X(LINK_MASTER, L, "master", "bridge:l")                                                        \
    X(LINK_MTU, L, "mtu", "bytes:n")                                                               \
    X(LINK_MAC, L, "mac", "mac:m")                                                                 \
    X(LINK_STATE, L, "state", "state:s")                                                           \
    X(PINGED, F, "pinged", "| from:w to:a count:n? ttl:n?")                                        \
    X(CUSTOM, F, "custom", "")                                                                     \
    X(ANY, F, "any", "")                                                                           \
    X(ALL, F, "all", "")                                                                           \
    X(NONE, F, "none", "")
/* CUSTOM takes id, text and test: script knows how. ANY, ALL and NONE take a list of facts;
 * fact:absent() is NONE of one. */

enum fact_kind {
#define X(name, receiver, lua, parameters) FACT_##name,
    FACT_KINDS(X)
#undef X
        FACT_KIND_COUNT,
};

enum fact_type {
    FACT_TYPE_NONE, /* the parameter was left out */
    FACT_TYPE_STRING,
    FACT_TYPE_ADDRESS,
    FACT_TYPE_PREFIX,
    FACT_TYPE_DEFAULT_OR_PREFIX, /* value is a prefix; "default" has length 0 and family IPv4 unless
                                    "default6" */
    FACT_TYPE_FAMILY,
    FACT_TYPE_NUMBER,
    FACT_TYPE_LINK,
    FACT_TYPE_NETNS,
    FACT_TYPE_MAC,
    FACT_TYPE_VALUE, /* kept as text */
};

struct fact_value {
    enum fact_type type;
    char *text; /* as the author wrote it, always set unless NONE (numbers: decimal; links:
                   "ns/name") */
    struct address address;
    struct prefix prefix;
    int64_t number;     /* numbers; family: AF_* */
    char *netns, *link; /* links and namespaces */
    uint8_t mac[6];
};

struct fact_parameter {
    const char *name;
    enum fact_type type;
    bool required;
    bool positional;
};

#define FACT_PARAMETERS 8

struct fact_spec {
    const char *name; /* in Lua */
    char receiver;    /* 'N', 'L', 'F' */
    struct fact_parameter parameters[FACT_PARAMETERS];
    size_t parameter_count;
};

/** The description of @kind, parsed once from FACT_KINDS. Never NULL. */
const struct fact_spec *fact_spec(enum fact_kind kind);

struct fact {
    enum fact_kind kind;
    char *id;    /* unique within its step; made from the arguments: "host1-reaches-10.0.2.10" */
    char *netns; /* receiver; NULL for F; "host" is the sandbox's first namespace */
    char *link;  /* receiver of L */
    struct fact_value values[FACT_PARAMETERS]; /* in the order of fact_spec()->parameters */
    struct fact **parts;                       /* ANY, ALL, NONE */
    size_t part_count, part_capacity;
    char *custom_text[LANGUAGE_COUNT]; /* CUSTOM: its sentence; English is always there */
    int custom_test;                   /* CUSTOM: what script_test() wants */
    int line;                          /* in lesson.lua */
};

/** The value of the parameter called @name, or NULL if left out (or unknown to the kind). Borrowed
 * from @f. */
const struct fact_value *fact_value(const struct fact *f, const char *name);
void fact_free(struct fact *f); /* with its parts; accepts NULL */
/**
 * Make fact->id from kind and arguments, replacing an earlier one; @taken lists ids that must be
 * avoided (a number is appended: "-2"). Parts, joined by '-': namespace, link, the name in Lua,
 * required values, then each option that was given with its name. "ttl" and "count" are left out:
 * they say how a packet arrived, not which fact it is.
 *
 *     host1-reaches-10.0.2.10          host1-way-to-10.0.2.10-via-10.0.1.11
 *     host1-eth0-address-10.0.1.10/24  pinged-host1-10.0.2.10
 *     none-host1-eth0-exists           any-A-or-B, all-A-and-B, none-A-or-B
 *
 * A CUSTOM fact keeps the id its author gave it (plus a number if taken). Blanks and control
 * characters in values become '-'; beyond 120 bytes an id is cut.
 */
void fact_make_id(struct fact *f, const char *const *taken, size_t count);

/* ---- steps and lessons --------------------------------------------------------------------- */

enum step_kind { STEP_DO, STEP_READ, STEP_PREDICT, STEP_KIND_COUNT };

struct mistake {
    char *commands;    /* shell */
    char *says;        /* id of the prose section "### mistake: ID" */
    struct fact *when; /* the state by which the slip is known; NULL: known by its last command */
    int line;
};

struct watch {
    char *name;        /* seen.NAME in prose */
    char *from;        /* namespace */
    struct address to; /* echo requests from there to here */
};

struct equivalent { /* a surviving mutant that is right all the same, and why */
    char *mutant, *why;
};

struct step {
    enum step_kind kind;
    char *id;
    struct fact **expect;
    size_t expect_count, expect_capacity;
    struct fact **keeps; /* only if keeps_given; otherwise all facts of earlier steps */
    size_t keeps_count, keeps_capacity;
    bool keeps_given;
    char *setup;    /* shell, or NULL */
    char *solution; /* shell, indentation removed; NULL for READ and PREDICT */
    char **also;
    size_t also_count, also_capacity;
    struct mistake *mistakes;
    size_t mistake_count, mistake_capacity;
    struct watch *watches;
    size_t watch_count, watch_capacity;
    struct equivalent *equivalents;
    size_t equivalent_count, equivalent_capacity;
    char **choices; /* PREDICT */
    size_t choice_count, choice_capacity;
    int answer; /* PREDICT: what script_answer() wants; 0: none */
    int line;
};

struct lesson {
    char *id;
    char *folder; /* where lesson.lua is */
    char *path;   /* of lesson.lua */
    char **after, **needs, **tools;
    size_t after_count, after_capacity, needs_count, needs_capacity, tools_count, tools_capacity;
    int minutes; /* 0: not said */
    struct map_row {
        char **cells; /* namespace names, NULL: an empty cell */
        size_t count, capacity;
    } * map;
    size_t map_count, map_capacity;
    struct step *steps;
    size_t step_count, step_capacity;
};

struct lesson *lesson_new(void);    /* empty */
void lesson_free(struct lesson *l); /* with all it holds, facts included; accepts NULL */
/** Index of the step @id, or -1. */
int lesson_find_step(const struct lesson *l, const char *id);

/* ---- prose --------------------------------------------------------------------------------- */

/**
 * One language of one lesson: the Markdown below its headings, as written, without the empty lines
 * around it. Texts are never NULL except where it says so; they are clean (text_is_clean) and have
 * "\n" line ends.
 */
struct prose_step {
    char *id; /* "## ID: Title" */
    char *title;
    char *body;
    char **hints; /* "### hint", in order */
    size_t hint_count, hint_capacity;
    struct prose_mistake {
        char *id, *body; /* "### mistake: ID" */
    } * mistakes;
    size_t mistake_count, mistake_capacity;
    char *done; /* "### done", NULL: none */
    char *ask;  /* "### ask" of a prediction, NULL: the body asks */
    int line;
};

struct prose {
    enum language lang;
    char *path;
    char *title;   /* "# Title" */
    char *summary; /* what stands below the title */
    struct prose_step *steps;
    size_t step_count, step_capacity;
};

/**
 * Read LANG.md in @lesson->folder and fit it to @lesson: every step has its section, in the
 * lesson's order, no section is without a step, every `says` has its mistake and every mistake is
 * said, no section is there twice, none that begins with ### is empty, a step to read has a text, a
 * prediction a question. Headings inside fenced code blocks are no headings; a code block that is
 * never closed is an error. CRLF and a byte order mark are accepted.
 *
 * Errors are ERROR_LESSON, and *@out keeps its value:
 *   -EINVAL  the text is wrong: shows file, line, the line itself and a caret, often with a hint
 *   -ENOENT  there is no such file        -EFBIG  it has more than 1 MiB        others: as open(2),
 * read(2)
 */
int prose_read(const struct lesson *lesson, enum language lang, struct prose **out,
               struct error *err);
/** The same on text in memory; @path is only for messages. Only -EINVAL. */
int prose_parse(const struct lesson *lesson, enum language lang, const char *path, const char *text,
                struct prose **out, struct error *err);
void prose_free(struct prose *p); /* accepts NULL */
/** The section of step @id, or NULL. */
const struct prose_step *prose_find(const struct prose *p, const char *id);
/**
 * Append @markdown with every `{{path}}` replaced by what @find says for it (NULL: "—"). `{{map}}`
 * is asked for like any other. @find borrows the path; its answer lives until the next call. Blanks
 * around the path do not count; braces around nothing, or not closed on the same line, stay as they
 * are. Values are not looked into: a `{{` in them is text.
 */
void prose_expand(struct str *to, const char *markdown,
                  const char *(*find)(void *context, const char *path), void *context);

/**
 * An ERROR_LESSON that shows where: "FILE:LINE: MESSAGE", the line, and a caret below @column (1..;
 * 0: the first character that is not blank). @source is the file's text, @column counts its bytes;
 * the caret stands by display width, tabs are shown as 4 spaces. Long paths, messages and lines are
 * shortened to fit an error, the line around its caret; foreign bytes are made safe. A @line beyond
 * the end shows no line. Returns -EINVAL.
 */
int lesson_error(struct error *err, const char *path, const char *source, int line, int column,
                 const char *fmt, ...) PRINTF_LIKE(6, 7);

/* ---- where lessons are --------------------------------------------------------------------- */

struct lesson_place {
    char *id; /* the folder's name */
    char *folder;
};

struct lesson_places {
    struct lesson_place *items;
    size_t count, capacity;
};

/**
 * Append to @out every folder with a lesson.lua directly below one of the @roots (earlier roots
 * win), in the order of ROOT/course.txt where a root has one, then by name. Roots that do not exist
 * are passed over, and so are hidden folders and ids in a course without a lesson. course.txt: one
 * id at the start of each line, the rest of the line does not count; '#' begins a comment.
 */
void lesson_find_all(const char *const *roots, size_t count, struct lesson_places *out);
void lesson_places_done(struct lesson_places *p);

#endif
