// SPDX-License-Identifier: MIT
/*
 * The host's top-level directories, bound one by one around what is hidden.
 *
 * Binding "/" as a whole would bring along, under covers, all that is mounted in /proc, /run and
 * /home; so these are simply not there. What is hidden further down gets a cover, an empty tmpfs:
 * it is locked for the learner, as everything mounted here (view.h).
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

struct place {
    char host[NAME_MAX + 2];
    char view[PATH_MAX];
};

static void dir_done(DIR **dir)
{
    if (*dir != NULL)
        closedir(*dir);
}

static int make_directory(const char *path, struct error *err)
{
    if (mkdir(path, 0755) < 0 && errno != EEXIST)
        return error_set_errno(err, -errno, "cannot make '%s'", path);
    return 0;
}

static int bind_directory(const struct place *at, struct error *err)
{
    int r = make_directory(at->view, err);

    if (r < 0 || mount(at->host, at->view, NULL, MS_BIND | MS_REC, NULL) == 0)
        return r;
    if (strcmp(at->host, "/usr") == 0)
        return error_set_errno(err, -errno, "cannot bind '%s'", at->host);
    log_debug("'%s' is left out: %s", at->host,
              strerror(errno)); /* another user's FUSE mount, say */
    return 0;
}

static void add_link(const struct place *at)
{
    char target[PATH_MAX];
    ssize_t n = readlink(at->host, target, sizeof(target) - 1);

    if (n <= 0)
        return;
    target[n] = '\0';
    if (symlink(target, at->view) < 0)
        log_debug("no link '%s': %s", at->view, strerror(errno));
}

/* A hidden place is a directory even if it is a link on the host. */
static int add_entry(const struct hidden *hidden, const char *root, const char *name,
                     struct error *err)
{
    struct place at;
    struct stat st;

    snprintf(at.host, sizeof(at.host), "/%s", name);
    snprintf(at.view, sizeof(at.view), "%s/%s", root, name);
    if (hidden_has(hidden, at.host))
        return make_directory(at.view, err);
    if (lstat(at.host, &st) < 0)
        return 0;
    if (S_ISDIR(st.st_mode))
        return bind_directory(&at, err);
    if (S_ISLNK(st.st_mode))
        add_link(&at);
    return 0;
}

static int add_entries(const struct hidden *hidden, const char *root, struct error *err)
{
    SCOPED(dir_done) DIR *top = opendir("/");
    struct dirent *entry;
    int r = 0;

    if (top == NULL)
        return error_set_errno(err, -errno, "cannot read '/'");
    while (r == 0 && (entry = readdir(top)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            r = add_entry(hidden, root, entry->d_name, err);
    return r;
}

static int cover(const char *root, const char *path, struct error *err)
{
    char view[PATH_MAX];
    struct stat st;

    snprintf(view, sizeof(view), "%s%s", root, path);
    if (stat(view, &st) < 0 || !S_ISDIR(st.st_mode))
        return 0; /* below another hidden place */
    return view_mount("tmpfs", view, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV,
                      "size=4k,nr_inodes=2,mode=0755", err);
}

int skeleton_build(const struct hidden *hidden, const char *root, struct error *err)
{
    static const char *const needed[] = {"proc", "sys",  "dev", "run", "tmp",
                                         "root", "home", "mnt", "etc", "var"};
    int r = add_entries(hidden, root, err);

    for (size_t i = 0; r == 0 && i < ARRAY_LENGTH(needed); i++) {
        char path[PATH_MAX];

        snprintf(path, sizeof(path), "%s/%s", root, needed[i]);
        r = make_directory(path, err);
    }
    for (size_t i = 0; r == 0 && i < hidden->count; i++)
        if (strchr(hidden->paths[i] + 1, '/') != NULL)
            r = cover(root, hidden->paths[i], err);
    return r;
}
