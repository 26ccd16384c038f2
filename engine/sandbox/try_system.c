// SPDX-License-Identifier: MIT
/* Trying namespaces, mounts and the two kinds of ping. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "feature.h"
#include "normal.h"

#define ANSWER_MS 1000

int try_netns(struct error *err)
{
    if (unshare(CLONE_NEWNET) < 0)
        return error_set_errno(err, -errno, "cannot make a network namespace");
    return 0;
}

/* In the new namespace's pid 1: 0 or a positive errno as the exit status. */
static _Noreturn void be_first(void)
{
    if (getpid() != 1)
        _exit(EINVAL);
    _exit(mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0 ? errno : 0);
}

int try_pid_namespace(struct error *err)
{
    int status = 0;
    pid_t pid;

    if (unshare(CLONE_NEWPID) < 0)
        return error_set_errno(err, -errno, "cannot make a pid namespace");
    pid = fork();
    if (pid == 0)
        be_first();
    if (pid < 0 || waitpid(pid, &status, 0) < 0)
        return error_set_errno(err, -errno, "cannot start a process in a pid namespace");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return error_set_errno(err, WIFEXITED(status) ? -WEXITSTATUS(status) : -EIO,
                               "cannot mount the proc of a pid namespace");
    return 0;
}

/* ---- mounts; /mnt is ours alone, in a mount namespace of our own ------------------------------
 */

static int own_room(struct error *err)
{
    if (mount("tmpfs", "/mnt", "tmpfs", 0, "size=1m") < 0 || chdir("/mnt") < 0)
        return error_set_errno(err, -errno, "cannot mount a tmpfs");
    return 0;
}

int try_pivot_root(struct error *err)
{
    int r = own_room(err);

    if (r == 0 && syscall(SYS_pivot_root, ".", ".") < 0)
        r = error_set_errno(err, -errno, "cannot change the root with pivot_root");
    return r;
}

static int make_all(const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (mkdir(names[i], 0755) < 0)
            return -errno;
    return 0;
}

static int mount_overlay(const char *extra, struct error *err)
{
    static const char *const names[] = {"lower", "upper", "work", "merged", "lower/d"};
    SCOPED(mem_done)
    char *options = mem_printf("lowerdir=lower,upperdir=upper,workdir=work%s", extra);
    int r = own_room(err);

    if (r == 0 && make_all(names, ARRAY_LENGTH(names)) < 0)
        r = error_set_errno(err, -errno, "cannot make directories");
    if (r == 0 && mount("overlay", "merged", "overlay", 0, options) < 0)
        r = error_set_errno(err, -errno, "cannot mount an overlay in a user namespace");
    return r;
}

int try_overlay(struct error *err)
{
    int r = mount_overlay("", err);

    if (r == 0 && mkdir("merged/new", 0755) < 0)
        r = error_set_errno(err, -errno, "cannot write to an overlay");
    return r;
}

/* A directory that is removed and made anew must hide the lower one: this takes an extended
 * attribute. */
int try_overlay_userxattr(struct error *err)
{
    int r = mount_overlay(",userxattr", err);

    if (r == 0 && (rmdir("merged/d") < 0 || mkdir("merged/d", 0755) < 0))
        r = error_set_errno(err, -errno, "cannot make a removed directory of an overlay anew");
    return r;
}

/* ---- network ------------------------------------------------------------------------------- */

static int await_echo(int fd, struct error *err)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct icmphdr echo = {.type = ICMP_ECHO, .checksum = htons(0xf7ff)};
    struct pollfd wait = {.fd = fd, .events = POLLIN};

    if (sendto(fd, &echo, sizeof(echo), 0, (struct sockaddr *)&to, sizeof(to)) < 0)
        return error_set_errno(err, -errno, "cannot send an echo request");
    if (poll(&wait, 1, ANSWER_MS) != 1)
        return error_set(err, -ETIME, "an echo request to this machine itself got no answer");
    return 0;
}

int try_ping(struct error *err)
{
    SCOPED(fd_done) int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP);
    int r;

    if (fd < 0)
        return error_set_errno(err, -errno, "cannot open a raw ICMP socket");
    r = normal_loopback_up(err);
    return r < 0 ? r : await_echo(fd, err);
}

int try_ipv6(struct error *err)
{
    SCOPED(fd_done) int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in6 own = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int r;

    if (fd < 0)
        return error_set_errno(err, -errno, "cannot open an IPv6 socket");
    r = normal_loopback_up(err);
    if (r == 0 && bind(fd, (struct sockaddr *)&own, sizeof(own)) < 0)
        r = error_set_errno(err, -errno, "cannot use the IPv6 address '::1'");
    return r;
}
