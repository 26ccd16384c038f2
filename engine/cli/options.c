// SPDX-License-Identifier: MIT
/* Reading a command line by its command's row. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli_private.h"

static size_t option_count(const struct cli_command *c)
{
    size_t n = 0;

    while (n < OPTIONS_MAX && c->options[n].name != NULL)
        n++;
    return n;
}

static int find_option(const struct cli_command *c, const char *name, size_t len)
{
    for (size_t i = 0; i < option_count(c); i++)
        if (strlen(c->options[i].name) == len && strncmp(c->options[i].name, name, len) == 0)
            return (int)i;
    return -1;
}

/* @word with its dashes. */
static int unknown_option(const struct cli_command *c, const char *word, struct error *err)
{
    const char *names[OPTIONS_MAX], *nearest;

    for (size_t i = 0; i < option_count(c); i++)
        names[i] = c->options[i].name;
    nearest = str_nearest(word + strspn(word, "-"), names, option_count(c));
    error_set(err, -EINVAL, "'%s' has no option '%s'", c->name, word);
    error_classify(err, ERROR_USAGE);
    if (nearest != NULL)
        return error_hint(err, "--%s", nearest);
    return error_hint(err, "firsthop %s --help", c->name);
}

/* One "--name", "--name=value" or "--name value"; returns how many words it took. */
static int parse_option(struct cli_arguments *out, int left, char **argv, struct error *err)
{
    const struct cli_command *c = out->command;
    const char *name = argv[0] + 2, *equals = strchr(name, '=');
    size_t len = equals != NULL ? (size_t)(equals - name) : strlen(name);
    int at = find_option(c, name, len);

    if (at < 0) {
        SCOPED(mem_done) char *only = mem_printf("--%.*s", (int)len, name);

        return unknown_option(c, only, err);
    }
    if (c->options[at].value == NULL && equals == NULL) {
        out->values[at] = "";
        return 1;
    }
    if (c->options[at].value == NULL) {
        error_set(err, -EINVAL, "--%s takes no value", c->options[at].name);
        return error_classify(err, ERROR_USAGE);
    }
    if (equals == NULL && left < 2) {
        error_set(err, -EINVAL, "--%s needs a value: --%s %s", c->options[at].name,
                  c->options[at].name, c->options[at].value);
        return error_classify(err, ERROR_USAGE);
    }
    out->values[at] = equals != NULL ? equals + 1 : argv[1];
    return equals != NULL ? 1 : 2;
}

static int check_operands(const struct cli_arguments *args, struct error *err)
{
    const struct cli_command *c = args->command;

    if (args->operand_count >= c->least && args->operand_count <= c->most)
        return 0;
    if (args->operand_count < c->least)
        error_set(err, -EINVAL, "'%s' needs %s", c->name, c->operands);
    else
        error_set(err, -EINVAL, "'%s' does not know what to do with '%s'", c->name,
                  args->operands[c->most]);
    error_classify(err, ERROR_USAGE);
    return error_hint(err, "firsthop %s --help", c->name);
}

int cli_parse(const struct cli_command *command, int argc, char **argv, struct cli_arguments *out,
              struct error *err)
{
    bool options = true;

    *out = (struct cli_arguments){.command = command};
    out->operands = mem_alloc(((size_t)argc + 1) * sizeof(*out->operands));
    for (int i = 0; i < argc;) {
        int taken = 1;

        if (options && strcmp(argv[i], "--") == 0)
            options = false;
        else if (options && str_starts(argv[i], "--"))
            taken = parse_option(out, argc - i, argv + i, err);
        else if (options && argv[i][0] == '-' && argv[i][1] != '\0')
            taken = unknown_option(command, argv[i], err);
        else
            out->operands[out->operand_count++] = argv[i];
        if (taken < 0)
            return taken;
        i += taken;
    }
    return check_operands(out, err);
}

void cli_arguments_done(struct cli_arguments *args)
{
    free(args->operands);
}

const char *cli_value(const struct cli_arguments *args, const char *name)
{
    int at = find_option(args->command, name, strlen(name));

    return at < 0 ? NULL : args->values[at];
}

bool cli_has(const struct cli_arguments *args, const char *name)
{
    return cli_value(args, name) != NULL;
}

int cli_number(const struct cli_arguments *args, const char *name, int least, int most,
               int otherwise, struct error *err)
{
    const char *text = cli_value(args, name);
    char *end;
    long n;

    if (text == NULL)
        return otherwise;
    errno = 0;
    n = strtol(text, &end, 10);
    if (errno == 0 && end != text && *end == '\0' && n >= least && n <= most)
        return (int)n;
    error_set(err, -EINVAL, "--%s takes a whole number from %d to %d, not '%s'", name, least, most,
              text);
    return error_classify(err, ERROR_USAGE);
}

int cli_language(const struct cli_arguments *args, enum language *out, struct error *err)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *asked = cli_value(args, "lang");

    *out = LANGUAGE_EN;
    if (asked != NULL && language_parse(asked, out))
        return 0;
    if (asked != NULL) {
        error_set(err, -EINVAL, "there is no language '%s' here", asked);
        error_classify(err, ERROR_USAGE);
        return error_hint(err, "--lang en or --lang ja");
    }
    for (size_t i = 0; i < ARRAY_LENGTH(variables); i++) {
        const char *value = getenv(variables[i]);

        if (value == NULL || value[0] == '\0')
            continue;
        language_parse(value, out);
        return 0; /* the first that is set decides, as setlocale(3) does */
    }
    return 0;
}
