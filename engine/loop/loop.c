// SPDX-License-Identifier: MIT
/*
 * One epoll, its sources, and the turn.
 *
 * A callback may remove any source, also one whose event is still waiting in the array that
 * epoll_wait filled. So removing only marks the source and takes it out of the epoll set; memory
 * goes when no turn runs any more.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "loop.h"

#define EVENTS_PER_TURN 32

int loop_new(struct loop **out, struct error *err)
{
    int fd = epoll_create1(EPOLL_CLOEXEC);
    struct loop *loop;

    if (fd < 0)
        return error_set_errno(err, -errno, "cannot make an epoll descriptor");
    loop = mem_alloc(sizeof(*loop));
    loop->epoll_fd = fd;
    *out = loop;
    return 0;
}

void loop_free(struct loop *loop)
{
    if (loop == NULL)
        return;
    for (struct loop_source *s = loop->sources; s != NULL; s = s->next) {
        struct loop_source *source = s;

        loop->depth++; /* keep the list whole while we walk it */
        loop_source_done(&source);
        loop->depth--;
    }
    loop_sweep(loop);
    close(loop->epoll_fd);
    free(loop);
}

struct loop_source *loop_source_new(struct loop *loop, enum source_kind kind, loop_fn *fn,
                                    void *context)
{
    struct loop_source *source = mem_alloc(sizeof(*source));

    source->loop = loop;
    source->kind = kind;
    source->fn = fn;
    source->context = context;
    source->fd = -1;
    source->next = loop->sources;
    loop->sources = source;
    return source;
}

int loop_register(struct loop_source *source, int fd, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = source};

    if (epoll_ctl(source->loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
        return -errno;
    source->fd = fd;
    source->events = events;
    return 0;
}

int loop_add_fd(struct loop *loop, int fd, uint32_t events, loop_fn *fn, void *context,
                struct loop_source **out, struct error *err)
{
    struct loop_source *source = loop_source_new(loop, SOURCE_FD, fn, context);
    int r = loop_register(source, fd, events);

    if (r < 0) {
        loop_source_done(&source);
        return error_set_errno(err, r, "cannot watch descriptor %d", fd);
    }
    if (events == 0)
        (void)epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
    *out = source;
    return 0;
}

/* Paused means out of the set: epoll reports EPOLLERR and EPOLLHUP even to who asked for nothing.
 */
void loop_set_events(struct loop_source *source, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = source};
    int operation = EPOLL_CTL_MOD;

    if (source->is_removed || source->events == events)
        return;
    if (source->events == 0)
        operation = EPOLL_CTL_ADD;
    else if (events == 0)
        operation = EPOLL_CTL_DEL;
    (void)epoll_ctl(source->loop->epoll_fd, operation, source->fd, &event);
    source->events = events;
}

void loop_source_done(struct loop_source **source)
{
    struct loop_source *s = *source;

    *source = NULL;
    if (s == NULL || s->is_removed)
        return;
    s->is_removed = true;
    if (s->fd >= 0 && s->events != 0)
        (void)epoll_ctl(s->loop->epoll_fd, EPOLL_CTL_DEL, s->fd, NULL);
    if (s->kind == SOURCE_SIGNAL)
        signal_release(s);
    loop_sweep(s->loop);
}

void loop_sweep(struct loop *loop)
{
    struct loop_source **at = &loop->sources;

    if (loop->depth > 0)
        return;
    while (*at != NULL) {
        struct loop_source *source = *at;

        if (!source->is_removed) {
            at = &source->next;
            continue;
        }
        *at = source->next;
        free(source);
    }
}

static void dispatch(struct loop_source *source, uint32_t events)
{
    if (source->is_removed || source->events == 0) /* by a callback of this very turn */
        return;
    if (source->kind == SOURCE_SIGNAL)
        signal_dispatch(source);
    else
        source->fn(source->context, events);
}

int loop_turn(struct loop *loop, int timeout_ms, struct error *err)
{
    struct epoll_event events[EVENTS_PER_TURN];
    int count =
        epoll_wait(loop->epoll_fd, events, EVENTS_PER_TURN, timer_wait_ms(loop, timeout_ms));

    if (count < 0 && errno != EINTR)
        return error_set_errno(err, -errno, "cannot wait for events");
    loop->depth++;
    loop->turn++;
    for (int i = 0; i < count; i++)
        dispatch(events[i].data.ptr, events[i].events);
    timer_run_due(loop);
    loop->depth--;
    loop_sweep(loop);
    return 0;
}

int loop_run(struct loop *loop, struct error *err)
{
    loop->is_stopped = false;
    while (!loop->is_stopped) {
        int r = loop_turn(loop, -1, err);

        if (r < 0)
            return r;
    }
    return 0;
}

void loop_stop(struct loop *loop)
{
    loop->is_stopped = true;
}
