// SPDX-License-Identifier: MIT
/* What start.c builds and session.c keeps going. */
#ifndef SESSION_PRIVATE_H
#define SESSION_PRIVATE_H

#include <firsthop/session.h>

#include "channel.h"
#include "clean.h"
#include "feed.h"
#include "mark.h"
#include "question.h"

enum {
    MARKS_MAX = 4,   /* marks seen before their message */
    RUNNING_MAX = 8, /* shells on pipes whose command we know */
};

struct session {
    struct loop *loop;
    struct sandbox *sandbox;
    struct session_events events;
    bool is_terminal, shows_commands;
    char *lesson; /* cleaned for the prompt */

    pid_t shell;  /* the outermost */
    int shell_fd; /* its pidfd */
    struct loop_source *shell_ends;

    int output_fd; /* master of the terminal, or the reading end of a pipe */
    int kept_fd;   /* an end we keep open so that it is never the last: pty slave, or the shell's
                      input */
    struct loop_source *output_ready;
    struct mark_filter filter;
    struct feed feed;

    struct channel channel;
    struct questions questions; /* not asked of the tutor yet */
    struct question current;    /* asked; while is_waiting */
    bool is_waiting, has_begun, has_ended, is_hanging_up;
    struct loop_source *next; /* timer: the next question */
    struct loop_source *late; /* timer: a mark that does not come */
    char marks[MARKS_MAX][MESSAGE_TOKEN_MAX];
    size_t mark_next;
    pid_t prompting; /* the shell that showed a prompt last */
    struct running {
        pid_t shell;
        char *command;
    } running[RUNNING_MAX];
    size_t running_next;
};

/* Callbacks that session_start() installs. */
void session_on_message(void *context, const struct message *m);
void session_on_output(void *context, uint32_t events);
void session_on_shell_end(void *context, uint32_t events);
void session_on_next(void *context, uint32_t events);
void session_on_late(void *context, uint32_t events);
void session_on_bytes(void *context, const char *bytes, size_t len);
void session_on_mark(void *context, const char *token);

#endif
