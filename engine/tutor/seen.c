// SPDX-License-Identifier: MIT
/*
 * What was seen on the wire, as values: the watched echoes of the steps, for prose
 * (`{{seen.trip.…}}`), for predictions and for the drawing of a trip.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tutor_private.h"

void seen_forget(struct tutor *t)
{
    journeys_done(&t->trips);
    t->trips = (struct journeys){0};
    t->trips_valid = false;
}

/* Built on demand: grouping frames costs time that a prompt without any ping need not pay. */
const struct journeys *seen_trips(const struct tutor *t)
{
    struct tutor *cache = (struct tutor *)t;

    if (!t->trips_valid) {
        observe_journeys(t->observe, 0, &cache->trips);
        cache->trips_valid = true;
    }
    return &t->trips;
}

static bool is_request_of(const struct journey *j, const struct world *w, const struct watch *watch)
{
    const struct netns *from = world_find(w, watch->from);

    return j->kind == FRAME_ECHO_REQUEST && address_equal(&j->destination, &watch->to) &&
           j->hop_count > 0 && from != NULL && j->hops[0].netns == from->id && j->hops[0].outgoing;
}

static bool is_answered(const struct journeys *all, size_t i)
{
    int answer = all->items[i].answer;

    return answer >= 0 && all->items[answer].kind == FRAME_ECHO_REPLY;
}

/* The last answered one; if none was answered, the last. */
bool seen_find(const struct tutor *t, const struct watch *watch, int *request, int *reply)
{
    const struct journeys *all = seen_trips(t);
    const struct world *w = observe_world(t->observe);
    int found = -1;

    for (size_t i = 0; i < all->count; i++)
        if (is_request_of(&all->items[i], w, watch) &&
            (found < 0 || is_answered(all, i) || !is_answered(all, (size_t)found)))
            found = (int)i;
    if (found < 0)
        return false;
    *request = found;
    *reply = all->items[found].answer;
    return true;
}

/* ---- paths and values --------------------------------------------------------------------------
 */

struct values {
    struct script_value *items;
    size_t count, capacity;
};

static void values_done(struct values *v)
{
    for (size_t i = 0; i < v->count; i++)
        free((char *)v->items[i].path);
    free(v->items);
}

static void add_value(struct values *v, const char *watch, const char *way, const char *what,
                      int64_t n)
{
    struct script_value item = {.is_number = true, .number = n};

    item.path = mem_printf("%s.%s.%s", watch, way, what);
    ARRAY_PUSH(v->items, v->count, v->capacity, item);
}

static void add_journey(struct values *v, const char *watch, const char *way,
                        const struct journey *j)
{
    add_value(v, watch, way, "leaves_with.ttl", journey_ttl_first(j));
    add_value(v, watch, way, "arrives_with.ttl", journey_ttl_last(j));
    add_value(v, watch, way, "routers", (int64_t)journey_routers(j));
}

static void add_watches(const struct tutor *t, const struct step *step, struct values *v)
{
    const struct journeys *all;

    for (size_t i = 0; i < step->watch_count; i++) {
        const struct watch *w = &step->watches[i];
        int request, reply;

        if (!seen_find(t, w, &request, &reply))
            continue;
        all = seen_trips(t);
        add_journey(v, w->name, "request", &all->items[request]);
        if (reply >= 0)
            add_journey(v, w->name, "reply", &all->items[reply]);
    }
}

static void collect_values(const struct tutor *t, struct values *v)
{
    for (size_t i = 0; i < tutor_step_count(t) && i <= t->current; i++)
        add_watches(t, t->steps[i].step, v);
}

const char *tutor_value(const struct tutor *t, const char *path)
{
    SCOPED(values_done) struct values v = {0};
    struct tutor *answer = (struct tutor *)t;

    if (!str_starts(path, "seen."))
        return NULL;
    collect_values(t, &v);
    for (size_t i = v.count; i-- > 0;) { /* a later step's watch of the same name wins */
        if (strcmp(v.items[i].path, path + strlen("seen.")) != 0)
            continue;
        snprintf(answer->value, sizeof(answer->value), "%lld", (long long)v.items[i].number);
        return t->value;
    }
    return NULL;
}

void seen_compare(struct tutor *t)
{
    for (size_t i = 0; i < t->current; i++) {
        struct tutor_step *s = &t->steps[i];
        SCOPED(values_done) struct values v = {0};
        SCOPED(mem_done) char *name = NULL;
        struct error err = {0};

        if (s->step->kind != STEP_PREDICT || s->step->answer == 0 || s->compared)
            continue;
        collect_values(t, &v);
        if (v.count == 0)
            continue;
        s->compared = true;
        if (script_answer(t->script, s->step->answer, v.items, v.count, &name, &err) < 0)
            fault(t, &err);
        else if (name == NULL) /* it wants a value that was not seen yet */
            s->compared = false;
        else if (s->prediction != NULL)
            TELL(t, compared, i, name, str_equal(name, s->prediction));
    }
}

bool tutor_last_trip(const struct tutor *t, const struct journeys **all, int *request, int *reply)
{
    const struct journeys *trips = seen_trips(t);
    int found = -1;

    for (size_t i = 0; i < trips->count; i++)
        if (trips->items[i].kind == FRAME_ECHO_REQUEST &&
            (found < 0 || is_answered(trips, i) || !is_answered(trips, (size_t)found)))
            found = (int)i;
    if (found < 0)
        return false;
    *all = trips;
    *request = found;
    *reply = trips->items[found].answer;
    return true;
}
