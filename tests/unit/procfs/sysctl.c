// SPDX-License-Identifier: MIT
/* Names of sysctls, as people write them and as nobody should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include <firsthop/procfs.h>

static void assert_path(const char *key, const char *expected)
{
    char path[160];

    assert_true(procfs_sysctl_path(key, path));
    assert_string_equal(path, expected);
}

static void assert_refused(const char *key)
{
    char path[160] = "untouched";

    assert_false(procfs_sysctl_path(key, path));
    assert_string_equal(path, "");
}

static void dots_become_slashes(void **state)
{
    (void)state;
    assert_path("net.ipv4.ip_forward", "net/ipv4/ip_forward");
    assert_path("net/ipv4/ip_forward", "net/ipv4/ip_forward");
    assert_path("hostname", "hostname");
}

static void the_first_separator_decides(void **state)
{
    (void)state;
    assert_path("net/ipv4/conf/eth0.5/forwarding", "net/ipv4/conf/eth0.5/forwarding");
    assert_path("net.ipv4.conf.eth0/5.forwarding", "net/ipv4/conf/eth0.5/forwarding");
}

static void nothing_leads_out_of_proc_sys(void **state)
{
    (void)state;
    assert_refused("../self/environ");
    assert_refused("net/../../self/environ");
    assert_refused("net.//.//.self"); /* "net/../../self" once the separators are swapped */
    assert_refused("/etc/passwd");
    assert_refused(".etc.passwd");
    assert_refused("net..ipv4");
    assert_refused("net/ipv4/");
    assert_refused("net.ipv4.");
    assert_refused("net//ipv4");
    assert_refused("net/./ipv4");
    assert_refused("./net");
    assert_refused("net/ipv4/.");
    assert_refused("..");
    assert_refused(".");
    assert_refused("/");
}

static void odd_bytes_and_lengths_are_refused(void **state)
{
    char key[130];

    (void)state;
    assert_refused("");
    assert_refused(NULL);
    assert_refused("net.ipv4 .ip_forward");
    assert_refused("net.ipv4.\nip_forward");
    assert_refused("net.\xe3\x83\x8d.x");
    memset(key, 'a', sizeof(key));
    key[128] = '\0';
    assert_path(key, key);
    key[128] = 'a';
    key[129] = '\0';
    assert_refused(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dots_become_slashes),
        cmocka_unit_test(the_first_separator_decides),
        cmocka_unit_test(nothing_leads_out_of_proc_sys),
        cmocka_unit_test(odd_bytes_and_lengths_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
