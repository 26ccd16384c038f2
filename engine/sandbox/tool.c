// SPDX-License-Identifier: MIT
/* Programs that lessons use, and the Debian packages they come from. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feature.h"

static const char *const packages[][2] = {
    {"arp", "net-tools"},
    {"arping", "iputils-arping"},
    {"bash", "bash"},
    {"bridge", "iproute2"},
    {"conntrack", "conntrack"},
    {"curl", "curl"},
    {"dig", "bind9-dnsutils"},
    {"ethtool", "ethtool"},
    {"gdb", "gdb"},
    {"ifconfig", "net-tools"},
    {"ip", "iproute2"},
    {"iptables", "iptables"},
    {"jq", "jq"},
    {"less", "less"},
    {"lsns", "util-linux"},
    {"mount", "mount"},
    {"nano", "nano"},
    {"nc", "netcat-openbsd"},
    {"netstat", "net-tools"},
    {"nft", "nftables"},
    {"nmap", "nmap"},
    {"nsenter", "util-linux"},
    {"ping", "iputils-ping"},
    {"ps", "procps"},
    {"python3", "python3"},
    {"route", "net-tools"},
    {"socat", "socat"},
    {"ss", "iproute2"},
    {"strace", "strace"},
    {"stress-ng", "stress-ng"},
    {"sysctl", "procps"},
    {"tc", "iproute2"},
    {"tcpdump", "tcpdump"},
    {"tmux", "tmux"},
    {"tracepath", "iputils-tracepath"},
    {"traceroute", "traceroute"},
    {"tshark", "tshark"},
    {"unshare", "util-linux"},
    {"vi", "vim-tiny"},
    {"watch", "procps"},
};

const char *tool_package(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(packages); i++)
        if (str_equal(packages[i][0], name))
            return packages[i][1];
    return NULL;
}

int tool_find(const char *name, struct error *err)
{
    static const char *const directories[] = {"/usr/local/sbin", "/usr/local/bin", "/usr/sbin",
                                              "/usr/bin",        "/sbin",          "/bin"};
    char path[256];
    struct stat st;

    if (name[0] == '\0' || strchr(name, '/') != NULL)
        return error_set(err, -EINVAL, "'%s' is no name of a program", name);
    for (size_t i = 0; i < ARRAY_LENGTH(directories); i++) {
        snprintf(path, sizeof(path), "%s/%s", directories[i], name);
        if (access(path, X_OK) == 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode))
            return 0;
    }
    return error_set(err, -ENOENT, "there is no program '%s'", name);
}
