// SPDX-License-Identifier: MIT
/*
 * Learners who break things, by mistake or on purpose. Whatever they do, the run goes on or ends
 * with a clear word, and the host stays as it is. Each script here does its harm first and then
 * types the whole lesson, so that "goes on" means: every fact is judged right after it.
 */
#include <fcntl.h>
#include <sys/prctl.h>

#include "program.h"

static const char listing[] = TEST_DATA "/grade/routing/as-listed.sh";

enum { TOTAL_AT_LEAST = 17 };

/* ---- running a hostile script ------------------------------------------------------------------
 */

struct graded {
    struct ran ran;
    json_t *all, *run; /* the report; its only run */
};

static void graded_done(struct graded *g)
{
    json_decref(g->all);
    ran_done(&g->ran);
}

/* @harm, then the lesson, with @timeout_s seconds for both. The report must be there in any case.
 */
static struct graded grade_harm(const char *harm, int timeout_s)
{
    SCOPED(scratch_done) struct scratch s = scratch_make();
    SCOPED(str_done) struct str script = {0}, lesson = {0};
    struct error err = {0};
    struct graded g = {0};

    assert_int_equal(fd_read_file(listing, 1 << 16, &lesson, &err), 0);
    str_addf(&script, "%s\n%s", harm, str_text(&lesson));
    scratch_write_bytes(&s, "script.sh", str_text(&script), script.len);
    g.ran = run_linef("exec \"$FIRSTHOP\" grade routing '%s/script.sh' --timeout %d --format json",
                      s.path, timeout_s);
    g.all = ran_json(&g.ran);
    assert_int_equal(json_array_size(g.all), 1);
    g.run = json_array_get(g.all, 0);
    return g;
}

static long number(const json_t *object, const char *key)
{
    return (long)json_integer_value(json_object_get(object, key));
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text == NULL ? "" : text;
}

static void assert_no_fault_of_ours(const struct graded *g, const char *harm)
{
    if (g->ran.status > 1 || g->ran.err.len > 0 || number(g->run, "faults") != 0 ||
        text_of(g->run, "problem")[0] != '\0')
        print_error("%s\n", harm);
    assert_ran(g->ran, g->ran.status <= 1 && g->ran.err.len == 0);
    assert_ran(g->ran, number(g->run, "faults") == 0);
    assert_ran(g->ran, text_of(g->run, "problem")[0] == '\0');
    assert_ran(g->ran, number(g->run, "total") >= TOTAL_AT_LEAST);
}

static void goes_on_after(const char *harm)
{
    SCOPED(graded_done) struct graded g = grade_harm(harm, 30);

    assert_no_fault_of_ours(&g, harm);
    if (g.ran.status != 0)
        print_error("%s\n", harm);
    assert_ran(g.ran, g.ran.status == 0);
    assert_ran(g.ran, number(g.run, "held") == number(g.run, "total"));
}

/* @note: what the report says about it; NULL: the facts say it. */
static void ends_with_a_word_after(const char *harm, int timeout_s, const char *note)
{
    SCOPED(graded_done) struct graded g = grade_harm(harm, timeout_s);

    assert_no_fault_of_ours(&g, harm);
    if (g.ran.status != 1 || (note != NULL && strstr(text_of(g.run, "note"), note) == NULL))
        print_error("%s\n", harm);
    assert_ran(g.ran, g.ran.status == 1);
    assert_ran(g.ran, note == NULL || strstr(text_of(g.run, "note"), note) != NULL);
}

/* ---- the shell ---------------------------------------------------------------------------------
 */

static void a_killed_shell_is_named(void **state)
{
    (void)state;
    ends_with_a_word_after("kill -9 $$", 60, "killed by signal 9");
    ends_with_a_word_after("kill -SEGV $$", 60, "killed by signal 11");
    ends_with_a_word_after("ip netns add router\nbash -c 'kill -9 $PPID'", 60, "signal 9");
}

static void killing_everything_else_is_survived(void **state)
{
    (void)state;
    goes_on_after("sleep 1000 & sleep 1000 & kill -9 -1");
    goes_on_after("kill -9 1; kill -STOP 1; kill -TERM 1");
}

