// SPDX-License-Identifier: MIT
/* What the engine gets from the keeper: descriptors, namespaces, sysctls, programs and their ends.
 */
#include <errno.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>

#include <firsthop/netlink.h>
#include <firsthop/procfs.h>

#include "sandbox_fixture.h"

static struct sandbox *sandbox;

static int open_one(void **state)
{
    (void)state;
    sandbox = fixture_open(NULL);
    return 0;
}

static int close_it(void **state)
{
    (void)state;
    sandbox_close(sandbox);
    return 0;
}

static struct netns *read_netns(int netns_fd)
{
    struct sandbox_sockets sockets = {-1, -1, -1, -1, -1};
    struct netlink *nl = NULL;
    struct netns *out = NULL;
    struct error err = {0};

    if (sandbox_open_sockets(sandbox, netns_fd, &sockets, &err) < 0 ||
        netlink_new(&nl, fd_take(&sockets.request), fd_take(&sockets.event), "it", &err) < 0 ||
        netlink_read(nl, 1, "it", &out, &err) < 0)
        fail_msg("%s", err.what);
    netlink_free(nl);
    sandbox_sockets_done(&sockets);
    return out;
}

static void sockets_show_the_namespace_they_are_of(void **state)
{
    struct netns *first, *named;
    int fd;

    (void)state;
    fixture_prints(sandbox, "ip netns add k1; ip link add kv0 type veth peer name kv1 netns k1",
                   "");
    fd = openat(sandbox_netns_dir_fd(sandbox), "k1", O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    first = read_netns(sandbox_netns_fd(sandbox));
    named = read_netns(fd);
    assert_int_equal(first->link_count, 2);
    assert_int_equal(named->link_count, 2);
    assert_string_equal(first->links[1].name, "kv0");
    assert_string_equal(named->links[1].name, "kv1");
    netns_unref(first);
    netns_unref(named);
    close(fd);
    fixture_prints(sandbox, "ip netns del k1", "");
}

static void a_named_namespace_changes_the_mount_table(void **state)
{
    (void)state;
    (void)procfs_mounts_changed(sandbox_mountinfo_fd(sandbox));
    assert_false(procfs_mounts_changed(sandbox_mountinfo_fd(sandbox)));
    fixture_prints(sandbox, "ip netns add k2", "");
    assert_true(procfs_mounts_changed(sandbox_mountinfo_fd(sandbox)));
    fixture_prints(sandbox, "ip netns del k2", "");
    assert_true(procfs_mounts_changed(sandbox_mountinfo_fd(sandbox)));
}

static void other_files_are_no_namespaces_of_ours(void **state)
{
    static const char *const paths[] = {"/proc/self/ns/net", "/proc/self/ns/mnt", "/dev/null", "/"};
    struct sandbox_sockets sockets;

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
        SCOPED(fd_done) int fd = open(paths[i], O_RDONLY | O_CLOEXEC);
        struct error err = {0};

        assert_int_equal(sandbox_open_sockets(sandbox, fd, &sockets, &err), -EINVAL);
    }
}

static void a_hidden_namespace_is_new_empty_and_normal(void **state)
{
    SCOPED(fd_done) int fd = -1;
    SCOPED(str_done) struct str value = {0};
    struct error err = {0};
    struct netns *netns;

    (void)state;
    assert_int_equal(sandbox_new_netns(sandbox, &fd, &err), 0);
    assert_true(procfs_netns_id(fd) != 0);
    assert_true(procfs_netns_id(fd) != procfs_netns_id(sandbox_netns_fd(sandbox)));
    netns = read_netns(fd);
    assert_int_equal(netns->link_count, 1);
    netns_unref(netns);
    assert_int_equal(sandbox_read_sysctl(sandbox, fd, "net/ipv4/ip_forward", &value, &err), 0);
    assert_string_equal(str_text(&value), "0");
    fixture_prints(sandbox, "ls /run/netns", "");
}

static void a_sysctl_is_read_as_its_namespace_sees_it(void **state)
{
    SCOPED(str_done) struct str here = {0}, there = {0}, range = {0};
    SCOPED(fd_done) int fd = -1;
    struct error err = {0};

    (void)state;
    fixture_prints(sandbox, "ip netns add k3; ip netns exec k3 sysctl -qw net.ipv4.ip_forward=1",
                   "");
    fd = openat(sandbox_netns_dir_fd(sandbox), "k3", O_RDONLY | O_CLOEXEC);
    assert_int_equal(sandbox_read_sysctl(sandbox, fd, "net/ipv4/ip_forward", &there, &err), 0);
    assert_int_equal(
        sandbox_read_sysctl(sandbox, sandbox_netns_fd(sandbox), "net/ipv4/ip_forward", &here, &err),
        0);
    assert_string_equal(str_text(&there), "1");
    assert_string_equal(str_text(&here), "0");
    assert_int_equal(sandbox_read_sysctl(sandbox, fd, "net/ipv4/ip_local_port_range", &range, &err),
                     0);
    assert_string_equal(str_text(&range), "32768\t60999");
    assert_int_equal(sandbox_read_sysctl(sandbox, fd, "net/ipv4/none", &here, &err), -ENOENT);
    assert_true(sandbox_read_sysctl(sandbox, fd, "../1/environ", &here, &err) < 0);
    fixture_prints(sandbox, "ip netns del k3", "");
}

