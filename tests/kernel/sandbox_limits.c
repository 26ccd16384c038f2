// SPDX-License-Identifier: MIT
/* A learner who uses up everything: the host does not notice, and the keeper still answers. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/utsname.h>

#include "sandbox/limit.h"
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
    fixture_prints(sandbox,
                   "rm -f /tmp/big /run/big /dev/shm/big /etc/big; echo ok > /tmp/ok; cat /tmp/ok",
                   "ok\n");
}

static void skip_without_process_limits(void)
{
    struct utsname system;

    assert_int_equal(uname(&system), 0);
    if (!limits_counts_by_namespace(system.release))
        skip();
}

static int count_processes(void)
{
    SCOPED(fd_done)
    int fd = openat(sandbox_proc_fd(sandbox), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fdopendir(fd_take(&fd));
    struct dirent *entry;
    int count = 0;

    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL)
        count += entry->d_name[0] >= '0' && entry->d_name[0] <= '9';
    closedir(dir);
    return count;
}

/* Run @script until it has used up all processes; meanwhile the keeper must answer everything. */
static void use_up_processes(const char *script)
{
    const char *argv[] = {"bash", "-c", script, NULL};
    struct sandbox_spawn what = {.argv = argv};
    struct error err = {0};
    uint64_t deadline = clock_now_ms() + FIXTURE_PATIENCE_MS;
    int rounds_when_full = 0;
    pid_t pid;

    assert_int_equal(sandbox_spawn(sandbox, &what, &pid, &err), 0);
    while (rounds_when_full < 100 && clock_now_ms() < deadline) {
        SCOPED(str_done) struct str value = {0};
        SCOPED(fd_done) int fd = -1;
        int count = count_processes();

        assert_true(count <= 100 + LIMITS_RESERVE + 1);
        rounds_when_full += count >= 99;
        assert_int_equal(sandbox_new_netns(sandbox, &fd, &err), 0);
        assert_int_equal(sandbox_read_sysctl(sandbox, fd, "net/ipv4/ip_forward", &value, &err), 0);
    }
    assert_true(rounds_when_full > 0);
    /* The reserve: what we start still starts. Builtins only, for it has no share in the reserve
     * itself. */
    fixture_prints(sandbox, "echo started; kill -9 -1 2>/dev/null; echo over", "started\nover\n");
    deadline = clock_now_ms() + FIXTURE_PATIENCE_MS;
    while (count_processes() > 1)
        assert_true(clock_now_ms() < deadline);
}

static void a_fork_bomb_is_bounded_and_the_keeper_answers(void **state)
{
    (void)state;
    skip_without_process_limits();
    use_up_processes("bomb() { bomb | bomb & }; bomb 2>/dev/null; sleep 1000 & "
                     "while :; do sleep 1000 & done 2>/dev/null");
}

static void nested_user_namespaces_do_not_lift_the_limit(void **state)
{
    (void)state;
    skip_without_process_limits();
    use_up_processes("unshare -Ur bash -c 'while :; do sleep 1000 & done 2>/dev/null'");
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
