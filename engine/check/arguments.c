// SPDX-License-Identifier: MIT
/* What the placeholders of a message stand for: the fact's own values, as people read them. */
#include <assert.h>
#include <stdio.h>

#include "kind.h"

static const struct message host = {{"the host", "ホスト"}};
static const struct message unnamed = {
    {"the unnamed namespace of process {process}", "プロセス {process} の名前のない名前空間"}};
static const struct message default_route = {{"default route", "デフォルト経路"}};
static const struct message default_route6 = {{"default route for IPv6", "IPv6 のデフォルト経路"}};
static const struct message route_to = {{"route to {to}", " {to} への経路"}};

static const char *copy_label(const struct str *text, char into[LABEL])
{
    str_copy(into, LABEL, str_text(text));
    return into;
}

const char *name_label(const char *name, enum language lang, char into[LABEL])
{
    if (name == NULL || str_equal(name, "host"))
        name = host.text[lang];
    str_copy(into, LABEL, name);
    return into;
}

const char *world_label(const struct judging *j, const struct netns *ns, char into[LABEL])
{
    SCOPED(str_done) struct str text = {0};
    char process[16];

    if (ns->name != NULL || ns->is_host)
        return name_label(ns->name, j->lang, into);
    snprintf(process, sizeof(process), "%d", (int)ns->process);
    message_addf(&text, &unnamed, j->lang, "process", process, NULL);
    return copy_label(&text, into);
}

void arguments_add(struct arguments *a, const char *name, const char *value)
{
    assert(a->count < ARGUMENTS);
    a->items[a->count++] = (struct message_argument){.name = name, .value = value};
}

static char *next_label(struct arguments *a)
{
    assert(a->label_count < ARRAY_LENGTH(a->labels));
    return a->labels[a->label_count++];
}

static void add_route(struct arguments *a, const struct fact_value *v, enum language lang)
{
    SCOPED(str_done) struct str text = {0};
    const struct message *m = &route_to;

    if (v->prefix.length == 0 && str_starts(v->text, "default"))
        m = family_bits(v->prefix.address.family) == 128 ? &default_route6 : &default_route;
    message_addf(&text, m, lang, "to", v->text, NULL);
    arguments_add(a, "route", copy_label(&text, next_label(a)));
}

/* The two halves of a link are placeholders of their own; only the names known here can occur. */
static void add_link(struct arguments *a, const char *name, const struct fact_value *v,
                     enum language lang)
{
    bool is_peer = str_equal(name, "peer");

    arguments_add(a, is_peer ? "peer_link" : "bridge_link", v->link);
    arguments_add(a, is_peer ? "peer_netns" : "bridge_netns",
                  name_label(v->netns, lang, next_label(a)));
}

static void add_value(struct arguments *a, const char *name, const struct fact_value *v,
                      enum language lang)
{
    switch (v->type) {
    case FACT_TYPE_FAMILY:
        arguments_add(a, name, family_bits((int)v->number) == 128 ? "IPv6" : "IPv4");
        break;
    case FACT_TYPE_NETNS:
        arguments_add(a, name, name_label(v->netns, lang, next_label(a)));
        break;
    case FACT_TYPE_LINK:
        add_link(a, name, v, lang);
        break;
    case FACT_TYPE_DEFAULT_OR_PREFIX:
        add_route(a, v, lang);
        break;
    default:
        arguments_add(a, name, v->text);
    }
}

void arguments_of_fact(struct arguments *a, const struct fact *f, enum language lang)
{
    const struct fact_spec *spec = fact_spec(f->kind);

    if (f->netns != NULL)
        arguments_add(a, "netns", name_label(f->netns, lang, next_label(a)));
    if (f->link != NULL)
        arguments_add(a, "link", f->link);
    for (size_t i = 0; i < spec->parameter_count; i++) {
        if (f->values[i].type != FACT_TYPE_NONE)
            add_value(a, spec->parameters[i].name, &f->values[i], lang);
    }
}
