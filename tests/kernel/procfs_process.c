// SPDX-License-Identifier: MIT
/* Processes, their network namespaces and the mount table, read from a real /proc. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <firsthop/procfs.h>

#include "private_net.h"

static int open_proc(void)
{
    int fd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    assert_true(fd >= 0);
    return fd;
}

/** A child that stays until it is killed, in @netns. It has entered when this returns. */
static pid_t start_process(const char *netns)
{
    int ready[2];
    char byte;
    pid_t pid;

    assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        int fd = private_net_open(netns);

        prctl(PR_SET_NAME, "sleeper of test");
        if (setns(fd, CLONE_NEWNET) < 0 || write(ready[1], "", 1) != 1)
            _exit(1);
        pause();
        _exit(0);
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    return pid;
}

static void stop_process(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static const struct procfs_process *find(const struct procfs_process *all, size_t count, pid_t pid)
{
    for (size_t i = 0; i < count; i++) {
        if (all[i].pid == pid)
            return &all[i];
    }
    return NULL;
}

static void a_process_is_found_in_its_namespace(void **state)
{
    SCOPED(fd_done) int proc = open_proc();
    SCOPED(mem_done) struct procfs_process *all = NULL;
    const struct procfs_process *p;
    struct error err = {0};
    size_t count = 0;
    pid_t pid = start_process("blue");

    (void)state;
    assert_int_equal(procfs_processes(proc, &all, &count, &err), 0);
    p = find(all, count, pid);
    assert_non_null(p);
    assert_int_equal(p->netns, private_net_id("blue"));
    assert_string_equal(p->command, "sleeper of test");
    p = find(all, count, getpid());
    assert_non_null(p);
    assert_int_not_equal(p->netns, private_net_id("blue"));
    stop_process(pid);
}

/* The descriptor's own offset is not used: the second call sees as much as the first. */
static void listing_twice_gives_the_same(void **state)
{
    SCOPED(fd_done) int proc = open_proc();
    struct error err = {0};

    (void)state;
    for (int i = 0; i < 2; i++) {
        SCOPED(mem_done) struct procfs_process *all = NULL;
        size_t count = 0;

        assert_int_equal(procfs_processes(proc, &all, &count, &err), 0);
        assert_int_equal(count, 1);
    }
}

static void a_process_that_ended_is_passed_over(void **state)
{
    SCOPED(fd_done) int proc = open_proc();
    SCOPED(mem_done) struct procfs_process *all = NULL;
    struct error err = {0};
    siginfo_t info;
    size_t count = 0;
    pid_t pid = start_process("blue");

    (void)state;
    kill(pid, SIGKILL);
    assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0); /* stays a zombie */
    assert_int_equal(procfs_processes(proc, &all, &count, &err), 0);
    assert_null(find(all, count, pid));
    stop_process(pid);
    assert_int_equal(procfs_open_netns(proc, pid), -ENOENT);
}

static void the_namespace_of_a_process_can_be_opened(void **state)
{
    SCOPED(fd_done) int proc = open_proc();
    SCOPED(fd_done) int netns = -1;
    pid_t pid = start_process("blue");

    (void)state;
    netns = procfs_open_netns(proc, pid);
    assert_true(netns >= 0);
    assert_int_equal(procfs_netns_id(netns), private_net_id("blue"));
    stop_process(pid);
}

/* The learner may put anything into /run/netns: a plain file, another kind of namespace. */
static void only_a_network_namespace_has_an_id(void **state)
{
    SCOPED(fd_done) int plain = open("/run/plain", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    SCOPED(fd_done) int mounts = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);

    (void)state;
    assert_true(plain >= 0 && mounts >= 0);
    assert_int_equal(procfs_netns_id(plain), 0);
    assert_int_equal(procfs_netns_id(mounts), 0);
    assert_int_equal(procfs_netns_id(-1), 0);
}

static void what_is_no_directory_is_an_error_that_says_so(void **state)
{
    SCOPED(fd_done) int plain = open("/run/plain", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    struct procfs_process *all = (void *)&plain;
    struct error err = {0};
    size_t count = 7;

    (void)state;
    assert_int_equal(procfs_processes(plain, &all, &count, &err), -ENOTDIR);
    assert_non_null(strstr(err.what, "processes"));
    assert_ptr_equal(all, &plain);
    assert_int_equal(count, 7);
    assert_int_equal(procfs_processes(-1, &all, &count, &err), -EBADF);
}

static void a_new_mount_is_noticed_once(void **state)
{
    SCOPED(fd_done) int table = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);

    (void)state;
    assert_false(procfs_mounts_changed(table));
    private_net_run("ip netns add green");
    assert_true(procfs_mounts_changed(table));
    assert_false(procfs_mounts_changed(table));
    private_net_run("ip netns del green");
    assert_true(procfs_mounts_changed(table));
    assert_false(procfs_mounts_changed(-1));
}

/* What a sysctl name becomes is what the kernel calls it. */
static void a_sysctl_name_leads_to_its_file(void **state)
{
    char below[160], path[200];

    (void)state;
    private_net_run("ip link add eth0.5 type veth peer name other");
    assert_true(procfs_sysctl_path("net.ipv4.conf.eth0/5.forwarding", below));
    snprintf(path, sizeof(path), "/proc/sys/%s", below);
    assert_int_equal(access(path, R_OK), 0);
    private_net_run("ip link del eth0.5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_is_found_in_its_namespace),
        cmocka_unit_test(listing_twice_gives_the_same),
        cmocka_unit_test(a_process_that_ended_is_passed_over),
        cmocka_unit_test(the_namespace_of_a_process_can_be_opened),
        cmocka_unit_test(only_a_network_namespace_has_an_id),
        cmocka_unit_test(what_is_no_directory_is_an_error_that_says_so),
        cmocka_unit_test(a_new_mount_is_noticed_once),
        cmocka_unit_test(a_sysctl_name_leads_to_its_file),
    };

    private_net_enter();
    private_net_run("ip netns add blue");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
