// SPDX-License-Identifier: MIT
/* Network namespaces start from the kernel's own defaults, whatever the host has. */
#include <errno.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "sandbox/filter.h"
#include "sandbox/identity.h"
#include "sandbox/keeper.h"
#include "sandbox/normal.h"
#include "sandbox/trap.h"
#include "sandbox_fixture.h"

/* What follows runs in a child, as the root of namespaces of its own; its exit status is the
 * result. */
static int in_namespaces(int (*body)(int proc))
{
    int status, ready[2], go[2];
    char byte = 0;
    struct identity id;
    struct error err = {0};
    pid_t pid;

    assert_int_equal(identity_find(&id, &err), 0);
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(go), 0);
    pid = fork();
    if (pid == 0) {
        if (unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID) < 0)
            _exit(77);
        (void)!write(ready[1], &byte, 1);
        (void)!read(go[0], &byte, 1);
        /* Changed ids make undumpable; whoever comes out of an exec in a sandbox is not. */
        if (identity_assume(&id, &err) < 0 || prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) < 0)
            _exit(78);
        pid = fork(); /* into the pid namespace, so that proc is its own */
        if (pid == 0) {
            int proc = keeper_private_proc(&err);

            _exit(proc < 0 ? 79 : body(proc));
        }
        waitpid(pid, &status, 0);
        _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 80);
    }
    if (read(ready[0], &byte, 1) == 1 && byte == 0)
        (void)identity_map(&id, pid, &err);
    (void)!write(go[1], &byte, 1);
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) {
        printf("cannot make namespaces here\n");
        exit(77);
    }
    return WEXITSTATUS(status);
}

static bool has(int proc, const char *path, const char *value)
{
    SCOPED(fd_done) int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
    SCOPED(str_done) struct str text = {0};

    return fd >= 0 && fd_read_all(fd, 64, &text) == 0 && str_starts(str_text(&text), value);
}

#define FORWARD "sys/net/ipv4/ip_forward"
#define FILTER  "sys/net/ipv4/conf/default/rp_filter"

static int correct_once(int proc)
{
    struct error err = {0};
    bool inherits = false;

    fd_write_file(proc, FORWARD, "1");
    fd_write_file(proc, FILTER, "2");
    if (normal_apply(proc, &inherits, &err) < 0 || !inherits)
        return 1;
    if (!has(proc, FORWARD, "0") || !has(proc, FILTER, "0"))
        return 2;
    fd_write_file(proc, FORWARD, "1"); /* a learner's own: it must stay */
    inherits = false;
    if (normal_apply(proc, &inherits, &err) < 0 || inherits || !has(proc, FORWARD, "1"))
        return 3;
    return 0;
}

static void a_namespace_is_made_normal_once(void **state)
{
    (void)state;
    assert_int_equal(in_namespaces(correct_once), 0);
}

/* In the place of the learner: a new namespace that forwards by itself, as on a host with Docker.
 */
static int be_learner(int proc)
{
    char *argv[] = {"sh", "-c", "read a < /proc/sys/net/ipv4/ip_forward; exit $a", NULL};

    if (unshare(CLONE_NEWNET) < 0 || fd_write_file(proc, FORWARD, "1") < 0)
        return 100;
    execv("/bin/sh", argv);
    return 101;
}

static int trap_and_serve(int proc)
{
    struct error err = {0};
    int home = openat(proc, "self/ns/net", O_RDONLY | O_CLOEXEC), trap = -1, status = -1;
    pid_t pid;

    /* For the shell that looks: proc is where it expects it. */
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
        mount("proc", "/proc", "proc", 0, NULL) < 0 || home < 0)
        return 1;
    if (filter_load(filter_compile(&err), &err) < 0 || filter_trap(&trap, &err) < 0)
        return 2;
    if (trap < 0)
        return 77;
    pid = fork();
    if (pid == 0)
        _exit(be_learner(proc));
    while (waitpid(pid, &status, WNOHANG) == 0) {
        struct pollfd wait = {.fd = trap, .events = POLLIN};

        if (poll(&wait, 1, 10) == 1 && (wait.revents & POLLIN) != 0)
            trap_serve(trap, proc, home);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}

static void a_program_in_a_new_namespace_finds_it_normal(void **state)
{
    (void)state;
    assert_int_equal(in_namespaces(trap_and_serve), 0);
}

static void what_a_learner_sets_stays_set(void **state)
{
    struct sandbox *s = fixture_open(NULL);
    SCOPED(str_done) struct str value = {0};
    SCOPED(fd_done) int fd = -1;
    struct sandbox_sockets sockets;
    struct error err = {0};

    (void)state;
    fixture_prints(s,
                   "ip netns add r; cat /proc/sys/net/ipv4/ip_forward; ip netns exec r sh -c 'cat "
                   "/proc/sys/net/ipv4/ip_forward; sysctl -qw net.ipv4.ip_forward=1'",
                   "0\n0\n");
    fd = openat(sandbox_netns_dir_fd(s), "r", O_RDONLY | O_CLOEXEC);
    assert_int_equal(sandbox_open_sockets(s, fd, &sockets, &err), 0);
    sandbox_sockets_done(&sockets);
    fixture_prints(s, "ip netns exec r cat /proc/sys/net/ipv4/ip_forward", "1\n");
    assert_int_equal(sandbox_read_sysctl(s, fd, "net/ipv4/ip_forward", &value, &err), 0);
    assert_string_equal(str_text(&value), "1");
    sandbox_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_namespace_is_made_normal_once),
        cmocka_unit_test(a_program_in_a_new_namespace_finds_it_normal),
        cmocka_unit_test(what_a_learner_sets_stays_set),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
