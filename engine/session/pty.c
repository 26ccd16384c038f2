// SPDX-License-Identifier: MIT
/* The terminal between the learner's shell and us. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "pty.h"

/* The other side, without a path: TIOCGPTPEER opens it in the devpts of the master (ioctl_tty(2)).
 */
static int open_slave(int master)
{
    const int unlock = 0;

    if (ioctl(master, TIOCSPTLCK, &unlock) < 0)
        return -errno;
    int slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);

    return slave < 0 ? -errno : slave;
}

/* Erasing a typed character in canonical mode must take away the whole of it (termios(3), IUTF8).
 */
static void expect_utf8(int slave)
{
    struct termios t;

    if (tcgetattr(slave, &t) == 0) {
        t.c_iflag |= IUTF8;
        (void)tcsetattr(slave, TCSANOW, &t);
    }
}

int session_pty_open(struct sandbox *sandbox, unsigned short columns, unsigned short rows,
                     int *master, int *slave, struct error *err)
{
    SCOPED(fd_done) int ours = -1;
    SCOPED(fd_done) int theirs = -1;
    int r = sandbox_open_terminal(sandbox, &ours, err);

    if (r < 0)
        return error_while(err, "opening a terminal for the shell");
    theirs = open_slave(ours);
    if (theirs < 0)
        return error_set_errno(err, theirs, "cannot open the shell's side of its terminal");
    expect_utf8(theirs);
    session_pty_resize(ours, columns, rows);
    *master = fd_take(&ours);
    *slave = fd_take(&theirs);
    return 0;
}

void session_pty_resize(int master, unsigned short columns, unsigned short rows)
{
    struct winsize size = {.ws_col = columns ? columns : 80, .ws_row = rows ? rows : 24};

    (void)ioctl(master, TIOCSWINSZ, &size);
}

pid_t session_pty_foreground(int master)
{
    return tcgetpgrp(master); /* seen from our pid namespace (tty_ioctl.c: pid_vnr) */
}

bool session_pty_is_at_prompt(int master, pid_t shell)
{
    struct termios t;

    if (shell <= 0 || session_pty_foreground(master) != getpgid(shell))
        return false;
    /* On the master this reads the slave's settings. The line editor takes single bytes, while a
     * command, even one that the shell itself carries out, runs with whole lines. */
    return tcgetattr(master, &t) == 0 && (t.c_lflag & ICANON) == 0;
}
