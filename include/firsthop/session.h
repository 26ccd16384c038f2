// SPDX-License-Identifier: MIT
/**
 * session: the learner's real bash in the sandbox, on a pty that we relay or on plain pipes.
 *
 * A prompt hook reports each finished command and waits for us, so what we say always comes before
 * the next prompt. Two ways at once, each for what it is good at:
 *   - a socket (fd 60, inherited by nested shells) carries "command finished: number, status, text"
 * and takes our go-ahead; SO_PASSCRED names the process that spoke, whatever it says of itself;
 *   - on a pty the hook also prints a mark (an OSC sequence with the number) into the terminal,
 * which tells where in the output that moment is. The mark is taken out of the stream and nothing
 * is believed but its place. Everything from inside is hostile: lines are bounded, floods are read
 * but not obeyed.
 *
 * On a terminal every interactive bash asks before its prompt, nested ones (`ip netns exec host1
 * bash`) included. On pipes bash runs as for a script (no prompts, no editor, no `!`; an error of
 * syntax or `set -e` ends it), and every bash that reads commands from standard input, nested ones
 * included, asks before each complete command, as typed, and once more at its end. A line that is
 * only a `( subshell )`, a function or a comment is told with the next one. Shells that run a
 * script file or `-c` ask nothing.
 *
 * A question is repeated by its shell every two seconds while there is no answer, so none is ever
 * lost; each is handed out once.
 */
#ifndef FIRSTHOP_SESSION_H
#define FIRSTHOP_SESSION_H

#include <sys/types.h>

#include <firsthop/base.h>
#include <firsthop/loop.h>
#include <firsthop/sandbox.h>

struct session;

struct session_prompt {
    bool first; /* the first prompt: nothing has run yet */
    int status; /* exit status of the command, 0..255 */
    const char
        *command; /* as typed, "" if empty or unknown (a nested shell's first prompt); at most 4096
                     bytes, made valid UTF-8; may hold newlines and other control characters */
    pid_t shell;  /* host pid of the shell that asks, as the kernel says */
};

/**
 * Called from the loop. `prompt` and `word` leave the shell waiting until session_release(), which
 * may be called at once; other shells that ask meanwhile wait in line. A shell that Ctrl-C took out
 * of its wait asks again: release as ever. session_free() must not be called from inside any of
 * them.
 */
struct session_events {
    /** Bytes for the person, in order: everything printed before a prompt comes before `prompt`. */
    void (*output)(void *context, const char *bytes, size_t len);
    void (*prompt)(void *context, const struct session_prompt *prompt);
    /** One of the lesson's words (`hint`, `answer 63`, `fh quit`): words[0] is the word without
     * "fh", "help" for a bare `fh`; at most 16 in all, each valid UTF-8 of at most 4096 bytes. `fh`
     * passes on any word, known or not. */
    void (*word)(void *context, const char *const *words, size_t count);
    /** The shell ended (wait status), or was killed. Nothing more comes. */
    void (*ended)(void *context, int status);
    void *context;
};

struct session_options {
    bool terminal; /* a pty; otherwise pipes: standard input is @input_fd */
    /* Without a terminal: commands, of a file, pipe, socket or terminal; copied through a pipe as
     * the shell takes it, so that the original cannot be reached from inside. Borrowed until
     * session_free(). */
    int input_fd;
    bool show_commands; /* without a terminal: print prompt and command before the output, as a
                           terminal would */
    unsigned short columns, rows;
    const char *lesson;   /* for the prompt "firsthop:LESSON ~ # "; at most 32 bytes of it */
    const char *language; /* "en", "ja": LANGUAGE inside; LANG is C.UTF-8 in any case */
    const char *term;     /* TERM inside; NULL: dumb */
    bool colour;          /* NO_COLOR is set inside if false */
};

/** Files that must be in the sandbox before: the hook and the shell's start files
 * (sandbox_options.files); static. */
const struct sandbox_file *session_files(size_t *count);

/**
 * Start the shell. @events is copied, its context borrowed; @loop and @sandbox must outlive the
 * session. Errors of sandbox_spawn, sandbox_open_terminal, and of the kernel when descriptors run
 * out.
 */
int session_start(struct loop *loop, struct sandbox *sandbox, const struct session_options *options,
                  const struct session_events *events, struct session **out, struct error *err);
/** Bytes the person typed (pty only). Kept and written as the shell takes them. */
void session_input(struct session *s, const char *bytes, size_t len);
/** How many bytes of input still wait: stop reading the keyboard above 64 KiB. */
size_t session_input_pending(const struct session *s);
void session_resize(struct session *s, unsigned short columns, unsigned short rows);
/** Is the shell waiting for session_release()? */
bool session_waits(const struct session *s);
/**
 * Let the waiting shell go on; nothing happens if none waits. @where is shown in the prompt as
 * "firsthop:LESSON(WHERE)": the named namespace the shell is in, or NULL; at most 32 bytes,
 * letters, digits and "._-", others become '_'.
 */
void session_release(struct session *s, const char *where);
/**
 * Is anything but a shell's line editor in the foreground: a program, a builtin, a loop? (Then
 * nothing may be printed.) On pipes and while a shell waits for us: false.
 */
bool session_is_busy(const struct session *s);
/** Ask the shell to end (SIGHUP to its process group and the foreground's). No more `prompt` or
 * `word` comes. */
void session_hangup(struct session *s);
void session_free(struct session *s); /* accepts NULL; kills what is left of the shell */

/**
 * Run @commands with bash in the sandbox, not interactively, and wait (solutions, setup, skip).
 * They are its standard input, so that lines after `ip netns exec host1 bash` are that shell's
 * until `exit`; it asks nothing. What runs in the background at the end stays. May be called while
 * a session's shell waits. Output (both streams) is collected in @output (may be NULL), bounded to
 * 64 KiB. Returns the exit status 0..255, or a negative error; -ETIME after @timeout_ms.
 */
int session_run(struct sandbox *sandbox, const char *commands, int timeout_ms, struct str *output,
                struct error *err);

#endif
