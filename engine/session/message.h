// SPDX-License-Identifier: MIT
/* What the hook says: strings ended by zero bytes, put together per speaker. Pure. */
#ifndef SESSION_MESSAGE_H
#define SESSION_MESSAGE_H

#include <sys/types.h>

#include <firsthop/base.h>

enum {
    MESSAGE_BYTES_MAX =
        8192, /* what one message may take; the rest of a longer string is dropped */
    MESSAGE_STRINGS_MAX = 16,  /* a word and its arguments */
    MESSAGE_TOKEN_MAX = 24,    /* with its zero byte */
    MESSAGE_SPEAKERS_MAX = 8,  /* unfinished messages kept at a time; the one silent longest goes */
    MESSAGE_COMMAND_MAX = 4096 /* of a command's text */
};

/*
 * On the wire, every string ended by a zero byte:
 *   "\1P TOKEN STATUS"  TEXT             a prompt is due; TEXT is bash's `history 1`, or ""
 *   "\1D TOKEN STATUS"  DIRECTORY TEXT   (pipes) the next command is about to run: TEXT; "" at the
 * end
 *   "\1W TOKEN COUNT"   STRING...        a word of the lesson and its arguments
 *   "\1A TOKEN 0"                         the answer has been received
 *   "\1R TOKEN 0"                         an answer came to the wrong shell
 * The first byte tells a head from everything else: a shell that was interrupted between two
 * strings starts again without confusing us.
 */
enum message_kind {
    MESSAGE_PROMPT,
    MESSAGE_NEXT,
    MESSAGE_WORD,
    MESSAGE_RECEIVED,
    MESSAGE_RETURNED,
    MESSAGE_KIND_COUNT,
};

struct message {
    enum message_kind kind;
    pid_t speaker;
    char token[MESSAGE_TOKEN_MAX]; /* digits */
    int status;                    /* 0..255; not for words */
    size_t count;
    const char *strings[MESSAGE_STRINGS_MAX]; /* borrowed for the call */
};

typedef void message_fn(void *context, const struct message *message);

struct message_reader {
    struct message_speaker {
        pid_t pid; /* 0: free */
        uint64_t heard;
        struct str part;   /* the string being read, as far as it is kept */
        struct str whole;  /* the finished strings, zero bytes included */
        size_t missing;    /* strings still to come; 0: a head is expected */
        struct message is; /* head of the message; strings not yet set */
    } speakers[MESSAGE_SPEAKERS_MAX];
    uint64_t clock;
    message_fn *fn;
    void *context;
};

/** @bytes that @speaker wrote with one call, in order. A head always begins such a piece. Calls fn
 * for every message they complete. */
void session_message_feed(struct message_reader *r, pid_t speaker, const char *bytes, size_t len);
void session_message_reader_done(struct message_reader *r);

/** The command in @history, the output of `history 1`: without number, sign and last newline.
 * Borrowed. */
const char *session_message_command(const char *history, size_t *len);

#endif
