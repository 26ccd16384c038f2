// SPDX-License-Identifier: MIT
/**
 * sandbox: the throwaway machine in which a learner is root. The only code that makes namespaces.
 *
 * Two forks of this process, neither of which executes a program: the builder, in a user and a
 * mount namespace of its own, binds the host's files read-only; the keeper, in a user namespace
 * below that and in its own mount, network, pid, uts, ipc and cgroup namespaces, is pid 1 of the
 * sandbox, answers our requests on one socket and reaps. What the builder mounted is locked for
 * everybody inside (mount_namespaces(7)). Everything dies with the keeper; the keeper dies with us
 * (PR_SET_PDEATHSIG). Nothing to clean up, by construction.
 *
 * The keeper is not dumpable, so the learner, though root inside, can neither trace it nor read its
 * memory; it is pid 1, so no signal from inside reaches it.
 *
 * Who the root inside is outside: an ordinary user is himself; root is the user behind sudo
 * (SUDO_UID, SUDO_GID) or 65534, never root of the host. What that user may not read is not
 * readable inside.
 *
 * What is seen inside: the host's top-level directories, read-only, nosuid, nodev; of its own:
 * /proc, /sys, /dev, /etc (the host's, writable, thrown away), and tmpfs on /run /tmp /root /home
 * /mnt /var/tmp. The home of whoever started us is hidden wherever it is. `sudo` is a wrapper in
 * /run/firsthop/bin, first in PATH. No way out: no uplink, no socket families but unix, inet,
 * inet6, netlink, packet.
 *
 * Network namespaces start with the kernel's own defaults (forwarding off, rp_filter 0, ...),
 * whatever the host has: the first one, those of sandbox_new_netns(), and, where the host's
 * settings differ, each new one before whoever made it can name it or run a program in it
 * (engine/sandbox/trap.h). In the first one, lo is up.
 *
 * One thread: the keeper dies with the *thread* that opened the sandbox (prctl(2)).
 */
#ifndef FIRSTHOP_SANDBOX_H
#define FIRSTHOP_SANDBOX_H

#include <sys/types.h>

#include <firsthop/base.h>

struct sandbox_options {
    const char *hostname; /* "firsthop" if NULL */
    uint64_t tmpfs_bytes; /* of each tmpfs; 0: 64 MiB. The largest file, too, but at least 64 MiB */
    uint32_t max_processes;     /* 0: 512. Since Linux 5.14; before, there is no limit (limit.h) */
    const struct sandbox_file { /* made in the throwaway file system before anything runs */
        const char *path; /* absolute, below /etc, /root, /run, /tmp; its directories are made */
        const char *text;
        mode_t mode; /* 0: 0644 */
    } * files;
    size_t file_count;
};

struct sandbox;

/**
 * Open one. 0, or an error that names the obstacle and the remedy (ERROR_MACHINE): unprivileged
 * user namespaces off by sysctl, by AppArmor, by a container's seccomp, user.max_*_namespaces, a
 * chroot, covered parts of /proc, an old kernel. @options may be NULL; nothing of it is kept. Waits
 * at most 20 s for each half.
 */
int sandbox_open(const struct sandbox_options *options, struct sandbox **out, struct error *err);
/** Kills everything inside and waits until it is gone. Accepts NULL. */
void sandbox_close(struct sandbox *s);

/* Descriptors of the inside, borrowed until sandbox_close: */
int sandbox_proc_fd(const struct sandbox *s);      /* directory: /proc of its pid namespace */
int sandbox_netns_dir_fd(const struct sandbox *s); /* directory: its /run/netns */
int sandbox_mountinfo_fd(
    const struct sandbox *s); /* the keeper's mount table; POLLPRI when it changes */
int sandbox_netns_fd(const struct sandbox *s); /* the first network namespace (nsfs) */
int sandbox_pidfd(const struct sandbox *s);    /* the keeper, readable when it died */
pid_t sandbox_keeper(const struct sandbox *s); /* host pid */

