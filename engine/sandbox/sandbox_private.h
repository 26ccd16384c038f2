// SPDX-License-Identifier: MIT
/* The engine's end of a sandbox. */
#ifndef SANDBOX_PRIVATE_H
#define SANDBOX_PRIVATE_H

#include <sys/types.h>

#include <firsthop/sandbox.h>

#include "identity.h"
#include "message.h"

struct sandbox_child {
    pid_t inner, host;
    bool silent; /* its end is nobody's business: it never became the program that was asked for */
};

struct sandbox {
    struct identity identity;
    pid_t keeper;
    int pidfd;
    int control, exits;
    int proc, netns_dir, mountinfo, netns;
    uint32_t serial;
    struct sandbox_child *children; /* started, and their end not yet told */
    size_t child_count, child_capacity;
};

/**
 * Ask the keeper and wait for its answer, 5 s at most. @fds and *@fd_count: descriptors that came
 * back (room for MESSAGE_FDS); @about: see message_receive(). 0, or a negative error: the keeper's
 * own, or ERROR_FAULT when it does not answer.
 */
int request_make(struct sandbox *s, struct request *q, const int *send_fds, size_t send_count,
                 struct reply *a, int *fds, size_t *fd_count, pid_t *about, struct error *err);

/** Try feature row @number (feature.h) in @s, in a process of its own. */
int request_try(struct sandbox *s, int32_t number, const char *argument, struct error *err);

#endif
