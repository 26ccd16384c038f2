// SPDX-License-Identifier: MIT
/* Results to standard output, errors to standard error. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "cli_private.h"

static void add_safe(struct str *to, const char *text)
{
    SCOPED(str_done) struct str raw = {0};

    str_add(&raw, text);
    text_add_safe(to, str_text(&raw), raw.len);
}

void cli_print_error(const struct error *err)
{
    SCOPED(str_done) struct str text = {0};

    str_add(&text, "firsthop: ");
    add_safe(&text,
             err->what[0] != '\0' ? err->what : "something failed without a word: our mistake");
    if (err->doing[0] != '\0') {
        str_add(&text, "\n  while ");
        add_safe(&text, err->doing);
    }
    if (err->hint[0] != '\0') {
        str_add(&text, "\n  try: ");
        add_safe(&text, err->hint);
    }
    str_add(&text, "\n");
    (void)fd_write_all(STDERR_FILENO, str_text(&text), text.len);
}

int cli_print(const struct str *text)
{
    int r = fd_write_all(STDOUT_FILENO, str_text(text), text->len);
    struct error err = {0};

    if (r == 0)
        return EXIT_DONE;
    if (r == -EPIPE)
        return EXIT_NOT_YET;
    error_set_errno(&err, r, "cannot write to standard output");
    cli_print_error(&err);
    return EXIT_MACHINE;
}
