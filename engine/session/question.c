// SPDX-License-Identifier: MIT
/* Shells that wait for us, first come first served. */
#include <stdlib.h>
#include <string.h>

#include "clean.h"
#include "question.h"

static char *clean(const char *text, size_t len)
{
    struct str s = {0};

    session_clean_utf8(&s, text, len, MESSAGE_COMMAND_MAX);
    return str_take(&s);
}

static char *clean_command(const char *history)
{
    size_t len;
    const char *command = session_message_command(history, &len);

    return clean(command, len);
}

static void copy_strings(struct question *q, const struct message *m)
{
    switch (m->kind) {
    case MESSAGE_PROMPT:
        q->command = clean_command(m->strings[0]);
        break;
    case MESSAGE_NEXT:
        q->directory = clean(m->strings[0], strlen(m->strings[0]));
        q->command = clean_command(m->strings[1]);
        break;
    default:
        for (size_t i = 0; i < m->count; i++)
            q->words[q->word_count++] = clean(m->strings[i], strlen(m->strings[i]));
    }
}

static void take_out(struct questions *q, size_t i)
{
    q->count--;
    memmove(&q->items[i], &q->items[i + 1], (q->count - i) * sizeof(q->items[0]));
}

static void forget_speaker(struct questions *q, pid_t speaker)
{
    for (size_t i = q->count; i-- > 0;) {
        if (q->items[i].speaker != speaker)
            continue;
        session_question_done(&q->items[i]);
        take_out(q, i);
    }
}

struct question *session_questions_add(struct questions *q, const struct message *m)
{
    struct question *item;

    if (session_questions_find(q, m->token))
        return NULL;
    forget_speaker(q, m->speaker);
    if (q->count == QUESTIONS_MAX)
        return NULL;
    item = &q->items[q->count++];
    *item = (struct question){.kind = m->kind, .speaker = m->speaker, .status = m->status};
    str_copy(item->token, sizeof(item->token), m->token);
    copy_strings(item, m);
    return item;
}

struct question *session_questions_find(struct questions *q, const char *token)
{
    for (size_t i = 0; i < q->count; i++)
        if (str_equal(q->items[i].token, token))
            return &q->items[i];
    return NULL;
}

struct question session_questions_take(struct questions *q)
{
    struct question first = q->items[0];

    take_out(q, 0);
    return first;
}

void session_question_done(struct question *q)
{
    free(q->command);
    free(q->directory);
    for (size_t i = 0; i < q->word_count; i++)
        free(q->words[i]);
    *q = (struct question){0};
}

void session_questions_done(struct questions *q)
{
    while (q->count > 0)
        session_question_done(&q->items[--q->count]);
}
