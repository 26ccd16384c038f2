// SPDX-License-Identifier: MIT
/* Sentences with named holes, so that every language can keep its own word order. */
#include <string.h>

#include <firsthop/text.h>

#define MISSING "—"

static const char *find_argument(const struct message_argument *args, size_t count,
                                 const char *name, size_t len)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(args[i].name) == len && strncmp(args[i].name, name, len) == 0)
            return args[i].value;
    }
    return NULL;
}

/* The hole at @text, which begins with '{'. Returns its length; 0: no hole, the brace is only a
 * brace. */
static size_t add_hole(struct str *to, const char *text, const struct message_argument *args,
                       size_t count)
{
    const char *end = strchr(text, '}'), *value;

    if (end == NULL)
        return 0;
    value = find_argument(args, count, text + 1, (size_t)(end - text) - 1);
    if (value == NULL)
        str_add(to, MISSING);
    else
        text_add_safe(to, value, strlen(value));
    return (size_t)(end - text) + 1;
}

void message_add(struct str *to, const struct message *m, enum language lang,
                 const struct message_argument *args, size_t count)
{
    const char *at = m->text[lang] != NULL ? m->text[lang] : m->text[LANGUAGE_EN];

    while (*at != '\0') {
        size_t plain = strcspn(at, "{}"), hole = 0;

        str_add_bytes(to, at, plain);
        at += plain;
        if (*at == '\0')
            break;
        if (at[0] == at[1])
            at++; /* a doubled brace stands for one */
        else if (*at == '{')
            hole = add_hole(to, at, args, count);
        if (hole == 0)
            str_add_char(to, *at++);
        else
            at += hole;
    }
}

void message_addf(struct str *to, const struct message *m, enum language lang, ...)
{
    SCOPED(mem_done) struct message_argument *args = NULL;
    size_t count = 0, capacity = 0;
    const char *name;
    va_list list;

    va_start(list, lang);
    while ((name = va_arg(list, const char *)) != NULL) {
        struct message_argument argument = {name, va_arg(list, const char *)};

        ARRAY_PUSH(args, count, capacity, argument);
    }
    va_end(list);
    message_add(to, m, lang, args, count);
}
