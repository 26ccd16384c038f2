// SPDX-License-Identifier: MIT
/*
 * Collecting: from the sockets of all namespaces into one list in order of kernel time.
 *
 * Each drain reads a batch, sorts it, and merges it with the end of the list: a frame may come
 * late, because another socket was read first. The list is a window that slides to the right in its
 * memory; it moves back to the left when the right end is reached, so that throwing old frames away
 * costs nothing most of the time.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "order.h"
#include "receive.h"
#include "stamping.h"

#define MAX_FRAMES    20000
#define MAX_IGNORED   64
#define READY_AT_ONCE 64
#define MAX_ROUNDS                                                                                 \
    128 /* calls for one socket in one drain: 4096 frames, ten times a full socket                 \
         */

struct source {
    uint64_t netns;
    int fd;
};

/** What one drain takes, in order of arrival. */
struct batch {
    struct frame *frames;
    size_t count, capacity;
};

struct capture {
    int stamping; /* keeps time stamps on */
    int ready;    /* an epoll of all sockets: only those with frames cost anything */
    struct source **sources;
    size_t source_count, source_capacity;
    struct frame *memory;
    size_t first, count, capacity; /* the window */
    uint64_t position;
    uint64_t dropped;
    uint16_t ignored[MAX_IGNORED];
    size_t ignored_count; /* grows for ever; the slot is the rest of dividing by MAX_IGNORED */
};

struct capture *capture_new(void)
{
    struct capture *c = mem_alloc(sizeof(*c));

    c->stamping = stamping_start();
    c->ready = epoll_create1(EPOLL_CLOEXEC);
    return c;
}

static void source_free(struct source *s)
{
    fd_done(&s->fd);
    free(s);
}

void capture_free(struct capture *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->source_count; i++)
        source_free(c->sources[i]);
    fd_done(&c->stamping);
    fd_done(&c->ready);
    free(c->sources);
    free(c->memory);
    free(c);
}

int capture_add_socket(struct capture *c, uint64_t netns, int fd)
{
    struct source *s = mem_alloc(sizeof(*s));
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = s};

    *s = (struct source){.netns = netns, .fd = fd};
    if (epoll_ctl(c->ready, EPOLL_CTL_ADD, fd, &event) < 0) {
        int r = -errno;

        source_free(s);
        return r;
    }
    ARRAY_PUSH(c->sources, c->source_count, c->source_capacity, s);
    return 0;
}

void capture_remove_socket(struct capture *c, uint64_t netns)
{
    size_t kept = 0;

    for (size_t i = 0; i < c->source_count; i++) {
        struct source *s = c->sources[i];

        if (s->netns != netns) {
            c->sources[kept++] = s;
            continue;
        }
        (void)epoll_ctl(c->ready, EPOLL_CTL_DEL, s->fd, NULL);
        source_free(s);
    }
    c->source_count = kept;
}

void capture_ignore_echo(struct capture *c, uint16_t echo_id)
{
    c->ignored[c->ignored_count++ % MAX_IGNORED] = echo_id;
}

const struct frame *capture_frames(const struct capture *c, size_t *count)
{
    *count = c->count;
    return c->memory == NULL ? NULL : c->memory + c->first;
}

uint64_t capture_position(const struct capture *c)
{
    return c->position;
}

uint64_t capture_dropped(const struct capture *c)
{
    return c->dropped;
}

static bool is_ignored(const struct capture *c, const struct frame *f)
{
    size_t n = c->ignored_count < MAX_IGNORED ? c->ignored_count : MAX_IGNORED;

    if (f->kind < FRAME_ECHO_REQUEST || f->kind > FRAME_UNREACHABLE || f->echo_data > 0)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (c->ignored[i] == f->echo_id)
            return true;
    }
    return false;
}

/** Read one socket until it is empty, the batch is full, or somebody sends faster than we read. */
static void read_source(struct capture *c, const struct source *s, struct batch *b)
{
    size_t taken = RECEIVE_BATCH, kept;

    for (size_t rounds = 0; rounds < MAX_ROUNDS && taken == RECEIVE_BATCH; rounds++) {
        if (b->count + RECEIVE_BATCH > MAX_FRAMES)
            return;
        b->frames =
            mem_grow(b->frames, &b->capacity, b->count + RECEIVE_BATCH, sizeof(struct frame));
        taken = receive_frames(s->fd, s->netns, b->frames + b->count, &kept);
        for (size_t i = b->count, end = b->count + kept; i < end; i++) {
            struct frame *f = &b->frames[i];

            if (is_ignored(c, f))
                continue;
            f->number = c->position++;
            if (i != b->count)
                b->frames[b->count] = *f;
            b->count++;
        }
    }
}

static int compare_frames(const struct frame *a, const struct frame *b)
{
    int order = frame_compare_time(a, b);

    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

static int compare_pointers(const void *a, const void *b)
{
    return compare_frames(*(const struct frame *const *)a, *(const struct frame *const *)b);
}

/** Make room for @n more at the end of the window; the oldest go when there would be too many. */
static void make_room(struct capture *c, size_t n)
{
    if (c->count + n > MAX_FRAMES) {
        size_t excess = c->count + n - MAX_FRAMES;

        c->first += excess;
        c->count -= excess;
        c->dropped += excess;
    }
    if (c->first + c->count + n <= c->capacity)
        return;
    if (c->count > 0)
        memmove(c->memory, c->memory + c->first, c->count * sizeof(struct frame));
    c->first = 0;
    c->memory = mem_grow(c->memory, &c->capacity, 2 * (c->count + n), sizeof(struct frame));
}

/** Both are in order: merge from the end, until what remains of the list is where it was. */
static void merge(struct capture *c, struct frame **sorted, size_t n)
{
    struct frame *list;
    size_t old, to;

    make_room(c, n);
    list = c->memory + c->first;
    old = c->count;
    to = c->count += n;
    while (n > 0) {
        if (old > 0 && compare_frames(&list[old - 1], sorted[n - 1]) > 0)
            list[--to] = list[--old];
        else
            list[--to] = *sorted[--n];
    }
}

/*
 * A socket that is still not empty afterwards goes to the end of the kernel's list (epoll_wait(2)),
 * so as many as there are sockets are all of them. One that has dropped frames has a full queue,
 * so it is among them.
 */
static void read_ready(struct capture *c, struct batch *b)
{
    struct epoll_event events[READY_AT_ONCE];
    int n = READY_AT_ONCE;

    for (size_t seen = 0; seen < c->source_count && n == READY_AT_ONCE; seen += READY_AT_ONCE) {
        n = epoll_wait(c->ready, events, READY_AT_ONCE, 0);
        for (int i = 0; i < n; i++) {
            const struct source *s = events[i].data.ptr;

            read_source(c, s, b);
            c->dropped += receive_drops(s->fd);
        }
    }
}

/* Sort what came and put it where it belongs. */
static void keep(struct capture *c, struct batch *b)
{
    struct frame **sorted = mem_alloc(b->count * sizeof(*sorted));

    for (size_t i = 0; i < b->count; i++)
        sorted[i] = &b->frames[i];
    qsort(sorted, b->count, sizeof(*sorted), compare_pointers);
    merge(c, sorted, b->count);
    free(sorted);
}

size_t capture_drain(struct capture *c)
{
    struct batch b = {0};

    read_ready(c, &b);
    if (b.count > 0)
        keep(c, &b);
    free(b.frames);
    return b.count;
}
