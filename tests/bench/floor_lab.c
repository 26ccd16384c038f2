// SPDX-License-Identifier: MIT
/* A laboratory for floors: own user, network and mount namespace, in which scripts run as root. */
#include "bench.h"
#include "floors.h"

#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);

    if (fd < 0 || write(fd, text, strlen(text)) < 0)
        bench_die("%s", path);
    close(fd);
}

void lab_enter(void)
{
    unsigned uid = geteuid(), gid = getegid();
    char map[64];

    if (unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS) < 0)
        bench_die("own namespaces");
    write_file("/proc/self/setgroups", "deny");
    snprintf(map, sizeof(map), "0 %u 1", uid);
    write_file("/proc/self/uid_map", map);
    snprintf(map, sizeof(map), "0 %u 1", gid);
    write_file("/proc/self/gid_map", map);
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
        mount("firsthop", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") < 0)
        bench_die("own file systems");
}

double lab_script(const char *script)
{
    char path[4096];
    char *argv[] = {"bash", path, NULL};
    posix_spawn_file_actions_t actions;
    double began;
    int status;
    pid_t pid;

    snprintf(path, sizeof(path), "%s%s", *script == '/' ? "" : BENCH_SCRIPTS "/", script);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    began = now_ms();
    if (posix_spawnp(&pid, "bash", &actions, NULL, argv, environ) != 0 ||
        waitpid(pid, &status, 0) < 0 || status != 0)
        bench_die("running %s", script);
    posix_spawn_file_actions_destroy(&actions);
    return now_ms() - began;
}

int lab_netns(const char *name)
{
    char path[256];
    int fd;

    snprintf(path, sizeof(path), "/run/netns/%s", name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        bench_die("%s", path);
    return fd;
}

void lab_move(int netns_fd)
{
    if (setns(netns_fd, CLONE_NEWNET) < 0)
        bench_die("moving to a namespace");
}
