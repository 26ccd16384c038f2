// SPDX-License-Identifier: MIT
/*
 * What the hook says, put together. Every process has its own strings (the kernel names the writer
 * of every piece), so a program that writes rubbish confuses only itself. Memory is bounded:
 * whatever is too long is cut, whatever never ends is never obeyed.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

static const struct head {
    char letter;
    int strings; /* that follow; -1: the head's number says */
} heads[] = {
    [MESSAGE_PROMPT] = {'P', 1},   [MESSAGE_NEXT] = {'D', 2},     [MESSAGE_WORD] = {'W', -1},
    [MESSAGE_RECEIVED] = {'A', 0}, [MESSAGE_RETURNED] = {'R', 0},
};
_Static_assert(ARRAY_LENGTH(heads) == MESSAGE_KIND_COUNT, "a head for every kind");

static void speaker_reset(struct message_speaker *s)
{
    str_clear(&s->part);
    str_clear(&s->whole);
    s->missing = 0;
}

static struct message_speaker *speaker_get(struct message_reader *r, pid_t pid)
{
    struct message_speaker *oldest = &r->speakers[0];

    for (size_t i = 0; i < MESSAGE_SPEAKERS_MAX; i++) {
        struct message_speaker *s = &r->speakers[i];

        if (s->pid == pid) {
            s->heard = ++r->clock;
            return s;
        }
        if (s->heard < oldest->heard)
            oldest = s;
    }
    speaker_reset(oldest);
    oldest->pid = pid;
    oldest->heard = ++r->clock;
    return oldest;
}

/* A decimal number of at most @max, or -1. */
static long read_number(const char **at, long max)
{
    long n = 0;

    if (!isdigit((unsigned char)**at))
        return -1;
    for (; isdigit((unsigned char)**at); (*at)++) {
        n = n * 10 + (**at - '0');
        if (n > max)
            return -1;
    }
    return n;
}

/* "\1P TOKEN NUMBER" into @m; the strings that must follow, or -1 if it is no such head. */
static int read_head(const char *text, struct message *m)
{
    size_t kind = 0, digits;
    long number;

    while (kind < MESSAGE_KIND_COUNT && text[1] != heads[kind].letter)
        kind++;
    if (kind == MESSAGE_KIND_COUNT || text[2] != ' ')
        return -1;
    text += 3;
    digits = strspn(text, "0123456789");
    if (digits == 0 || digits >= sizeof(m->token) || text[digits] != ' ')
        return -1;
    m->kind = (enum message_kind)kind;
    str_copy(m->token, digits + 1, text);
    text += digits + 1;
    number = read_number(&text, 255);
    if (number < 0 || *text != '\0')
        return -1;
    if (heads[kind].strings >= 0) {
        m->status = (int)number;
        return heads[kind].strings;
    }
    return number > 0 && number <= MESSAGE_STRINGS_MAX ? (int)number : -1;
}

static void emit(struct message_reader *r, struct message_speaker *s)
{
    struct message m = s->is;
    const char *at = str_text(&s->whole);

    m.speaker = s->pid;
    for (size_t i = 0; i < m.count; i++) {
        m.strings[i] = at;
        at += strlen(at) + 1;
    }
    r->fn(r->context, &m);
}

static void take_head(struct message_reader *r, struct message_speaker *s, const char *text)
{
    int strings;

    str_clear(&s->whole);
    s->is = (struct message){0};
    strings = read_head(text, &s->is);
    s->missing = s->is.count = strings > 0 ? (size_t)strings : 0;
    if (strings == 0)
        emit(r, s);
}

/* One string is complete. */
static void take_string(struct message_reader *r, struct message_speaker *s)
{
    const char *text = str_text(&s->part);

    if (text[0] == '\1') {
        take_head(r, s, text);
    } else if (s->missing > 0) {
        str_add_bytes(&s->whole, text, s->part.len + 1);
        if (--s->missing == 0) {
            emit(r, s);
            str_clear(&s->whole);
        }
    }
    str_clear(&s->part);
}

void session_message_feed(struct message_reader *r, pid_t speaker, const char *bytes, size_t len)
{
    struct message_speaker *s = speaker_get(r, speaker);

    if (len > 0 && bytes[0] == '\1')
        str_clear(&s->part); /* whatever it wrote before, a head is a beginning */
    while (len > 0) {
        const char *end = memchr(bytes, '\0', len);
        size_t piece = end ? (size_t)(end - bytes) : len;
        size_t held = s->part.len + s->whole.len;
        size_t room = held < MESSAGE_BYTES_MAX ? MESSAGE_BYTES_MAX - held : 0;

        str_add_bytes(&s->part, bytes, piece < room ? piece : room);
        if (!end)
            return;
        take_string(r, s);
        bytes += piece + 1;
        len -= piece + 1;
    }
}

void session_message_reader_done(struct message_reader *r)
{
    for (size_t i = 0; i < MESSAGE_SPEAKERS_MAX; i++) {
        str_done(&r->speakers[i].part);
        str_done(&r->speakers[i].whole);
    }
    *r = (struct message_reader){0};
}

/* bash's builtins/history.def prints "%5d%c %s\n": number, '*' if the line was edited, the line. */
const char *session_message_command(const char *history, size_t *len)
{
    const char *at = history + strspn(history, " ");
    size_t digits = strspn(at, "0123456789");

    if (digits > 0 && (at[digits] == ' ' || at[digits] == '*') && at[digits + 1] == ' ')
        at += digits + 2;
    else
        at = history + strlen(history);
    *len = strlen(at);
    while (*len > 0 && at[*len - 1] == '\n')
        (*len)--;
    return at;
}
