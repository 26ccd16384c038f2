// SPDX-License-Identifier: MIT
/* `firsthop doctor`: what works here, what does not and why, and the exact remedy. Everything is
 * tried. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli_private.h"
#include "features.h"

static const struct message works = {{"works", "使えます"}};
static const struct message lacks = {{"does not work", "使えません"}};
static const struct message remedy = {{"remedy: ", "対処: "}};
static const struct message all_well = {{"Every lesson can be done on this machine.",
                                         "このマシンではすべてのレッスンを進められます。"}};
static const struct message blocked = {{"No lesson can be done here until this is put right.",
                                        "これが解決するまで、ここではレッスンを進められません。"}};

static void add_indented(struct str *to, const char *text)
{
    SCOPED(mem_done) char *copy = mem_string(text);
    char *rest = NULL;

    for (char *line = strtok_r(copy, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
        str_addf(to, "      %s\n", line);
}

static void add_text(struct str *to, const struct sandbox_feature *f, const struct look *look)
{
    str_addf(to, " %s ", look_mark(look, f->works ? TUTOR_REACHED : TUTOR_DESCRIBED));
    text_add_padded(to, f->id, 22);
    str_add_char(to, ' ');
    message_add(to, f->works ? &works : &lacks, look->language, NULL, 0);
    if (!f->works && f->why[0] != '\0')
        str_addf(to, ": %s", f->why);
    str_add(to, "\n");
    if (f->works || f->remedy[0] == '\0')
        return;
    str_add(to, "    ");
    message_add(to, &remedy, look->language, NULL, 0);
    str_add(to, "\n");
    add_indented(to, f->remedy);
}

static void add_json(struct str *to, const struct features *features)
{
    json_t *list = json_array();
    char *text;

    for (size_t i = 0; i < features->count; i++) {
        const struct sandbox_feature *f = &features->items[i];

        json_array_append_new(list, json_pack("{s:s,s:b,s:s,s:s}", "id", f->id, "works", f->works,
                                              "why", f->why, "remedy", f->remedy));
    }
    text = json_dumps(list, JSON_INDENT(2));
    json_decref(list);
    str_addf(to, "%s\n", text == NULL ? "[]" : text);
    free(text);
}

static bool is_needed(const struct cli_arguments *args, const struct features *features)
{
    SCOPED(lesson_places_done) struct lesson_places places = {0};
    bool lacking = false;

    cli_find_lessons(args, &places);
    for (size_t i = 0; i < places.count; i++) {
        SCOPED(missing_done) struct missing missing = {0};
        struct script *script = NULL;
        struct error ignored = {0};

        if (script_load(places.items[i].folder, &script, &ignored) < 0)
            continue;
        features_missing(features, script_lesson(script), &missing);
        lacking |= missing.count > 0;
        script_free(script);
    }
    return lacking;
}

int cli_doctor(const struct cli_arguments *args, struct error *err)
{
    SCOPED(features_done) struct features features = {0};
    SCOPED(str_done) struct str text = {0};
    const struct sandbox_feature *sandbox;
    bool lacking, usable;
    enum language lang;
    struct look look;
    int r = cli_language(args, &lang, err);

    if (r == 0)
        r = features_probe(&features, err);
    if (r < 0)
        return r;
    look = terminal_look(lang, false);
    sandbox = features_find(&features, "sandbox");
    usable = sandbox != NULL && sandbox->works;
    lacking = is_needed(args, &features);
    if (cli_has(args, "json")) {
        add_json(&text, &features);
    } else {
        for (size_t i = 0; i < features.count; i++)
            add_text(&text, &features.items[i], &look);
        if (!usable || !lacking) {
            str_add(&text, "\n ");
            message_add(&text, usable ? &all_well : &blocked, lang, NULL, 0);
            str_add(&text, "\n");
        }
    }
    r = cli_print(&text);
    return r != EXIT_DONE ? r : lacking || !usable ? EXIT_MACHINE : EXIT_DONE;
}
