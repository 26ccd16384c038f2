// SPDX-License-Identifier: MIT
/* A step as a learner first sees it: where we are, what it is about, what is wanted. */
#include <stdio.h>

#include "line_view.h"

static const struct message step_number = {
    {"step {number} of {count}", "ステップ {number}/{count}"}};
static const struct message words_help = {
    {"Type commands; `hint`, `map`, `goals`, `solution` and `skip` help.",
     "コマンドを入力してください。`hint`、`map`、`goals`、`solution`、`skip` が使えます。"}};
static const struct message predict_help = {
    {"Answer with `answer X` ({choices}), or just go on.",
     "`answer X`（{choices}）で答えてください。そのまま先へ進んでもかまいません。"}};
static const struct message read_help = {{"Press Enter to go on.", "Enter を押すと先へ進みます。"}};

static void add_rule(struct str *to, const struct look *look)
{
    if (look->plain)
        return;
    repeat_add(to, look->unicode ? "─" : "-", look_columns(look));
    str_add(to, "\n");
}

static void add_number(struct str *to, const struct line_page *page, const struct look *look)
{
    char number[24], count[24];

    snprintf(number, sizeof(number), "%zu", page->index + 1);
    snprintf(count, sizeof(count), "%zu", page->count);
    message_addf(to, &step_number, look->language, "number", number, "count", count, NULL);
}

/* The title on the left and the number on the right of one line, or both as one sentence. */
void line_add_header(struct str *to, const struct line_page *page, const struct look *look)
{
    SCOPED(str_done) struct str title = {0}, number = {0};
    size_t columns = look_columns(look), used;

    name_add(&title, page->title, 0);
    add_number(&number, page, look);
    used = 1 + text_width(str_text(&title)) + text_width(str_text(&number)) + 1;
    if (look->plain || used + 2 > columns) {
        str_addf(&title, ", %s", str_text(&number));
        line_add_paragraph(to, str_text(&title), 1, look);
    } else {
        str_addf(to, " %s", str_text(&title));
        repeat_add(to, " ", columns - used);
        str_addf(to, "%s\n", str_text(&number));
    }
    add_rule(to, look);
}

static void add_choices(struct str *to, const struct step *s, const struct look *look)
{
    SCOPED(str_done) struct str choices = {0}, text = {0};

    for (size_t i = 0; i < s->choice_count; i++) {
        if (i > 0)
            str_add(&choices, look->language == LANGUAGE_JA ? "、" : ", ");
        name_add(&choices, s->choices[i], 0);
    }
    message_addf(&text, &predict_help, look->language, "choices", str_text(&choices), NULL);
    line_add_paragraph(to, str_text(&text), 1, look);
}

static void add_help(struct str *to, const struct line_page *page, const struct look *look)
{
    switch (page->step->step->kind) {
    case STEP_PREDICT:
        str_add(to, "\n");
        add_choices(to, page->step->step, look);
        break;
    case STEP_READ:
        if (page->step->passed || page->index + 1 >= page->count)
            break;
        str_add(to, "\n");
        line_add_message(to, &read_help, 1, look);
        break;
    default:
        str_add(to, "\n");
        line_add_message(to, &words_help, 1, look);
        break;
    }
}

void line_add_page(struct str *to, const struct line_page *page, const struct look *look)
{
    const struct prose_step *prose = page->step->prose;

    line_add_header(to, page, look);
    line_add_title(to, prose->title, look);
    line_add_prose(to, prose->body, &page->source, look);
    if (prose->ask != NULL) {
        str_add(to, "\n");
        line_add_prose(to, prose->ask, &page->source, look);
    }
    if (page->step->fact_count > 0)
        str_add(to, "\n");
    line_add_goals(to, page->step, look);
    add_help(to, page, look);
}
