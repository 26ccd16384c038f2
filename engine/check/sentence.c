// SPDX-License-Identifier: MIT
/* A fact as a sentence, and as its opposite. */
#include "kind.h"

static const struct message details_open = {{" ", "（"}};
static const struct message details_between = {{" ", "、"}};
static const struct message details_close = {{"", "）"}};

static bool is_given(const struct fact *f, const char *parameter)
{
    return parameter == NULL || fact_value(f, parameter) != NULL;
}

static const struct sentence *choose(const struct kind *kind, const struct fact *f)
{
    const struct sentence *s = kind->sentences;

    while (!is_given(f, s->needs[0]) || !is_given(f, s->needs[1]))
        s++;
    return s;
}

static void add_details(struct str *to, const struct kind *kind, const struct fact *f,
                        const struct arguments *a, enum language lang)
{
    for (size_t i = 0; i < DETAILS && kind->details[i].parameter != NULL; i++) {
        const struct detail *d = &kind->details[i];

        if (!is_given(f, d->parameter))
            continue;
        str_add(to, to->len == 0 ? details_open.text[lang] : details_between.text[lang]);
        message_add(to, &d->text, lang, a->items, a->count);
    }
    if (to->len > 0)
        str_add(to, details_close.text[lang]);
}

void say_fact(struct str *to, const struct fact *f, enum language lang, bool negated)
{
    const struct kind *kind = kind_of(f);
    SCOPED(str_done) struct str details = {0};
    struct arguments a = {0};
    const struct sentence *s;

    if (kind->say != NULL) {
        kind->say(to, f, lang, negated);
        return;
    }
    s = choose(kind, f);
    arguments_of_fact(&a, f, lang);
    add_details(&details, kind, f, &a, lang);
    arguments_add(&a, "details", str_text(&details));
    message_add(to, negated ? &s->negated : &s->text, lang, a.items, a.count);
}

char *check_sentence(const struct fact *f, enum language lang)
{
    struct str text = {0};

    say_fact(&text, f, lang, false);
    return str_take(&text);
}
