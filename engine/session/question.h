// SPDX-License-Identifier: MIT
/* Shells that wait for us, first come first served. Pure. */
#ifndef SESSION_QUESTION_H
#define SESSION_QUESTION_H

#include "message.h"

enum {
    QUESTIONS_MAX = 8
}; /* more than shells that can honestly wait at once; the rest asks again */

/** A message, kept. */
struct question {
    enum message_kind kind;
    pid_t speaker;
    char token[MESSAGE_TOKEN_MAX];
    int status;
    bool is_due;     /* everything printed before it has been passed on */
    char *command;   /* cleaned: what has run (prompt) or is about to run (next) */
    char *directory; /* next: as `\w` shows it */
    char *words[MESSAGE_STRINGS_MAX];
    size_t word_count;
};

struct questions {
    struct question items[QUESTIONS_MAX];
    size_t count;
};

/**
 * Keep a copy of @m. A shell waits for one answer at a time: what the same speaker asked before is
 * dropped, so a flood takes one place. NULL: there are too many, or it is already there.
 */
struct question *session_questions_add(struct questions *q, const struct message *m);
struct question *session_questions_find(struct questions *q, const char *token);
/** The first one moves out. */
struct question session_questions_take(struct questions *q);
void session_question_done(struct question *q);
void session_questions_done(struct questions *q);

#endif
