// SPDX-License-Identifier: MIT
/* Goals: a mark, a sentence, and what is there instead. */
#include "line_view.h"

#define MARK_INDENT 3
#define TEXT_INDENT 5

static const struct message goals_title = {{"Goals", "目標"}};
static const struct message was_true = {
    {"was true, is not now", "達成していましたが、いまは崩れています"}};

static enum tutor_change state_of(const struct tutor_fact *f)
{
    if (f->judged && f->finding.verdict == VERDICT_HOLDS)
        return TUTOR_REACHED;
    return f->achieved ? TUTOR_UNDONE : TUTOR_DESCRIBED;
}

static const char *colour_of(enum tutor_change state, const struct look *look)
{
    if (!look->colour || look->plain || state == TUTOR_DESCRIBED)
        return "";
    return state == TUTOR_UNDONE ? "\033[33m" : "\033[32m";
}

void line_add_fact(struct str *to, const struct tutor_fact *f, enum tutor_change state,
                   bool describe, const struct look *look)
{
    SCOPED(str_done) struct str line = {0};
    const char *colour = colour_of(state, look);

    str_addf(&line, "%s%s%s ", colour, look_mark(look, state), colour[0] != '\0' ? "\033[0m" : "");
    foreign_add(&line, f->sentence);
    if (state == TUTOR_UNDONE && look_draws(look)) { /* else the mark says it */
        str_add(&line, look->language == LANGUAGE_JA ? "（" : " (");
        message_add(&line, &was_true, look->language, NULL, 0);
        str_add(&line, look->language == LANGUAGE_JA ? "）" : ")");
    }
    repeat_add(to, " ", MARK_INDENT);
    text_add_wrapped(to, str_text(&line), look_columns(look) - 1, TEXT_INDENT);
    str_add(to, "\n");
    if (describe && f->finding.sentence[0] != '\0')
        line_add_paragraph(to, f->finding.sentence, TEXT_INDENT, look);
}

void line_add_goals(struct str *to, const struct tutor_step *s, const struct look *look)
{
    if (s->fact_count == 0)
        return;
    line_add_message(to, &goals_title, 1, look);
    for (size_t i = 0; i < s->fact_count; i++)
        line_add_fact(to, &s->facts[i], state_of(&s->facts[i]), false, look);
}
