// SPDX-License-Identifier: MIT
/*
 * JSON, by jansson: members keep the order in which they are set. Text that is not UTF-8 (a file
 * name, a command) is made so, because JSON knows nothing else (RFC 8259 section 8.1).
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"

#define ON_LINES    (JSON_INDENT(2) | JSON_PRESERVE_ORDER)
#define ON_ONE_LINE (JSON_COMPACT | JSON_PRESERVE_ORDER)

static json_t *string_of(const char *text)
{
    SCOPED(str_done) struct str safe = {0};
    json_t *string = json_string(text == NULL ? "" : text);

    if (string != NULL)
        return string;
    text_add_safe(&safe, text, strlen(text));
    return json_string(str_text(&safe));
}

static json_t *string_or_null(const char *text)
{
    return text == NULL ? json_null() : string_of(text);
}

/* Writes @value and frees it. */
static void add_json(struct str *to, json_t *value, size_t flags)
{
    char *text = json_dumps(value, flags | JSON_ENCODE_ANY);

    if (text != NULL)
        str_add(to, text);
    free(text);
    json_decref(value);
}

void add_json_string(struct str *to, const char *text)
{
    add_json(to, string_of(text), ON_ONE_LINE);
}

/* ---- facts -------------------------------------------------------------------------------------
 */

static json_t *observations_of(const struct observation *items, size_t count)
{
    json_t *object = json_object();

    for (size_t i = 0; i < count; i++) {
        const struct observation *o = &items[i];

        json_object_set_new(object, o->key,
                            o->is_number ? json_integer(o->number) : string_of(o->text));
    }
    return object;
}

static void set_finding(json_t *fact, const struct finding *f, bool holds)
{
    if (!holds)
        json_object_set_new(fact, "expected", observations_of(f->expected, f->expected_count));
    if (!holds || f->observed_count > 0)
        json_object_set_new(fact, "observed", observations_of(f->observed, f->observed_count));
    if (holds)
        return;
    json_object_set_new(fact, "nearest", string_of(f->sentence));
    json_object_set_new(fact, "why", string_of(f->why));
    if (f->nearest[0] != '\0')
        json_object_set_new(fact, "object", string_of(f->nearest));
}

static json_t *json_of_fact(const struct report_fact *f)
{
    json_t *fact = json_object();

    json_object_set_new(fact, "id", string_of(f->id));
    json_object_set_new(fact, "text", string_of(f->text));
    json_object_set_new(fact, "verdict", json_string(verdict_name(f->verdict)));
    json_object_set_new(fact, "holds_now", json_boolean(f->holds_now));
    json_object_set_new(fact, "achieved_by", string_or_null(f->achieved_by));
    set_finding(fact, &f->finding, f->holds_now);
    return fact;
}

void report_fact_json(struct str *to, const struct report_fact *f)
{
    add_json(to, json_of_fact(f), ON_ONE_LINE);
}

/* ---- journeys ----------------------------------------------------------------------------------
 */

static json_t *json_of_hop(const struct journey_hop *h)
{
    json_t *hop = json_object();

    json_object_set_new(hop, "netns", string_of(h->netns_name));
    json_object_set_new(hop, "link", string_of(h->link_name));
    json_object_set_new(hop, "direction", json_string(h->outgoing ? "out" : "in"));
    json_object_set_new(hop, "ttl", json_integer(h->ttl));
    return hop;
}

static json_t *json_of_journey(const struct journey *j)
{
    json_t *journey = json_object(), *hops = json_array();
    char to[ADDRESS_TEXT];

    for (size_t i = 0; i < j->hop_count; i++)
        json_array_append_new(hops, json_of_hop(&j->hops[i]));
    json_object_set_new(journey, "from", string_of(j->hop_count > 0 ? j->hops[0].netns_name : ""));
    json_object_set_new(journey, "to", json_string(address_format(&j->destination, to)));
    json_object_set_new(journey, "kind", json_string(frame_kind_name(j->kind)));
    json_object_set_new(journey, "hops", hops);
    return journey;
}

void report_journey_json(struct str *to, const struct journey *j)
{
    add_json(to, json_of_journey(j), ON_ONE_LINE);
}

/* ---- runs --------------------------------------------------------------------------------------
 */

static json_t *json_of_step(const struct report_step *s)
{
    json_t *step = json_object(), *facts = json_array();

    for (size_t i = 0; i < s->fact_count; i++)
        json_array_append_new(facts, json_of_fact(&s->facts[i]));
    json_object_set_new(step, "id", string_of(s->id));
    json_object_set_new(step, "verdict", json_string(verdict_name(s->verdict)));
    json_object_set_new(step, "facts", facts);
    return step;
}

static json_t *json_of_run(const struct report_run *r)
{
    json_t *run = json_object(), *steps = json_array(), *journeys = json_array();

    for (size_t i = 0; i < r->step_count; i++)
        json_array_append_new(steps, json_of_step(&r->steps[i]));
    for (size_t i = 0; i < r->journeys.count; i++)
        json_array_append_new(journeys, json_of_journey(&r->journeys.items[i]));
    json_object_set_new(run, "lesson", string_of(r->lesson));
    json_object_set_new(run, "submission", string_of(r->submission));
    json_object_set_new(run, "completed", json_boolean(r->completed));
    json_object_set_new(run, "held", json_integer((json_int_t)report_held(r)));
    json_object_set_new(run, "total", json_integer((json_int_t)report_total(r)));
    json_object_set_new(run, "faults", json_integer((json_int_t)report_faults(r)));
    json_object_set_new(run, "ms", json_integer((json_int_t)r->ms));
    if (r->note != NULL)
        json_object_set_new(run, "note", string_of(r->note));
    if (r->problem != NULL) {
        json_object_set_new(run, "problem", string_of(r->problem));
        json_object_set_new(run, "exit", json_integer(r->exit_code));
    }
    json_object_set_new(run, "steps", steps);
    json_object_set_new(run, "journeys", journeys);
    return run;
}

void report_json(struct str *to, const struct report_run *runs, size_t count,
                 enum language lang UNUSED)
{
    json_t *array = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_of_run(&runs[i]));
    add_json(to, array, ON_LINES);
    str_add_char(to, '\n');
}
