// SPDX-License-Identifier: MIT
/**
 * procfs: what only /proc can say, read through descriptors of the sandbox's own /proc: which processes are
 * in which network namespace, sysctls of a namespace, the mount table.
 */
#ifndef FIRSTHOP_PROCFS_H
#define FIRSTHOP_PROCFS_H

#include <sys/types.h>

#include <firsthop/base.h>

struct procfs_process {
    pid_t pid;           /* as @proc_fd numbers it */
    uint64_t netns;      /* nsfs inode of its network namespace */
    char command[16];    /* comm */
};

/**
 * Every process below the /proc directory @proc_fd whose network namespace can be read. Kernel threads and
 * processes that end meanwhile are passed over. At most 4096. *@items is the caller's (free()).
 */
int procfs_processes(int proc_fd, struct procfs_process **items, size_t *count, struct error *err);
/** Open /proc/PID/ns/net; negative errno. */
int procfs_open_netns(int proc_fd, pid_t pid);
/** nsfs inode of an open namespace, 0 if @fd is no nsfs file. */
uint64_t procfs_netns_id(int fd);

/**
 * Is @key a sysctl name that may be read: dots or slashes, no "..", at most 128 bytes? "net.ipv4.ip_forward"
 * becomes "net/ipv4/ip_forward" in @path; "net/ipv4/conf/eth0.5/forwarding" keeps its dot, as sysctl(8).
 */
bool procfs_sysctl_path(const char *key, char path[160]);

/** Has the mount table behind @mountinfo_fd changed since the last call? (POLLPRI; proc_pid_mountinfo(5).) */
bool procfs_mounts_changed(int mountinfo_fd);

#endif
