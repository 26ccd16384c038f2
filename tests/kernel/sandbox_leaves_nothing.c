// SPDX-License-Identifier: MIT
/* Whoever is killed, and however: afterwards the host is as it was. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <firsthop/procfs.h>

#include "sandbox_fixture.h"

/* Some other process of the host may come and go; what must go is what is in this namespace. */
static bool is_in_use(uint64_t netns)
{
    DIR *dir = opendir("/proc");
    struct dirent *entry;
    bool found = false;

    assert_non_null(dir);
    while (!found && (entry = readdir(dir)) != NULL) {
        char path[300];
        struct stat st;

        snprintf(path, sizeof(path), "/proc/%s/ns/net", entry->d_name);
        found = stat(path, &st) == 0 && st.st_ino == netns;
    }
    closedir(dir);
    return found;
}

static bool await_unused(uint64_t netns)
{
    uint64_t deadline = clock_now_ms() + FIXTURE_PATIENCE_MS;

    while (is_in_use(netns))
        if (clock_now_ms() > deadline)
            return false;
    return true;
}

static struct str host_state(void)
{
    struct str all = {0};
    struct error err = {0};

    assert_int_equal(fd_read_file("/proc/self/mountinfo", 1 << 20, &all, &err), 0);
    assert_int_equal(fd_read_file("/proc/net/dev", 1 << 20, &all, &err), 0);
    /* Counters change; names do not. */
    for (char *c = all.data; *c != '\0'; c++)
        if (*c >= '0' && *c <= '9')
            *c = '0';
    return all;
}

/* Something of every kind: names, links, a background process, a mount, a shell that ignores
 * signals. */
static const char mess[] =
    "trap '' HUP TERM INT; ip netns add a; ip link add v0 type veth peer name v1 "
    "netns a; mount -t tmpfs t /mnt; setsid sleep 1000 & unshare -n sleep 1000 & "
    "echo ready; sleep 1000";

static pid_t make_mess(struct sandbox *s)
{
    static const char *const argv[] = {"bash", "-c", mess, NULL};
    struct sandbox_spawn what = {.argv = argv, .fd_count = 1};
    struct error err = {0};
    char text[8] = "";
    int pipes[2];
    pid_t pid = 0;

    assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
    what.fds[0].from = pipes[1];
    what.fds[0].to = 1;
    if (sandbox_spawn(s, &what, &pid, &err) < 0)
        fail_msg("%s", err.what);
    close(pipes[1]);
    assert_true(read(pipes[0], text, sizeof(text) - 1) > 0);
    assert_string_equal(text, "ready\n");
    close(pipes[0]);
    return pid;
}

static void closing_leaves_nothing(void **state)
{
    SCOPED(str_done) struct str before = host_state();
    SCOPED(str_done) struct str after = {0};
    struct sandbox *s = fixture_open(NULL);
    uint64_t netns = procfs_netns_id(sandbox_netns_fd(s));

    (void)state;
    make_mess(s);
    assert_true(is_in_use(netns));
    sandbox_close(s);
    assert_false(is_in_use(netns));
    after = host_state();
    assert_string_equal(str_text(&before), str_text(&after));
}

static void killing_the_keeper_leaves_nothing(void **state)
{
    struct sandbox *s = fixture_open(NULL);
    uint64_t netns = procfs_netns_id(sandbox_netns_fd(s));
    pid_t shell = make_mess(s);
    struct pollfd died = {.fd = sandbox_pidfd(s), .events = POLLIN};

    (void)state;
    assert_int_equal(kill(sandbox_keeper(s), SIGKILL), 0);
    assert_int_equal(poll(&died, 1, FIXTURE_PATIENCE_MS), 1);
    assert_true(await_unused(netns));
    assert_int_equal(kill(shell, 0), -1);
    sandbox_close(s);
}

static void killing_the_shell_keeps_the_sandbox(void **state)
{
    struct sandbox *s = fixture_open(NULL);
    pid_t shell = make_mess(s);

    (void)state;
    assert_int_equal(kill(shell, SIGKILL), 0);
    assert_int_equal(fixture_wait(s, shell), SIGKILL);
    fixture_prints(s, "ls /run/netns", "a\n");
    sandbox_close(s);
}

/* A child that has all our descriptors, the ends of the sandbox's sockets too, and outlives us. */
static void leave_heir(void)
{
    pid_t heir = fork();

    while (heir == 0)
        pause();
}

