// SPDX-License-Identifier: MIT
/*
 * Answers to what `check` wants to know: a route lookup, a sysctl, an echo of our own, the
 * learner's pings.
 *
 * An echo that is answered is remembered until the world changes. One that is not is sent again,
 * because some reasons for silence (a firewall rule, a sysctl without events) change nothing in the
 * world; but it is waited for less the second time, so that a broken network does not slow every
 * prompt.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "observe_private.h"

#define PROBES_AT_ONCE 8  /* as many identifiers as capture leaves out at once */
#define PROBE_AGAIN    40 /* ms to wait for an echo that stayed unanswered in this very world */

static void fail(struct question *q, const char *why)
{
    q->answered = false;
    str_copy(q->fault, sizeof(q->fault), why);
}

static void answer_lookup(struct node *n, struct question *q)
{
    struct lookup question = {.to = q->to, .from = q->from, .decision_only = true};
    struct lookup_answer answer = {0};
    struct error err = {0};

    if (netlink_lookup(n->netlink, &question, &answer, &err) < 0) {
        fail(q, err.what);
        return;
    }
    q->answered = true;
    q->failure = answer.failure;
    str_copy(q->kernel_text, sizeof(q->kernel_text), answer.kernel_text);
    q->route_type = answer.type;
    q->gateway = answer.hop.has_gateway ? answer.hop.gateway : (struct address){0};
    q->link = answer.hop.link;
}

static void answer_sysctl(struct observe *o, struct node *n, struct question *q)
{
    SCOPED(str_done) struct str value = {0};
    struct error err = {0};
    int r = sandbox_read_sysctl(o->sandbox, n->netns_fd, q->key, &value, &err);

    if (r < 0 && r != -ENOENT) {
        fail(q, err.what);
        return;
    }
    q->answered = true;
    q->present = r == 0;
    str_copy(q->value, sizeof(q->value), str_text(&value));
}

/* Requests that left the namespace for the address, and the replies that came back into it. */
static void answer_pinged(struct observe *o, struct question *q)
{
    const struct frame *frames;
    size_t count;

    frames = capture_frames(o->capture, &count);
    q->answered = true;
    q->sent = q->count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct frame *f = &frames[i];

        if (f->netns != q->netns)
            continue;
        if (f->kind == FRAME_ECHO_REQUEST && f->outgoing &&
            address_equal(&f->destination, &q->to)) {
            q->sent++;
        } else if (f->kind == FRAME_ECHO_REPLY && !f->outgoing &&
                   address_equal(&f->source, &q->to)) {
            q->count++;
            q->ttl = f->ttl;
        }
    }
}

/* ---- echoes ---------------------------------------------------------------------------------- */

static struct question *find_echo(struct observe *o, const struct question *q)
{
    for (size_t i = 0; i < o->echoes.count; i++) {
        struct question *known = &o->echoes.items[i];

        if (known->netns == q->netns && address_equal(&known->to, &q->to) &&
            address_equal(&known->from, &q->from))
            return known;
    }
    return NULL;
}

static void forget_old_echoes(struct observe *o)
{
    if (o->echo_generation == o->generation)
        return;
    o->echoes.count = 0;
    o->echo_generation = o->generation;
}

static void remember_echo(struct observe *o, const struct question *q)
{
    struct question *known = find_echo(o, q);

    if (known != NULL)
        *known = *q;
    else
        ARRAY_PUSH(o->echoes.items, o->echoes.count, o->echoes.capacity, *q);
}

static struct probe start_probe(struct observe *o, const struct node *n, const struct question *q)
{
    struct probe p = {.fd4 = n->icmp4, .fd6 = n->icmp6, .to = q->to, .from = q->from};

    p.echo_id = probe_next_id();
    capture_ignore_echo(o->capture, p.echo_id);
    return p;
}

static void take_probe(struct question *q, const struct probe *p)
{
    q->answered = p->outcome != PROBE_FAULT;
    q->replied = p->outcome == PROBE_ANSWERED;
    q->ttl = p->reply_ttl;
    q->expired = p->outcome == PROBE_TTL_EXPIRED;
    q->by = p->by;
    q->failure = p->outcome == PROBE_REFUSED ? p->failure : 0;
    if (p->outcome == PROBE_UNREACHABLE)
        q->failure = EHOSTUNREACH;
    if (p->outcome == PROBE_FAULT)
        snprintf(q->fault, sizeof(q->fault), "our own echo could not be sent: %s",
                 strerror(p->failure));
}

/* Ask up to PROBES_AT_ONCE of the questions from @start on side by side; returns where to go on. */
static size_t answer_some_echoes(struct observe *o, struct questions *q, size_t start, int probe_ms)
{
    struct probe probes[PROBES_AT_ONCE];
    struct question *asked[PROBES_AT_ONCE];
    size_t count = 0;
    int wait_ms = PROBE_AGAIN < probe_ms ? PROBE_AGAIN : probe_ms;

    for (; start < q->count && count < PROBES_AT_ONCE; start++) {
        struct question *item = &q->items[start], *known = find_echo(o, item);
        struct node *n = observe_find(o, item->netns);

        if (item->kind != ASK_ECHO || item->answered || n == NULL)
            continue;
        if (known != NULL && known->replied) {
            *item = *known;
            continue;
        }
        if (known == NULL)
            wait_ms = probe_ms;
        asked[count] = item;
        probes[count++] = start_probe(o, n, item);
    }
    if (count == 0)
        return start;
    probe_run(probes, count, wait_ms);
    for (size_t i = 0; i < count; i++) {
        take_probe(asked[i], &probes[i]);
        remember_echo(o, asked[i]);
    }
    capture_drain(o->capture); /* while our identifiers are still known */
    return start;
}

static void answer_echoes(struct observe *o, struct questions *q, int probe_ms)
{
    forget_old_echoes(o);
    for (size_t next = 0; next < q->count;)
        next = answer_some_echoes(o, q, next, probe_ms);
}

void observe_answer(struct observe *o, struct questions *q, int probe_ms)
{
    capture_drain(o->capture);
    for (size_t i = 0; i < q->count; i++) {
        struct question *item = &q->items[i];
        struct node *n = observe_find(o, item->netns);

        if (item->answered || item->kind == ASK_CUSTOM || item->kind == ASK_ECHO)
            continue;
        if (item->kind == ASK_PINGED)
            answer_pinged(o, item);
        else if (n == NULL)
            fail(item, "the namespace went away while it was looked at");
        else if (item->kind == ASK_LOOKUP)
            answer_lookup(n, item);
        else
            answer_sysctl(o, n, item);
    }
    answer_echoes(o, q, probe_ms);
}
