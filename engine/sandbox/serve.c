// SPDX-License-Identifier: MIT
/* The keeper's loop: requests, ended children, trapped calls; whatever comes, it comes back here.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keeper.h"
#include "trap.h"

static void serve_request(struct keeper *k)
{
    struct request q;
    struct reply a = {0};
    int fds[MESSAGE_FDS], out[MESSAGE_FDS];
    size_t fd_count = 0, out_count = 0;
    int r = message_receive(k->control, &q, sizeof(q), fds, &fd_count, NULL);

    if (r == -EPIPE)
        _exit(0); /* the engine is gone, and with us everything goes */
    if (r < 0)
        return; /* out of descriptors: the engine's own deadline tells it */
    a.serial = q.serial;
    keeper_answer(k, &q, fds, fd_count, &a, out, &out_count);
    r = message_send(k->control, &a, sizeof(a), out, out_count, a.inner);
    if (r < 0 && out_count > 0) {
        a.result = r;
        (void)message_send(k->control, &a, sizeof(a), NULL, 0, 0);
    }
    message_close(fds, fd_count);
    message_close(out, out_count);
}

/* Reaped children that we started wait here until the engine took their report; orphans are only
 * reaped. */
static void note_end(struct keeper *k, pid_t pid, int status)
{
    for (size_t i = 0; i < KEEPER_CHILDREN; i++)
        if (k->children[i].pid == pid && !k->children[i].ended) {
            k->children[i].ended = true;
            k->children[i].status = status;
            return;
        }
}

static void reap(struct keeper *k)
{
    struct signalfd_siginfo info;
    pid_t pid;
    int status;

    while (read(k->signals, &info, sizeof(info)) > 0)
        ;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        note_end(k, pid, status);
}

/* false: the socket is full, try when it can be written again. */
static bool report_ends(struct keeper *k)
{
    for (size_t i = 0; i < KEEPER_CHILDREN; i++) {
        struct exit_report report = {.inner = k->children[i].pid, .status = k->children[i].status};

        if (!k->children[i].ended)
            continue;
        if (message_send(k->exits, &report, sizeof(report), NULL, 0, 0) < 0)
            return false;
        k->children[i] = (struct keeper_child){0};
    }
    return true;
}

void keeper_serve(struct keeper *k)
{
    for (;;) {
        bool reported = report_ends(k);
        struct pollfd wait[] = {
            {.fd = k->control, .events = POLLIN},
            {.fd = k->signals, .events = POLLIN},
            {.fd = k->trap, .events = POLLIN},
            {.fd = k->exits, .events = reported ? 0 : POLLOUT},
        };

        if (poll(wait, ARRAY_LENGTH(wait), -1) < 0)
            continue; /* EINTR, or no memory for the moment */
        if ((wait[1].revents & POLLIN) != 0)
            reap(k);
        if ((wait[2].revents & POLLIN) != 0)
            trap_serve(k->trap, k->proc, k->home_netns);
        if ((wait[0].revents & (POLLIN | POLLHUP)) != 0)
            serve_request(k);
    }
}
