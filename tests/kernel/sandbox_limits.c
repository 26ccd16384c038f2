// SPDX-License-Identifier: MIT
/* A learner who uses up everything: the host does not notice, and the keeper still answers. */
#include <errno.h>
#include <signal.h>
#include <sys/utsname.h>

#include "sandbox/limits.h"
#include "sandbox_fixture.h"

static struct sandbox *sandbox;

static int open_one(void **state)
{
    struct sandbox_options options = {.max_processes = 100, .tmpfs_bytes = 1u << 20};

    (void)state;
    sandbox = fixture_open(&options);
    return 0;
}

static int close_it(void **state)
{
    (void)state;
    sandbox_close(sandbox);
    return 0;
}

static void limits_are_set(void **state)
{
    (void)state;
    fixture_prints(sandbox, "ulimit -c; ulimit -n; ulimit -Hn", "0\n1024\n4096\n");
    fixture_refuses(sandbox, "ulimit -Hn 100000");
}

static void temporary_files_are_bounded(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++)
        fixture_refuses(sandbox, "head -c 2000000 /dev/zero > /tmp/big");
    fixture_refuses(sandbox, "head -c 2000000 /dev/zero > /run/big");
    fixture_refuses(sandbox, "head -c 2000000 /dev/zero > /dev/shm/big");
    fixture_refuses(sandbox, "head -c 100000000 /dev/zero > /etc/big");
    fixture_prints(sandbox, "rm -f /tmp/big /run/big /dev/shm/big /etc/big; echo ok > /tmp/ok; cat /tmp/ok",
                   "ok\n");
}

static void skip_without_process_limits(void)
{
    struct utsname system;

    assert_int_equal(uname(&system), 0);
    if (!limits_counts_by_namespace(system.release))
        skip();
}

static void a_fork_bomb_is_bounded_and_the_keeper_answers(void **state)
{
    static const char *const argv[] = {
        "bash", "-c", "bomb() { bomb | bomb & }; bomb; while :; do sleep 1000 & done 2>/dev/null", NULL};
    struct sandbox_spawn what = {.argv = argv};
    struct error err = {0};
    uint64_t deadline = clock_now_ms() + FIXTURE_PATIENCE_MS;
    bool full = false;
    pid_t pid;

    (void)state;
    skip_without_process_limits();
    assert_int_equal(sandbox_spawn(sandbox, &what, &pid, &err), 0);
    while (!full && clock_now_ms() < deadline) {
        SCOPED(str_done) struct str output = {0};
        SCOPED(str_done) struct str value = {0};
        SCOPED(fd_done) int fd = -1;

        /* Builtins only: another fork is what the learner has used up. */
        fixture_run(sandbox, "set -- /proc/[0-9]*; echo $#; (:) 2>/dev/null || echo full", &output);
        full = strstr(str_text(&output), "full") != NULL;
        assert_true(atoi(str_text(&output)) <= 100 + LIMITS_RESERVE + 1);
        assert_int_equal(sandbox_new_netns(sandbox, &fd, &err), 0);
        assert_int_equal(sandbox_read_sysctl(sandbox, fd, "net/ipv4/ip_forward", &value, &err), 0);
    }
    assert_true(full);
    assert_int_equal(kill(-pid, SIGKILL), 0);
    fixture_run(sandbox, "kill -9 -1", &(struct str){0});
}

static void nested_user_namespaces_do_not_lift_the_limit(void **state)
{
    SCOPED(str_done) struct str output = {0};

    (void)state;
    skip_without_process_limits();
    fixture_run(sandbox,
                "unshare -Ur bash -c 'for i in {1..200}; do sleep 1000 & done 2>/dev/null; set -- "
                "/proc/[0-9]*; echo $#; kill -9 -1' 2>/dev/null",
                &output);
    assert_true(atoi(str_text(&output)) > 20);
    assert_true(atoi(str_text(&output)) <= 100 + LIMITS_RESERVE + 1);
}

/* Descriptors in flight, sockets and stopped children: nothing of it is waited for. */
static void stopping_everything_does_not_stop_the_keeper(void **state)
{
    static const char *const argv[] = {"bash", "-c", "while :; do kill -STOP -1; done", NULL};
    static const char *const sleeper[] = {"true", NULL};
    struct sandbox_spawn what = {.argv = argv}, other = {.argv = sleeper};
    struct sandbox_sockets sockets;
    struct error err = {0};
    pid_t pid, ignored;

    (void)state;
    assert_int_equal(sandbox_spawn(sandbox, &what, &pid, &err), 0);
    /* This one may be stopped before it runs; then it is late, but nobody else is. */
    (void)sandbox_spawn(sandbox, &other, &ignored, &err);
    assert_int_equal(sandbox_open_sockets(sandbox, sandbox_netns_fd(sandbox), &sockets, &err), 0);
    sandbox_sockets_done(&sockets);
    assert_int_equal(kill(pid, SIGKILL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_are_set),
        cmocka_unit_test(temporary_files_are_bounded),
        cmocka_unit_test(a_fork_bomb_is_bounded_and_the_keeper_answers),
        cmocka_unit_test(nested_user_namespaces_do_not_lift_the_limit),
        cmocka_unit_test(stopping_everything_does_not_stop_the_keeper),
    };

    return cmocka_run_group_tests(tests, open_one, close_it);
}
