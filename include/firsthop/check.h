// SPDX-License-Identifier: MIT
/**
 * check: does a fact hold in a world? And if not, what is there instead?
 *
 * Pure. What a snapshot cannot say (a route lookup, an echo, a sysctl, packets) is asked for first
 * and handed in as evidence: check_questions() lists what a fact needs to know in this world,
 * somebody else finds out, then check_judge() decides. Questions are asked only where their answer
 * can matter: a fact whose prerequisites fail asks nothing and is `blocked`.
 */
#ifndef FIRSTHOP_CHECK_H
#define FIRSTHOP_CHECK_H

#include <firsthop/base.h>
#include <firsthop/lesson.h>
#include <firsthop/text.h>
#include <firsthop/world.h>

enum verdict { VERDICT_HOLDS, VERDICT_NOT_YET, VERDICT_BLOCKED, VERDICT_FAULT, VERDICT_COUNT };

/** "holds", "not-yet", "blocked", "fault". */
const char *verdict_name(enum verdict v);

/* ---- questions and evidence ------------------------------------------------------------------ */

enum question_kind { ASK_LOOKUP, ASK_ECHO, ASK_SYSCTL, ASK_PINGED, ASK_CUSTOM };

struct question {
    enum question_kind kind;
    uint64_t netns;          /* id; PINGED: of the sender */
    struct address to, from; /* family 0: not said */
    char key[160];           /* SYSCTL: path below /proc/sys */
    int custom_test;         /* CUSTOM */
    /* the answer, filled in by whoever asked: */
    bool answered; /* false: could not be measured; `fault` says why */
    char fault[200];
    int failure; /* LOOKUP, ECHO: positive errno, 0 none */
    char kernel_text[160];
    uint8_t route_type;     /* LOOKUP: RTN_* */
    struct address gateway; /* LOOKUP: family 0: on link */
    int link;               /* LOOKUP: output ifindex */
    bool replied;           /* ECHO */
    uint8_t ttl;            /* ECHO: of the reply; PINGED: of the last reply as it arrived */
    struct address by;      /* ECHO: who sent the error */
    bool expired;           /* ECHO: it was Time Exceeded */
    uint32_t count;         /* PINGED: requests that were answered; requests seen are in `sent` */
    uint32_t sent;
    bool present;    /* SYSCTL: the key exists */
    char value[200]; /* SYSCTL */
    bool holds;      /* CUSTOM */
    char seen[200];  /* CUSTOM: what was seen instead */
};

struct questions {
    struct question *items;
    size_t count, capacity;
};

/** Append what @f needs to know in @w. A question already in @q (same kind and subject) is not
 * repeated. */
void check_questions(const struct fact *f, const struct world *w, struct questions *q);
void questions_done(struct questions *q);

/* ---- findings -------------------------------------------------------------------------------- */

/**
 * One thing that was expected or seen. Keys are the lesson's own words, the same on both sides: the
 * names of the fact's parameters ("via", "dev", "ttl", "mac", ...), "address" and "prefix" for a
 * CIDR, "netns" and "link" for the place, "state" ("up", "down", ...), "by" for the sender of an
 * ICMP error, and for pings "sent" and "count".
 */
struct observation {
    char key[32];
    bool is_number;
    int64_t number;
    char text[128];
};

#define OBSERVATIONS 8 /* a rule has seven parameters and a namespace */

/**
 * A verdict and what it rests on. Texts are harmless (text_add_safe) and of one line; sentences
 * begin with a small letter and have no full stop. What holds may still carry `observed` (the TTL
 * of a reply, say), but no `why`, `sentence`, `expected` or `nearest`; everything else has a `why`
 * and a `sentence`: what is there instead, what is missing first (blocked), or what could not be
 * measured (fault). No sentence tells the solution.
 */
struct finding {
    enum verdict verdict;
    char why[40];                              /* one of check_codes(), "" if it holds */
    char sentence[400];                        /* in the asked language, "" if it holds */
    struct observation expected[OBSERVATIONS]; /* what the fact asks for */
    size_t expected_count;
    struct observation observed[OBSERVATIONS];
    size_t observed_count;
    char nearest[128]; /* the nearest object: "router e1 10.0.1.11/32"; "" if there is none */
};

/** Decide @f in @w with the answers @q (borrowed; may be NULL if there were no questions). */
void check_judge(const struct fact *f, const struct world *w, const struct questions *q,
                 enum language lang, struct finding *out);

/** The fact as a sentence: "host1's way to 10.0.2.10 goes through 10.0.1.11". The caller frees it.
 */
char *check_sentence(const struct fact *f, enum language lang);

/** Every code that `why` may carry with its meaning, for documentation and tests. */
struct check_code {
    const char *code, *meaning;
};
const struct check_code *check_codes(size_t *count);

#endif
