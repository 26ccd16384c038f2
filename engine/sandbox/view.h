// SPDX-License-Identifier: MIT
/*
 * The sandbox's view of the file system, built in two mount namespaces, one within the other:
 *
 *   by the builder, whose user namespace the learner never enters:
 *   skeleton  the host's top-level directories, read-only, except those that are hidden
 *
 *   by the keeper, in the learner's:
 *   kernel    proc, sysfs, cgroup2, each fresh
 *   device    /dev with the few harmless nodes, its own pts and shm
 *   etc       writable and throwaway
 *   room      tmpfs on /run /tmp /root /home /mnt /var/tmp
 *
 * The kernel locks what came from the more privileged namespace (mount_namespaces(7)): root of the
 * sandbox or not, nobody in it can make the host's files writable again or take one mount off
 * another.
 *
 * While it is built, it hangs at VIEW_ROOT; then pivot_root makes it the root and the host's tree
 * goes.
 */
#ifndef SANDBOX_VIEW_H
#define SANDBOX_VIEW_H

#include <sys/types.h>

#include <firsthop/base.h>
#include <firsthop/sandbox.h>

#include "message.h"

#define VIEW_ROOT                                                                                  \
    "/tmp" /* in the host's tree: itself hidden, so nothing of it is needed while it is covered */
#define VIEW_PROGRAMS "/run/firsthop/bin"

/** Directories that must not be visible: absolute, without symbolic links. */
struct hidden {
    char **paths;
    size_t count, capacity;
};

/** The fixed ones, and every home in @homes (entries may be NULL) that is not part of the system.
 */
void hidden_find(struct hidden *h, const char *const *homes, size_t count);
/** Is @home a place that programs need (/, /usr/sbin, /bin, ...), and so must stay? */
bool hidden_must_stay(const char *home);
bool hidden_has(const struct hidden *h, const char *path);
void hidden_done(struct hidden *h);

struct view_plan {
    const struct sandbox_options *options; /* defaults filled in */
    struct hidden hidden;
};

/** The builder's part. */
int view_prepare(const struct view_plan *plan, struct error *err);
/** The keeper's part: build the rest and make it the root. On failure *@stage says what could not
 * be done. */
int view_build(const struct view_plan *plan, enum stage *stage, struct error *err);

/* ---- its parts ----------------------------------------------------------------------------- */

/** mount(2) with an error that names the place as a person knows it. */
int view_mount(const char *source, const char *target, const char *type, unsigned long flags,
               const char *data, struct error *err);
/** A tmpfs of @bytes at @target; the number of files is bounded too. */
int view_tmpfs(const char *target, uint64_t bytes, const char *mode, struct error *err);

int skeleton_build(const struct hidden *hidden, const char *root, struct error *err);
/** All of @root read-only, nosuid, nodev, also the mounts below it. */
int readonly_apply(const char *root, struct error *err);
/** The same without mount_setattr (older than Linux 5.12): one remount for each mount. */
int readonly_remount_each(const char *root, struct error *err);
int device_build(const char *root, uint64_t bytes, struct error *err);
int etc_build(const char *root, const char *hostname, uint64_t bytes, struct error *err);
/** The same without overlayfs: copies of small files. */
int etc_copy(const char *from, const char *to, struct error *err);
/** sudo, and the files that were asked for; paths are those of the finished view. */
int files_write(const struct sandbox_options *options, struct error *err);

#endif
