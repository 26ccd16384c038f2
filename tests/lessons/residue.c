// SPDX-License-Identifier: MIT
/*
 * However a run ends, and whoever is killed at whatever moment: afterwards the host is as it was.
 * The kernel takes namespaces down in the background, so what must be equal is waited for, up to a
 * bound.
 *
 * Runs alone (tests/CMakeLists.txt): another test's namespaces would look like something left
 * behind.
 */
#include <fcntl.h>
#include <sys/prctl.h>

#include "host.h"

/* ---- a run in the background -------------------------------------------------------------------
 */

struct background {
    pid_t pid;
    int in, out, err;
    struct str said;
};

static struct background start(const char *const *arguments)
{
    int in[2], out[2], err[2];
    struct background b;

    assert_int_equal(pipe2(in, O_CLOEXEC), 0);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    assert_int_equal(pipe2(err, O_CLOEXEC), 0);
    b = (struct background){.pid = fork(), .in = in[1], .out = out[0], .err = err[0]};
    if (b.pid == 0) {
        (void)dup2(in[0], STDIN_FILENO);
        (void)dup2(out[1], STDOUT_FILENO);
        (void)dup2(err[1], STDERR_FILENO);
        (void)execv(PROGRAM, (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    assert_true(b.pid > 0);
    close(in[0]);
    close(out[1]);
    close(err[1]);
    return b;
}

static struct background start_run(void)
{
    static const char *const arguments[] = {"firsthop", "run", "routing", "--plain", NULL};

    return start(arguments);
}

static void types(struct background *b, const char *text)
{
    assert_int_equal(fd_write_all(b->in, text, strlen(text)), 0);
}

static void sees(struct background *b, const char *text)
{
    uint64_t until = clock_now_ms() + HOST_PATIENCE_MS;

    while (!says(&b->said, text)) {
        struct pollfd p = {.fd = b->out, .events = POLLIN};
        uint64_t now = clock_now_ms();

        if (now >= until || poll(&p, 1, (int)(until - now)) <= 0 || !program_read(b->out, &b->said))
            fail_msg("'%s' did not come; instead: %s", text, str_text(&b->said));
    }
}

/* The rest of what it says on standard error, and how it ended. */
static int ends(struct background *b, struct str *err)
{
    int status = 0;

    fd_done(&b->in);
    while (program_read(b->out, &b->said))
        ;
    while (program_read(b->err, err))
        ;
    assert_int_equal(waitpid(b->pid, &status, 0), b->pid);
    fd_done(&b->out);
    fd_done(&b->err);
    str_done(&b->said);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* ---- processes ---------------------------------------------------------------------------------
 */

/* Is the last number of the line "NSpid:" @pid? (Its pid in the innermost namespace,
 * proc_pid_status(5).) */
static bool is_inside(const struct str *status, long pid)
{
    const char *at = strstr(str_text(status), "\nNSpid:"), *end;

    if (at == NULL)
        return false;
    end = strchr(at + 1, '\n');
    while (end > at && end[-1] != '\t')
        end--;
    return strtol(end, NULL, 10) == pid && strchr(at + strlen("\nNSpid:\t"), '\t') < end;
}

/* A child of @parent, by name, or by being pid 1 of its namespace (@name NULL); 0: there is none.
 */
static pid_t find_child(pid_t parent, const char *name)
{
    SCOPED(mem_done) char *wanted = name == NULL ? NULL : mem_printf("Name:\t%s\n", name);
    DIR *dir = opendir("/proc");
    struct dirent *entry;
    pid_t found = 0;

    assert_non_null(dir);
    while (found == 0 && (entry = readdir(dir)) != NULL) {
        SCOPED(str_done) struct str status = {0};

        if (entry->d_name[0] < '1' || entry->d_name[0] > '9' || !status_of(entry->d_name, &status))
            continue;
        if (status_number(&status, "\nPPid:") != parent)
            continue;
        if (wanted == NULL ? is_inside(&status, 1) : says(&status, wanted))
            found = (pid_t)strtol(entry->d_name, NULL, 10);
    }
    closedir(dir);
    return found;
}

static pid_t await_child(pid_t parent, const char *name)
{
    uint64_t until = clock_now_ms() + HOST_PATIENCE_MS;
    pid_t found;

    while ((found = find_child(parent, name)) == 0) {
        if (clock_now_ms() > until)
            fail_msg("process %d has no child '%s'", (int)parent, name == NULL ? "pid 1" : name);
        (void)poll(NULL, 0, 2);
    }
    return found;
}

/* ---- killing -----------------------------------------------------------------------------------
 */

enum victim { ENGINE, KEEPER, SHELL, VICTIM_COUNT };

static void kill_victim(const struct background *b, enum victim victim)
{
    pid_t pid = b->pid;

    if (victim != ENGINE)
        pid = await_child(pid, NULL);
    if (victim == SHELL)
        pid = await_child(pid, "bash");
    if (b->said.len > 0)
        note_namespaces(b->pid);
    assert_int_equal(kill(pid, SIGKILL), 0);
}

static void assert_word(enum victim victim, int status, const struct str *err)
{
    static const int wanted[] = {[ENGINE] = 128 + SIGKILL, [KEEPER] = 5, [SHELL] = 1};
    static const char *const word[] = {
        [ENGINE] = "", [KEEPER] = "the sandbox is gone", [SHELL] = "signal 9"};

    if (status != wanted[victim] || !says(err, word[victim]))
        fail_msg("victim %d: exit %d: %s", (int)victim, status, str_text(err));
}

/* Something of every kind: names, links, mounts, a cgroup, jobs, a shell that ignores signals. */
static const char mess[] =
    "trap '' HUP TERM INT; ip netns add a; ip link add v0 type veth peer name v1 netns a\n"
    "mount -t tmpfs t /mnt; mkdir /sys/fs/cgroup/x 2>/dev/null; : >/tmp/x; : >/dev/shm/x; : "
    ">/run/x\n"
    "setsid sleep 1000 & unshare -Urnpf sleep 1000 & ip netns exec a sleep 1000 &\n";

static void killed_while_a_command_runs(enum victim victim)
{
    SCOPED(str_done) struct str before = host_state();
    SCOPED(str_done) struct str err = {0};
    struct background b = start_run();
    int status;

    types(&b, mess);
    types(&b, "echo rea''dy; sleep 1000\n");
    sees(&b, "\nready\n");
    kill_victim(&b, victim);
    status = ends(&b, &err);
    assert_word(victim, status, &err);
    assert_nobody_left();
    assert_as_before(&before);
}

static void killed_between_commands(enum victim victim)
{
    SCOPED(str_done) struct str before = host_state();
    SCOPED(str_done) struct str err = {0};
    struct background b = start_run();
    int status;

    types(&b, mess);
    types(&b, "echo rea''dy\ntrue\n");
    sees(&b, "\nready\n");
    sees(&b, "# true\n"); /* now it waits for more input */
    kill_victim(&b, victim);
    status = ends(&b, &err);
    assert_word(victim, status, &err);
    assert_nobody_left();
    assert_as_before(&before);
}

static void whoever_is_killed_while_a_command_runs_nothing_is_left(void **state)
{
    (void)state;
    for (enum victim victim = ENGINE; victim < VICTIM_COUNT; victim++)
        killed_while_a_command_runs(victim);
}

static void whoever_is_killed_between_commands_nothing_is_left(void **state)
{
    (void)state;
    for (enum victim victim = ENGINE; victim < VICTIM_COUNT; victim++)
        killed_between_commands(victim);
}

/* At ever later moments of the start, and a little beyond. */
static void killing_the_engine_while_it_starts_leaves_nothing(void **state)
{
    SCOPED(str_done) struct str before = host_state();

    (void)state;
    for (uint64_t delay_us = 0; delay_us < 40000; delay_us += 1500) {
        uint64_t begin = clock_now_ns();
        struct background b = start_run();
        SCOPED(str_done) struct str err = {0};

        types(&b, "ip netns add a; sleep 1000\n");
        while (clock_now_ns() - begin < delay_us * 1000)
            ;
        kill_victim(&b, ENGINE);
        assert_int_equal(ends(&b, &err), 128 + SIGKILL);
        assert_nobody_left();
    }
    assert_as_before(&before);
}

static void killing_the_keeper_while_it_starts_is_told(void **state)
{
    SCOPED(str_done) struct str before = host_state();

    (void)state;
    for (int i = 0; i < 5; i++) {
        struct background b = start_run();
        SCOPED(str_done) struct str err = {0};
        int status;

        kill_victim(&b, KEEPER);
        status = ends(&b, &err);
        if (status == 0 || status == 1 || status > 128 || err.len == 0)
            fail_msg("exit %d: %s", status, str_text(&err));
        assert_nobody_left();
    }
    assert_as_before(&before);
}

static void ending_a_run_by_a_signal_leaves_nothing(void **state)
{
    static const int signals[] = {SIGTERM, SIGHUP, SIGINT};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(signals); i++) {
        SCOPED(str_done) struct str before = host_state();
        SCOPED(str_done) struct str err = {0};
        struct background b = start_run();

        types(&b, mess);
        types(&b, "echo rea''dy; sleep 1000\n");
        sees(&b, "\nready\n");
        note_namespaces(b.pid);
        assert_int_equal(kill(b.pid, signals[i]), 0);
        assert_int_equal(ends(&b, &err), 1);
        assert_nobody_left();
        assert_as_before(&before);
    }
}

static void a_run_that_ends_by_itself_leaves_nothing(void **state)
{
    SCOPED(str_done) struct str before = host_state();
    struct background b = start_run();
    SCOPED(str_done) struct str err = {0};

    (void)state;
    types(&b, mess);
    types(&b, "echo rea''dy\n");
    sees(&b, "\nready\n");
    note_namespaces(b.pid);
    assert_int_equal(ends(&b, &err), 1);
    assert_nobody_left();
    assert_as_before(&before);
}

/* ---- grade -------------------------------------------------------------------------------------
 */

static const char *const graded[] = {"firsthop", "grade",  "routing", "/dev/stdin", "--format",
                                     "json",     "--jobs", "1",       NULL};

static void killing_a_grader_costs_its_script_only(void **state)
{
    SCOPED(str_done) struct str before = host_state();
    SCOPED(str_done) struct str err = {0};
    struct background b = start(graded);
    pid_t worker, keeper;

    (void)state;
    types(&b, mess);
    types(&b, "sleep 1000\n");
    worker = await_child(b.pid, "firsthop");
    keeper = await_child(worker, NULL);
    (void)await_child(keeper, "bash");
    note_namespaces(b.pid);
    assert_int_equal(kill(worker, SIGKILL), 0);
    sees(&b, "killed by signal 9");
    assert_int_equal(ends(&b, &err), 70);
    assert_nobody_left();
    assert_as_before(&before);
}

static void killing_grade_ends_its_graders(void **state)
{
    SCOPED(str_done) struct str before = host_state();
    SCOPED(str_done) struct str err = {0};
    struct background b = start(graded);
    pid_t worker;

    (void)state;
    types(&b, mess);
    types(&b, "sleep 1000\n");
    worker = await_child(b.pid, "firsthop");
    (void)await_child(await_child(worker, NULL), "bash");
    note_namespaces(b.pid);
    assert_int_equal(kill(b.pid, SIGKILL), 0);
    assert_int_equal(ends(&b, &err), 128 + SIGKILL);
    assert_nobody_left();
    assert_as_before(&before);
}

static void every_command_leaves_nothing(void **state)
{
    static const char *const lines[] = {
        "\"$FIRSTHOP\" list", "\"$FIRSTHOP\" doctor", "\"$FIRSTHOP\" help",
        "\"$FIRSTHOP\" grade routing " TEST_DATA "/grade/routing/*.sh",
        "\"$FIRSTHOP\" run routing --step ping </dev/null"};
    SCOPED(str_done) struct str before = host_state();

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
        SCOPED(ran_done) struct ran r = run_line(lines[i]);

        assert_ran(r, r.status <= 3);
        assert_nobody_left();
    }
    assert_as_before(&before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whoever_is_killed_while_a_command_runs_nothing_is_left),
        cmocka_unit_test(whoever_is_killed_between_commands_nothing_is_left),
        cmocka_unit_test(killing_the_engine_while_it_starts_leaves_nothing),
        cmocka_unit_test(killing_the_keeper_while_it_starts_is_told),
        cmocka_unit_test(ending_a_run_by_a_signal_leaves_nothing),
        cmocka_unit_test(a_run_that_ends_by_itself_leaves_nothing),
        cmocka_unit_test(killing_a_grader_costs_its_script_only),
        cmocka_unit_test(killing_grade_ends_its_graders),
        cmocka_unit_test(every_command_leaves_nothing),
    };

    program_needs_sandbox();
    if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
