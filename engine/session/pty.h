// SPDX-License-Identifier: MIT
/* The terminal between the learner's shell and us. */
#ifndef SESSION_PTY_H
#define SESSION_PTY_H

#include <sys/types.h>

#include <firsthop/sandbox.h>

/** A pair of the sandbox's own devpts, so that `tty`, tmux and the like know it by its name;
 * *@master does not block. */
int session_pty_open(struct sandbox *sandbox, unsigned short columns, unsigned short rows,
                     int *master, int *slave, struct error *err);
void session_pty_resize(int master, unsigned short columns, unsigned short rows);
/** The process group in the foreground, or -1. */
pid_t session_pty_foreground(int master);
/** Does the shell @shell wait for a line, with its own line editor? */
bool session_pty_is_at_prompt(int master, pid_t shell);

#endif
