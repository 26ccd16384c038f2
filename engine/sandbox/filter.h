// SPDX-License-Identifier: MIT
/*
 * The system-call filter of everything in the sandbox.
 *
 * It refuses what no lesson needs and what has been a way to attack the kernel or to leave a
 * namespace; what lessons need (namespaces, mounts, ptrace of one's own children, raw sockets)
 * stays.
 */
#ifndef SANDBOX_FILTER_H
#define SANDBOX_FILTER_H

#include <firsthop/base.h>

/** Compile the list of refused calls. A memory file with the program (the caller's), or a negative
 * error. */
int filter_compile(struct error *err);

/** Set no_new_privs and load the program in @file (borrowed) into the calling process: for it and
 * all its children. */
int filter_load(int file, struct error *err);

/**
 * Besides, let mount, execve and execveat wait until somebody has looked at the caller. *@trap_fd
 * is the listener (seccomp_unotify(2)), or -1 where the kernel has none or an outer filter has one
 * already.
 */
int filter_trap(int *trap_fd, struct error *err);

#endif
