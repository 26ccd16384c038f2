// SPDX-License-Identifier: MIT
/* Undoing what a network namespace inherited from the host. */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "normal.h"

#define MARK "sys/net/ipv4/ping_group_range"

/* Those of the compiled-in ipv4_devconf and ipv4_devconf_dflt that decide about a packet. */
static const struct setting {
    const char *name;
    const char *value;
} settings[] = {
    {"forwarding", "0"},
    {"rp_filter", "0"},
    {"accept_local", "0"},
    {"arp_ignore", "0"},
    {"arp_announce", "0"},
    {"arp_filter", "0"},
    {"proxy_arp", "0"},
    {"send_redirects", "1"},
    {"accept_redirects", "1"},
    {"promote_secondaries", "0"},
    {"ignore_routes_with_linkdown", "0"},
    {"drop_gratuitous_arp", "0"},
    {"drop_unicast_in_l2_multicast", "0"},
};

static const struct {
    const char *path;
    const char *value;
} others[] = {
    {"sys/net/ipv4/conf/lo/rp_filter", "0"},         {"sys/net/ipv6/conf/all/forwarding", "0"},
    {"sys/net/ipv6/conf/default/forwarding", "0"},   {"sys/net/ipv6/conf/all/disable_ipv6", "0"},
    {"sys/net/ipv6/conf/default/disable_ipv6", "0"},
};

static bool file_says(int fd, const char *value)
{
    char text[32];
    ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

    if (n <= 0)
        return false;
    text[n] = '\0';
    return strcspn(text, "\n") == strlen(value) && strncmp(text, value, strlen(value)) == 0;
}

/* 1: it was different, 0: it was so already, or the kernel has no such setting; or negative errno.
 */
static int correct(int proc_fd, const char *path, const char *value)
{
    SCOPED(fd_done) int fd = openat(proc_fd, path, O_RDWR | O_CLOEXEC);

    if (fd < 0)
        return errno == ENOENT ? 0 : -errno;
    if (file_says(fd, value))
        return 0;
    return pwrite(fd, value, strlen(value), 0) < 0 ? -errno : 1;
}

static int correct_all(int proc_fd, bool *changed, struct error *err)
{
    static const char *const scopes[] = {"all", "default"};
    char path[96];
    int r;

    for (size_t i = 0; i < 2 * ARRAY_LENGTH(settings); i++) {
        const struct setting *s = &settings[i / 2];

        snprintf(path, sizeof(path), "sys/net/ipv4/conf/%s/%s", scopes[i % 2], s->name);
        r = correct(proc_fd, path, s->value);
        if (r < 0)
            return error_set_errno(err, r, "cannot set '/proc/%s'", path);
        *changed |= r > 0;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
        r = correct(proc_fd, others[i].path, others[i].value);
        if (r < 0)
            return error_set_errno(err, r, "cannot set '/proc/%s'", others[i].path);
    }
    return 0;
}

int normal_apply(int proc_fd, bool *inherits, struct error *err)
{
    SCOPED(fd_done) int mark = openat(proc_fd, MARK, O_RDWR | O_CLOEXEC);
    bool changed = false;
    int r;

    if (mark < 0)
        return error_set_errno(err, -errno, "cannot open '/proc/" MARK "'");
    if (file_says(mark, "0\t0"))
        return 0;
    r = correct_all(proc_fd, &changed, err);
    if (r < 0)
        return r;
    /* Last, so that a half-done namespace is done again. It also lets a ping without privileges
     * work. */
    if (pwrite(mark, "0 0", 3, 0) < 0)
        return error_set_errno(err, -errno, "cannot set '/proc/" MARK "'");
    if (inherits != NULL)
        *inherits = changed;
    return 0;
}

int normal_loopback_up(struct error *err)
{
    SCOPED(fd_done) int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq request = {.ifr_name = "lo"};

    if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &request) < 0)
        return error_set_errno(err, -errno, "cannot read the state of 'lo'");
    request.ifr_flags |= IFF_UP;
    if (ioctl(fd, SIOCSIFFLAGS, &request) < 0)
        return error_set_errno(err, -errno, "cannot set 'lo' up");
    return 0;
}