/** The sockets of one network namespace, made by the keeper inside it. The caller owns them all. */
struct sandbox_sockets {
    int request, event; /* route netlink: netlink_new() */
    int capture;        /* capture_add_socket() */
    int icmp4, icmp6;   /* probe */
};

/*
 * Requests to the keeper. Each is answered within 5 s or fails with ERROR_FAULT: -ETIME, or -EPIPE
 * when the sandbox has ended. -EMFILE: we have too many files open ourselves.
 */

/** @netns_fd: an nsfs descriptor of a namespace of the sandbox (borrowed). -EINVAL: it is none of
 * ours. */
int sandbox_open_sockets(struct sandbox *s, int netns_fd, struct sandbox_sockets *out,
                         struct error *err);
void sandbox_sockets_done(struct sandbox_sockets *sockets);
/** A new empty network namespace, not visible inside: for the hub of nsids and for twins. */
int sandbox_new_netns(struct sandbox *s, int *netns_fd, struct error *err);
/** Read a sysctl (path below /proc/sys, see procfs_sysctl_path) as the namespace @netns_fd sees it;
 * trailing newline removed, tabs kept. -ENOENT: the kernel has no such key. */
int sandbox_read_sysctl(struct sandbox *s, int netns_fd, const char *path, struct str *value,
                        struct error *err);

/**
 * A new pseudo-terminal of the sandbox's own devpts: *@master_fd is its master (not blocking,
 * close-on-exec; the caller's); its slave comes from ioctl(TIOCGPTPEER) on it (ioctl_tty(2)),
 * without a path. Unlike a terminal of the host it has a name inside (/dev/pts/0), so that tty,
 * tmux and ps can tell it.
 */
int sandbox_open_terminal(struct sandbox *s, int *master_fd, struct error *err);

struct sandbox_spawn {
    const char *const *argv; /* NULL-terminated; argv[0] is looked up in the sandbox's PATH */
    const char *const
        *env; /* NULL-terminated "NAME=value" added to the sandbox's own clean environment */
    const char *directory; /* NULL: /root */
    struct sandbox_fd {
        int from; /* ours, borrowed */
        int to;   /* its number there */
    } fds[8];     /* everything else is closed; 0, 1, 2 not given are /dev/null */
    size_t fd_count;
    bool terminal; /* fd 0 is a terminal: it becomes the controlling one */
};

/**
 * Start a program as the keeper's child, in a session and process group of its own (kill(-pid)).
 * *@pid is the host pid. Returns when the program runs. Numbers of descriptors inside are below
 * 256. -ENOENT, -EACCES, ...  it cannot be run, or there is no such directory -EAGAIN 256 programs
 * of ours run, or the limit of processes is reached -E2BIG                 arguments and
 * environment have more than 4 MiB
 */
int sandbox_spawn(struct sandbox *s, const struct sandbox_spawn *what, pid_t *pid,
                  struct error *err);

/**
 * Wait for the end of a child: descriptor that is readable when children ended, and the next one
 * that did. sandbox_next_exit: 1 and host pid and wait status, 0 nothing yet, negative the keeper
 * is gone.
 */
int sandbox_exit_fd(const struct sandbox *s);
int sandbox_next_exit(struct sandbox *s, pid_t *pid, int *status, struct error *err);

/* ---- what this machine can: for doctor and for a lesson's `needs` ---------------------------- */

struct sandbox_feature {
    const char
        *id; /* "sandbox", "netns", "veth", "bridge", "overlayfs", "cgroup2", "cgroup2-pids", ... */
    bool works;
    char why[256];    /* what was tried and what the kernel said; "" if it works */
    char remedy[400]; /* exact commands; "" if none is needed or known */
};

/** Try every feature, each for real, in a throwaway sandbox. *@items is the caller's (free()). */
int sandbox_probe_features(struct sandbox_feature **items, size_t *count, struct error *err);
/** Try only @id. -ENOENT: no such feature. @id "tool:NAME": is the program there, with the Debian
 * package as remedy. */
int sandbox_probe_feature(const char *id, struct sandbox_feature *out, struct error *err);
/** The ids that exist, for "did you mean"; static. */
const char *const *sandbox_feature_ids(size_t *count);

#endif
