// SPDX-License-Identifier: MIT
/* Starting a session: its descriptors, its environment, the shell. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "child.h"
#include "hook.h"
#include "pty.h"
#include "session.h"

/* Ours and the shell's ends of everything, until the shell runs. -1: not open. */
struct ends {
    int shell_in, shell_out, hook; /* closed here once the shell has its copies */
    int input;                     /* into the feed */
};

static void ends_done(struct ends *e)
{
    fd_done(&e->shell_in);
    fd_done(&e->shell_out);
    fd_done(&e->hook);
    fd_done(&e->input);
}

static int open_terminal(struct session *s, const struct session_options *o, struct ends *e,
                         struct error *err)
{
    int r = session_pty_open(s->sandbox, o->columns, o->rows, &s->output_fd, &s->kept_fd, err);

    if (r < 0)
        return r;
    e->shell_in = fcntl(s->kept_fd, F_DUPFD_CLOEXEC, 0);
    e->shell_out = fcntl(s->kept_fd, F_DUPFD_CLOEXEC, 0);
    e->input = fcntl(s->output_fd, F_DUPFD_CLOEXEC, 0); /* epoll takes a descriptor only once */
    if (e->shell_in < 0 || e->shell_out < 0 || e->input < 0)
        return error_set_errno(err, -errno, "cannot open the shell's terminal");
    return 0;
}

/* Only our end: what is set on the other would be seen by the programs inside. */
static int set_nonblocking(int fd)
{
    return fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

static int open_pipes(struct session *s, struct ends *e, struct error *err)
{
    int in[2], out[2];

    if (pipe2(in, O_CLOEXEC) < 0)
        return error_set_errno(err, -errno, "cannot make a pipe for the shell");
    s->kept_fd = in[0];
    e->input = in[1];
    if (pipe2(out, O_CLOEXEC) < 0)
        return error_set_errno(err, -errno, "cannot make a pipe for the shell");
    s->output_fd = out[0];
    e->shell_out = out[1];
    e->shell_in = fcntl(s->kept_fd, F_DUPFD_CLOEXEC, 0);
    if (e->shell_in < 0 || set_nonblocking(e->input) < 0 || set_nonblocking(s->output_fd) < 0)
        return error_set_errno(err, -errno, "cannot set up the pipes of the shell");
    return 0;
}

enum { ENVIRONMENT_MAX = 8 };

/* "NAME=value" strings, with a NULL after the last. */
struct environment {
    char *items[ENVIRONMENT_MAX];
    size_t count;
};

static void environment_done(struct environment *e)
{
    for (size_t i = 0; i < e->count; i++)
        free(e->items[i]);
}

static void add_variable(struct environment *e, const char *name, const char *value)
{
    e->items[e->count++] = mem_printf("%s=%s", name, value);
    e->items[e->count] = NULL;
}

static void fill_environment(struct environment *e, const struct session_options *o)
{
    add_variable(e, "LANG", "C.UTF-8");
    add_variable(e, "TERM", o->term ? o->term : "dumb");
    if (o->language)
        add_variable(e, "LANGUAGE", o->language);
    if (!o->colour)
        add_variable(e, "NO_COLOR", "1");
    if (!o->terminal)
        add_variable(e, "BASH_ENV", HOOK_PATH);
}

static int spawn_shell(struct session *s, const struct session_options *o, const struct ends *e,
                       struct error *err)
{
    SCOPED(environment_done) struct environment environment = {0};
    const char *const argv[] = {"bash", NULL};
    struct sandbox_spawn what = {
        .argv = argv,
        .env = (const char *const *)environment.items,
        .fds = {{e->shell_in, 0}, {e->shell_out, 1}, {e->shell_out, 2}, {e->hook, HOOK_FD}},
        .fd_count = 4,
        .terminal = o->terminal,
    };
    int r;

    fill_environment(&environment, o);
    r = sandbox_spawn(s->sandbox, &what, &s->shell, err);
    if (r < 0)
        return error_while(err, "starting the shell");
    s->shell_fd = session_child_watch(s->shell);
    if (s->shell_fd < 0)
        return error_set_errno(err, s->shell_fd, "cannot watch the shell");
    return 0;
}

static int watch(struct session *s, struct error *err)
{
    int r =
        loop_add_fd(s->loop, s->output_fd, EPOLLIN, session_on_output, s, &s->output_ready, err);

    if (r == 0)
        r = loop_add_timer(s->loop, -1, session_on_next, s, &s->next, err);
    if (r == 0)
        r = loop_add_timer(s->loop, -1, session_on_late, s, &s->late, err);
    if (r == 0)
        r = loop_add_fd(s->loop, s->shell_fd, EPOLLIN, session_on_shell_end, s, &s->shell_ends,
                        err);
    return r;
}

static int start(struct session *s, const struct session_options *o, struct error *err)
{
    SCOPED(ends_done) struct ends e = {-1, -1, -1, -1};
    int r = o->terminal ? open_terminal(s, o, &e, err) : open_pipes(s, &e, err);

    if (r == 0)
        r = session_channel_open(&s->channel, s->loop, session_on_message, s, &e.hook, err);
    if (r == 0)
        r = session_feed_open(&s->feed, s->loop, fd_take(&e.input), o->terminal ? -1 : o->input_fd,
                              err);
    if (r == 0)
        r = spawn_shell(s, o, &e, err);
    return r == 0 ? watch(s, err) : r;
}

int session_start(struct loop *loop, struct sandbox *sandbox, const struct session_options *options,
                  const struct session_events *events, struct session **out, struct error *err)
{
    SCOPED(str_done) struct str lesson = {0};
    struct session *s = mem_alloc(sizeof(*s));
    int r;

    session_clean_label(&lesson, options->lesson ? options->lesson : "");
    *s = (struct session){
        .loop = loop,
        .sandbox = sandbox,
        .events = *events,
        .is_terminal = options->terminal,
        .shows_commands = options->show_commands && !options->terminal,
        .lesson = str_take(&lesson),
        .shell_fd = -1,
        .output_fd = -1,
        .kept_fd = -1,
        .filter = {.output = session_on_bytes, .mark = session_on_mark, .context = s},
        .channel = {.fd = -1},
        .feed = {.to = -1, .from = -1},
    };
    r = start(s, options, err);
    if (r < 0) {
        session_free(s);
        return r;
    }
    *out = s;
    return 0;
}
