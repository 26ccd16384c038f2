// SPDX-License-Identifier: MIT
/* Our own terminal: raw while a lesson runs, and always put back. */
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "cli_private.h"

static struct termios saved; /* valid while is_raw: the one thing that must be put back */
static bool is_raw;

bool terminal_is_interactive(void)
{
    return isatty(STDIN_FILENO) == 1;
}

void terminal_size(unsigned short *columns, unsigned short *rows)
{
    struct winsize size;
    const char *variable = getenv("COLUMNS");

    *columns = 80;
    *rows = 24;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ||
        ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0) {
        if (size.ws_col > 0)
            *columns = size.ws_col;
        if (size.ws_row > 0)
            *rows = size.ws_row;
    } else if (variable != NULL && atoi(variable) >= 20 && atoi(variable) <= 1000) {
        *columns = (unsigned short)atoi(variable);
    }
}

int terminal_raw(struct error *err)
{
    struct termios raw;

    if (is_raw)
        return 0;
    if (tcgetattr(STDIN_FILENO, &saved) < 0)
        return error_set_errno(err, -errno, "cannot read the terminal's settings");
    raw = saved;
    cfmakeraw(&raw);
    if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) < 0)
        return error_set_errno(err, -errno, "cannot change the terminal's settings");
    is_raw = true;
    return 0;
}

void terminal_restore(void)
{
    if (!is_raw)
        return;
    is_raw = false;
    (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &saved);
}

/* The terminal may have been made non-blocking by somebody else: wait rather than lose bytes. */
static int write_all(const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(STDOUT_FILENO, bytes, len);

        if (n < 0 && errno == EAGAIN) {
            struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};

            (void)poll(&p, 1, -1);
            continue;
        }
        if (n < 0 && errno != EINTR)
            return -errno;
        bytes += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
    return 0;
}

int terminal_write(const char *bytes, size_t len)
{
    SCOPED(str_done) struct str text = {0};

    if (!is_raw)
        return write_all(bytes, len);
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r'))
            str_add_char(&text, '\r');
        str_add_char(&text, bytes[i]);
    }
    return write_all(str_text(&text), text.len);
}

struct look terminal_look(enum language lang, bool plain)
{
    const char *term = getenv("TERM"), *no_colour = getenv("NO_COLOR"),
               *accessible = getenv("ACCESSIBLE");
    bool dumb = term == NULL || term[0] == '\0' || strcmp(term, "dumb") == 0;
    bool terminal = isatty(STDOUT_FILENO) == 1;
    struct look look = {.language = lang};
    unsigned short columns, rows;

    terminal_size(&columns, &rows);
    look.columns = columns;
    look.plain = plain || !terminal || (accessible != NULL && accessible[0] != '\0');
    look.colour = terminal && !dumb && (no_colour == NULL || no_colour[0] == '\0');
    setlocale(LC_CTYPE, "");
    look.unicode = !dumb && (lang == LANGUAGE_JA || strcmp(nl_langinfo(CODESET), "UTF-8") == 0);
    return look;
}