/* A learner may put anything over /proc; the keeper's own proc mount is out of reach. */
static void a_covered_proc_does_not_hold_up_the_keeper(void **state)
{
    SCOPED(str_done) struct str value = {0};
    struct error err = {0};

    (void)state;
    fixture_prints(
        sandbox,
        "mkfifo /tmp/f && mount --bind /tmp/f /proc/sys/net/ipv4/ip_forward && mount -t tmpfs "
        "t /proc",
        "");
    assert_int_equal(sandbox_read_sysctl(sandbox, sandbox_netns_fd(sandbox), "net/ipv4/ip_forward",
                                         &value, &err),
                     0);
    assert_string_equal(str_text(&value), "0");
    fixture_prints(sandbox, "umount /proc && umount /proc/sys/net/ipv4/ip_forward", "");
}

/* ---- programs ------------------------------------------------------------------------------ */

static void host_pids_are_told(void **state)
{
    static const char *const argv[] = {"sleep", "100", NULL};
    struct sandbox_spawn what = {.argv = argv};
    struct error err = {0};
    pid_t pid = 0;
    int status;

    (void)state;
    assert_int_equal(sandbox_spawn(sandbox, &what, &pid, &err), 0);
    assert_true(pid > 1);
    assert_int_equal(getsid(pid), pid);
    assert_int_equal(kill(pid, SIGTERM), 0);
    status = fixture_wait(sandbox, pid);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGTERM);
}

static void a_missing_program_is_an_error_and_no_exit(void **state)
{
    static const char *const argv[] = {"no-such-program", NULL};
    struct sandbox_spawn what = {.argv = argv};
    struct error err = {0};
    pid_t pid;
    int status;

    (void)state;
    assert_int_equal(sandbox_spawn(sandbox, &what, &pid, &err), -ENOENT);
    assert_non_null(strstr(err.what, "no-such-program"));
    fixture_prints(sandbox, "true", "");
    assert_int_equal(sandbox_next_exit(sandbox, &pid, &status, &err), 0);
}

static void a_missing_directory_is_an_error(void **state)
{
    static const char *const argv[] = {"true", NULL};
    struct sandbox_spawn what = {.argv = argv, .directory = "/none"};
    struct error err = {0};
    pid_t pid;

    (void)state;
    assert_int_equal(sandbox_spawn(sandbox, &what, &pid, &err), -ENOENT);
    assert_non_null(strstr(err.what, "/none"));
}

/* Ours are moved to numbers that are each other's. */
static void descriptors_may_change_places(void **state)
{
    static const char *const argv[] = {"bash", "-c", "echo three >&3; echo four >&4; echo $X >&60",
                                       NULL};
    static const char *const env[] = {"X=sixty", NULL};
    struct sandbox_spawn what = {.argv = argv, .env = env, .fd_count = 3};
    static const int numbers[] = {4, 3, 60};
    static const char *const expected[] = {"four\n", "three\n", "sixty\n"};
    struct error err = {0};
    int pipes[3][2];
    pid_t pid;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(pipe2(pipes[i], O_CLOEXEC), 0);
        what.fds[i].from = pipes[i][1];
        what.fds[i].to = numbers[i];
    }
    assert_int_equal(sandbox_spawn(sandbox, &what, &pid, &err), 0);
    for (size_t i = 0; i < 3; i++) {
        SCOPED(str_done) struct str text = {0};

        close(pipes[i][1]);
        assert_true(fixture_read(pipes[i][0], &text));
        close(pipes[i][0]);
        assert_string_equal(str_text(&text), expected[i]);
    }
    assert_int_equal(fixture_wait(sandbox, pid), 0);
}

