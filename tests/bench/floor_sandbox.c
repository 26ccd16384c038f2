// SPDX-License-Identifier: MIT
/*
 * The sandbox floor: the namespaces and the mounts of engine/sandbox, and nothing else: no limits,
 * no system-call filter, no sockets, no files.
 */
#include "bench.h"
#include "floors.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* <sys/mount.h> and <linux/mount.h> cannot be included together before glibc 2.37. */
extern int mount(const char *, const char *, const char *, unsigned long, const void *);
extern int umount2(const char *, int);
enum { BIND = 4096, REC = 16384, SLAVE = 1 << 19, DETACH = 2 };

/* The new root grows here, and is left out of itself. */
#define ROOT "/tmp"

static const char *const hidden[] = {"proc", "sys", "dev", "run", "tmp", "root", "home", "mnt"};
static const char *const nodes[] = {"null", "zero", "full", "random", "urandom", "tty"};

static const struct fresh {
    const char *type, *where, *options;
} fresh[] = {
    {"proc", "proc", NULL},
    {"sysfs", "sys", NULL},
    {"cgroup2", "sys/fs/cgroup", NULL},
    {"tmpfs", "run", NULL},
    {"tmpfs", "tmp", NULL},
    {"tmpfs", "root", NULL},
    {"tmpfs", "home", NULL},
    {"tmpfs", "mnt", NULL},
    {"tmpfs", "var/tmp", NULL},
    {"devpts", "dev/pts", "newinstance,ptmxmode=0666"},
    {"tmpfs", "dev/shm", NULL},
    {"overlay", "etc", "lowerdir=etc,upperdir=stage/upper,workdir=stage/work,userxattr"},
};

static void map_root(unsigned uid, unsigned gid)
{
    const struct {
        const char *path;
        unsigned id;
    } maps[] = {
        {"/proc/self/uid_map", uid},
        {"/proc/self/gid_map", gid},
    };
    int fd = open("/proc/self/setgroups", O_WRONLY);

    if (fd < 0 || write(fd, "deny", 4) != 4)
        bench_die("setgroups");
    close(fd);
    for (int i = 0; i < 2; i++) {
        fd = open(maps[i].path, O_WRONLY);
        if (fd < 0 || dprintf(fd, "0 %u 1", maps[i].id) < 0)
            bench_die("%s", maps[i].path);
        close(fd);
    }
}

static bool is_hidden(const char *name)
{
    for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++)
        if (strcmp(name, hidden[i]) == 0)
            return true;
    return *name == '.';
}

static void must(int result, const char *what, const char *where)
{
    if (result < 0)
        bench_die("%s %s", what, where);
}

/* The host's top-level directories and links, around what is hidden. */
static void bind_host(void)
{
    DIR *top = opendir("/");
    struct dirent *entry;
    char from[512], target[512];

    while (top && (entry = readdir(top))) {
        ssize_t len = readlinkat(dirfd(top), entry->d_name, target, sizeof(target) - 1);

        snprintf(from, sizeof(from), "/%s", entry->d_name);
        if (len > 0) {
            target[len] = '\0';
            must(symlink(target, entry->d_name), "linking", from);
        } else if (entry->d_type == DT_DIR && !is_hidden(entry->d_name)) {
            must(mkdir(entry->d_name, 0755), "making", from);
            must(mount(from, entry->d_name, NULL, BIND | REC, NULL), "binding", from);
        }
    }
    closedir(top);
    for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++)
        must(mkdir(hidden[i], 0755), "making", hidden[i]);
}

static void bind_nodes(void)
{
    char from[64];

    must(mount("firsthop", "dev", "tmpfs", 0, NULL), "a new", "dev");
    must(mkdir("dev/pts", 0755), "making", "dev/pts");
    must(mkdir("dev/shm", 01777), "making", "dev/shm");
    for (size_t i = 0; i < sizeof(nodes) / sizeof(*nodes); i++) {
        snprintf(from, sizeof(from), "/dev/%s", nodes[i]);
        close(open(from + 1, O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
        must(mount(from, from + 1, NULL, BIND, NULL), "binding", from);
    }
}

static void build_root(void)
{
    struct mount_attr read_only = {.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID};

    must(mount(NULL, "/", NULL, REC | SLAVE, NULL), "own mounts of", "/");
    must(mount("firsthop", ROOT, "tmpfs", 0, NULL), "a new", ROOT);
    must(chdir(ROOT), "entering", ROOT);
    bind_host();
    must(mkdir("stage", 0755), "making", "stage");
    must((int)syscall(SYS_mount_setattr, AT_FDCWD, ROOT, AT_RECURSIVE, &read_only,
                      sizeof(read_only)),
         "read-only", ROOT);
    must(mount("firsthop", "stage", "tmpfs", 0, NULL), "a new", "stage");
    must(mkdir("stage/upper", 0755), "making", "stage/upper");
    must(mkdir("stage/work", 0755), "making", "stage/work");
    bind_nodes();
    for (size_t i = 0; i < sizeof(fresh) / sizeof(*fresh); i++)
        must(mount("firsthop", fresh[i].where, fresh[i].type, 0, fresh[i].options), "a new",
             fresh[i].where);
    must(umount2("stage", DETACH), "leaving", "stage");
    must((int)syscall(SYS_pivot_root, ".", "."), "changing to", ROOT);
    must(umount2(".", DETACH), "leaving", "the host's root");
}

double floor_sandbox(void)
{
    struct clone_args args = {.flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID |
                                       CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP,
                              .exit_signal = SIGCHLD};
    unsigned uid = geteuid(), gid = getegid();
    int ready[2];
    double began, took;
    char byte = 0;
    long pid;

    if (pipe2(ready, O_CLOEXEC) < 0)
        bench_die("a pipe");
    began = now_ms();
    pid = syscall(SYS_clone3, &args, sizeof(args));
    if (pid < 0)
        bench_die("clone3");
    if (pid == 0) {
        map_root(uid, gid);
        build_root();
        if (write(ready[1], &byte, 1) == 1)
            pause();
        _exit(1);
    }
    close(ready[1]);
    if (read(ready[0], &byte, 1) != 1)
        bench_die("the sandbox did not get ready");
    took = now_ms() - began;
    close(ready[0]);
    kill((pid_t)pid, SIGKILL);
    waitpid((pid_t)pid, NULL, 0);
    return took;
}
