// SPDX-License-Identifier: MIT
/* One fact: its values, its end, and the id that results and progress refer to. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <firsthop/lesson.h>

#define ID_MAX 120 /* bytes of an id made from parts, before its number */

const struct fact_value *fact_value(const struct fact *f, const char *name)
{
    const struct fact_spec *spec = fact_spec(f->kind);

    for (size_t i = 0; i < spec->parameter_count; i++) {
        if (str_equal(spec->parameters[i].name, name))
            return f->values[i].type == FACT_TYPE_NONE ? NULL : &f->values[i];
    }
    return NULL;
}

void fact_free(struct fact *f)
{
    if (f == NULL)
        return;
    for (size_t i = 0; i < FACT_PARAMETERS; i++) {
        free(f->values[i].text);
        free(f->values[i].netns);
        free(f->values[i].link);
    }
    for (size_t i = 0; i < f->part_count; i++)
        fact_free(f->parts[i]);
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        free(f->custom_text[i]);
    free(f->parts);
    free(f->id);
    free(f->netns);
    free(f->link);
    free(f);
}

/* Ids are words: what would end a word in a shell or a table becomes a hyphen. */
static void add_value(struct str *to, const char *text)
{
    if (text == NULL)
        return;
    if (to->len > 0)
        str_add_char(to, '-');
    for (; *text != '\0'; text++) {
        bool breaks = isspace((unsigned char)*text) || iscntrl((unsigned char)*text);

        str_add_char(to, breaks ? '-' : *text);
    }
}

/* Names of ours are spelled with hyphens: "way-to"; values stay as they are: "net.ipv4.ip_forward".
 */
static void add_word(struct str *to, const char *name)
{
    size_t start = to->len;

    add_value(to, name);
    for (size_t i = start; i < to->len; i++) {
        if (to->data[i] == '_')
            to->data[i] = '-';
    }
}

/*
 * How a packet arrived is what a fact measures, not which fact it is: a lesson that begins to ask
 * for a ttl keeps its ids.
 */
static bool is_measure(const char *name)
{
    return str_equal(name, "ttl") || str_equal(name, "count");
}

static void add_values(struct str *to, const struct fact *f)
{
    const struct fact_spec *spec = fact_spec(f->kind);

    for (size_t i = 0; i < spec->parameter_count; i++) {
        const struct fact_parameter *p = &spec->parameters[i];

        if (f->values[i].type == FACT_TYPE_NONE || (!p->required && is_measure(p->name)))
            continue;
        if (!p->required)
            add_word(to, p->name);
        add_value(to, f->values[i].text);
    }
}

static void add_description(struct str *to, const struct fact *f);

static void add_parts(struct str *to, const struct fact *f)
{
    for (size_t i = 0; i < f->part_count && to->len < ID_MAX; i++) {
        if (i > 0)
            add_word(to, f->kind == FACT_ALL ? "and" : "or");
        add_description(to, f->parts[i]);
    }
}

static void add_description(struct str *to, const struct fact *f)
{
    if (f->kind == FACT_CUSTOM && f->id != NULL) {
        add_value(to, f->id);
        return;
    }
    add_value(to, f->netns);
    add_value(to, f->link);
    add_word(to, fact_spec(f->kind)->name);
    add_values(to, f);
    add_parts(to, f);
}

static bool is_taken(const char *id, const char *const *taken, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(id, taken[i]))
            return true;
    }
    return false;
}

void fact_make_id(struct fact *f, const char *const *taken, size_t count)
{
    SCOPED(str_done) struct str whole = {0};
    char base[ID_MAX + 1];
    char *id;

    add_description(&whole, f);
    str_copy(base, sizeof(base), str_text(&whole));
    id = mem_string(base);
    for (size_t number = 2; is_taken(id, taken, count); number++) {
        free(id);
        id = mem_printf("%s-%zu", base, number);
    }
    free(f->id);
    f->id = id;
}
