// SPDX-License-Identifier: MIT
/* The order in which the view is built, and the mounts that are the kernel's own. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "view.h"

#define KERNEL_FLAGS    (MS_NOSUID | MS_NODEV | MS_NOEXEC)
#define TMPFS_MAX_FILES 16384
#define ETC_MIN_BYTES   (32u << 20)

/* Paths in errors are those of the finished view. */
static const char *shown(const char *target)
{
    size_t len = strlen(VIEW_ROOT);

    return strncmp(target, VIEW_ROOT "/", len + 1) == 0 ? target + len : target;
}

int view_mount(const char *source, const char *target, const char *type, unsigned long flags,
               const char *data, struct error *err)
{
    if (mount(source, target, type, flags, data) == 0)
        return 0;
    return error_set_errno(err, -errno, "cannot mount %s on '%s'", type != NULL ? type : source,
                           shown(target));
}

int view_tmpfs(const char *target, uint64_t bytes, const char *mode, struct error *err)
{
    char data[96];

    snprintf(data, sizeof(data), "size=%llu,nr_inodes=%d,mode=%s", (unsigned long long)bytes,
             TMPFS_MAX_FILES, mode);
    return view_mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, data, err);
}

int view_prepare(const struct view_plan *plan, struct error *err)
{
    int r = view_mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL, err);

    if (r == 0)
        r = view_tmpfs(VIEW_ROOT, 1u << 20, "0755", err);
    if (r == 0)
        r = skeleton_build(&plan->hidden, VIEW_ROOT, err);
    return r < 0 ? r : readonly_apply(VIEW_ROOT, err);
}

/* pivot_root refuses a locked mount; a copy of the tree has all its locks but that of its own root.
 */
static int unlock_root(struct error *err)
{
    int r = view_mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL, err);

    return r < 0 ? r : view_mount(VIEW_ROOT, VIEW_ROOT, NULL, MS_BIND | MS_REC, NULL, err);
}

/*
 * proc and sysfs are mounted twice, one on the other. The kernel lets a user namespace mount them
 * only while it sees one already (fs/namespace.c, mount_too_revealing), and `ip netns exec`
 * unmounts /sys before it mounts a new one: the second is what it then sees.
 */
static int mount_proc(struct error *err)
{
    int r = view_mount("proc", VIEW_ROOT "/proc", "proc", KERNEL_FLAGS, NULL, err);

    return r < 0 ? r : view_mount("proc", VIEW_ROOT "/proc", "proc", KERNEL_FLAGS, NULL, err);
}

static int mount_sys(struct error *err)
{
    static const char at[] = VIEW_ROOT "/sys";
    unsigned long flags = KERNEL_FLAGS;

    if (mount("sysfs", at, "sysfs", flags, NULL) < 0) {
        flags |= MS_RDONLY; /* a container's is read-only, and then ours must be */
        if (mount("sysfs", at, "sysfs", flags, NULL) < 0) {
            int r = view_mount("/sys", at, NULL, MS_BIND | MS_REC, NULL, err);

            return r < 0 ? r : readonly_apply(at, err);
        }
    }
    /* A second time is refused for one and the same file system, unless it is bound. */
    return view_mount(at, at, NULL, MS_BIND, NULL, err);
}

/* Not everywhere: cgroup v1 hosts have no such directory, and some containers refuse. Lessons ask
 * doctor. */
static void mount_cgroup(void)
{
    if (mount("cgroup2", VIEW_ROOT "/sys/fs/cgroup", "cgroup2", KERNEL_FLAGS, NULL) < 0)
        log_debug("no cgroup2: %s", strerror(errno));
}

static int mount_room(uint64_t bytes, struct error *err)
{
    static const struct {
        const char *path, *mode;
    } rooms[] = {
        {VIEW_ROOT "/run", "0755"},  {VIEW_ROOT "/tmp", "1777"}, {VIEW_ROOT "/root", "0700"},
        {VIEW_ROOT "/home", "0755"}, {VIEW_ROOT "/mnt", "0755"}, {VIEW_ROOT "/var/tmp", "1777"},
    };
    int r = 0;

    for (size_t i = 0; r == 0 && i < ARRAY_LENGTH(rooms); i++)
        if (access(rooms[i].path, F_OK) == 0) /* only /var/tmp may be missing, on a small host */
            r = view_tmpfs(rooms[i].path, bytes, rooms[i].mode, err);
    return r;
}

/*
 * `ip netns add` binds /run/netns to itself and shares it unless it is a mount already. Doing so
 * first means that a descriptor of the directory, taken now, shows what is mounted there later.
 */
static int share_netns_directory(struct error *err)
{
    static const char at[] = VIEW_ROOT "/run/netns";
    int r;

    if (mkdir(at, 0755) < 0 || mkdir(VIEW_ROOT "/run/lock", 01777) < 0)
        return error_set_errno(err, -errno, "cannot make '/run/netns'");
    r = view_mount(at, at, NULL, MS_BIND | MS_REC, NULL, err);
    return r < 0 ? r : view_mount(NULL, at, NULL, MS_SHARED | MS_REC, NULL, err);
}

/* pivot_root(2): with "." twice the old root ends up on top of the new one, from where it is taken
 * off. */
static int become_root(struct error *err)
{
    if (chdir(VIEW_ROOT) < 0 || syscall(SYS_pivot_root, ".", ".") < 0)
        return error_set_errno(err, -errno, "cannot make the view the root");
    if (umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
        return error_set_errno(err, -errno, "cannot leave the host's root");
    return 0;
}

int view_build(const struct view_plan *plan, enum stage *stage, struct error *err)
{
    const struct sandbox_options *options = plan->options;
    uint64_t bytes = options->tmpfs_bytes;
    int r;

    *stage = STAGE_MOUNT;
    r = unlock_root(err);
    if (r < 0)
        return r;
    *stage = STAGE_PROC;
    r = mount_proc(err);
    if (r < 0)
        return r;
    *stage = STAGE_MOUNT;
    r = mount_sys(err);
    if (r == 0) {
        mount_cgroup();
        r = device_build(VIEW_ROOT, bytes, err);
    }
    if (r == 0)
        r = etc_build(VIEW_ROOT, options->hostname, bytes > ETC_MIN_BYTES ? bytes : ETC_MIN_BYTES,
                      err);
    if (r == 0)
        r = mount_room(bytes, err);
    if (r == 0)
        r = share_netns_directory(err);
    if (r == 0)
        r = become_root(err);
    return r < 0 ? r : files_write(options, err);
}
