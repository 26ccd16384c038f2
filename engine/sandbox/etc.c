// SPDX-License-Identifier: MIT
/*
 * /etc: the host's, but writable and thrown away with the sandbox.
 *
 * An overlay needs no copying. What lessons edit in place is put into its upper layer first: the
 * host's files belong to a user who is not mapped here, and nobody may write such a file, root of
 * the sandbox or not. Where overlayfs is refused in user namespaces (before Linux 5.11; over locked
 * mounts, as in containers that bind /etc/hosts) small files are copied instead.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "view.h"

#define COPY_FILE_MAX  (64u << 10)
#define COPY_TOTAL_MAX (16u << 20)
#define COPY_DEPTH     8

static int write_text(int dir, const char *path, const char *data, size_t len, mode_t mode)
{
    SCOPED(fd_done)
    int fd = openat(dir, path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode);
    int r = fd < 0 ? -errno : fd_write_all(fd, data, len);

    if (r == 0 && fchmod(fd, mode) < 0)
        r = -errno;
    return r;
}

/* ---- copying ------------------------------------------------------------------------------- */

struct copy {
    size_t left; /* bytes that may still be copied */
};

static int copy_directory(struct copy *c, int from, int to, int depth);

static int copy_file(struct copy *c, int from, int to, const char *name, mode_t mode)
{
    SCOPED(fd_done) int in = openat(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    SCOPED(str_done) struct str text = {0};
    size_t max = c->left < COPY_FILE_MAX ? c->left : COPY_FILE_MAX;

    if (in < 0 || fd_read_all(in, max, &text) < 0)
        return 0; /* not for us, or too large to matter */
    c->left -= text.len;
    return write_text(to, name, str_text(&text), text.len, mode | 0600);
}

static int copy_entry(struct copy *c, int from, int to, const char *name, int depth)
{
    char target[PATH_MAX] = "";
    struct stat st;

    if (fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return 0;
    if (S_ISREG(st.st_mode))
        return copy_file(c, from, to, name, st.st_mode & 0777);
    if (S_ISLNK(st.st_mode) && readlinkat(from, name, target, sizeof(target) - 1) > 0)
        return symlinkat(target, to, name) < 0 && errno != EEXIST ? -errno : 0;
    if (S_ISDIR(st.st_mode) && depth < COPY_DEPTH) {
        SCOPED(fd_done)
        int in = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        SCOPED(fd_done) int out = -1;

        if (mkdirat(to, name, (st.st_mode & 0777) | 0700) < 0 && errno != EEXIST)
            return -errno;
        out = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        return in < 0 || out < 0 ? 0 : copy_directory(c, in, out, depth + 1);
    }
    return 0;
}

static int copy_directory(struct copy *c, int from, int to, int depth)
{
    DIR *dir = fdopendir(dup(from));
    struct dirent *entry;
    int r = 0;

    if (dir == NULL)
        return -errno;
    while (r == 0 && (entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            r = copy_entry(c, from, to, entry->d_name, depth);
    closedir(dir);
    return r;
}

int etc_copy(const char *from, const char *to, struct error *err)
{
    struct copy c = {.left = COPY_TOTAL_MAX};
    SCOPED(fd_done) int in = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    SCOPED(fd_done) int out = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int r = in < 0 || out < 0 ? -errno : copy_directory(&c, in, out, 0);

    return r < 0 ? error_set_errno(err, r, "cannot copy '%s'", from) : 0;
}

/* ---- our own files in it ------------------------------------------------------------------- */

/* A copy that belongs to the sandbox's root; a missing one is no loss. */
static void own_copy(const char *from, int to, const char *name)
{
    SCOPED(str_done) struct str text = {0};
    SCOPED(fd_done) int in = open(from, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

    if (in >= 0 && fd_read_all(in, COPY_FILE_MAX, &text) == 0)
        (void)write_text(to, name, str_text(&text), text.len, 0644);
}

static int own_files(const char *at, const char *hostname, struct error *err)
{
    static const char *const directories[] = {"netns", "iproute2", "sysctl.d"};
    static const char *const copies[] = {"iproute2/rt_tables", "iproute2/rt_protos", "sysctl.conf",
                                         "nftables.conf", "nsswitch.conf"};
    SCOPED(fd_done) int dir = open(at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    char text[512], from[64];
    int r = dir < 0 ? -errno : 0;

    for (size_t i = 0; r == 0 && i < ARRAY_LENGTH(directories); i++)
        if (mkdirat(dir, directories[i], 0755) < 0 && errno != EEXIST)
            r = -errno;
    for (size_t i = 0; r == 0 && i < ARRAY_LENGTH(copies); i++) {
        snprintf(from, sizeof(from), "/etc/%s", copies[i]);
        own_copy(from, dir, copies[i]);
    }
    snprintf(text, sizeof(text),
             "127.0.0.1\tlocalhost\n127.0.1.1\t%.64s\n::1\tlocalhost ip6-localhost ip6-loopback\n",
             hostname);
    (void)unlinkat(dir, "resolv.conf", 0); /* often a link into /run, which is not the host's */
    if (r == 0)
        r = write_text(dir, "hosts", text, strlen(text), 0644);
    snprintf(text, sizeof(text), "%.64s\n", hostname);
    if (r == 0)
        r = write_text(dir, "hostname", text, strlen(text), 0644);
    if (r == 0)
        r = write_text(dir, "resolv.conf", "", 0, 0644); /* no way out, so no name server */
    return r < 0 ? error_set_errno(err, r, "cannot write '/etc'") : 0;
}

/* ---- putting it in place ------------------------------------------------------------------- */

/* @stage: a tmpfs of its own, which the overlay keeps alive after it is unmounted here. */
static int overlay(const char *etc, const char *stage)
{
    static const char *const options[] = {",userxattr", ""};
    char text[4 * PATH_MAX];

    for (size_t i = 0; i < ARRAY_LENGTH(options); i++) {
        snprintf(text, sizeof(text), "lowerdir=%s,upperdir=%s/upper,workdir=%s/work%s", etc, stage,
                 stage, options[i]);
        if (mount("overlay", etc, "overlay", MS_NOSUID | MS_NODEV, text) == 0)
            return 0;
    }
    return -errno;
}

static int make(const char *stage, const char *name, char path[PATH_MAX], struct error *err)
{
    if (snprintf(path, PATH_MAX, "%s/%s", stage, name) >= PATH_MAX || mkdir(path, 0755) < 0)
        return error_set_errno(err, -errno, "cannot make '/etc'");
    return 0;
}

static int by_copy(const char *etc, uint64_t bytes, const char *hostname, struct error *err)
{
    int r = view_tmpfs(etc, bytes, "0755", err);

    if (r == 0)
        r = etc_copy("/etc", etc, err);
    return r < 0 ? r : own_files(etc, hostname, err);
}

int etc_build(const char *root, const char *hostname, uint64_t bytes, struct error *err)
{
    char etc[PATH_MAX], stage[PATH_MAX], path[PATH_MAX];
    int r;

    snprintf(etc, sizeof(etc), "%s/etc", root);
    snprintf(stage, sizeof(stage), "%s/mnt", root);
    r = view_tmpfs(stage, bytes, "0755", err);
    if (r == 0)
        r = make(stage, "work", path, err);
    if (r == 0)
        r = make(stage, "upper", path, err);
    if (r == 0)
        r = own_files(path, hostname, err);
    if (r < 0)
        return r;
    r = overlay(etc, stage);
    if (umount2(stage, MNT_DETACH) < 0)
        return error_set_errno(err, -errno, "cannot put '/etc' in place");
    return r == 0 ? 0 : by_copy(etc, bytes, hostname, err);
}
