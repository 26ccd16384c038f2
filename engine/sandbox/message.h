// SPDX-License-Identifier: MIT
/*
 * What the engine and the keeper say to each other, over one SOCK_SEQPACKET pair:
 *
 *   engine  -- struct request + descriptors -->  keeper
 *   engine  <-- struct reply  + descriptors --   keeper     one for each request, same serial
 *
 * and over a second pair, one way, struct exit_report when a spawned child has ended. Both ends are
 * the same program image (the keeper is a fork), so the layout of the structs needs no versions.
 * The learner never holds an end of either pair.
 */
#ifndef SANDBOX_MESSAGE_H
#define SANDBOX_MESSAGE_H

#include <sys/types.h>

#include <firsthop/base.h>

#define MESSAGE_FDS       12
#define MESSAGE_SPAWN_FDS 8

enum request_kind {
    REQUEST_START,   /* to the builder: your ids are mapped -> the keeper's pidfd, pid */
    REQUEST_FILTER,  /* to the keeper; fd 0: its filter -> what struct sandbox needs, when ready */
    REQUEST_SOCKETS, /* fd 0: nsfs -> request, event, capture, icmp4, icmp6 */
    REQUEST_NEW_NETNS, /* -> nsfs */
    REQUEST_SYSCTL,    /* fd 0: nsfs; text: path -> text */
    REQUEST_TERMINAL,  /* -> master of a pty of the sandbox's own devpts */
    REQUEST_SPAWN,     /* fd 0: memory file with the strings; then its descriptors -> pipe, pid */
    REQUEST_TRY,       /* number: feature; text: its argument -> pipe, pid */
    REQUEST_KIND_COUNT,
};

struct request {
    uint32_t serial;
    enum request_kind kind;
    char text[192];
    int32_t number;
    int32_t to[MESSAGE_SPAWN_FDS]; /* SPAWN: numbers for the descriptors after the first */
    bool terminal;                 /* SPAWN */
};

/** How far the keeper came when it failed to start; decides which obstacle is looked for. */
enum stage {
    STAGE_CLONE,
    STAGE_MAP,
    STAGE_IDENTITY,
    STAGE_MOUNT,
    STAGE_PROC,
    STAGE_NETWORK,
    STAGE_FILTER,
    STAGE_READY,
    STAGE_COUNT,
};

struct reply {
    uint32_t serial;
    int32_t result;   /* 0 or negative errno */
    int32_t inner;    /* SPAWN, TRY: pid in the sandbox's pid namespace */
    enum stage stage; /* START */
    char text[4096];  /* the value, or what failed */
};

struct exit_report {
    int32_t inner;
    int32_t status; /* as waitpid */
};

/**
 * Send one message. @about, if not 0, is a pid of the sender's pid namespace that travels as
 * SCM_CREDENTIALS: the kernel hands the receiver the number that the process has *there* (unix(7)).
 * 0 or negative errno; never raises SIGPIPE.
 */
int message_send(int fd, const void *data, size_t len, const int *fds, size_t fd_count,
                 pid_t about);

/**
 * Take one message of exactly @len bytes. Up to MESSAGE_FDS descriptors land in @fds,
 * close-on-exec.
 * *@about (may be NULL) is the pid of the credentials, if there were any.
 * 0 or negative errno: -EPIPE the other end is gone, -EAGAIN nothing there, -EBADMSG another
 * length.
 */
int message_receive(int fd, void *data, size_t len, int *fds, size_t *fd_count, pid_t *about);

/** Close @count descriptors. */
void message_close(int *fds, size_t count);

#endif
