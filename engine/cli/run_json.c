// SPDX-License-Identifier: MIT
/*
 * `run --json`: a view that prints one event a line, for programs that show a lesson in their own
 * way. Each line is an object with "event"; ids are those of the lesson, texts are in the run's
 * language.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <firsthop/report.h>
#include <firsthop/tutor.h>

#include "cli_private.h"

/* Takes @object. @context: the view's, a struct json_sink. */
static void emit(void *context, const char *event, json_t *object)
{
    const struct json_sink *sink = context;
    json_t *line = json_pack("{s:s}", "event", event);
    char *text;

    json_object_update(line, object);
    json_decref(object);
    text = json_dumps(line, JSON_COMPACT);
    json_decref(line);
    if (text == NULL)
        return;
    if (fd_write_all(STDOUT_FILENO, text, strlen(text)) < 0 ||
        fd_write_all(STDOUT_FILENO, "\n", 1) < 0)
        sink->failed(sink->context);
    free(text);
}

/* Program output, commands and names may be any bytes: made valid UTF-8 first, because JSON is
 * nothing else. */
static json_t *safe_bytes(const char *bytes, size_t len)
{
    SCOPED(str_done) struct str text = {0};

    text_add_safe(&text, bytes, len);
    return json_stringn(str_text(&text), text.len);
}

static json_t *safe_string(const char *text)
{
    return safe_bytes(text, strlen(text));
}

struct expansion {
    const struct tutor *tutor;
    struct str map;
};

static void add_plain_map(struct str *to, const struct tutor *t)
{
    struct look look = {
        .language = tutor_language(t), .plain = true, .unicode = true, .columns = 80};

    map_add(to, tutor_lesson(t), tutor_world(t), &look);
}

static const char *expand(void *context, const char *path)
{
    struct expansion *e = context;

    if (strcmp(path, "map") != 0)
        return tutor_value(e->tutor, path);
    str_clear(&e->map);
    str_add(&e->map, "```text\n");
    add_plain_map(&e->map, e->tutor);
    str_add(&e->map, "```");
    return str_text(&e->map);
}

/* An author's Markdown with its values; null where there is none. */
static json_t *prose(const struct tutor *t, const char *markdown)
{
    SCOPED(str_done) struct str text = {0};
    struct expansion e = {.tutor = t};

    if (markdown == NULL)
        return json_null();
    prose_expand(&text, markdown, expand, &e);
    str_done(&e.map);
    return safe_bytes(str_text(&text), text.len);
}

static const char *step_id(const struct tutor *t, size_t step)
{
    return tutor_step(t, step)->step->id;
}

static json_t *facts_of(const struct tutor_step *s)
{
    json_t *facts = json_array();

    for (size_t i = 0; i < s->fact_count; i++)
        json_array_append_new(facts, json_pack("{s:s,s:s,s:s}", "id", s->facts[i].fact->id, "text",
                                               s->facts[i].sentence, "verdict",
                                               verdict_name(s->facts[i].finding.verdict)));
    return facts;
}

static json_t *choices_of(const struct step *s)
{
    json_t *choices = json_array();

    for (size_t i = 0; i < s->choice_count; i++)
        json_array_append_new(choices, json_string(s->choices[i]));
    return choices;
}

static void on_output(void *context, const char *bytes, size_t len)
{
    emit(context, "output", json_pack("{s:o}", "text", safe_bytes(bytes, len)));
}

static void on_command(void *context, const struct tutor *t, const char *command, int status)
{
    (void)t;
    emit(context, "command",
         json_pack("{s:o,s:i}", "text", safe_string(command), "status", status));
}

static void on_text(void *context, const char *event, const char *text)
{
    emit(context, event, json_pack("{s:o}", "text", safe_string(text)));
}

static void on_explained(void *context, const struct tutor *t, const char *text)
{
    (void)t;
    on_text(context, "explained", text);
}

static void on_say(void *context, const struct tutor *t, const char *text)
{
    (void)t;
    on_text(context, "say", text);
}

static void on_mistake(void *context, const struct tutor *t, const char *markdown)
{
    emit(context, "mistake", json_pack("{s:o}", "text", prose(t, markdown)));
}

static void on_changed(void *context, const struct tutor *t, size_t step, size_t fact,
                       enum tutor_change change)
{
    static const char *const names[] = {"reached", "undone", "restored", "described"};
    const struct tutor_fact *f = &tutor_step(t, step)->facts[fact];
    const char *text = f->finding.sentence[0] != '\0' ? f->finding.sentence : f->sentence;

