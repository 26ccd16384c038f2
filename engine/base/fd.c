// SPDX-License-Identifier: MIT
/* Descriptors: closing by scope, whole reads and whole writes. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <firsthop/base.h>

void fd_done(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

int fd_take(int *fd)
{
    int taken = *fd;

    *fd = -1;
    return taken;
}

int fd_write_all(int fd, const void *data, size_t len)
{
    const char *at = data;

    while (len > 0) {
        ssize_t n = write(fd, at, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        at += n;
        len -= (size_t)n;
    }
    return 0;
}

int fd_read_all(int fd, size_t max, struct str *into)
{
    char chunk[16384];
    size_t total = 0;

    for (;;) {
        ssize_t n = read(fd, chunk, sizeof(chunk));

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        if (n == 0)
            return 0;
        total += (size_t)n;
        if (total > max)
            return -EFBIG;
        str_add_bytes(into, chunk, (size_t)n);
    }
}

int fd_read_file(const char *path, size_t max, struct str *into, struct error *err)
{
    SCOPED(fd_done) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    int r;

    if (fd < 0)
        return error_set_errno(err, -errno, "cannot open '%s'", path);
    r = fd_read_all(fd, max, into);
    if (r == -EFBIG)
        return error_set(err, r, "'%s' is larger than %zu bytes", path, max);
    if (r < 0)
        return error_set_errno(err, r, "cannot read '%s'", path);
    return 0;
}

int fd_write_file(int dirfd, const char *path, const char *text)
{
    SCOPED(fd_done) int fd = openat(dirfd, path, O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return -errno;
    return fd_write_all(fd, text, strlen(text));
}
