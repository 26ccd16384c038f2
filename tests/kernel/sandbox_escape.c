// SPDX-License-Identifier: MIT
/* What the root of a sandbox tries and does not get: the keeper, the engine, the host, the kernel.
 */
#include <errno.h>
#include <linux/keyctl.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "sandbox/filter.h"
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

static void the_keepers_memory_is_shut(void **state)
{
    static const char *const files[] = {
        "mem",     "maps",   "environ", "root/",           "cwd/",      "fd/",
        "fdinfo/", "exe",    "auxv",    "stack",           "io",        "map_files/",
        "syscall", "ns/net", "ns/user", "root/etc/passwd", "task/1/mem"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
        char script[128];

        snprintf(script, sizeof(script), "ls -L /proc/1/%s && cat /proc/1/%s", files[i], files[i]);
        fixture_refuses(sandbox, script);
    }
    fixture_refuses(sandbox, "echo x > /proc/1/comm && grep -q '^x$' /proc/1/comm");
    fixture_refuses(sandbox, "nsenter -t 1 -m true");
    fixture_refuses(sandbox, "prlimit -p 1 -n10:10");
}

static void the_keeper_cannot_be_traced(void **state)
{
    (void)state;
    if (access("/usr/bin/gdb", X_OK) == 0)
        fixture_refuses(sandbox, "gdb -batch -p 1 2>&1 | grep -q 'Inferior 1.*attached'");
    if (access("/usr/bin/strace", X_OK) == 0)
        fixture_refuses(sandbox, "timeout 2 strace -p 1");
    if (access("/usr/bin/python3", X_OK) == 0)
        fixture_prints(sandbox,
                       "python3 -c 'import ctypes,os; l=ctypes.CDLL(None,use_errno=True); "
                       "print(l.ptrace(16,1,0,0),os.strerror(ctypes.get_errno())); "
                       "print(l.ptrace(0x4206,1,0,0),os.strerror(ctypes.get_errno()))'",
                       "-1 Operation not permitted\n-1 Operation not permitted\n");
}

static void the_keeper_cannot_be_signalled(void **state)
{
    (void)state;
    fixture_prints(
        sandbox,
        "for s in KILL STOP TERM INT HUP SEGV CHLD CONT USR1; do kill -$s 1; done; echo on",
        "on\n");
    fixture_prints(sandbox, "echo still", "still\n");
}

static void the_host_is_not_there(void **state)
{
    char script[128];

    (void)state;
    snprintf(script, sizeof(script), "grep -lxs 'Pid:.%d' /proc/*/status; kill -0 %d",
             (int)getpid(), (int)getpid());
    fixture_refuses(sandbox, script);
    fixture_refuses(sandbox,
                    "mount -t proc p /mnt && ls -d /mnt/[0-9]* | wc -l | grep -q '^[0-9]\\{3\\}'");
    fixture_refuses(sandbox, "mknod /tmp/null c 1 3 && echo x > /tmp/null");
    fixture_refuses(sandbox, "chroot /proc/1/root true");
    fixture_refuses(sandbox, "dmesg");
    fixture_refuses(sandbox, "echo x > /proc/sys/kernel/hostname_pattern");
    fixture_refuses(sandbox, "echo 1 > /proc/sys/vm/drop_caches");
    fixture_refuses(sandbox, "echo h > /proc/sysrq-trigger");
}

/* In a child of the test itself: the filter is for ever. */
static long in_filtered_child(long number, long a, long b, long c)
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        struct error err = {0};

        if (filter_load(filter_compile(&err), &err) < 0)
            _exit(255);
        _exit(syscall(number, a, b, c, 0L, 0L) < 0 ? errno : 0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_not_equal(WEXITSTATUS(status), 255);
    return WEXITSTATUS(status);
}

static void refused_calls_fail_as_they_should(void **state)
{
    static const struct {
        long number;
        int errno_wanted;
    } calls[] = {
        {SYS_bpf, EPERM},
        {SYS_perf_event_open, EPERM},
        {SYS_keyctl, EPERM},
        {SYS_add_key, EPERM},
        {SYS_request_key, EPERM},
        {SYS_init_module, EPERM},
        {SYS_finit_module, EPERM},
        {SYS_delete_module, EPERM},
        {SYS_kexec_load, EPERM},
        {SYS_reboot, EPERM},
        {SYS_swapon, EPERM},
        {SYS_settimeofday, EPERM},
        {SYS_clock_settime, EPERM},
        {SYS_acct, EPERM},
        {SYS_quotactl, EPERM},
        {SYS_syslog, EPERM},
        {SYS_open_by_handle_at, EPERM},
        {SYS_io_uring_setup, ENOSYS},
        {SYS_userfaultfd, ENOSYS},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(calls); i++)
        if (in_filtered_child(calls[i].number, 0, 0, 0) != calls[i].errno_wanted)
            fail_msg("call %ld: %ld", calls[i].number, in_filtered_child(calls[i].number, 0, 0, 0));
    assert_int_equal(in_filtered_child(SYS_ioctl, 0, TIOCSTI, 0), EPERM);
    /* The kernel looks at 32 bits of the request; the filter must not be fooled by the others. */
    assert_int_equal(in_filtered_child(SYS_ioctl, 0, (long)(TIOCSTI | 0x7fUL << 32), 0), EPERM);
}

static void only_families_of_lessons_make_sockets(void **state)
{
    static const int refused[] = {AF_VSOCK, AF_ALG,  AF_KEY, AF_BLUETOOTH,
                                  AF_TIPC,  AF_AX25, AF_XDP, 255};
    static const int allowed[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(refused); i++)
        assert_int_equal(in_filtered_child(SYS_socket, refused[i], SOCK_DGRAM, 0), EAFNOSUPPORT);
    assert_int_equal(in_filtered_child(SYS_socket, (long)(AF_VSOCK | 1UL << 40), SOCK_DGRAM, 0),
                     EAFNOSUPPORT);
    for (size_t i = 0; i < ARRAY_LENGTH(allowed); i++)
        assert_int_equal(in_filtered_child(SYS_socket, allowed[i], SOCK_DGRAM, 0), 0);
}

static void what_lessons_need_is_let_through(void **state)
{
    (void)state;
    assert_int_equal(in_filtered_child(SYS_unshare, 0, 0, 0), 0);
    assert_int_equal(in_filtered_child(SYS_ptrace, PTRACE_TRACEME, 0, 0), 0);
    assert_int_equal(in_filtered_child(SYS_getpid, 0, 0, 0), 0);
    fixture_prints(sandbox, "grep -E 'NoNewPrivs|Seccomp:' /proc/self/status | tr -d '\\t'",
                   "NoNewPrivs:1\nSeccomp:2\n");
}

static void setuid_programs_gain_nothing(void **state)
{
    (void)state;
    fixture_prints(sandbox,
                   "findmnt -no OPTIONS /usr | tr , '\\n' | grep -xE 'ro|nosuid|nodev' | sort",
                   "nodev\nnosuid\nro\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_keepers_memory_is_shut),
        cmocka_unit_test(the_keeper_cannot_be_traced),
        cmocka_unit_test(the_keeper_cannot_be_signalled),
        cmocka_unit_test(the_host_is_not_there),
        cmocka_unit_test(refused_calls_fail_as_they_should),
        cmocka_unit_test(only_families_of_lessons_make_sockets),
        cmocka_unit_test(what_lessons_need_is_let_through),
        cmocka_unit_test(setuid_programs_gain_nothing),
    };

    return cmocka_run_group_tests(tests, open_one, close_it);
}
