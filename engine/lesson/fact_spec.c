// SPDX-License-Identifier: MIT
/* The descriptions of the kinds of fact: the text of FACT_KINDS, taken apart once. */
#include <assert.h>
#include <string.h>

#include <firsthop/lesson.h>

#define PARAMETERS_TEXT 128

struct row {
    char receiver;
    const char *name;
    const char *parameters;
};

#define RECEIVER_N 'N'
#define RECEIVER_L 'L'
#define RECEIVER_F 'F'

static const struct row rows[] = {
#define X(kind, receiver, lua, parameters) {RECEIVER_##receiver, lua, parameters},
    FACT_KINDS(X)
#undef X
};

_Static_assert(ARRAY_LENGTH(rows) == FACT_KIND_COUNT, "one row for each kind of fact");

#define X(kind, receiver, lua, parameters)                                                         \
    _Static_assert(sizeof(parameters) <= PARAMETERS_TEXT, "the parameters of " #kind " fit");
FACT_KINDS(X)
#undef X

static enum fact_type type_of(char letter)
{
    static const struct {
        char letter;
        enum fact_type type;
    } types[] = {
        {'s', FACT_TYPE_STRING}, {'a', FACT_TYPE_ADDRESS},
        {'p', FACT_TYPE_PREFIX}, {'d', FACT_TYPE_DEFAULT_OR_PREFIX},
        {'f', FACT_TYPE_FAMILY}, {'n', FACT_TYPE_NUMBER},
        {'l', FACT_TYPE_LINK},   {'w', FACT_TYPE_NETNS},
        {'m', FACT_TYPE_MAC},    {'v', FACT_TYPE_VALUE},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(types); i++) {
        if (types[i].letter == letter)
            return types[i].type;
    }
    return FACT_TYPE_NONE;
}

/* "name:t" or "name:t?". Cuts @word after the name, which the parameter borrows. */
static struct fact_parameter parameter_of(char *word, bool positional)
{
    char *colon = strchr(word, ':');

    assert(colon != NULL);
    *colon = '\0';
    return (struct fact_parameter){
        .name = word,
        .type = type_of(colon[1]),
        .required = colon[2] != '?',
        .positional = positional,
    };
}

static void parse(struct fact_spec *spec, const struct row *row, char *text)
{
    bool positional = true;
    char *rest = NULL;

    spec->name = row->name;
    spec->receiver = row->receiver;
    str_copy(text, PARAMETERS_TEXT, row->parameters);
    for (char *word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        if (str_equal(word, "|")) {
            positional = false;
            continue;
        }
        assert(spec->parameter_count < FACT_PARAMETERS);
        spec->parameters[spec->parameter_count++] = parameter_of(word, positional);
    }
}

const struct fact_spec *fact_spec(enum fact_kind kind)
{
    static struct fact_spec specs[FACT_KIND_COUNT];
    static char texts[FACT_KIND_COUNT][PARAMETERS_TEXT];
    static bool is_parsed;

    for (size_t i = 0; !is_parsed && i < FACT_KIND_COUNT; i++)
        parse(&specs[i], &rows[i], texts[i]);
    is_parsed = true;
    return &specs[kind];
}
