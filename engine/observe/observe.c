// SPDX-License-Identifier: MIT
/* The observer's life, and building one world out of what its nodes know. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "observe_private.h"

#define EVENTS_AT_ONCE 64
#define ORPHANS_MS     500
#define TURNS_MAX      8 /* re-reads of one refresh before we believe that it never settles */

/* The hub needs route netlink only. Its other sockets are kept, not closed: closing a packet socket
 * waits for an RCU grace period (packet_release in net/packet/af_packet.c), which a start should
 * not pay for. */
static int open_hub(struct observe *o, struct error *err)
{
    struct sandbox_sockets *sockets = &o->hub_sockets;
    int r = sandbox_new_netns(o->sandbox, &o->hub_fd, err);

    if (r == 0)
        r = sandbox_open_sockets(o->sandbox, o->hub_fd, sockets, err);
    if (r < 0)
        return r;
    return netlink_new(&o->hub, fd_take(&sockets->request), fd_take(&sockets->event), "hub", err);
}

static int open_host(struct observe *o, struct error *err)
{
    SCOPED(fd_done) int fd = fcntl(sandbox_netns_fd(o->sandbox), F_DUPFD_CLOEXEC, 3);
    struct stat st;
    int r;

    if (fd < 0 || fstat(fd, &st) < 0)
        return error_set_errno(err, -errno, "cannot look at the sandbox's namespace");
    r = observe_node_open(o, st.st_ino, fd_take(&fd), err);
    if (r < 0)
        return r;
    o->nodes[0]->is_host = true;
    netlink_set_subject(o->nodes[0]->netlink, "host");
    return 0;
}

int observe_open(struct sandbox *sandbox, struct observe **out, struct error *err)
{
    struct observe *o = mem_alloc(sizeof(*o));
    int r;

    *o = (struct observe){.sandbox = sandbox, .hub_fd = -1, .names_dirty = true};
    o->hub_sockets = (struct sandbox_sockets){-1, -1, -1, -1, -1};
    o->world = world_new();
    o->capture = capture_new();
    o->event_epoll = epoll_create1(EPOLL_CLOEXEC);
    r = o->event_epoll < 0 ? error_set_errno(err, -errno, "cannot wait for events") : 0;
    if (r == 0)
        r = open_hub(o, err);
    if (r == 0)
        r = open_host(o, err);
    if (r == 0)
        r = observe_refresh(o, true, err);
    if (r < 0) {
        observe_close(o);
        return error_while(err, "starting to observe the sandbox");
    }
    *out = o;
    return 0;
}

void observe_close(struct observe *o)
{
    if (o == NULL)
        return;
    for (size_t i = 0; i < ARRAY_LENGTH(o->sources); i++)
        loop_source_done(&o->sources[i]);
    for (size_t i = 0; i < o->count; i++)
        observe_node_free(o->nodes[i]);
    free(o->nodes);
    free(o->by_id);
    for (size_t i = 0; i < o->hidden_count; i++)
        free(o->hidden[i]);
    free(o->hidden);
    netlink_free(o->hub);
    sandbox_sockets_done(&o->hub_sockets);
    fd_done(&o->hub_fd);
    fd_done(&o->event_epoll);
    capture_free(o->capture);
    world_free(o->world);
    questions_done(&o->echoes);
    free(o);
}

/*
 * Whoever asks about the mount table uses the answer up (proc_pid_mountinfo(5): a poll reports a
 * change once), so what the loop was told is remembered for the next look.
 */
static void on_mounts(void *context, uint32_t events)
{
    struct observe *o = context;

    o->names_dirty = true;
    o->watcher(o->watcher_context, events);
}

int observe_watch(struct observe *o, struct loop *loop, bool everything, loop_fn *fn, void *context,
                  struct error *err)
{
    int r;

    o->watcher = fn;
    o->watcher_context = context;
    r = loop_add_fd(loop, sandbox_mountinfo_fd(o->sandbox), EPOLLPRI, on_mounts, o, &o->sources[0],
                    err);
    if (r == 0 && everything)
        r = loop_add_fd(loop, o->event_epoll, EPOLLIN, fn, context, &o->sources[1], err);
    return r;
}

/*
 * Only sockets with news are reported, so a thousand quiet namespaces cost nothing. The events stay
 * where they are: reading the namespace takes them. Each call goes on where the one before ended
 * (epoll_wait(2)).
 */
