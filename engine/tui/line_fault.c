// SPDX-License-Identifier: MIT
/* Something that we could not do: what, while doing what, and what to try. */
#include <string.h>

#include "line_view.h"

#define INDENT 3

static const struct message not_measured = {
    {"Something could not be measured. This does not count against you:",
     "測定できないことがありました。あなたの成績には影響しません。"}};
static const struct message meanwhile = {{"while {doing}", "処理の内容: {doing}"}};
static const struct message to_try = {{"try: {hint}", "試してみること: {hint}"}};

/* Several lines are a piece of source and a caret below it: they stay as they are. */
static void add_what(struct str *to, const char *what, const struct look *look)
{
    SCOPED(str_done) struct str safe = {0};

    if (strchr(what, '\n') == NULL) {
        line_add_paragraph(to, what, INDENT, look);
        return;
    }
    foreign_add(&safe, what);
    repeat_add(to, " ", INDENT);
    for (const char *c = str_text(&safe); *c != '\0'; c++) {
        str_add_char(to, *c);
        if (*c == '\n')
            repeat_add(to, " ", INDENT);
    }
    str_add(to, "\n");
}

static void add_part(struct str *to, const struct message *m, const char *name, const char *value,
                     const struct look *look)
{
    SCOPED(str_done) struct str text = {0};

    if (value[0] == '\0')
        return;
    message_addf(&text, m, look->language, name, value, NULL);
    line_add_paragraph(to, str_text(&text), INDENT, look);
}

void line_add_fault(struct str *to, const struct error *err, const struct look *look)
{
    line_add_message(to, &not_measured, INDENT, look);
    add_what(to, err->what, look);
    add_part(to, &meanwhile, "doing", err->doing, look);
    add_part(to, &to_try, "hint", err->hint, look);
}
