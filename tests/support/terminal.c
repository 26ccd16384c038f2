// SPDX-License-Identifier: MIT
/* A person's terminal, for tests: see terminal.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vterm.h>

#include <firsthop/base.h>

#include "terminal.h"

struct terminal {
    pid_t pid;
    int fd;
    bool has_hung_up, has_ended;
    int status; /* once it has ended */
    VTerm *vterm;
    VTermScreen *screen;
    bool is_alternate;
    struct str raw, text, row;
};

static void must(bool ok, const char *what)
{
    if (!ok) {
        perror(what);
        exit(99);
    }
}

/* ---- the emulator ------------------------------------------------------------------------- */

/* What the emulator answers (where the cursor is, what it can) goes to the program. */
static void on_answer(const char *bytes, size_t len, void *user)
{
    (void)fd_write_all(((struct terminal *)user)->fd, bytes, len);
}

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    if (property == VTERM_PROP_ALTSCREEN)
        ((struct terminal *)user)->is_alternate = value->boolean;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

static void open_emulator(struct terminal *t, int columns, int rows)
{
    t->vterm = vterm_new(rows, columns);
    must(t->vterm, "vterm_new");
    vterm_set_utf8(t->vterm, 1);
    vterm_output_set_callback(t->vterm, on_answer, t);
    t->screen = vterm_obtain_screen(t->vterm);
    vterm_screen_enable_altscreen(t->screen, 1);
    vterm_screen_set_callbacks(t->screen, &callbacks, t);
    vterm_screen_reset(t->screen, 1);
}

static VTermScreenCell cell_at(const struct terminal *t, int column, int row)
{
    VTermScreenCell cell = {0};

    (void)vterm_screen_get_cell(t->screen, (VTermPos){.row = row, .col = column}, &cell);
    return cell;
}

static void add_utf8(struct str *s, uint32_t c)
{
    if (c < 0x80) {
        str_add_char(s, (char)c);
        return;
    }
    if (c >= 0x10000) {
        str_add_char(s, (char)(0xf0 | c >> 18));
        str_add_char(s, (char)(0x80 | (c >> 12 & 0x3f)));
    } else if (c >= 0x800) {
        str_add_char(s, (char)(0xe0 | c >> 12));
    }
    if (c >= 0x800)
        str_add_char(s, (char)(0x80 | (c >> 6 & 0x3f)));
    else
        str_add_char(s, (char)(0xc0 | c >> 6));
    str_add_char(s, (char)(0x80 | (c & 0x3f)));
}

static void add_row(const struct terminal *t, int row, struct str *to)
{
    const size_t start = to->len;
    int rows, columns;

    vterm_get_size(t->vterm, &rows, &columns);
    for (int column = 0; column < columns;) {
        VTermScreenCell cell = cell_at(t, column, row);

        if (cell.chars[0] == 0)
            str_add_char(to, ' ');
        for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
            add_utf8(to, cell.chars[i]);
        column += cell.width > 1 ? cell.width : 1;
    }
    while (to->len > start && to->data[to->len - 1] == ' ')
        to->data[--to->len] = '\0';
}

const char *terminal_row(struct terminal *t, int row)
{
    str_clear(&t->row);
    add_row(t, row, &t->row);
    return str_text(&t->row);
}

const char *terminal_text(struct terminal *t)
{
    int rows, columns;

    vterm_get_size(t->vterm, &rows, &columns);
    str_clear(&t->text);
    for (int row = 0; row < rows; row++) {
        add_row(t, row, &t->text);
        str_add_char(&t->text, '\n');
    }
    while (t->text.len > 1 && t->text.data[t->text.len - 2] == '\n')
        t->text.data[--t->text.len] = '\0';
    return str_text(&t->text);
}

void terminal_cursor(const struct terminal *t, int *column, int *row)
{
    VTermPos at;

    vterm_state_get_cursorpos(vterm_obtain_state(t->vterm), &at);
    *column = at.col;
    *row = at.row;
}

bool terminal_is_alternate(const struct terminal *t)
{
    return t->is_alternate;
}

bool terminal_is_styled(const struct terminal *t, int column, int row)
{
    VTermScreenCell c = cell_at(t, column, row);

    return c.attrs.bold || c.attrs.underline || c.attrs.italic || c.attrs.reverse ||
           c.attrs.blink || c.attrs.strike || !VTERM_COLOR_IS_DEFAULT_FG(&c.fg) ||
           !VTERM_COLOR_IS_DEFAULT_BG(&c.bg);
}

const char *terminal_raw(const struct terminal *t, size_t *len)
{
    *len = t->raw.len;
    return str_text(&t->raw);
}

