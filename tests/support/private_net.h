// SPDX-License-Identifier: MIT
/*
 * For kernel tests: a private machine to break. private_net_enter() puts the program into its own
 * user, network, mount and pid namespaces, root inside, with an empty /run and the loopback up.
 * Nothing outside can change and nothing stays behind. Call it first in main(), before any thread
 * is started.
 *
 *     int main(void)
 *     {
 *         private_net_enter();
 *         private_net_run("ip netns add host1");
 *         ...
 *     }
 *
 * Where the machine cannot do that, the program ends with 77 and the reason. Header only.
 */
#ifndef FIRSTHOP_TEST_PRIVATE_NET_H
#define FIRSTHOP_TEST_PRIVATE_NET_H

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PRIVATE_NET_UNUSED __attribute__((unused))

/** "Cannot run here": say why and end with 77. */
PRIVATE_NET_UNUSED __attribute__((noreturn, format(printf, 1, 2))) static void
private_net_skip(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    fputs("skipped: ", stdout);
    vprintf(fmt, args);
    fputs("\n", stdout);
    fflush(stdout);
    va_end(args);
    exit(77);
}

/** Run a shell command; returns its exit code, or 128 and more if it did not end by itself. */
__attribute__((format(printf, 1, 2))) static inline int private_net_try(const char *fmt, ...)
{
    char command[4096];
    va_list args;
    int status;

    va_start(args, fmt);
    vsnprintf(command, sizeof(command), fmt, args);
    va_end(args);
    fflush(NULL);
    status = system(command);
    return status != -1 && WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

/** As private_net_try; a command that fails ends the test program. */
__attribute__((format(printf, 1, 2))) static inline void private_net_run(const char *fmt, ...)
{
    char command[4096];
    va_list args;
    int code;

    va_start(args, fmt);
    vsnprintf(command, sizeof(command), fmt, args);
    va_end(args);
    code = private_net_try("%s", command);
    if (code != 0) {
        fprintf(stderr, "exit code %d of: %s\n", code, command);
        exit(1);
    }
}

/** Does the shell find this program? */
static inline int private_net_has(const char *program)
{
    return private_net_try("command -v %s >/dev/null 2>&1", program) == 0;
}

static inline void private_net_put(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    size_t len = strlen(text);

    if (fd < 0 || write(fd, text, len) != (ssize_t)len)
        private_net_skip("cannot write %s: %s", path, strerror(errno));
    close(fd);
}

/** user_namespaces(7): setgroups must be denied before an ordinary user may map its group. */
static inline void private_net_map_ids(uid_t uid, gid_t gid)
{
    char map[64];

    private_net_put("/proc/self/setgroups", "deny");
    snprintf(map, sizeof(map), "0 %u 1", (unsigned)uid);
    private_net_put("/proc/self/uid_map", map);
    snprintf(map, sizeof(map), "0 %u 1", (unsigned)gid);
    private_net_put("/proc/self/gid_map", map);
}

/** unshare(2) puts only children into the new pid namespace: continue in one, and end as it ends.
 */
static inline void private_net_become_init(void)
{
    pid_t child = fork();
    int status = 0;

    if (child < 0)
        private_net_skip("cannot fork in a new pid namespace: %s", strerror(errno));
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        return;
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (WIFSIGNALED(status))
        fprintf(stderr, "the test was ended by signal %d\n", WTERMSIG(status));
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

static inline void private_net_mount(void)
{
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        private_net_skip("cannot make the mounts private: %s", strerror(errno));
    if (mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "size=16m") < 0)
        private_net_skip("cannot mount an empty /run: %s", strerror(errno));
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
        private_net_skip("cannot mount /proc: %s", strerror(errno));
    if (mkdir("/run/netns", 0755) < 0)
        private_net_skip("cannot make /run/netns: %s", strerror(errno));
}

/** See the top of this file. */
static inline void private_net_enter(void)
{
    uid_t uid = geteuid();
    gid_t gid = getegid();

    fflush(NULL);
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID) < 0)
        private_net_skip("cannot make namespaces: %s", strerror(errno));
    private_net_map_ids(uid, gid);
    private_net_become_init();
    private_net_mount();
    setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
    if (!private_net_has("ip"))
        private_net_skip("the program ip is missing (Debian package iproute2)");
    private_net_run("ip link set lo up");
}

/** An open descriptor of the named network namespace; the caller closes it. */
static inline int private_net_open(const char *name)
{
    char path[300];
    int fd;

    snprintf(path, sizeof(path), "/run/netns/%s", name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fprintf(stderr, "cannot open %s: %s\n", path, strerror(errno));
        exit(1);
    }
    return fd;
}

/** Call @fn(@context) inside the named network namespace. */
static inline void private_net_within(const char *name, void (*fn)(void *), void *context)
{
    int here = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    int there = private_net_open(name);

    if (here < 0 || setns(there, CLONE_NEWNET) < 0) {
        fprintf(stderr, "cannot enter '%s': %s\n", name, strerror(errno));
        exit(1);
    }
    fn(context);
    if (setns(here, CLONE_NEWNET) < 0) {
        fprintf(stderr, "cannot leave '%s': %s\n", name, strerror(errno));
        exit(1);
    }
    close(here);
    close(there);
}

/** nsfs inode of the named network namespace: its identity. */
static inline unsigned long long private_net_id(const char *name)
{
    int fd = private_net_open(name);
    struct stat st = {0};

    fstat(fd, &st);
    close(fd);
    return (unsigned long long)st.st_ino;
}

#endif
