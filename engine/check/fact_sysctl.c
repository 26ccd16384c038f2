// SPDX-License-Identifier: MIT
/*
 * A sysctl of a namespace has a value. White space is folded before comparing: "4096 131072
 * 6291456" is read back with tabs.
 */
#include <ctype.h>
#include <string.h>

#include "kinds.h"

static const struct miss absent = {
    "sysctl-absent", {{"{netns} has no sysctl {key}", "{netns} に sysctl {key} はない"}}};
static const struct miss differs = {"sysctl-differs",
                                    {{"{key} is {seen} in {netns}, not {value}",
                                      "{netns} の {key} は {value} ではなく {seen} である"}}};

/*
 * The path below /proc/sys, as sysctl(8) makes it: whichever of "." and "/" comes first separates,
 * and the other one stands for itself: net.ipv4.conf.eth0/1.forwarding is the link eth0.1.
 */
static void path_of_key(const char *key, char *path, size_t size)
{
    bool dotted = key[strcspn(key, "./")] == '.';

    str_copy(path, size, key);
    for (char *c = path; dotted && *c != '\0'; c++) {
        if (*c == '.')
            *c = '/';
        else if (*c == '/')
            *c = '.';
    }
}

/* A key names a file below /proc/sys and nothing else. */
static bool is_inside(const char *path)
{
    for (const char *part = path;; part = strchr(part, '/') + 1) {
        size_t len = strcspn(part, "/");

        if (strncmp(part, "..", len) == 0) /* "", "." and ".." */
            return false;
        if (part[len] == '\0')
            return true;
    }
}

static bool make_question(const struct fact *f, const struct netns *ns, struct question *q)
{
    const char *key = fact_value(f, "key")->text;

    *q = (struct question){.kind = ASK_SYSCTL, .netns = ns->id};
    path_of_key(key, q->key, sizeof(q->key));
    return strlen(key) < sizeof(q->key) && is_inside(q->key);
}

static void ask_sysctl(const struct fact *f, const struct world *w, struct questions *q)
{
    const struct netns *ns = world_find(w, f->netns);
    struct question wanted;

    if (ns != NULL && make_question(f, ns, &wanted))
        question_add(q, &wanted);
}

static void fold(struct str *to, const char *text)
{
    for (; *text != '\0'; text++) {
        if (!isspace((unsigned char)*text))
            str_add_char(to, *text);
        else if (to->len > 0 && to->data[to->len - 1] != ' ')
            str_add_char(to, ' ');
    }
    while (to->len > 0 && to->data[to->len - 1] == ' ')
        to->data[--to->len] = '\0';
}

static void judge_value(const struct judging *j, const struct question *q)
{
    SCOPED(str_done) struct str wanted = {0};
    SCOPED(str_done) struct str seen = {0};

    fold(&wanted, fact_value(j->fact, "value")->text);
    fold(&seen, q->value);
    observe_text(j, "value", str_text(&seen));
    if (str_equal(str_text(&wanted), str_text(&seen))) {
        found_holds(j);
        return;
    }
    found_miss(j, VERDICT_NOT_YET, &differs, "seen", str_text(&seen), NULL);
    found_nearest(j, "%s %s = %s", j->fact->netns, fact_value(j->fact, "key")->text,
                  str_text(&seen));
}

static void judge_sysctl(const struct judging *j)
{
    const struct netns *ns = need_netns(j, j->fact->netns, VERDICT_BLOCKED);
    const struct question *q;
    struct question wanted;

    if (ns == NULL)
        return;
    if (!make_question(j->fact, ns, &wanted)) {
        found_miss(j, VERDICT_NOT_YET, &absent, NULL);
        return;
    }
    q = question_answer(j, &wanted);
    if (q != NULL && q->present)
        judge_value(j, q);
    else if (q != NULL)
        found_miss(j, VERDICT_NOT_YET, &absent, NULL);
}

const struct kind kind_netns_sysctl = {
    .ask = ask_sysctl,
    .judge = judge_sysctl,
    .sentences = {{.text = {{"{key} is {value} in {netns}", "{netns} の {key} が {value} である"}},
                   .negated = {{"{key} is not {value} in {netns}",
                                "{netns} の {key} が {value} ではない"}}}},
};
