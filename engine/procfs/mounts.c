// SPDX-License-Identifier: MIT
/* Noticing that the mount table changed. */
#include <poll.h>

#include <firsthop/procfs.h>

bool procfs_mounts_changed(int mountinfo_fd)
{
    struct pollfd p = {.fd = mountinfo_fd, .events = POLLPRI};

    return poll(&p, 1, 0) == 1 && (p.revents & POLLPRI) != 0;
}
