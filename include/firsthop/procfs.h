// SPDX-License-Identifier: MIT
/**
 * procfs: what only /proc can say, read through descriptors of the sandbox's own /proc: which
 * processes are in which network namespace, sysctls of a namespace, the mount table.
 */
#ifndef FIRSTHOP_PROCFS_H
#define FIRSTHOP_PROCFS_H

#include <sys/types.h>

#include <firsthop/base.h>

struct procfs_process {
    pid_t pid;        /* as @proc_fd numbers it */
    uint64_t netns;   /* nsfs inode of its network namespace */
    char command[16]; /* comm */
};

/**
 * Every process below the /proc directory @proc_fd (read anew, its offset is left alone) whose
 * network namespace can be read. Kernel threads and processes that end meanwhile are passed over.
 * At most 4096, in the order of /proc (by number). *@items is the caller's (free()); both outputs
 * untouched on failure. Errors: what openat(2) and readdir(3) say (-EBADF, -ENOTDIR, -EMFILE).
 */
int procfs_processes(int proc_fd, struct procfs_process **items, size_t *count, struct error *err);
/** Open /proc/PID/ns/net; negative errno. */
int procfs_open_netns(int proc_fd, pid_t pid);
/** nsfs inode of an open network namespace, 0 if @fd is anything else (ioctl_nsfs(2):
 * NS_GET_NSTYPE). */
uint64_t procfs_netns_id(int fd);

/**
 * Is @key a sysctl name that may be read: printable ASCII, dots or slashes, no empty part, no "..",
 * at most 128 bytes? "net.ipv4.ip_forward" becomes "net/ipv4/ip_forward" in @path. The separator
 * written first decides, as sysctl(8): "net/ipv4/conf/eth0.5/forwarding" keeps its dot, and
 * "net.ipv4.conf.eth0/5.forwarding" is the same.
 * @path is "" if not.
 */
bool procfs_sysctl_path(const char *key, char path[160]);

/**
 * Has the mount table behind @mountinfo_fd changed since the last call, or since it was opened?
 * (POLLPRI; proc_pid_mounts(5).) The kernel remembers what was seen in the open file, so asking
 * uses up the change: poll or epoll on the same open file uses it up too. Either watch it or ask
 * it, not both. An invalid descriptor: false.
 */
bool procfs_mounts_changed(int mountinfo_fd);

#endif