/* The engine of this test is a child, which tells what it made and is then killed. */
static _Noreturn void be_engine(int tell, bool with_heir)
{
    struct sandbox *s = fixture_open(NULL);
    uint64_t netns = procfs_netns_id(sandbox_netns_fd(s));

    make_mess(s);
    if (with_heir)
        leave_heir();
    (void)!write(tell, &netns, sizeof(netns));
    for (;;)
        pause();
}

static void kill_engine(bool with_heir)
{
    uint64_t netns = 0;
    int pipes[2];
    pid_t engine;

    assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
    engine = fork();
    if (engine == 0) {
        setpgid(0, 0);
        be_engine(pipes[1], with_heir);
    }
    close(pipes[1]);
    assert_int_equal(read(pipes[0], &netns, sizeof(netns)), sizeof(netns));
    assert_true(is_in_use(netns));
    assert_int_equal(kill(engine, SIGKILL), 0);
    assert_int_equal(waitpid(engine, NULL, 0), engine);
    assert_true(await_unused(netns));
    if (with_heir)
        assert_int_equal(kill(-engine, SIGKILL), 0);
    close(pipes[0]);
}

static void killing_the_engine_leaves_nothing(void **state)
{
    (void)state;
    kill_engine(false);
}

/* The end of the sockets is not what it depends on. */
static void killing_the_engine_leaves_nothing_even_if_a_child_of_it_lives_on(void **state)
{
    (void)state;
    kill_engine(true);
}

/* At any moment of opening: the engine is killed after ever longer times. Every process made is its
 * descendant; as their subreaper we get what it leaves, and in the end there must be nobody left.
 */
static void killing_the_engine_while_it_opens_leaves_nobody(void **state)
{
    (void)state;
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
    for (uint64_t delay_us = 0; delay_us < 12000; delay_us += 400) {
        uint64_t start = clock_now_ns(), deadline = clock_now_ms() + FIXTURE_PATIENCE_MS;
        pid_t engine = fork(), got;

        if (engine == 0) {
            struct sandbox *s = fixture_open(NULL);

            (void)s;
            for (;;)
                pause();
        }
        while (clock_now_ns() - start < delay_us * 1000)
            ;
        assert_int_equal(kill(engine, SIGKILL), 0);
        while ((got = waitpid(-1, NULL, WNOHANG)) >= 0)
            assert_true(clock_now_ms() < deadline);
        assert_int_equal(errno, ECHILD);
    }
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0), 0);
}

/* The keeper must hold no end of the engine's pipes: their readers would wait for ever. */
static void the_engines_descriptors_do_not_stay_open(void **state)
{
    struct pollfd wait;
    struct sandbox *s;
    int pipes[2], far;

    (void)state;
    assert_int_equal(pipe(pipes), 0);
    far = fcntl(pipes[1], F_DUPFD, 100);
    s = fixture_open(NULL);
    close(pipes[1]);
    close(far);
    wait = (struct pollfd){.fd = pipes[0], .events = POLLIN};
    assert_int_equal(poll(&wait, 1, FIXTURE_PATIENCE_MS), 1);
    assert_true((wait.revents & POLLHUP) != 0);
    close(pipes[0]);
    sandbox_close(s);
}

static size_t count_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    size_t count = 0;

    while (readdir(dir) != NULL)
        count++;
    closedir(dir);
    return count;
}

static void opening_and_closing_leaks_no_descriptor_and_no_child(void **state)
{
    size_t before = count_descriptors();

    (void)state;
    for (int i = 0; i < 5; i++)
        sandbox_close(fixture_open(NULL));
    assert_int_equal(count_descriptors(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closing_leaves_nothing),
        cmocka_unit_test(killing_the_keeper_leaves_nothing),
        cmocka_unit_test(killing_the_shell_keeps_the_sandbox),
        cmocka_unit_test(killing_the_engine_leaves_nothing),
        cmocka_unit_test(killing_the_engine_leaves_nothing_even_if_a_child_of_it_lives_on),
        cmocka_unit_test(killing_the_engine_while_it_opens_leaves_nobody),
        cmocka_unit_test(the_engines_descriptors_do_not_stay_open),
        cmocka_unit_test(opening_and_closing_leaks_no_descriptor_and_no_child),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
