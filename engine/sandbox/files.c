// SPDX-License-Identifier: MIT
/* Files of ours in the finished view: `sudo`, and what the caller asked for. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "view.h"

/* Textbooks write sudo before every command; here everybody is root already. */
static const char sudo[] =
    "#!/bin/sh\n"
    "# In this sandbox you are root: sudo only runs the command.\n"
    "shell=\n"
    "while [ $# -gt 0 ]; do\n"
    "    case $1 in\n"
    "    --) shift; break ;;\n"
    "    --user=* | --group=* | --preserve-env=*) shift ;;\n"
    "    -u | -g | -U | -p | -C | -h | -r | -t | -T | -D | --user | --group)\n"
    "        shift; [ $# -gt 0 ] && shift ;;\n"
    "    -l | -v | -k | -K | -V) exit 0 ;;\n"
    "    -i | -s | --login | --shell) shell=yes; shift ;;\n"
    "    -?*) shift ;;\n"
    "    [A-Za-z_]*=*) export \"$1\"; shift ;;\n"
    "    *) break ;;\n"
    "    esac\n"
    "done\n"
    "if [ $# -gt 0 ]; then exec \"$@\"; fi\n"
    "if [ -n \"$shell\" ]; then exec \"${SHELL:-/bin/sh}\"; fi\n"
    "echo 'usage: sudo COMMAND' >&2\n"
    "exit 1\n";

static int make_parents(const char *path, struct error *err)
{
    SCOPED(mem_done) char *copy = mem_string(path);

    for (char *slash = strchr(copy + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(copy, 0755) < 0 && errno != EEXIST)
            return error_set_errno(err, -errno, "cannot make '%s' in the sandbox", copy);
        *slash = '/';
    }
    return 0;
}

static int write_one(const struct sandbox_file *file, struct error *err)
{
    SCOPED(fd_done) int fd = -1;
    mode_t mode = file->mode != 0 ? file->mode : 0644;
    int r;

    if (file->path[0] != '/')
        return error_set(err, -EINVAL, "'%s' is no absolute path", file->path);
    r = make_parents(file->path, err);
    if (r < 0)
        return r;
    /* The host's file of that name belongs to a user who is not mapped here: replaced, not
     * rewritten. */
    if (unlink(file->path) < 0 && errno != ENOENT)
        return error_set_errno(err, -errno, "cannot replace '%s' in the sandbox", file->path);
    fd = open(file->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    r = fd < 0 ? -errno : fd_write_all(fd, file->text, strlen(file->text));
    if (r == 0 && fchmod(fd, mode) < 0)
        r = -errno;
    return r < 0 ? error_set_errno(err, r, "cannot write '%s' in the sandbox", file->path) : 0;
}

int files_write(const struct sandbox_options *options, struct error *err)
{
    const struct sandbox_file wrapper = {VIEW_PROGRAMS "/sudo", sudo, 0755};
    int r = write_one(&wrapper, err);

    for (size_t i = 0; r == 0 && i < options->file_count; i++)
        r = write_one(&options->files[i], err);
    return r;
}
