// SPDX-License-Identifier: MIT
/**
 * session: the learner's real bash in the sandbox, on a pty that we relay or on plain pipes.
 *
 * A prompt hook reports each finished command and waits for us, so what we say always comes before the next
 * prompt. Two ways at once, each for what it is good at:
 *   - a socket (fd 60, inherited by nested shells) carries "command finished: number, status, text" and
 *     takes our go-ahead; SO_PASSCRED names the process that spoke, whatever it says of itself;
 *   - on a pty the hook also prints a mark (an OSC sequence with the number) into the terminal, which tells where
 *     in the output that moment is. The mark is taken out of the stream and nothing is believed but its place.
 * Everything from inside is hostile: lines are bounded, floods are read but not obeyed.
 */
#ifndef FIRSTHOP_SESSION_H
#define FIRSTHOP_SESSION_H

#include <sys/types.h>

#include <firsthop/base.h>
#include <firsthop/loop.h>
#include <firsthop/sandbox.h>

struct session;

struct session_prompt {
    bool first;          /* the first prompt: nothing has run yet */
    int status;          /* exit status of the command, 0..255 */
    const char *command; /* as typed, "" if empty or unknown; at most 4096 bytes, made valid UTF-8 */
    pid_t shell;         /* host pid of the shell that asks */
};

/** Called from the loop. `prompt` and `word` leave the shell waiting until session_release(). */
struct session_events {
    /** Bytes for the person, in order: everything printed before a prompt comes before `prompt`. */
    void (*output)(void *context, const char *bytes, size_t len);
    void (*prompt)(void *context, const struct session_prompt *prompt);
    /** One of the lesson's words (`hint`, `answer 63`, `fh quit`): words[0] is the word without "fh". */
    void (*word)(void *context, const char *const *words, size_t count);
    /** The shell ended (wait status), or was killed. Nothing more comes. */
    void (*ended)(void *context, int status);
    void *context;
};

struct session_options {
    bool terminal;            /* a pty; otherwise pipes: standard input is @input_fd */
    int input_fd;             /* without a terminal: commands; a regular file is copied first, so that the original
                                 cannot be reached from inside; borrowed */
    bool show_commands;       /* without a terminal: print prompt and command before the output, as a terminal would */
    unsigned short columns, rows;
    const char *lesson;       /* for the prompt "firsthop:LESSON ~ # " */
    const char *language;     /* "en", "ja": LANG inside is C.UTF-8 in any case */
    const char *term;         /* TERM inside; NULL: dumb */
    bool colour;              /* NO_COLOR is set inside if false */
};

/** Files that must be in the sandbox before: the hook and the shell's start files (sandbox_options.files). */
const struct sandbox_file *session_files(size_t *count);

int session_start(struct loop *loop, struct sandbox *sandbox, const struct session_options *options,
                  const struct session_events *events, struct session **out, struct error *err);
/** Bytes the person typed (pty only). Kept and written as the shell takes them. */
void session_input(struct session *s, const char *bytes, size_t len);
/** How many bytes of input still wait: stop reading the keyboard above 64 KiB. */
size_t session_input_pending(const struct session *s);
void session_resize(struct session *s, unsigned short columns, unsigned short rows);
/** Is the shell waiting for session_release()? */
bool session_waits(const struct session *s);
/** Let the waiting shell show its prompt; @where is shown in it when the shell is in a named namespace (may be NULL). */
void session_release(struct session *s, const char *where);
/** Is a program other than a shell at its prompt in the foreground? (Then nothing may be printed.) */
bool session_is_busy(const struct session *s);
/** Ask the shell to end (SIGHUP to its process group). */
void session_hangup(struct session *s);
void session_free(struct session *s); /* accepts NULL; kills what is left of the shell */

/**
 * Run @commands with bash in the sandbox, not interactively, and wait (solutions, setup, skip). Output is collected
 * in @output (may be NULL), bounded to 64 KiB. Returns the exit status 0..255, or a negative error;
 * -ETIME after @timeout_ms.
 */
int session_run(struct sandbox *sandbox, const char *commands, int timeout_ms, struct str *output,
                struct error *err);

#endif
