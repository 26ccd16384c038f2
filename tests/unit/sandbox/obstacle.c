// SPDX-License-Identifier: MIT
/* From what the kernel says to what a person can do about it. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "sandbox/obstacle.h"

static struct obstacle_facts ordinary(void)
{
    return (struct obstacle_facts){.userns_clone = -1,
                                   .max_user_namespaces = 15000,
                                   .max_net_namespaces = 15000,
                                   .max_mnt_namespaces = 15000,
                                   .max_pid_namespaces = 15000,
                                   .apparmor_userns = -1,
                                   .seccomp = 0};
}

static struct error explain(const struct obstacle_facts *facts, enum stage stage, int code)
{
    struct error err = {0};

    error_set(&err, -code, "the original words");
    obstacle_explain(facts, stage, &err);
    assert_int_equal(err.code, -code);
    assert_non_null(strstr(err.what, "the original words"));
    return err;
}

static void expect(const struct error *err, const char *what, const char *hint)
{
    assert_non_null(strstr(err->what, what));
    assert_non_null(strstr(err->hint, hint));
    assert_int_equal(err->class, ERROR_MACHINE);
    assert_int_equal(error_exit_code(err), 3);
}

static void debians_switch_is_named(void **state)
{
    struct obstacle_facts f = ordinary();
    struct error err;

    (void)state;
    f.userns_clone = 0;
    err = explain(&f, STAGE_CLONE, EPERM);
    expect(&err, "kernel.unprivileged_userns_clone",
           "sudo sysctl -w kernel.unprivileged_userns_clone=1");
}

static void zero_limits_are_named(void **state)
{
    struct obstacle_facts f = ordinary();
    struct error err;

    (void)state;
    f.max_user_namespaces = 0;
    err = explain(&f, STAGE_CLONE, ENOSPC);
    expect(&err, "user.max_user_namespaces is 0", "user.max_user_namespaces=");
    f = ordinary();
    f.max_net_namespaces = 0;
    err = explain(&f, STAGE_CLONE, ENOSPC);
    expect(&err, "user.max_net_namespaces is 0", "user.max_net_namespaces=");
}

static void used_up_limits_are_told_from_zero(void **state)
{
    struct obstacle_facts f = ordinary();
    struct error err = explain(&f, STAGE_CLONE, ENOSPC);

    (void)state;
    expect(&err, "too many exist", "sysctl");
}

static void apparmor_gets_a_ready_profile_with_our_path(void **state)
{
    struct obstacle_facts f = ordinary();
    enum stage stages[] = {STAGE_MAP, STAGE_MOUNT, STAGE_PROC, STAGE_NETWORK, STAGE_CLONE};
    struct error err;

    (void)state;
    f.apparmor_userns = 1;
    f.program = "/opt/firsthop/bin/firsthop";
    for (size_t i = 0; i < ARRAY_LENGTH(stages); i++) {
        err = explain(&f, stages[i], i % 2 ? EPERM : EACCES);
        expect(&err, "AppArmor", "profile firsthop /opt/firsthop/bin/firsthop");
        expect(&err, "AppArmor", "userns,");
        expect(&err, "AppArmor", "apparmor_parser -r /etc/apparmor.d/firsthop");
    }
}

static void root_is_not_sent_to_apparmor(void **state)
{
    struct obstacle_facts f = ordinary();
    struct error err;

    (void)state;
    f.apparmor_userns = 1;
    f.is_root = true;
    err = explain(&f, STAGE_MOUNT, EPERM);
    assert_null(strstr(err.what, "AppArmor"));
}

static void a_containers_filter_is_named(void **state)
{
    struct obstacle_facts f = ordinary();
    struct error err;

    (void)state;
    f.seccomp = 2;
    err = explain(&f, STAGE_CLONE, EPERM);
    expect(&err, "system-call filter", "seccomp=unconfined");
    err = explain(&f, STAGE_CLONE, ENOSYS); /* what Docker's filter says for clone3 */
    expect(&err, "system-call filter", "seccomp=unconfined");
}

static void covered_proc_is_named(void **state)
{
    struct obstacle_facts f = ordinary();
    struct error err = explain(&f, STAGE_PROC, EPERM);

    (void)state;
    expect(&err, "/proc", "systempaths=unconfined");
}

static void chroot_is_named(void **state)
{
    struct obstacle_facts f = ordinary();
    struct error err;

    (void)state;
    f.in_chroot = true;
    err = explain(&f, STAGE_CLONE, EPERM);
    expect(&err, "chroot", "outside");
}

static void a_missing_proc_is_named(void **state)
{
    struct obstacle_facts f = ordinary();
    struct error err;

    (void)state;
    f.no_proc = true;
    err = explain(&f, STAGE_MAP, ENOENT);
    expect(&err, "no /proc", "mount -t proc");
}

static void an_old_or_small_kernel_is_named(void **state)
{
    struct obstacle_facts f = ordinary();
    struct error err = explain(&f, STAGE_CLONE, ENOSYS);

    (void)state;
    expect(&err, "too old", "5.10");
    err = explain(&f, STAGE_CLONE, EINVAL);
    expect(&err, "built without", "CONFIG_USER_NS");
}

static void what_nobody_can_explain_stays_as_it_is(void **state)
{
    struct obstacle_facts f = ordinary();
    struct error err = explain(&f, STAGE_MOUNT, ENOMEM);

    (void)state;
    assert_string_equal(err.what, "the original words");
    assert_int_equal(err.class, ERROR_OURS);
}

static void the_facts_of_this_machine_can_be_read(void **state)
{
    struct obstacle_facts f;
    char program[512];

    (void)state;
    obstacle_read(&f, program);
    assert_true(f.seccomp >= 0);
    assert_true(f.max_user_namespaces >= 0);
    assert_false(f.in_chroot);
    assert_non_null(strstr(f.program, "obstacle"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(debians_switch_is_named),
        cmocka_unit_test(zero_limits_are_named),
        cmocka_unit_test(used_up_limits_are_told_from_zero),
        cmocka_unit_test(apparmor_gets_a_ready_profile_with_our_path),
        cmocka_unit_test(root_is_not_sent_to_apparmor),
        cmocka_unit_test(a_containers_filter_is_named),
        cmocka_unit_test(covered_proc_is_named),
        cmocka_unit_test(chroot_is_named),
        cmocka_unit_test(a_missing_proc_is_named),
        cmocka_unit_test(an_old_or_small_kernel_is_named),
        cmocka_unit_test(what_nobody_can_explain_stays_as_it_is),
        cmocka_unit_test(the_facts_of_this_machine_can_be_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
