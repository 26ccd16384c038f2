// SPDX-License-Identifier: MIT
/*
 * A private place for kernel tests of netlink: own user, mount and network namespaces, /run on a
 * tmpfs so that `ip netns add` works, and a handle of our own for every namespace in it.
 */
#ifndef TEST_NETLINK_LAB_H
#define TEST_NETLINK_LAB_H

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <firsthop/netlink.h>

UNUSED static void lab_cannot_run(const char *what)
{
    printf("cannot run here: %s: %s\n", what, strerror(errno));
    exit(77);
}

UNUSED static void lab_write(const char *path, const char *text)
{
    if (fd_write_file(AT_FDCWD, path, text) < 0)
        lab_cannot_run(path);
}

/* Become root of private namespaces. Does not return if this machine allows none. */
UNUSED static void lab_enter(void)
{
    char map[64];
    uid_t uid = geteuid();
    gid_t gid = getegid();

    if (unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS) < 0)
        lab_cannot_run("unshare");
    lab_write("/proc/self/setgroups", "deny");
    snprintf(map, sizeof(map), "0 %u 1", (unsigned)uid);
    lab_write("/proc/self/uid_map", map);
    snprintf(map, sizeof(map), "0 %u 1", (unsigned)gid);
    lab_write("/proc/self/gid_map", map);
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
        mount("tmpfs", "/run", "tmpfs", 0, NULL) < 0)
        lab_cannot_run("mount");
    if (system("ip link set lo up") != 0)
        lab_cannot_run("ip link set lo up");
}

/* A shell command that must succeed. */
UNUSED PRINTF_LIKE(1, 2) static void lab_run(const char *fmt, ...)
{
    char command[1024];
    va_list args;

    va_start(args, fmt);
    vsnprintf(command, sizeof(command), fmt, args);
    va_end(args);
    if (system(command) != 0)
        fail_msg("this failed: %s", command);
}

/* A namespace of `ip netns`, or with NULL the one we are in. */
UNUSED static int lab_open_netns(const char *name)
{
    char path[256];
    int fd;

    if (name != NULL)
        snprintf(path, sizeof(path), "/run/netns/%s", name);
    else
        str_copy(path, sizeof(path), "/proc/self/ns/net");
    fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

UNUSED static uint64_t lab_netns_id(const char *name)
{
    SCOPED(fd_done) int fd = lab_open_netns(name);
    struct stat st;

    assert_int_equal(fstat(fd, &st), 0);
    return st.st_ino;
}

/* Our end for the namespace @fd, and for the one named @name (NULL: where the test itself is). */
UNUSED static struct netlink *lab_netlink_at(int fd, const char *subject)
{
    SCOPED(fd_done) int here = lab_open_netns(NULL);
    struct error err = {0};
    struct netlink *nl = NULL;
    int request, event;

    assert_int_equal(setns(fd, CLONE_NEWNET), 0);
    assert_int_equal(netlink_open_sockets(&request, &event, &err), 0);
    assert_int_equal(setns(here, CLONE_NEWNET), 0);
    assert_int_equal(netlink_new(&nl, request, event, subject, &err), 0);
    return nl;
}

UNUSED static struct netlink *lab_netlink(const char *name)
{
    SCOPED(fd_done) int fd = lab_open_netns(name);

    return lab_netlink_at(fd, name != NULL ? name : "host");
}

/* A sysctl below /proc/sys/net of the namespace @name. */
UNUSED static void lab_sysctl(const char *name, const char *key, const char *value)
{
    SCOPED(fd_done) int here = lab_open_netns(NULL);
    SCOPED(fd_done) int there = lab_open_netns(name);
    char path[256];
    int r;

    snprintf(path, sizeof(path), "/proc/sys/net/%s", key);
    assert_int_equal(setns(there, CLONE_NEWNET), 0);
    r = fd_write_file(AT_FDCWD, path, value);
    assert_int_equal(setns(here, CLONE_NEWNET), 0);
    assert_int_equal(r, 0);
}

UNUSED static struct netns *lab_read(struct netlink *nl)
{
    struct error err = {0};
    struct netns *ns = NULL;

    if (netlink_read(nl, 1, "lab", &ns, &err) < 0)
        fail_msg("%s: %s", err.doing, err.what);
    return ns;
}

UNUSED static const struct route *lab_route(const struct netns *ns, const char *destination,
                                            uint32_t table)
{
    struct prefix p;

    assert_true(prefix_parse(destination, &p));
    for (size_t i = 0; i < ns->route_count; i++)
        if (ns->routes[i].table == table && prefix_equal(&ns->routes[i].destination, &p))
            return &ns->routes[i];
    return NULL;
}

UNUSED static struct address lab_address(const char *text)
{
    struct address a = {0};

    assert_true(address_parse(text, &a));
    return a;
}

UNUSED static struct lookup_answer lab_lookup(struct netlink *nl, const char *to, const char *from,
                                              int input_link)
{
    struct lookup question = {.to = lab_address(to), .input_link = input_link};
    struct lookup_answer answer = {0};
    struct error err = {0};

    if (from != NULL)
        question.from = lab_address(from);
    if (netlink_lookup(nl, &question, &answer, &err) < 0)
        fail_msg("%s: %s", err.doing, err.what);
    return answer;
}

#endif
