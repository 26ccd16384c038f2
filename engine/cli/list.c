// SPDX-License-Identifier: MIT
/* `firsthop list`, and what `firsthop` alone shows: the lessons there are. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli_private.h"
#include "features.h"

struct entry {
    const char *id;
    struct script *script;
    struct prose *prose;
    struct missing missing;
    struct error problem; /* the lesson is wrong */
    bool broken;
};

static const struct message minutes = {
    {"about {n} minutes, {steps} steps", "約 {n} 分、{steps} ステップ"}};
static const struct message lacks = {{"not possible here: {what}", "この環境では不可: {what}"}};
static const struct message begin = {
    {"Begin with: firsthop run {id}", "始めるには: firsthop run {id}"}};
static const struct message none = {
    {"There are no lessons; name a folder of lessons with --lessons DIR.",
     "レッスンがありません。--lessons DIR でレッスンのフォルダーを指定してください。"}};

static void entry_done(struct entry *e)
{
    prose_free(e->prose);
    script_free(e->script);
    missing_done(&e->missing);
}

static void load(struct entry *e, const struct lesson_place *place, enum language lang,
                 const struct features *features)
{
    e->id = place->id;
    e->broken = cli_load_lesson(place->folder, lang, &e->script, &e->prose, &e->problem) < 0;
    if (!e->broken)
        features_missing(features, script_lesson(e->script), &e->missing);
}

static void add_missing_text(struct str *to, const struct entry *e, enum language lang)
{
    SCOPED(str_done) struct str what = {0};

    for (size_t i = 0; i < e->missing.count; i++)
        str_addf(&what, "%s%s", i > 0 ? ", " : "", e->missing.items[i].id);
    if (what.len == 0)
        return;
    str_add(to, "      ");
    message_addf(to, &lacks, lang, "what", str_text(&what), NULL);
    str_add(to, "\n");
}

static void add_text(struct str *to, const struct entry *e, enum language lang)
{
    char n[24], steps[24];

    str_add(to, "  ");
    text_add_padded(to, e->id, 16);
    if (e->broken) {
        str_addf(to, " %s\n", e->problem.what);
        return;
    }
    snprintf(n, sizeof(n), "%d", script_lesson(e->script)->minutes);
    snprintf(steps, sizeof(steps), "%zu", script_lesson(e->script)->step_count);
    str_addf(to, " %s (", e->prose->title);
    message_addf(to, &minutes, lang, "n", n, "steps", steps, NULL);
    str_add(to, ")\n");
    add_missing_text(to, e, lang);
}

static json_t *entry_json(const struct entry *e)
{
    json_t *missing = json_array();

    if (e->broken) {
        json_decref(missing);
        return json_pack("{s:s,s:s}", "id", e->id, "problem", e->problem.what);
    }
    for (size_t i = 0; i < e->missing.count; i++)
        json_array_append_new(missing, json_pack("{s:s,s:s,s:s}", "id", e->missing.items[i].id,
                                                 "why", e->missing.items[i].why, "remedy",
                                                 e->missing.items[i].remedy));
    return json_pack("{s:s,s:s,s:s,s:i,s:i,s:o}", "id", e->id, "title", e->prose->title, "language",
                     language_code(e->prose->lang), "minutes", script_lesson(e->script)->minutes,
                     "steps", (int)script_lesson(e->script)->step_count, "missing", missing);
}

static void add_all(struct str *to, const struct cli_arguments *args,
                    const struct lesson_places *places, enum language lang,
                    const struct features *features)
{
    bool as_json = cli_has(args, "json");
    json_t *list = json_array();
    char *text;

    for (size_t i = 0; i < places->count; i++) {
        SCOPED(entry_done) struct entry e = {0};

        load(&e, &places->items[i], lang, features);
        if (as_json)
            json_array_append_new(list, entry_json(&e));
        else
            add_text(to, &e, lang);
    }
    text = as_json ? json_dumps(list, JSON_INDENT(2)) : NULL;
    if (text != NULL)
        str_addf(to, "%s\n", text);
    free(text);
    json_decref(list);
}

int cli_list(const struct cli_arguments *args, struct error *err)
{
    SCOPED(lesson_places_done) struct lesson_places places = {0};
    SCOPED(features_done) struct features features = {0};
    SCOPED(str_done) struct str text = {0};
    enum language lang;
    int r = cli_language(args, &lang, err);

    if (r == 0)
        r = features_probe(&features, err);
    if (r < 0)
        return r;
    cli_find_lessons(args, &places);
    add_all(&text, args, &places, lang, &features);
    if (!cli_has(args, "json")) {
        if (places.count > 0)
            str_add(&text, "\n  ");
        message_addf(&text, places.count > 0 ? &begin : &none, lang, "id",
                     places.count > 0 ? places.items[0].id : "", NULL);
        str_add(&text, "\n");
    }
    return cli_print(&text);
}
