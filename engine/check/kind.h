// SPDX-License-Identifier: MIT
/*
 * What one kind of fact consists of, and the words that all kinds share. Private to check.
 *
 * A kind is a row: which questions it asks, how it is judged, how it reads as a sentence. Each
 * fact_*.c holds the rows of one family with their near misses; kinds.c lists them by enum
 * fact_kind.
 */
#ifndef FIRSTHOP_CHECK_KIND_H
#define FIRSTHOP_CHECK_KIND_H

#include <firsthop/base.h>
#include <firsthop/check.h>
#include <firsthop/lesson.h>
#include <firsthop/text.h>
#include <firsthop/world.h>

#define LABEL 96 /* room for a namespace's name in a sentence */

/** One fact being judged in one world; all borrowed. */
struct judging {
    const struct fact *fact;
    const struct world *world;
    const struct questions *questions;
    enum language lang;
    struct finding *out;
};

/** A state that differs from the wanted one in a known way. `why` is listed in codes.c. */
struct miss {
    const char *why;
    struct message text;
};

#define SENTENCES 5
#define DETAILS   8

/**
 * How a kind reads. The first sentence is taken whose `needs` (parameters) are all given; the last
 * one needs nothing. Placeholders: {netns}, {link}, every parameter by its name, {PARAMETER_link}
 * and {PARAMETER_netns} of a link, and {details}: those of `details` that are given, joined.
 */
struct sentence {
    const char *needs[2];
    struct message text, negated;
};

struct detail {
    const char *parameter;
    struct message text;
};

struct kind {
    /* appends what the fact must know; NULL: the world says it all */
    void (*ask)(const struct fact *f, const struct world *w, struct questions *q);
    void (*judge)(const struct judging *j);
    struct sentence sentences[SENTENCES];
    struct detail details[DETAILS];
    /* instead of sentences: for facts made of facts, and for an author's own words */
    void (*say)(struct str *to, const struct fact *f, enum language lang, bool negated);
};

const struct kind *kind_of(const struct fact *f);
void ask_fact(const struct fact *f, const struct world *w, struct questions *q);
/** As check_judge: empties @out first. */
void judge_fact(const struct judging *j);
void say_fact(struct str *to, const struct fact *f, enum language lang, bool negated);

/* ---- arguments of messages (arguments.c) ----------------------------------------------------- */

#define ARGUMENTS 40

/** Names and values for one message; owns the values that had to be made. */
struct arguments {
    struct message_argument items[ARGUMENTS];
    size_t count;
    char labels[FACT_PARAMETERS + 1][LABEL];
    size_t label_count;
};

/** {netns}, {link} and the parameters of @f. */
void arguments_of_fact(struct arguments *a, const struct fact *f, enum language lang);
void arguments_add(struct arguments *a, const char *name, const char *value);
/** A namespace that a lesson names: "host" becomes "the host". */
const char *name_label(const char *name, enum language lang, char into[LABEL]);
/** A namespace of the world, in the language of @j. */
const char *world_label(const struct judging *j, const struct netns *ns, char into[LABEL]);

/* ---- findings (finding.c) ---------------------------------------------------------------------
 */

void found_holds(const struct judging *j);
/** @verdict because of @m; then {"name", value, ..., NULL} for its sentence, beside the fact's own
 * arguments. */
void found_miss(const struct judging *j, enum verdict verdict, const struct miss *m, ...)
    __attribute__((sentinel));
/** The question could not be answered (NULL: was not even asked). */
void found_fault(const struct judging *j, const struct question *q);
void expect_text(const struct judging *j, const char *key, const char *text);
void observe_text(const struct judging *j, const char *key, const char *text);
void observe_number(const struct judging *j, const char *key, int64_t number);
void found_nearest(const struct judging *j, const char *fmt, ...) PRINTF_LIKE(2, 3);
/** "host1 eth0" as the nearest object, and both as observed. */
void nearest_link(const struct judging *j, const struct netns *ns, const struct link *l);

/* ---- questions (evidence.c) -------------------------------------------------------------------
 */

/** Append @wanted unless it is there already. */
void question_add(struct questions *q, const struct question *wanted);
/** The question of the same kind and subject, or NULL. */
const struct question *question_find(const struct questions *q, const struct question *wanted);
/** The answer to @wanted; NULL if there is none, and then the finding is a fault. */
const struct question *question_answer(const struct judging *j, const struct question *wanted);

/* ---- prerequisites (place.c) ------------------------------------------------------------------
 */

/** The namespace @name; NULL if it is not there, and then the finding says so with @verdict. */
const struct netns *need_netns(const struct judging *j, const char *name, enum verdict verdict);
/** The link @name of @ns, likewise. */
const struct link *need_link(const struct judging *j, const struct netns *ns, const char *name,
                             enum verdict verdict);
/** The link that the fact is about: both of the above, as prerequisites. */
const struct link *need_own_link(const struct judging *j, const struct netns **ns);
bool is_loopback(const struct link *l);
#define MAC_TEXT 24
/** "02:00:00:00:00:01", or "none"; returns @into. */
const char *format_mac(const uint8_t *mac, size_t len, char into[MAC_TEXT]);
/** Would somebody who wrote @typed have meant @wanted? Names of a series (host1, host2) are not
 * slips. */
bool looks_misspelt(const char *typed, const char *wanted);
/** The first address of @family on @l (0: on any link) that is not link-local, or NULL. */
const struct link_address *find_usable_address(const struct netns *ns, int link, int family);

#endif
