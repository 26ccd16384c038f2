// SPDX-License-Identifier: MIT
/* `firsthop help`, `COMMAND --help`: made from the table of commands. */
#include <string.h>

#include "cli_private.h"

void cli_add_overview(struct str *to)
{
    str_add(to, "firsthop: learn Linux networking and containers by doing\n\n"
                "usage: firsthop COMMAND [OPTION…]\n\n");
    for (size_t i = 0; i < cli_command_count; i++)
        str_addf(to, "  %-8s %s\n", cli_commands[i].name, cli_commands[i].summary);
    str_add(to, "\n  firsthop help COMMAND tells a command's options; firsthop --version tells the "
                "version.\n"
                "  Begin with: firsthop run routing\n");
}

void cli_add_usage(struct str *to, const struct cli_command *c)
{
    bool any = c->options[0].name != NULL;

    str_addf(to, "usage: firsthop %s%s%s%s\n\n%s\n", c->name, c->operands[0] != '\0' ? " " : "",
             c->operands, any ? " [OPTION…]" : "", c->summary);
    if (any)
        str_add(to, "\n");
    for (size_t i = 0; i < OPTIONS_MAX && c->options[i].name != NULL; i++) {
        SCOPED(str_done) struct str name = {0};

        str_addf(&name, "--%s%s%s", c->options[i].name, c->options[i].value != NULL ? " " : "",
                 c->options[i].value != NULL ? c->options[i].value : "");
        str_addf(to, "  %-16s %s\n", str_text(&name), c->options[i].help);
    }
}

int cli_help(const struct cli_arguments *args, struct error *err)
{
    SCOPED(str_done) struct str text = {0};
    const struct cli_command *c;

    if (args->operand_count == 0) {
        cli_add_overview(&text);
        return cli_print(&text);
    }
    c = cli_find_command(args->operands[0]);
    if (c == NULL)
        return cli_unknown_command(args->operands[0], err);
    cli_add_usage(&text, c);
    return cli_print(&text);
}