static int mark_dirty(struct observe *o, struct error *err)
{
    struct epoll_event events[EVENTS_AT_ONCE];
    int n = EVENTS_AT_ONCE;

    for (size_t seen = 0; seen < o->count && n == EVENTS_AT_ONCE; seen += EVENTS_AT_ONCE) {
        n = epoll_wait(o->event_epoll, events, EVENTS_AT_ONCE, 0);
        if (n < 0 && errno != EINTR)
            return error_set_errno(err, -errno, "cannot wait for events");
        for (int i = 0; i < n; i++)
            ((struct node *)events[i].data.ptr)->dirty = true;
    }
    return 0;
}

static int read_dirty(struct observe *o, bool *any, struct error *err)
{
    int changed = 0;

    *any = false;
    for (size_t i = 0; i < o->count; i++) {
        int r;

        if (!o->nodes[i]->dirty)
            continue;
        *any = true;
        r = observe_node_read(o, o->nodes[i], err);
        if (r < 0)
            return r;
        changed |= r;
    }
    return changed;
}

static void add_hidden_names(const struct observe *o, struct world *w)
{
    for (size_t i = 0; i < o->hidden_count; i++) {
        struct hidden_name hidden = {mem_string(o->hidden[i])};

        ARRAY_PUSH(w->hidden, w->hidden_count, w->hidden_capacity, hidden);
    }
}

static void build_world(struct observe *o)
{
    struct world *w = world_new();

    for (size_t i = 0; i < o->count; i++)
        if (o->nodes[i]->state != NULL)
            world_add(w, o->nodes[i]->state);
    add_hidden_names(o, w);
    world_free(o->world);
    o->world = w;
    o->world_is_stale = false;
}

static void update_world(struct observe *o)
{
    if (o->world_is_stale)
        build_world(o);
    for (size_t i = 0; i < o->count; i++) {
        if (o->nodes[i]->fresh)
            world_replace(o->world, o->nodes[i]->state);
        o->nodes[i]->fresh = false;
    }
    o->world->generation = o->generation;
    o->world->shell_netns = o->shell_netns;
}

/*
 * A snapshot of many tables is not atomic: as long as events arrive while reading, read again what
 * they marked. Bounded: a namespace that never rests is taken as it is.
 */
static int settle(struct observe *o, struct error *err)
{
    int changed = 0;

    for (int turn = 0; turn < TURNS_MAX; turn++) {
        bool dirty = false;
        int r = mark_dirty(o, err);

        if (r == 0)
            r = read_dirty(o, &dirty, err);
        if (r < 0)
            return r;
        changed |= r;
        if (!dirty)
            break;
    }
    return changed;
}

/*
 * A namespace that is let go takes its veth pairs along, but the kernel does so in the background
 * (cleanup_net): wait for the other ends to go, so that the next prompt sees what the command did.
 * Bounded, because something else may hold the namespace (a bind mount elsewhere).
 */
static int wait_for_orphans(struct observe *o, const struct orphans *orphans, struct error *err)
{
    uint64_t deadline = clock_now_ms() + ORPHANS_MS;
    int changed = 0;

    while (orphans_remain(o, orphans)) {
        struct pollfd p = {.fd = o->event_epoll, .events = POLLIN};
        uint64_t now = clock_now_ms();
        int r;

        if (now >= deadline || poll(&p, 1, (int)(deadline - now)) == 0)
            break;
        r = settle(o, err);
        if (r < 0)
            return r;
        changed |= r;
    }
    return changed;
}

static void orphans_done(struct orphans *orphans)
{
    free(orphans->items);
}

int observe_refresh(struct observe *o, bool processes, struct error *err)
{
    SCOPED(orphans_done) struct orphans orphans = {0};
    int names = discover_names(o, err), found = 0, changed;

    if (names < 0)
        return names;
    if (processes || names > 0)
        found = discover_processes(o, err);
    if (found < 0)
        return found;
    changed = names | found;
    if (processes || names > 0)
        changed |= discover_drop_unheld(o, &orphans);
    found = settle(o, err);
    if (found >= 0) {
        changed |= found;
        found = wait_for_orphans(o, &orphans, err);
    }
    if (found < 0)
        return error_while(err, "reading the state of the network");
    changed |= found;
    capture_drain(o->capture);
    if (changed)
        o->generation++;
    update_world(o);
    return changed;
}

const struct world *observe_world(const struct observe *o)
{
    return o->world;
}

void observe_set_shell(struct observe *o, pid_t pid)
{
    struct stat st;
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)pid);
    o->shell_netns = pid > 0 && stat(path, &st) == 0 ? st.st_ino : 0;
}

struct capture *observe_capture(struct observe *o)
{
    return o->capture;
}

void observe_journeys(struct observe *o, uint64_t position, struct journeys *out)
{
    const struct frame *frames;
    size_t count;

    capture_drain(o->capture);
    frames = capture_frames(o->capture, &count);
    journeys_build(frames, count, position, o->world, out);
}
