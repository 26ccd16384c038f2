// SPDX-License-Identifier: MIT
/*
 * Which namespaces are there? Names are mounts of nsfs in the sandbox's /run/netns; a file there
 * that is no nsfs is a name that was made where we cannot look (inside `ip netns exec`, whose
 * mounts stay its own). Unnamed namespaces are those that processes are in.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <firsthop/procfs.h>

#include "observe_private.h"

#define NAMES_MAX 20000

static void set_name(struct observe *o, struct node *n, const char *name)
{
    if (str_equal(n->name, name))
        return;
    free(n->name);
    n->name = mem_string(name);
    n->dirty = true;
    o->world_is_stale = true;
    netlink_set_subject(n->netlink, name == NULL ? "an unnamed namespace" : name);
}

static void add_hidden(struct observe *o, const char *name)
{
    ARRAY_PUSH(o->hidden, o->hidden_count, o->hidden_capacity, mem_string(name));
    o->world_is_stale = true;
}

static void clear_hidden(struct observe *o)
{
    for (size_t i = 0; i < o->hidden_count; i++)
        free(o->hidden[i]);
    o->world_is_stale |= o->hidden_count > 0;
    o->hidden_count = 0;
}

/* A name of a namespace that has no node yet. Not one of ours (another kind of namespace): passed
 * over. */
static int open_named(struct observe *o, int dir, const char *name, uint64_t id, struct error *err)
{
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
    int r;

    if (fd < 0)
        return 0; /* gone again */
    r = observe_node_open(o, id, fd, err);
    if (r == -EINVAL)
        return 0;
    return r < 0 ? error_while(err, "looking into the namespace '%s'", name) : 1;
}

static int see_name(struct observe *o, int dir, dev_t nsfs, const char *name, struct error *err)
{
    struct stat st;
    struct node *n;
    int r = 0;

    if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return 0;
    if (st.st_dev != nsfs) {
        if (S_ISREG(st.st_mode))
            add_hidden(o, name);
        return 0;
    }
    n = observe_find(o, st.st_ino);
    if (n == NULL) {
        r = open_named(o, dir, name, st.st_ino, err);
        if (r <= 0)
            return r;
        n = o->nodes[o->count - 1];
    }
    if (n->is_host)
        return 0;
    if (!n->held) /* the first of several names counts */
        set_name(o, n, name);
    n->held = true;
    return r;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void names_done(char ***names)
{
    for (size_t i = 0; *names != NULL && (*names)[i] != NULL; i++)
        free((*names)[i]);
    free(*names);
}

/* All names of the directory, sorted, ended by NULL. */
static char **list_names(int dir)
{
    SCOPED(fd_done) int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    size_t count = 0, capacity = 0;
    char **names = NULL;
    DIR *d = fd < 0 ? NULL : fdopendir(fd);

    if (d != NULL) {
        fd = -1;
        for (struct dirent *e; (e = readdir(d)) != NULL && count < NAMES_MAX;)
            if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
                ARRAY_PUSH(names, count, capacity, mem_string(e->d_name));
        closedir(d);
    }
    if (count > 0)
        qsort(names, count, sizeof(*names), compare_names);
    ARRAY_PUSH(names, count, capacity, NULL);
    return names;
}

/*
 * Adding and deleting names changes the directory; a mount on a name that is already there does
 * not. While there are names without a namespace (perhaps because we looked between `ip netns add`
 * making the file and mounting on it) each look is a full one.
 */
static bool names_changed(struct observe *o, int dir)
{
    bool mounts = procfs_mounts_changed(sandbox_mountinfo_fd(o->sandbox));
    struct stat st;

    if (fstat(dir, &st) < 0)
        return false;
    if (!o->names_dirty && !mounts && o->hidden_count == 0 &&
        st.st_mtim.tv_sec == o->names_seen.tv_sec && st.st_mtim.tv_nsec == o->names_seen.tv_nsec)
        return false;
    o->names_seen = st.st_mtim;
    o->names_dirty = false;
    return true;
}

int discover_names(struct observe *o, struct error *err)
{
    int dir = sandbox_netns_dir_fd(o->sandbox), changed = 0;
    SCOPED(names_done) char **names = NULL;
    struct stat host;

    if (!names_changed(o, dir))
        return 0;
    if (fstat(sandbox_netns_fd(o->sandbox), &host) < 0)
        return error_set_errno(err, -errno, "cannot look at the sandbox's namespace");
    for (size_t i = 0; i < o->count; i++)
        o->nodes[i]->held = false;
    clear_hidden(o);
    names = list_names(dir);
    for (size_t i = 0; names[i] != NULL; i++) {
        int r = see_name(o, dir, host.st_dev, names[i], err);

        if (r < 0) {
            o->names_dirty = true;
            return r;
        }
        changed |= r;
    }
    for (size_t i = 0; i < o->count; i++)
        if (!o->nodes[i]->held && !o->nodes[i]->is_host && o->nodes[i]->name != NULL) {
            set_name(o, o->nodes[i], NULL);
            changed = 1;
        }
    return changed;
}

/* A process sits in a namespace that has no name. */
static int see_process(struct observe *o, int proc, const struct procfs_process *p,
                       struct error *err)
{
    struct node *n = observe_find(o, p->netns);
    SCOPED(fd_done) int fd = -1;
    int r;

    if (n == NULL) {
        fd = procfs_open_netns(proc, p->pid);
        if (fd < 0 || procfs_netns_id(fd) != p->netns)
            return 0; /* it ended, or moved on, between listing and opening */
        r = observe_node_open(o, p->netns, fd_take(&fd), err);
        if (r == -EINVAL)
            return 0;
        if (r < 0)
            return r;
        n = o->nodes[o->count - 1];
        n->process = p->pid;
        return 1;
    }
    if (n->process == 0)
        n->process = p->pid;
    return 0;
}

int discover_processes(struct observe *o, struct error *err)
{
    int proc = sandbox_proc_fd(o->sandbox), changed = 0;
    SCOPED(mem_done) struct procfs_process *items = NULL;
    size_t count = 0;
    int r = procfs_processes(proc, &items, &count, err);

    if (r < 0)
        return r;
    for (size_t i = 0; i < o->count; i++)
        o->nodes[i]->process = 0;
    for (size_t i = 0; i < count; i++) {
        r = see_process(o, proc, &items[i], err);
        if (r < 0)
            return r;
        changed |= r;
    }
    return changed;
}

static void note_orphans(const struct node *n, struct orphans *orphans)
{
    for (size_t i = 0; n->state != NULL && i < n->state->link_count; i++) {
        const struct link *l = &n->state->links[i];
        struct orphan orphan = {l->peer_netns, l->peer_index};

        if (l->peer_netns != 0 && l->peer_netns != n->id && str_equal(l->kind, "veth"))
            ARRAY_PUSH(orphans->items, orphans->count, orphans->capacity, orphan);
    }
}

bool orphans_remain(const struct observe *o, const struct orphans *orphans)
{
    for (size_t i = 0; i < orphans->count; i++) {
        const struct node *n = observe_find(o, orphans->items[i].netns);

        if (n != NULL && n->state != NULL &&
            netns_find_link_by_index(n->state, orphans->items[i].link) != NULL)
            return true;
    }
    return false;
}

int discover_drop_unheld(struct observe *o, struct orphans *orphans)
{
    int dropped = 0;

    for (size_t i = o->count; i-- > 0;) {
        const struct node *n = o->nodes[i];

        if (n->is_host || n->name != NULL || n->process != 0)
            continue;
        note_orphans(n, orphans);
        observe_drop_node(o, i);
        dropped = 1;
    }
    return dropped;
}
