// SPDX-License-Identifier: MIT
/* The table of commands: help, parsing and suggestions come from here. */
#include <errno.h>
#include <string.h>

#include "cli_private.h"

#define LESSONS_OPTION                                                                             \
    {                                                                                              \
        "lessons", "DIR", "look for lessons in DIR first"                                          \
    }
#define LANG_OPTION                                                                                \
    {                                                                                              \
        "lang", "L", "language: en or ja (default: from LC_ALL, LC_MESSAGES, LANG)"                \
    }
#define JSON_OPTION                                                                                \
    {                                                                                              \
        "json", NULL, "print JSON"                                                                 \
    }

const struct cli_command cli_commands[] = {
    {"run",
     "LESSON",
     "teach a lesson, step by step",
     1,
     1,
     {{"step", "ID", "start at step ID; what comes before is done for you"},
      {"fresh", NULL, "begin at the beginning"},
      {"plain", NULL, "linear text: no colour, no drawing (also where output is no terminal)"},
      {"json", NULL, "print one event a line"},
      LANG_OPTION,
      {"seed", "TEXT", "values that vary from learner to learner follow from TEXT"},
      {"no-save", NULL, "do not remember progress"},
      {"pcap", "FILE", "save the captured packets as pcapng when the lesson ends"},
      LESSONS_OPTION},
     cli_run},
    {"list",
     "",
     "lessons, and what this machine lacks for them",
     0,
     0,
     {JSON_OPTION, LANG_OPTION, LESSONS_OPTION},
     cli_list},
    {"doctor",
     "",
     "what works on this machine, what does not, and the remedy",
     0,
     0,
     {JSON_OPTION, LANG_OPTION, LESSONS_OPTION},
     cli_doctor},
    {"grade",
     "LESSON SCRIPT…",
     "run shell scripts as if a learner had typed them, and score the facts",
     2,
     SIZE_MAX,
     {{"format", "F", "text, json, tap, junit or csv (default: text)"},
      {"timeout", "S", "seconds that one script may take (default: 120)"},
      {"jobs", "N", "run N scripts at a time (default: one for each processor)"},
      {"seed", "TEXT", "values that vary from learner to learner follow from TEXT"},
      LANG_OPTION,
      LESSONS_OPTION},
     cli_grade},
    {"help", "[COMMAND]", "this overview, or a command's options", 0, 1, {{0}}, cli_help},
};

const size_t cli_command_count = ARRAY_LENGTH(cli_commands);

const struct cli_command *cli_find_command(const char *name)
{
    for (size_t i = 0; i < cli_command_count; i++)
        if (strcmp(cli_commands[i].name, name) == 0)
            return &cli_commands[i];
    return NULL;
}

int cli_unknown_command(const char *name, struct error *err)
{
    const char *names[ARRAY_LENGTH(cli_commands)], *nearest;

    for (size_t i = 0; i < cli_command_count; i++)
        names[i] = cli_commands[i].name;
    nearest = str_nearest(name, names, cli_command_count);
    error_set(err, -ENOENT, "there is no %s '%s'", name[0] == '-' ? "option" : "command", name);
    error_classify(err, ERROR_USAGE);
    return error_hint(err, "firsthop %s", nearest != NULL ? nearest : "help");
}
