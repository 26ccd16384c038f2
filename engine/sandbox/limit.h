// SPDX-License-Identifier: MIT
/* Resource limits of everything in the sandbox (setrlimit(2)). */
#ifndef SANDBOX_LIMIT_H
#define SANDBOX_LIMIT_H

#include <firsthop/base.h>

/** Processes that only the keeper may still start when the learner has used up all. */
#define LIMITS_RESERVE 16

/**
 * Does RLIMIT_NPROC count in each user namespace by itself on a kernel called @release
 * ("6.1.0-13-amd64")? Since Linux 5.14 (kernel/ucount.c). Before, it would count all processes of
 * the caller's uid on the host.
 */
bool limits_counts_by_namespace(const char *release);

/** For the keeper: files, cores, and processes with the reserve. */
int limits_set_keeper(uint32_t max_processes, uint64_t max_file_bytes, struct error *err);
/**
 * For a child of the keeper, before it runs a program: no reserve, and first to go when memory
 * ends. @proc_fd: a directory nobody else can change. 0 or negative errno.
 */
int limits_set_child(int proc_fd, uint32_t max_processes);

#endif