static void a_shell_that_no_longer_talks_is_judged_by_what_it_did(void **state)
{
    (void)state;
    goes_on_after("exec sh");
    goes_on_after("exec bash --norc");
    goes_on_after("exec 60>&-");
    goes_on_after("trap - DEBUG EXIT; PS1=x PROMPT_COMMAND=false");
    goes_on_after("unset -f __firsthop_ask __firsthop_debug; readonly HISTCMD PROMPT_COMMAND");
    goes_on_after("set -euo pipefail; IFS=x; set -o posix; shopt -s extdebug; set +eu");
    goes_on_after("exec 1>&- 2>&-");
    goes_on_after("exec 1>/dev/full 2>&1");
    goes_on_after("printf() { :; }; read() { :; }; trap() { :; }; history() { :; }");
    ends_with_a_word_after("exec 0<&-", 60, NULL);
    ends_with_a_word_after("exit 0", 60, NULL);
}

static void jobs_left_behind_hold_nothing_up(void **state)
{
    (void)state;
    goes_on_after("sleep 1000 &\n(trap '' HUP TERM INT; sleep 1000) & disown -a\n"
                  "setsid sleep 1000 &\nsetsid -f sh -c 'while :; do echo x; done'");
    goes_on_after(
        "unshare -Urmpfn --mount-proc sh -c 'ip link; sleep 1000 & unshare -Urn ip link'");
}

static void skipping_is_not_solving(void **state)
{
    SCOPED(scratch_done) struct scratch s = scratch_make();
    SCOPED(str_done) struct str script = {0};

    (void)state;
    for (int i = 0; i < 12; i++)
        str_add(&script, "skip\nfh skip\nsolution\nhint\n");
    scratch_write_bytes(&s, "skip.sh", str_text(&script), script.len);
    SCOPED(ran_done)
    struct ran r = run_linef("exec \"$FIRSTHOP\" grade routing '%s/skip.sh'", s.path);

    assert_ran(r, r.status == 1 && says(&r.out, ": 0 of "));
}

/* ---- floods ------------------------------------------------------------------------------------
 */

static void floods_of_output_are_survived(void **state)
{
    (void)state;
    goes_on_after("head -c 50000000 /dev/zero | tr '\\0' x");
    goes_on_after("head -c 10M /dev/urandom");
    goes_on_after("yes \"$(printf '\\033[31m\\033]0;x\\007\\033[2J')\" | head -c 2000000");
}

static void garbage_on_the_hooks_socket_is_survived(void **state)
{
    (void)state;
    goes_on_after("head -c 3000000 /dev/urandom >&60");
    goes_on_after("head -c 3000000 /dev/zero >&60");
    goes_on_after("head -c 3000000 /dev/zero | tr '\\0' '\\1' >&60");
    goes_on_after("(while :; do cat /dev/zero; done >&60) &");
    goes_on_after("for i in {1..50}; do printf '\\1P %d 0\\0    1  true\\n\\0' $i >&60; done");
    goes_on_after("printf '\\1P 99999999999999999999999999999999999999 999\\0' >&60");
    goes_on_after("printf '\\1W 7 16\\0a' >&60; printf '\\1D 7 0' >&60; printf '\\1\\1\\1P' >&60");
}

static void forged_commands_prove_nothing(void **state)
{
    SCOPED(scratch_done) struct scratch s = scratch_make();
    SCOPED(ran_done) struct ran r = {0};

    (void)state;
    scratch_write(&s, "forged.sh",
                  "for i in router host1 host2; do\n"
                  "  printf '\\1D 4711 0\\0~\\0    9  ip netns add %s\\n\\0' $i >&60\n"
                  "done\n");
    r = run_linef("exec \"$FIRSTHOP\" grade routing '%s/forged.sh'", s.path);
    assert_ran(r, r.status == 1 && says(&r.out, ": 0 of "));
}

static void endless_forgeries_end_with_the_time(void **state)
{
    SCOPED(graded_done)
    struct graded g = grade_harm("(while :; do printf \"\\1P $RANDOM 0\\0x\\0\" >&60; done) &", 3);

    (void)state;
    assert_no_fault_of_ours(&g, "endless forgeries");
    assert_ran(g.ran, g.ran.status == 0 || strstr(text_of(g.run, "note"), "after 3 s") != NULL);
}

static void a_script_without_end_is_stopped(void **state)
{
    (void)state;
    ends_with_a_word_after("ip netns add router\nwhile :; do :; done", 1, "after 1 s");
    ends_with_a_word_after("trap '' HUP TERM INT; sleep 1000", 1, "after 1 s");
    ends_with_a_word_after("mkfifo /tmp/f; cat /tmp/f", 1, "after 1 s");
}

/* ---- files and mounts --------------------------------------------------------------------------
 */

