// SPDX-License-Identifier: MIT
/* The socket between the hook and us: reads what processes inside say, and answers. */
#ifndef SESSION_CHANNEL_H
#define SESSION_CHANNEL_H

#include <firsthop/loop.h>

#include "message.h"

enum { ANSWERS_MAX = 8 };

struct channel {
    int fd; /* our end */
    struct loop_source *readable;
    struct loop_source *rest; /* timer: reading goes on after a flood */
    struct message_reader reader;
    message_fn *fn;
    void *context;
    struct answer {
        char token[MESSAGE_TOKEN_MAX];
        pid_t shell;
        char *text;         /* NULL: free */
    } answers[ANSWERS_MAX]; /* sent, but not known to be received */
    size_t answer_next;
    struct loop_source *again; /* timer: send them once more */
};

/** Calls @fn for every question (prompt, next, word), once. *@shell_end is the other end, the
 * caller's to hand on and to close. */
int session_channel_open(struct channel *c, struct loop *loop, message_fn *fn, void *context,
                         int *shell_end, struct error *err);
/** Answer question @token of @shell; again from time to time until it is received. */
void session_channel_answer(struct channel *c, pid_t shell, const char *token, const char *text);
void session_channel_close(struct channel *c); /* accepts an empty one */

#endif