/* ---- the program -------------------------------------------------------------------------- */

static void run_program(const char *const *argv, const char *const *env)
{
    (void)setenv("TERM", "xterm-256color", 1);
    for (; env && *env; env++)
        (void)putenv(mem_string(*env));
    execvp(argv[0], (char *const *)argv);
    fprintf(stderr, "cannot start '%s': %s\n", argv[0], strerror(errno));
    _exit(127);
}

struct terminal *terminal_start(const char *const *argv, const char *const *env, int columns,
                                int rows)
{
    struct terminal *t = mem_alloc(sizeof(*t));
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};

    t->pid = forkpty(&t->fd, NULL, NULL, &size);
    must(t->pid >= 0, "forkpty");
    if (t->pid == 0)
        run_program(argv, env);
    must(fcntl(t->fd, F_SETFD, FD_CLOEXEC) == 0, "fcntl");
    open_emulator(t, columns, rows);
    return t;
}

/* Take what is printed within @ms: true if something was. */
static bool look(struct terminal *t, int ms)
{
    struct pollfd p = {.fd = t->has_hung_up ? -1 : t->fd, .events = POLLIN};
    char bytes[16384];
    ssize_t n;

    if (poll(&p, 1, ms) <= 0)
        return false;
    n = read(t->fd, bytes, sizeof(bytes));
    if (n <= 0) {
        t->has_hung_up = n == 0 || errno != EINTR; /* EIO: nobody holds the other side */
        return false;
    }
    str_add_bytes(&t->raw, bytes, (size_t)n);
    vterm_input_write(t->vterm, bytes, (size_t)n);
    vterm_screen_flush_damage(t->screen);
    return true;
}

void terminal_type(struct terminal *t, const char *keys)
{
    size_t len = strlen(keys);

    /* A program that prints much and a person who types much must not wait for each other. */
    while (len > 0 && !t->has_hung_up) {
        struct pollfd p = {.fd = t->fd, .events = POLLOUT};
        size_t piece = len < 256 ? len : 256;

        while (look(t, 0))
            ;
        if (poll(&p, 1, 20) > 0 && (p.revents & POLLOUT)) {
            ssize_t n = write(t->fd, keys, piece);

            must(n >= 0 || errno == EINTR || errno == EIO, "typing");
            if (n < 0 && errno == EIO)
                return;
            keys += n > 0 ? n : 0;
            len -= n > 0 ? (size_t)n : 0;
        }
    }
}

void terminal_resize(struct terminal *t, int columns, int rows)
{
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};

    vterm_set_size(t->vterm, rows, columns);
    must(ioctl(t->fd, TIOCSWINSZ, &size) == 0, "resizing");
}

bool terminal_wait_for(struct terminal *t, const char *text, int timeout_ms)
{
    const uint64_t until = clock_now_ms() + (uint64_t)timeout_ms;

    while (strstr(terminal_text(t), text) == NULL) {
        if (clock_now_ms() >= until || t->has_hung_up)
            return false;
        (void)look(t, 20);
    }
    return true;
}

bool terminal_wait_quiet(struct terminal *t, int quiet_ms, int timeout_ms)
{
    const uint64_t until = clock_now_ms() + (uint64_t)timeout_ms;

    while (clock_now_ms() < until)
        if (!look(t, quiet_ms))
            return true;
    return false;
}

/* ---- the end ------------------------------------------------------------------------------ */

static bool has_ended(struct terminal *t)
{
    if (!t->has_ended && waitpid(t->pid, &t->status, WNOHANG) == t->pid)
        t->has_ended = true;
    return t->has_ended;
}

int terminal_wait_exit(struct terminal *t, int timeout_ms)
{
    const uint64_t until = clock_now_ms() + (uint64_t)timeout_ms;

    while (!has_ended(t)) {
        if (clock_now_ms() >= until)
            return -1;
        (void)look(t, 5);
    }
    while (look(t, 0)) /* its last words */
        ;
    return WIFEXITED(t->status) ? WEXITSTATUS(t->status) : 128 + WTERMSIG(t->status);
}

void terminal_close(struct terminal *t)
{
    if (!t)
        return;
    if (!has_ended(t)) {
        (void)kill(t->pid, SIGHUP);
        if (terminal_wait_exit(t, 2000) < 0) {
            (void)kill(t->pid, SIGKILL);
            (void)waitpid(t->pid, &t->status, 0);
        }
    }
    close(t->fd);
    vterm_free(t->vterm);
    str_done(&t->raw);
    str_done(&t->text);
    str_done(&t->row);
    free(t);
}