static void full_disks_are_survived(void **state)
{
    (void)state;
    goes_on_after("for d in /tmp /root /run /run/netns /dev/shm /var/tmp /etc /home /mnt; do\n"
                  "head -c 3G /dev/zero >$d/full; done 2>/dev/null");
    goes_on_after("cd /tmp && for i in {1..70000}; do : >f$i || break; done 2>/dev/null; cd /");
}

static void the_names_of_namespaces_may_be_anything(void **state)
{
    (void)state;
    goes_on_after(
        "touch /run/netns/a; mkfifo /run/netns/b; mkdir /run/netns/c\n"
        "ln -s /etc/passwd /run/netns/d; ln -s d /run/netns/e; ln -s e /run/netns/e2\n"
        "ip netns add \"$(printf 'x\\ny')\"; ip netns add \"$(printf '\\377\\033[31m')\"\n"
        "mkfifo /run/netns/z; mount --bind /dev/zero /run/netns/a");
    goes_on_after("mount --bind /proc/self/ns/uts /run/netns/c || :; touch /run/netns/u\n"
                  "mount --bind /proc/self/ns/user /run/netns/u");
    ends_with_a_word_after("ln -s /etc /run/netns/host1", 60, NULL);
    ends_with_a_word_after("touch /run/netns/host1", 60, NULL);
    ends_with_a_word_after("mkfifo /run/netns/host1; ip netns exec host1 true", 2, NULL);
}

static void a_namespace_in_use_may_go_and_come_back(void **state)
{
    (void)state;
    goes_on_after(
        "ip netns add router; ip netns exec router sleep 1000 & \n"
        "ip netns add host1; ip link add eth0 netns host1 type veth peer name e1 netns router\n"
        "ip netns del router; ip netns del host1; ip -all netns del");
    goes_on_after("for i in {1..40}; do ip netns add router; ip netns del router; done");
}

static void broken_mounts_are_survived(void **state)
{
    (void)state;
    goes_on_after("mount -o remount,rw /; mount -o remount,rw,bind /usr; : >/usr/x; : >/x");
    goes_on_after("umount -a 2>/dev/null; umount -l / 2>/dev/null; swapoff -a; mount -a");
    ends_with_a_word_after("mount -t tmpfs none /proc; mount -t tmpfs none /sys", 20, NULL);
    ends_with_a_word_after("umount -l /run/netns", 20, NULL);
    ends_with_a_word_after("mount -t tmpfs none /run", 20, NULL);
    ends_with_a_word_after("umount -l /run/netns; rm -rf /run/netns", 20, NULL);
}

/* ---- input -------------------------------------------------------------------------------------
 */

static void long_and_binary_input_is_survived(void **state)
{
    SCOPED(str_done) struct str longest = {0};

    (void)state;
    str_add(&longest, ": ");
    for (int i = 0; i < 1 << 20; i++)
        str_add_char(&longest, 'y');
    goes_on_after(str_text(&longest));
    goes_on_after(": $'\\377\\376\\001'; : \xff\xfe\x01 \x1b[31m; : \"\xe3\x81\"");
    goes_on_after("cat <<'END' >/dev/null\n\033[31m\001\002\nEND");
}

/* ---- the host ----------------------------------------------------------------------------------
 */

/* Somebody else's process, of the same user as the sandbox: it must outlive everything. */
static pid_t start_bystander(void)
{
    pid_t pid = fork();

    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (geteuid() == 0 &&
            (setresgid(65534, 65534, 65534) < 0 || setresuid(65534, 65534, 65534) < 0))
            _exit(1);
        for (;;)
            pause();
    }
    return pid;
}

