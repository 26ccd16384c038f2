// SPDX-License-Identifier: MIT
/* What the line view answers to the learner's words: goals, map, trip, lesson, hint, solution. */
#include <stdio.h>
#include <string.h>

#include "line_view.h"

static const struct message hint_title = {{"Hint {number} of {count}", "ヒント {number}/{count}"}};
static const struct message solution_title = {{"One way to do it:", "一つの方法:"}};

static void add_trip(struct str *to, const struct tutor *t, const struct look *look)
{
    const struct journeys *all = NULL;
    int request = -1, reply = -1;

    if (!tutor_last_trip(t, &all, &request, &reply))
        request = reply = -1;
    trip_add(to, all, request, reply, NULL, true, look);
}

static void on_show(void *context, const struct tutor *t, enum tutor_topic topic)
{
    SCOPED(str_done) struct str text = {0};
    struct line_view *v = context;
    struct line_page page;

    line_open_block(v, &text);
    switch (topic) {
    case TUTOR_TOPIC_LESSON:
        page = line_page_of(t, tutor_current(t));
        line_add_page(&text, &page, &v->look);
        break;
    case TUTOR_TOPIC_GOALS:
        line_add_goals(&text, line_page_of(t, tutor_current(t)).step, &v->look);
        break;
    case TUTOR_TOPIC_MAP:
        map_add(&text, tutor_lesson(t), tutor_world(t), &v->look);
        break;
    case TUTOR_TOPIC_TRIP:
        add_trip(&text, t, &v->look);
        break;
    }
    line_flush(v, &text);
}

static void on_hint(void *context, const struct tutor *t, const char *markdown, size_t number,
                    size_t of)
{
    SCOPED(str_done) struct str text = {0}, title = {0};
    struct line_source source = line_source_of(t);
    struct line_view *v = context;
    char at[24], count[24];

    snprintf(at, sizeof(at), "%zu", number);
    snprintf(count, sizeof(count), "%zu", of);
    message_addf(&title, &hint_title, v->look.language, "number", at, "count", count, NULL);
    line_open_block(v, &text);
    line_add_paragraph(&text, str_text(&title), 1, &v->look);
    line_add_prose(&text, markdown, &source, &v->look);
    line_flush(v, &text);
}

/* Commands stand as they are, so that they can be copied. */
static void add_commands(struct str *to, const char *commands, const struct look *look)
{
    while (*commands != '\0') {
        SCOPED(str_done) struct str line = {0};
        size_t len = strcspn(commands, "\n");

        text_add_safe(&line, commands, len);
        if (len > 0)
            str_addf(to, "     %s%s%s", look_begin(look, TEXT_CODE_BLOCK), str_text(&line),
                     look_end(look, TEXT_CODE_BLOCK));
        str_add(to, "\n");
        commands += len + (commands[len] == '\n');
    }
}

static void on_solution(void *context, const struct tutor *t, const char *commands)
{
    SCOPED(str_done) struct str text = {0};
    struct line_view *v = context;

    (void)t;
    line_open_block(v, &text);
    line_add_message(&text, &solution_title, 1, &v->look);
    str_add(&text, "\n");
    add_commands(&text, commands, &v->look);
    line_flush(v, &text);
}

void line_set_answers(struct tutor_view *functions)
{
    functions->show = on_show;
    functions->hint = on_hint;
    functions->solution = on_solution;
    functions->say = functions->explained;
}
