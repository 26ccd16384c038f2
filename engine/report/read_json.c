// SPDX-License-Identifier: MIT
/*
 * Reading back the JSON of `grade`: the workers of one `grade` hand their results to it this way.
 * Missing members are taken as empty, so that a report of an older program can be read too; a wrong
 * type is an error.
 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include <firsthop/report.h>

#define JOURNEYS_MAX 100000

static char *text_of(const json_t *object, const char *key)
{
    return mem_string(json_string_value(json_object_get(object, key)));
}

static enum verdict verdict_of(const json_t *object)
{
    const char *name = json_string_value(json_object_get(object, "verdict"));

    for (int v = 0; name != NULL && v < VERDICT_COUNT; v++)
        if (str_equal(verdict_name((enum verdict)v), name))
            return (enum verdict)v;
    return VERDICT_FAULT;
}

static size_t observations_of(const json_t *object, struct observation *out)
{
    size_t count = 0;
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)object, key, value)
    {
        struct observation *o = &out[count];

        if (count == OBSERVATIONS)
            break;
        str_copy(o->key, sizeof(o->key), key);
        o->is_number = json_is_integer(value);
        o->number = json_integer_value(value);
        if (!o->is_number)
            str_copy(o->text, sizeof(o->text),
                     json_is_string(value) ? json_string_value(value) : "");
        count++;
    }
    return count;
}

static void copy_text(char *to, size_t size, const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    str_copy(to, size, text == NULL ? "" : text);
}

static struct report_fact fact_of(const json_t *object)
{
    struct report_fact f = {.id = text_of(object, "id"), .text = text_of(object, "text")};

    f.verdict = verdict_of(object);
    f.holds_now = json_is_true(json_object_get(object, "holds_now"));
    f.achieved_by = text_of(object, "achieved_by");
    f.finding.verdict = f.holds_now ? VERDICT_HOLDS : f.verdict;
    f.finding.expected_count =
        observations_of(json_object_get(object, "expected"), f.finding.expected);
    f.finding.observed_count =
        observations_of(json_object_get(object, "observed"), f.finding.observed);
    copy_text(f.finding.sentence, sizeof(f.finding.sentence), object, "nearest");
    copy_text(f.finding.why, sizeof(f.finding.why), object, "why");
    copy_text(f.finding.nearest, sizeof(f.finding.nearest), object, "object");
    return f;
}

static struct report_step step_of(const json_t *object)
{
    struct report_step s = {.id = text_of(object, "id"), .verdict = verdict_of(object)};
    const json_t *facts = json_object_get(object, "facts");

    for (size_t i = 0; i < json_array_size(facts); i++)
        ARRAY_PUSH(s.facts, s.fact_count, s.fact_capacity, fact_of(json_array_get(facts, i)));
    return s;
}

static struct journey_hop hop_of(const json_t *object)
{
    struct journey_hop h = {.ttl = (uint8_t)json_integer_value(json_object_get(object, "ttl"))};

    copy_text(h.netns_name, sizeof(h.netns_name), object, "netns");
    copy_text(h.link_name, sizeof(h.link_name), object, "link");
    h.outgoing = str_equal(json_string_value(json_object_get(object, "direction")), "out");
    return h;
}

static struct journey journey_of(const json_t *object)
{
    const char *kind = json_string_value(json_object_get(object, "kind"));
    const char *to = json_string_value(json_object_get(object, "to"));
    const json_t *hops = json_object_get(object, "hops");
    struct journey j = {.cause = -1, .answer = -1};

    for (int k = 0; kind != NULL && k < FRAME_KIND_COUNT; k++)
        if (str_equal(frame_kind_name((enum frame_kind)k), kind))
            j.kind = (enum frame_kind)k;
    if (to != NULL)
        address_parse(to, &j.destination);
    for (size_t i = 0; i < json_array_size(hops); i++)
        ARRAY_PUSH(j.hops, j.hop_count, j.hop_capacity, hop_of(json_array_get(hops, i)));
    return j;
}

static void read_run(const json_t *object, struct report_run *run)
{
    const json_t *steps = json_object_get(object, "steps"),
                 *journeys = json_object_get(object, "journeys");

    *run = (struct report_run){
        .lesson = text_of(object, "lesson"),
        .submission = text_of(object, "submission"),
        .completed = json_is_true(json_object_get(object, "completed")),
        .ms = (uint64_t)json_integer_value(json_object_get(object, "ms")),
        .note = text_of(object, "note"),
        .problem = text_of(object, "problem"),
        .exit_code = (int)json_integer_value(json_object_get(object, "exit")),
    };
    for (size_t i = 0; i < json_array_size(steps); i++)
        ARRAY_PUSH(run->steps, run->step_count, run->step_capacity,
                   step_of(json_array_get(steps, i)));
    for (size_t i = 0; i < json_array_size(journeys) && i < JOURNEYS_MAX; i++)
        ARRAY_PUSH(run->journeys.items, run->journeys.count, run->journeys.capacity,
                   journey_of(json_array_get(journeys, i)));
}

int report_read_json(const char *text, size_t len, struct report_run *out, struct error *err)
{
    json_error_t why;
    json_t *list = json_loadb(text, len, 0, &why);
    const json_t *first = json_array_get(list, 0);

    if (!json_is_object(first) || !json_is_array(json_object_get(first, "steps"))) {
        error_set(err, -EINVAL, "this is no report: %s",
                  list == NULL ? why.text : "no array of runs");
        json_decref(list);
        return err->code;
    }
    read_run(first, out);
    json_decref(list);
    return 0;
}
