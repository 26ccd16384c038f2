// SPDX-License-Identifier: MIT
/*
 * Filling in a finding. Names of namespaces and links are the learner's bytes: everything that ends
 * up in a finding is made harmless here, once, and kept on one line.
 */
#include <stdarg.h>
#include <string.h>

#include "kind.h"

static const struct miss not_measured = {"not-measured",
                                         {{"this could not be measured", "測定できなかった"}}};

static void set_text(char *to, size_t size, const char *from, size_t len)
{
    SCOPED(str_done) struct str safe = {0};

    text_add_safe(&safe, from, len);
    str_copy(to, size, str_text(&safe));
    for (char *c = to; *c != '\0'; c++) {
        if (*c == '\n' || *c == '\t')
            *c = ' ';
    }
}

static struct observation *new_observation(struct observation *items, size_t *count,
                                           const char *key)
{
    struct observation *o = &items[0];

    for (size_t i = 0; i < *count; i++) {
        if (str_equal(items[i].key, key))
            return &items[i];
    }
    if (*count == OBSERVATIONS)
        return NULL;
    o = &items[(*count)++];
    str_copy(o->key, sizeof(o->key), key);
    return o;
}

static void set_observation(struct observation *o, const char *text)
{
    if (o == NULL)
        return;
    o->is_number = false;
    set_text(o->text, sizeof(o->text), text, strlen(text));
}

static void set_number(struct observation *o, int64_t number)
{
    if (o == NULL)
        return;
    o->is_number = true;
    o->number = number;
}

void expect_text(const struct judging *j, const char *key, const char *text)
{
    set_observation(new_observation(j->out->expected, &j->out->expected_count, key), text);
}

static void expect_number(const struct judging *j, const char *key, int64_t number)
{
    set_number(new_observation(j->out->expected, &j->out->expected_count, key), number);
}

void observe_text(const struct judging *j, const char *key, const char *text)
{
    set_observation(new_observation(j->out->observed, &j->out->observed_count, key), text);
}

void observe_number(const struct judging *j, const char *key, int64_t number)
{
    set_number(new_observation(j->out->observed, &j->out->observed_count, key), number);
}

static void expect_value(const struct judging *j, const char *name, const struct fact_value *v)
{
    char text[ADDRESS_TEXT];

    switch (v->type) {
    case FACT_TYPE_NONE:
        break;
    case FACT_TYPE_NUMBER:
        expect_number(j, name, v->number);
        break;
    case FACT_TYPE_PREFIX:
        if (!str_equal(name, "cidr")) {
            expect_text(j, name, v->text);
            break;
        }
        expect_text(j, "address", address_format(&v->prefix.address, text));
        expect_number(j, "prefix", v->prefix.length);
        break;
    default:
        expect_text(j, name, v->text);
    }
}

/* What the fact asks for; parameters first, so that a full list loses the least. */
static void expect_fact(const struct judging *j)
{
    const struct fact *f = j->fact;
    const struct fact_spec *spec = fact_spec(f->kind);

    for (size_t i = 0; i < spec->parameter_count; i++)
        expect_value(j, spec->parameters[i].name, &f->values[i]);
    if (f->link != NULL)
        expect_text(j, "link", f->link);
    if (f->netns != NULL)
        expect_text(j, "netns", f->netns);
}

void found_holds(const struct judging *j)
{
    j->out->verdict = VERDICT_HOLDS;
}

void found_miss(const struct judging *j, enum verdict verdict, const struct miss *m, ...)
{
    SCOPED(str_done) struct str sentence = {0};
    struct arguments a = {0};
    const char *name;
    va_list more;

    va_start(more, m);
    while ((name = va_arg(more, const char *)) != NULL)
        arguments_add(&a, name, va_arg(more, const char *));
    va_end(more);
    arguments_of_fact(&a, j->fact, j->lang);
    message_add(&sentence, &m->text, j->lang, a.items, a.count);
    j->out->verdict = verdict;
    str_copy(j->out->why, sizeof(j->out->why), m->why);
    set_text(j->out->sentence, sizeof(j->out->sentence), str_text(&sentence), sentence.len);
    expect_fact(j);
}

void found_fault(const struct judging *j, const struct question *q)
{
    found_miss(j, VERDICT_FAULT, &not_measured, NULL);
    if (q != NULL && q->fault[0] != '\0')
        set_text(j->out->sentence, sizeof(j->out->sentence), q->fault, strlen(q->fault));
}

void found_nearest(const struct judging *j, const char *fmt, ...)
{
    SCOPED(str_done) struct str text = {0};
    va_list args;

    va_start(args, fmt);
    str_addv(&text, fmt, args);
    va_end(args);
    set_text(j->out->nearest, sizeof(j->out->nearest), str_text(&text), text.len);
}

void nearest_link(const struct judging *j, const struct netns *ns, const struct link *l)
{
    char label[64];

    netns_label(ns, label);
    found_nearest(j, "%s %s", label, l->name);
    observe_text(j, "netns", label);
    observe_text(j, "link", l->name);
}
