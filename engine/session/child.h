// SPDX-License-Identifier: MIT
/* The end of a process of the sandbox: it is the keeper's child, not ours. */
#ifndef SESSION_CHILD_H
#define SESSION_CHILD_H

#include <sys/types.h>

#include <firsthop/sandbox.h>

bool session_child_is_gone(pid_t pid);
/** A descriptor that is readable once @pid has ended (pidfd_open(2)). -ESRCH: it already has. */
int session_child_watch(pid_t pid);
/**
 * The wait status of @pid, which has ended. The sandbox reports ends in one queue for all its
 * users: reports of others are dropped, and ours may have been dropped by another. Then it counts
 * as killed by SIGKILL.
 */
int session_child_status(struct sandbox *sandbox, pid_t pid);
/** Signal @pid, its process group if it leads one, and the group @other (-1: none). */
void session_child_signal(pid_t pid, pid_t other, int signo);

#endif