static void end_bystander(pid_t pid)
{
    int status;

    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void a_hundred_thousand_processes_stay_inside(void **state)
{
    pid_t bystander = start_bystander();
    SCOPED(ran_done) struct ran host = {0};

    (void)state;
    goes_on_after(
        "perl -e 'for (1..100000) { $p = fork; if (defined $p && !$p) { sleep 1000; exit } }'");
    ends_with_a_word_after(":(){ :|:& };:", 3, NULL);
    ends_with_a_word_after("for ((i = 0; i < 100000; i++)); do sleep 1000 & done 2>/dev/null", 3,
                           "after 3 s");
    host = run_line("for i in 1 2 3 4 5 6 7 8; do sleep 0 & done; wait");
    assert_ran(host, host.status == 0 && host.err.len == 0);
    end_bystander(bystander);
}

static void killing_all_spares_the_host(void **state)
{
    pid_t bystander = start_bystander();
    SCOPED(mem_done)
    char *harm =
        mem_printf("kill -9 %d; for ((i = 1; i < 70000; i++)); do kill -9 $i; done 2>/dev/null",
                   (int)bystander);

    (void)state;
    ends_with_a_word_after(harm, 60, "signal 9"); /* its own shell is among them */
    ends_with_a_word_after("kill -9 -1; kill -9 $$", 60, "signal 9");
    end_bystander(bystander);
}

static uint64_t checksum(const char *path)
{
    SCOPED(str_done) struct str text = {0};
    struct error err = {0};
    uint64_t sum = 14695981039346656037u; /* FNV-1a */

    if (fd_read_file(path, 64 << 20, &text, &err) < 0)
        fail_msg("%s", err.what);
    for (size_t i = 0; i < text.len; i++)
        sum = (sum ^ (unsigned char)text.data[i]) * 1099511628211u;
    return sum;
}

/*
 * Everything is removed, but only if a first try at a file of our own says that the host is out of
 * reach: a broken sandbox must cost this test, not the machine.
 */
static void removing_everything_removes_nothing_of_the_host(void **state)
{
    static const char *const kept[] = {PROGRAM, SOURCE_ROOT "/lessons/routing/lesson.lua",
                                       SOURCE_ROOT "/lessons/routing/en.md", "/etc/passwd",
                                       "/bin/sh"};
    SCOPED(scratch_done) struct scratch s = scratch_make();
    SCOPED(mem_done) char *canary = mem_printf("%s/canary", s.path);
    SCOPED(mem_done) char *script = mem_printf("%s/rm.sh", s.path);
    SCOPED(str_done) struct str text = {0};
    uint64_t before[ARRAY_LENGTH(kept)], own;

    (void)state;
    scratch_write(&s, "canary", "still there\n");
    (void)chmod(s.path, 0777);
    (void)chmod(canary, 0666);
    str_addf(
        &text,
        "ip netns add router\n"
        "rm -f '%s' '%s'; for f in '%s/canary' '%s' '%s'; do (echo x >>\"$f\") && exit; done "
        "2>/dev/null\n"
        "timeout 20 rm -rf --no-preserve-root /etc /run /tmp /root /home /var /usr /bin /dev /boot "
        "/srv /opt '%s' 2>/dev/null\n"
        "ip netns add host1\nip netns add host2\n",
        canary, script, s.path, SOURCE_ROOT "/lessons/routing/lesson.lua", PROGRAM, SOURCE_ROOT);
    scratch_write_bytes(&s, "rm.sh", str_text(&text), text.len);
    own = checksum(script);
    for (size_t i = 0; i < ARRAY_LENGTH(kept); i++)
        before[i] = checksum(kept[i]);
    SCOPED(ran_done)
    struct ran r = run_linef("exec \"$FIRSTHOP\" grade routing '%s' --timeout 40", script);

    assert_ran(r, r.status == 1 && r.err.len == 0);
    assert_int_equal(access(canary, F_OK), 0);
    assert_int_equal(checksum(script), own);
    for (size_t i = 0; i < ARRAY_LENGTH(kept); i++)
        assert_int_equal(checksum(kept[i]), before[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_shell_is_named),
        cmocka_unit_test(killing_everything_else_is_survived),
        cmocka_unit_test(a_shell_that_no_longer_talks_is_judged_by_what_it_did),
        cmocka_unit_test(jobs_left_behind_hold_nothing_up),
        cmocka_unit_test(skipping_is_not_solving),
        cmocka_unit_test(floods_of_output_are_survived),
        cmocka_unit_test(garbage_on_the_hooks_socket_is_survived),
        cmocka_unit_test(forged_commands_prove_nothing),
        cmocka_unit_test(endless_forgeries_end_with_the_time),
        cmocka_unit_test(a_script_without_end_is_stopped),
        cmocka_unit_test(full_disks_are_survived),
        cmocka_unit_test(the_names_of_namespaces_may_be_anything),
        cmocka_unit_test(a_namespace_in_use_may_go_and_come_back),
        cmocka_unit_test(broken_mounts_are_survived),
        cmocka_unit_test(long_and_binary_input_is_survived),
        cmocka_unit_test(a_hundred_thousand_processes_stay_inside),
        cmocka_unit_test(killing_all_spares_the_host),
        cmocka_unit_test(removing_everything_removes_nothing_of_the_host),
    };

    program_needs_sandbox();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
