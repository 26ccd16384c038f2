// SPDX-License-Identifier: MIT
/*
 * Inside cli. A command is one file and one row of the table in commands.c: its name, what it does
 * in one line, its operands, its options, its function. Parsing, help and "did you mean" come from
 * the row.
 */
#ifndef FIRSTHOP_CLI_PRIVATE_H
#define FIRSTHOP_CLI_PRIVATE_H

#include <firsthop/base.h>
#include <firsthop/cli.h>
#include <firsthop/lesson.h>
#include <firsthop/script.h>
#include <firsthop/text.h>
#include <firsthop/tui.h>
#include <firsthop/tutor.h>

enum exit_code {
    EXIT_DONE = 0,
    EXIT_NOT_YET = 1,
    EXIT_USAGE = 2,
    EXIT_MACHINE = 3,
    EXIT_LESSON = 4,
    EXIT_FAULT = 5,
    EXIT_OURS = 70,
};

struct cli_option {
    const char *name;  /* without the dashes */
    const char *value; /* what stands for the value in help; NULL: a switch */
    const char *help;
};

#define OPTIONS_MAX 16

struct cli_arguments {
    const struct cli_command *command;
    const char
        *values[OPTIONS_MAX]; /* in the order of the row's options; "" for a switch that is set */
    const char **operands;
    size_t operand_count;
};

struct cli_command {
    const char *name;
    const char *operands; /* for help: "LESSON SCRIPT…" */
    const char *summary;
    size_t least, most; /* operands */
    struct cli_option options[OPTIONS_MAX];
    int (*run)(const struct cli_arguments *args, struct error *err);
};

/* commands.c */
extern const struct cli_command cli_commands[];
extern const size_t cli_command_count;
const struct cli_command *cli_find_command(const char *name);
/** Always negative: ERROR_USAGE, with the nearest command there is. */
int cli_unknown_command(const char *name, struct error *err);

/* options.c */
int cli_parse(const struct cli_command *command, int argc, char **argv, struct cli_arguments *out,
              struct error *err);
void cli_arguments_done(struct cli_arguments *args);
/** The value of an option of the command's row, NULL if it was not given. */
const char *cli_value(const struct cli_arguments *args, const char *name);
bool cli_has(const struct cli_arguments *args, const char *name);
/** A number from @least to @most, or @otherwise if the option was not given. Negative: ERROR_USAGE.
 */
int cli_number(const struct cli_arguments *args, const char *name, int least, int most,
               int otherwise, struct error *err);
/** From --lang, LC_ALL, LC_MESSAGES, LANG. Negative: --lang names no language of ours. */
int cli_language(const struct cli_arguments *args, enum language *out, struct error *err);

/* lessons.c */
/** 0, or ERROR_USAGE: --lessons was given and is no folder that can be read. */
int cli_check_lessons(const struct cli_arguments *args, struct error *err);
void cli_find_lessons(const struct cli_arguments *args, struct lesson_places *out);
/** The folder of lesson @name (an id, or a path with a slash). The caller frees *@folder. */
int cli_find_lesson(const struct cli_arguments *args, const char *name, char **folder,
                    struct error *err);
/** Load logic and prose; falls back to English where @lang has no prose file. */
int cli_load_lesson(const char *folder, enum language lang, struct script **script,
                    struct prose **prose, struct error *err);

/* output.c */
/** Write a result to standard output; 0, or an exit code: nobody reads it, or (told) it cannot be
 * written. */
int cli_print(const struct str *text);
void cli_print_error(const struct error *err);

/* terminal.c: our own terminal, raw while a lesson runs */
bool terminal_is_interactive(void);
void terminal_size(unsigned short *columns, unsigned short *rows);
int terminal_raw(struct error *err);
/** Back to what it was. Safe to call at any time, from a signal handler's path too. */
void terminal_restore(void);
/** Write for the person: "\n" becomes "\r\n" while the terminal is raw. Negative errno when nobody
 * listens. */
int terminal_write(const char *bytes, size_t len);
struct look terminal_look(enum language lang, bool plain);

/* run_json.c: one event a line */
struct json_sink {
    void (*failed)(void *context); /* standard output takes no more */
    void *context;
};
struct tutor_view json_view(struct json_sink *sink); /* @sink is borrowed */

/* one function a command */
int cli_run(const struct cli_arguments *args, struct error *err);
int cli_list(const struct cli_arguments *args, struct error *err);
int cli_doctor(const struct cli_arguments *args, struct error *err);
int cli_grade(const struct cli_arguments *args, struct error *err);
int cli_help(const struct cli_arguments *args, struct error *err);
void cli_add_usage(struct str *to, const struct cli_command *command);
void cli_add_overview(struct str *to);

#endif