static void a_terminal_has_a_name_inside(void **state)
{
    static const char *const argv[] = {
        "sh", "-c", "tty; ps -o tty= -p $$ > /dev/null && echo ok > /dev/tty", NULL};
    struct sandbox_spawn what = {.argv = argv, .terminal = true, .fd_count = 3};
    SCOPED(str_done) struct str text = {0};
    struct error err = {0};
    int master = -1, slave;
    pid_t pid;

    (void)state;
    assert_int_equal(sandbox_open_terminal(sandbox, &master, &err), 0);
    slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(slave >= 0);
    for (int i = 0; i < 3; i++) {
        what.fds[i].from = slave;
        what.fds[i].to = i;
    }
    assert_int_equal(sandbox_spawn(sandbox, &what, &pid, &err), 0);
    assert_int_equal(fixture_wait(sandbox, pid), 0);
    while (strstr(str_text(&text), "ok") == NULL) {
        char chunk[256];
        ssize_t n = read(master, chunk, sizeof(chunk));

        assert_true(n > 0);
        str_add_bytes(&text, chunk, (size_t)n);
    }
    assert_non_null(strstr(str_text(&text), "/dev/pts/"));
    close(slave);
    close(master);
}

static void many_programs_end_in_any_order(void **state)
{
    static const char *const argv[] = {"true", NULL};
    struct sandbox_spawn what = {.argv = argv};
    struct error err = {0};

    (void)state;
    for (int round = 0; round < 3; round++) {
        pid_t pids[40];

        for (size_t i = 0; i < ARRAY_LENGTH(pids); i++)
            assert_int_equal(sandbox_spawn(sandbox, &what, &pids[i], &err), 0);
        for (size_t left = ARRAY_LENGTH(pids); left > 0;) {
            struct pollfd wait = {.fd = sandbox_exit_fd(sandbox), .events = POLLIN};
            int status;
            pid_t who;
            bool found = false;

            assert_int_equal(poll(&wait, 1, FIXTURE_PATIENCE_MS), 1);
            if (sandbox_next_exit(sandbox, &who, &status, &err) != 1)
                continue;
            for (size_t i = 0; i < ARRAY_LENGTH(pids); i++)
                if (pids[i] == who) {
                    pids[i] = 0;
                    found = true;
                }
            assert_true(found);
            assert_int_equal(status, 0);
            left--;
        }
    }
}

static void bad_requests_are_refused(void **state)
{
    static const char *const argv[] = {"true", NULL};
    struct sandbox_spawn what = {.argv = argv, .fd_count = 9};
    struct error err = {0};
    pid_t pid;

    (void)state;
    assert_int_equal(sandbox_spawn(sandbox, &what, &pid, &err), -EINVAL);
    what.fd_count = 1;
    what.fds[0].to = -1;
    assert_int_equal(sandbox_spawn(sandbox, &what, &pid, &err), -EINVAL);
    what.fds[0].to = 100000;
    assert_int_equal(sandbox_spawn(sandbox, &what, &pid, &err), -EINVAL);
}

static void many_namespaces_fit(void **state)
{
    int fds[100];
    struct error err = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(fds); i++)
        assert_int_equal(sandbox_new_netns(sandbox, &fds[i], &err), 0);
    for (size_t i = 0; i < ARRAY_LENGTH(fds); i++)
        close(fds[i]);
}

static void a_killed_sandbox_answers_with_an_error(void **state)
{
    struct sandbox *s = fixture_open(NULL);
    struct pollfd died = {.fd = sandbox_pidfd(s), .events = POLLIN};
    struct sandbox_sockets sockets;
    struct error err = {0};
    pid_t pid;
    int status;

    (void)state;
    assert_int_equal(kill(sandbox_keeper(s), SIGKILL), 0);
    assert_int_equal(poll(&died, 1, FIXTURE_PATIENCE_MS), 1);
    assert_true(sandbox_open_sockets(s, sandbox_netns_fd(s), &sockets, &err) < 0);
    assert_int_equal(err.class, ERROR_FAULT);
    assert_true(sandbox_next_exit(s, &pid, &status, &err) < 0);
    sandbox_close(s);
    sandbox_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sockets_show_the_namespace_they_are_of),
        cmocka_unit_test(a_named_namespace_changes_the_mount_table),
        cmocka_unit_test(other_files_are_no_namespaces_of_ours),
        cmocka_unit_test(a_hidden_namespace_is_new_empty_and_normal),
        cmocka_unit_test(a_sysctl_is_read_as_its_namespace_sees_it),
        cmocka_unit_test(a_covered_proc_does_not_hold_up_the_keeper),
        cmocka_unit_test(host_pids_are_told),
        cmocka_unit_test(a_missing_program_is_an_error_and_no_exit),
        cmocka_unit_test(a_missing_directory_is_an_error),
        cmocka_unit_test(descriptors_may_change_places),
        cmocka_unit_test(a_terminal_has_a_name_inside),
        cmocka_unit_test(many_programs_end_in_any_order),
        cmocka_unit_test(bad_requests_are_refused),
        cmocka_unit_test(many_namespaces_fit),
        cmocka_unit_test(a_killed_sandbox_answers_with_an_error),
    };

    return cmocka_run_group_tests(tests, open_one, close_it);
}
