// SPDX-License-Identifier: MIT
/* From the command line to one command, and from its error to an exit code. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli_private.h"

/* A standard descriptor that was closed by the caller must not be reused for something else. */
static void hold_standard_descriptors(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

/* Each namespace costs a handful of descriptors; the usual soft limit of 1024 would end a large
 * lab. */
static void allow_many_descriptors(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

static bool asks_help(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

static int run_command(const struct cli_command *command, int argc, char **argv, struct error *err)
{
    SCOPED(cli_arguments_done) struct cli_arguments args = {0};
    int r;

    if (asks_help(argc, argv)) {
        SCOPED(str_done) struct str text = {0};

        cli_add_usage(&text, command);
        return cli_print(&text);
    }
    r = cli_parse(command, argc, argv, &args, err);
    if (r == 0)
        r = cli_check_lessons(&args, err);
    return r < 0 ? r : command->run(&args, err);
}

static int dispatch(int argc, char **argv, struct error *err)
{
    SCOPED(str_done) struct str text = {0};
    const struct cli_command *command;

    if (argc < 2) {
        char *list[] = {NULL};

        return run_command(cli_find_command("list"), 0, list, err);
    }
    if (strcmp(argv[1], "--version") == 0) {
        str_add(&text, "firsthop " FIRSTHOP_VERSION "\n");
        return cli_print(&text);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        cli_add_overview(&text);
        return cli_print(&text);
    }
    command = cli_find_command(argv[1]);
    if (command == NULL)
        return cli_unknown_command(argv[1], err);
    return run_command(command, argc - 2, argv + 2, err);
}

int cli_main(int argc, char **argv)
{
    const char *log = getenv("FIRSTHOP_LOG");
    struct error err = {0};
    int r;

    hold_standard_descriptors();
    allow_many_descriptors();
    signal(SIGPIPE, SIG_IGN);
    log_enable(log != NULL && strcmp(log, "1") == 0);
    mem_on_exhausted(terminal_restore);
    r = dispatch(argc, argv, &err);
    if (r >= 0)
        return r;
    cli_print_error(&err);
    return error_exit_code(&err);
}
