// SPDX-License-Identifier: MIT
/* Which processes there are, and in which network namespace each one is. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <firsthop/procfs.h>

#define MAX_PROCESSES 4096

static void dir_done(DIR **dir)
{
    if (*dir != NULL)
        closedir(*dir);
}

/** The names in @proc_fd from the start. A descriptor of its own: the offset of @proc_fd is shared.
 */
static DIR *open_listing(int proc_fd)
{
    SCOPED(fd_done) int fd = openat(proc_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);

    if (dir != NULL)
        fd = -1; /* closedir() closes it */
    return dir;
}

/** /proc lists processes by number, among other names. 0: this is none. */
static pid_t pid_parse(const char *name)
{
    char *end;
    long pid;

    if (!isdigit((unsigned char)name[0]))
        return 0;
    errno = 0;
    pid = strtol(name, &end, 10);
    return *end == '\0' && errno == 0 && pid > 0 && pid <= INT32_MAX ? (pid_t)pid : 0;
}

/** The link's text is "net:[INODE]" (namespaces(7)); reading it costs no open file. */
static uint64_t read_netns(int proc_fd, pid_t pid)
{
    char path[32], text[64] = "";
    unsigned long long inode;

    snprintf(path, sizeof(path), "%d/ns/net", (int)pid);
    if (readlinkat(proc_fd, path, text, sizeof(text) - 1) < 0)
        return 0;
    return sscanf(text, "net:[%llu]", &inode) == 1 ? inode : 0;
}

/** A kernel thread has no program behind it, so its "exe" leads nowhere (proc_pid_exe(5)). */
static bool is_kernel_thread(int proc_fd, pid_t pid)
{
    char path[32], byte;

    snprintf(path, sizeof(path), "%d/exe", (int)pid);
    return readlinkat(proc_fd, path, &byte, 1) < 0 && errno == ENOENT;
}

static bool read_command(int proc_fd, pid_t pid, char command[16])
{
    char path[32];
    SCOPED(fd_done) int fd = -1;
    ssize_t n;

    snprintf(path, sizeof(path), "%d/comm", (int)pid);
    fd = openat(proc_fd, path, O_RDONLY | O_CLOEXEC);
    n = fd < 0 ? -1 : read(fd, command, 15);
    if (n < 0)
        return false;
    command[n] = '\0';
    if (n > 0 && command[n - 1] == '\n')
        command[n - 1] = '\0';
    return true;
}

static bool read_process(int proc_fd, pid_t pid, struct procfs_process *p)
{
    *p = (struct procfs_process){.pid = pid, .netns = read_netns(proc_fd, pid)};
    return p->netns != 0 && !is_kernel_thread(proc_fd, pid) &&
           read_command(proc_fd, pid, p->command);
}

int procfs_processes(int proc_fd, struct procfs_process **items, size_t *count, struct error *err)
{
    SCOPED(dir_done) DIR *dir = open_listing(proc_fd);
    SCOPED(mem_done) struct procfs_process *found = NULL;
    size_t n = 0, capacity = 0;
    struct dirent *entry;

    if (dir == NULL)
        return error_set_errno(err, -errno, "cannot list the processes");
    while (errno = 0, n < MAX_PROCESSES && (entry = readdir(dir)) != NULL) {
        struct procfs_process p;
        pid_t pid = pid_parse(entry->d_name);

        if (pid > 0 && read_process(proc_fd, pid, &p))
            ARRAY_PUSH(found, n, capacity, p);
    }
    if (errno != 0)
        return error_set_errno(err, -errno, "cannot list the processes");
    *items = found;
    *count = n;
    found = NULL;
    return 0;
}

int procfs_open_netns(int proc_fd, pid_t pid)
{
    char path[32];
    int fd;

    snprintf(path, sizeof(path), "%d/ns/net", (int)pid);
    fd = openat(proc_fd, path, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

uint64_t procfs_netns_id(int fd)
{
    struct statfs fs;
    struct stat st;

    if (fstatfs(fd, &fs) < 0 || fs.f_type != NSFS_MAGIC || ioctl(fd, NS_GET_NSTYPE) != CLONE_NEWNET)
        return 0;
    return fstat(fd, &st) < 0 ? 0 : st.st_ino;
}
