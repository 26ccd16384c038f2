// SPDX-License-Identifier: MIT
/* The ways round what older kernels lack, run on this one: remounts one by one, a copied /etc. */
#include <errno.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "sandbox/view.h"
#include "sandbox_fixture.h"

#define ROOM "/tmp/firsthop-fallbacks"

static bool map_self(uid_t uid, gid_t gid)
{
    char uid_line[32], gid_line[32];

    snprintf(uid_line, sizeof(uid_line), "0 %u 1", uid);
    snprintf(gid_line, sizeof(gid_line), "0 %u 1", gid);
    return fd_write_file(AT_FDCWD, "/proc/self/setgroups", "deny") == 0 &&
           fd_write_file(AT_FDCWD, "/proc/self/uid_map", uid_line) == 0 &&
           fd_write_file(AT_FDCWD, "/proc/self/gid_map", gid_line) == 0;
}

/* In a child with a user and a mount namespace of its own, in a fresh tmpfs at ROOM. */
static int in_room(int (*body)(void))
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        uid_t uid = geteuid();
        gid_t gid = getegid();

        if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
            _exit(77);
        if (!map_self(uid, gid) || mount("tmpfs", "/tmp", "tmpfs", 0, NULL) < 0 ||
            mkdir(ROOM, 0755) < 0)
            _exit(78);
        _exit(body());
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) {
        printf("cannot make namespaces here\n");
        exit(77);
    }
    return WEXITSTATUS(status);
}

static bool can_write(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static int remount(void)
{
    struct error err = {0};

    if (mkdir(ROOM "/a b", 0755) < 0 || mkdir(ROOM "/host", 0755) < 0 ||
        mkdir("/tmp/beside", 0755) < 0 || mkdir(ROOM "-not", 0755) < 0)
        return 1;
    if (mount(ROOM, ROOM, NULL, MS_BIND, NULL) < 0 ||
        mount("t", ROOM "/a b", "tmpfs", MS_NOEXEC | MS_NOATIME, NULL) < 0 ||
        mount("/", ROOM "/host", NULL, MS_BIND | MS_REC, NULL) < 0 ||
        mount("t", ROOM "-not", "tmpfs", 0, NULL) < 0)
        return 2;
    if (!can_write(ROOM "/x") || !can_write(ROOM "/a b/x"))
        return 3;
    if (readonly_remount_each(ROOM, &err) < 0)
        return 4;
    if (can_write(ROOM "/y") || errno != EROFS || can_write(ROOM "/a b/y") || errno != EROFS)
        return 5;
    if (can_write(ROOM "/host/tmp/beside/y") || errno != EROFS)
        return 6;
    return can_write("/tmp/beside/y") && can_write(ROOM "-not/y") ? 0 : 7;
}

static void every_mount_below_is_remounted_and_no_other(void **state)
{
    (void)state;
    assert_int_equal(in_room(remount), 0);
}

static int copy_etc(void)
{
    struct error err = {0};
    struct stat st;
    char target[64] = "";

    if (mkdir(ROOM "/from", 0755) < 0 || mkdir(ROOM "/from/sub", 0755) < 0 ||
        mkdir(ROOM "/to", 0755) < 0)
        return 1;
    if (symlink("../x", ROOM "/from/sub/link") < 0 || mkfifo(ROOM "/from/fifo", 0600) < 0 ||
        !can_write(ROOM "/from/sub/file") || !can_write(ROOM "/from/big") ||
        truncate(ROOM "/from/big", 1 << 20) < 0 || chmod(ROOM "/from/sub/file", 0640) < 0 ||
        fd_write_file(AT_FDCWD, ROOM "/from/sub/file", "text") < 0)
        return 2;
    if (etc_copy(ROOM "/from", ROOM "/to", &err) < 0)
        return 3;
    if (stat(ROOM "/to/sub/file", &st) < 0 || st.st_size != 4 || (st.st_mode & 0777) != 0640)
        return 4;
    if (readlink(ROOM "/to/sub/link", target, sizeof(target) - 1) < 0 ||
        strcmp(target, "../x") != 0)
        return 5;
    return lstat(ROOM "/to/big", &st) < 0 && lstat(ROOM "/to/fifo", &st) < 0 ? 0 : 6;
}

static void small_files_and_links_of_etc_are_copied(void **state)
{
    (void)state;
    assert_int_equal(in_room(copy_etc), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mount_below_is_remounted_and_no_other),
        cmocka_unit_test(small_files_and_links_of_etc_are_copied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