    _Static_assert(ARRAY_LENGTH(names) == TUTOR_CHANGE_COUNT, "a name for each change");
    emit(context, "fact",
         json_pack("{s:s,s:s,s:s,s:s,s:s,s:o}", "step", step_id(t, step), "id", f->fact->id,
                   "change", names[change], "verdict", verdict_name(f->finding.verdict), "why",
                   f->finding.why, "text", safe_string(text)));
}

static json_t *journey(const struct journey *j)
{
    SCOPED(str_done) struct str text = {0};

    report_journey_json(&text, j);
    return json_loadb(str_text(&text), text.len, 0, NULL);
}

static void on_trip(void *context, const struct tutor *t, const struct journeys *all, int request,
                    int reply)
{
    json_t *event = json_object();

    (void)t;
    if (request >= 0)
        json_object_set_new(event, "request", journey(&all->items[request]));
    if (reply >= 0)
        json_object_set_new(event, "reply", journey(&all->items[reply]));
    emit(context, "trip", event);
}

static void on_compared(void *context, const struct tutor *t, size_t step, const char *seen,
                        bool right)
{
    emit(context, "prediction",
         json_pack("{s:s,s:o,s:o,s:b}", "step", step_id(t, step), "given",
                   safe_string(tutor_step(t, step)->prediction), "seen", safe_string(seen), "right",
                   right));
}

static void on_passed(void *context, const struct tutor *t, size_t step)
{
    const struct tutor_step *s = tutor_step(t, step);

    emit(context, "passed",
         json_pack("{s:s,s:b,s:o}", "step", s->step->id, "with_help", s->helped, "text",
                   prose(t, s->prose->done)));
}

static void on_begins(void *context, const struct tutor *t)
{
    emit(context, "lesson",
         json_pack("{s:s,s:s,s:i}", "id", tutor_lesson(t)->id, "title", tutor_prose(t)->title,
                   "steps", (int)tutor_step_count(t)));
}

static void on_step(void *context, const struct tutor *t, size_t step)
{
    const struct tutor_step *s = tutor_step(t, step);

    emit(context, "step",
         json_pack("{s:s,s:i,s:s,s:o,s:o,s:o,s:o}", "id", s->step->id, "number", (int)step + 1,
                   "title", s->prose->title, "text", prose(t, s->prose->body), "ask",
                   prose(t, s->prose->ask), "choices", choices_of(s->step), "facts", facts_of(s)));
}

static void on_complete(void *context, const struct tutor *t)
{
    emit(context, "complete", json_pack("{s:s}", "id", tutor_lesson(t)->id));
}

static void on_show(void *context, const struct tutor *t, enum tutor_topic topic)
{
    SCOPED(str_done) struct str text = {0};
    const struct journeys *all;
    int request, reply;

    switch (topic) {
    case TUTOR_TOPIC_LESSON:
        on_step(context, t, tutor_current(t));
        return;
    case TUTOR_TOPIC_GOALS:
        emit(context, "goals",
             json_pack("{s:o}", "facts", facts_of(tutor_step(t, tutor_current(t)))));
        return;
    case TUTOR_TOPIC_MAP:
        add_plain_map(&text, t);
        on_text(context, "map", str_text(&text));
        return;
    case TUTOR_TOPIC_TRIP:
        if (tutor_last_trip(t, &all, &request, &reply))
            on_trip(context, t, all, request, reply);
        return;
    }
}

static void on_hint(void *context, const struct tutor *t, const char *markdown, size_t number,
                    size_t of)
{
    emit(context, "hint",
         json_pack("{s:o,s:i,s:i}", "text", prose(t, markdown), "number", (int)number, "of",
                   (int)of));
}

static void on_solution(void *context, const struct tutor *t, const char *commands)
{
    (void)t;
    on_text(context, "solution", commands);
}

static void on_fault(void *context, const struct tutor *t, const struct error *err)
{
    (void)t;
    emit(context, "fault",
         json_pack("{s:o,s:o}", "text", safe_string(err->what), "while", safe_string(err->doing)));
}

static void on_prompt(void *context, const struct tutor *t)
{
    emit(context, "prompt", json_pack("{s:i}", "step", (int)tutor_current(t) + 1));
}

struct tutor_view json_view(struct json_sink *sink)
{
    return (struct tutor_view){
        .context = sink,
        .output = on_output,
        .command = on_command,
        .explained = on_explained,
        .changed = on_changed,
        .mistake = on_mistake,
        .trip = on_trip,
        .compared = on_compared,
        .passed = on_passed,
        .begins = on_begins,
        .step = on_step,
        .complete = on_complete,
        .show = on_show,
        .hint = on_hint,
        .solution = on_solution,
        .say = on_say,
        .fault = on_fault,
        .prompt = on_prompt,
    };
}
