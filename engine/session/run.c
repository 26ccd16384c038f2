// SPDX-License-Identifier: MIT
/*
 * Running commands of a lesson to their end, without a person. They are read from standard input,
 * not given as an argument, so that text written to be typed works: `ip netns exec host1 bash`,
 * lines for that shell, `exit`.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <firsthop/session.h>

#include "child.h"

enum { OUTPUT_MAX = 65536, PIECE = 16384 };

struct run {
    int in_reader, in, out, out_writer, ended; /* -1: closed */
    pid_t pid;
    const char *commands; /* the rest */
    size_t left;
    struct str *output;
};

static void run_done(struct run *r)
{
    fd_done(&r->in_reader);
    fd_done(&r->in);
    fd_done(&r->out);
    fd_done(&r->out_writer);
    fd_done(&r->ended);
}

static int open_pipes(struct run *r, struct error *err)
{
    int in[2], out[2];

    if (pipe2(in, O_CLOEXEC) < 0)
        return error_set_errno(err, -errno, "cannot make a pipe for commands");
    r->in_reader = in[0]; /* stays open: a write without a reader would kill us */
    r->in = in[1];
    if (pipe2(out, O_CLOEXEC) < 0)
        return error_set_errno(err, -errno, "cannot make a pipe for the output of commands");
    r->out = out[0];
    r->out_writer = out[1];
    if (fcntl(r->in, F_SETFL, O_WRONLY | O_NONBLOCK) < 0 ||
        fcntl(r->out, F_SETFL, O_RDONLY | O_NONBLOCK) < 0)
        return error_set_errno(err, -errno, "cannot set up the pipes of commands");
    return 0;
}

static int spawn(struct run *r, struct sandbox *sandbox, struct error *err)
{
    const char *const argv[] = {"bash", NULL};
    const char *const env[] = {"LANG=C.UTF-8", "TERM=dumb", NULL};
    struct sandbox_spawn what = {
        .argv = argv,
        .env = env,
        .fds = {{r->in_reader, 0}, {r->out_writer, 1}, {r->out_writer, 2}},
        .fd_count = 3,
    };
    int e = sandbox_spawn(sandbox, &what, &r->pid, err);

    if (e < 0)
        return e;
    fd_done(&r->out_writer);
    r->ended = session_child_watch(r->pid);
    if (r->ended < 0)
        return error_set_errno(err, r->ended, "cannot watch the commands' shell");
    return 0;
}

static void write_commands(struct run *r)
{
    ssize_t n = write(r->in, r->commands, r->left);

    if (n > 0) {
        r->commands += n;
        r->left -= (size_t)n;
    }
    if (r->left == 0)
        fd_done(&r->in);
}

/* One piece; what is beyond OUTPUT_MAX is dropped. False: nothing there now. */
static bool read_output(struct run *r)
{
    char piece[PIECE];
    ssize_t n = read(r->out, piece, sizeof(piece));

    if (n == 0)
        fd_done(&r->out);
    if (n <= 0)
        return false;
    if (r->output && r->output->len < OUTPUT_MAX) {
        size_t room = OUTPUT_MAX - r->output->len;

        str_add_bytes(r->output, piece, (size_t)n < room ? (size_t)n : room);
    }
    return true;
}

/* Until the shell has ended: 0, or -ETIME. What it left in the background may go on. */
static int attend(struct run *r, int timeout_ms)
{
    const uint64_t until = clock_now_ms() + (uint64_t)timeout_ms;

    for (;;) {
        struct pollfd p[] = {{r->ended, POLLIN, 0}, {r->out, POLLIN, 0}, {r->in, POLLOUT, 0}};
        uint64_t now = clock_now_ms();

        if (now >= until)
            return -ETIME;
        if (poll(p, ARRAY_LENGTH(p), (int)(until - now)) < 0 && errno != EINTR)
            return -errno;
        if (p[2].revents)
            write_commands(r);
        if (p[1].revents)
            (void)read_output(r);
        if (p[0].revents)
            break;
    }
    for (int i = 0; i < 2 * OUTPUT_MAX / PIECE && r->out >= 0; i++)
        if (!read_output(r))
            break;
    return 0;
}

static int exit_status(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int session_run(struct sandbox *sandbox, const char *commands, int timeout_ms, struct str *output,
                struct error *err)
{
    SCOPED(run_done) struct run run = {-1, -1, -1, -1, -1, 0, commands, strlen(commands), output};
    int r = open_pipes(&run, err);

    if (r == 0)
        r = spawn(&run, sandbox, err);
    if (r < 0)
        return error_while(err, "running commands in the sandbox");
    r = attend(&run, timeout_ms);
    if (r < 0) {
        session_child_signal(run.pid, -1, SIGKILL);
        return error_set(err, r, "commands in the sandbox did not end within %d ms", timeout_ms);
    }
    return exit_status(session_child_status(sandbox, run.pid));
}
