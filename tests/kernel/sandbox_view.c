// SPDX-License-Identifier: MIT
/* What a learner sees in a sandbox, what can be written and what cannot. */
#include <errno.h>
#include <sys/stat.h>

#include "sandbox_fixture.h"

static struct sandbox *sandbox;

static int open_one(void **state)
{
    static const struct sandbox_file files[] = {
        {"/etc/firsthop/deep/note", "one\ntwo\n", 0600},
        {"/root/.hello", "", 0},
        {"/run/x", "#!/bin/sh\necho ran\n", 0755},
    };
    struct sandbox_options options = {
        .hostname = "lab", .files = files, .file_count = ARRAY_LENGTH(files)};

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

static void learner_is_root(void **state)
{
    (void)state;
    fixture_prints(sandbox, "id -u; id -g; id -G; whoami", "0\n0\n0\nroot\n");
    fixture_prints(sandbox, "hostname; cat /etc/hostname; grep -c lab /etc/hosts", "lab\nlab\n1\n");
}

static void environment_is_clean(void **state)
{
    (void)state;
    assert_int_equal(setenv("FIXTURE_SECRET", "1", 1), 0);
    fixture_prints(
        sandbox, "env | grep -vE '^(_|PWD|SHLVL|OLDPWD)=' | sort",
        "HOME=/root\nLANG=C.UTF-8\nLOGNAME=root\n"
        "PATH=/run/firsthop/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
        "SHELL=/bin/bash\nUSER=root\n");
    fixture_prints(sandbox, "pwd", "/root\n");
}

static void only_standard_descriptors_are_open(void **state)
{
    (void)state;
    fixture_prints(sandbox, "echo /proc/self/fd/*",
                   "/proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2 "
                   "/proc/self/fd/3\n");
}

static void asked_files_are_there(void **state)
{
    (void)state;
    fixture_prints(sandbox, "cat /etc/firsthop/deep/note; stat -c '%a %U' /etc/firsthop/deep/note",
                   "one\ntwo\n600 root\n");
    fixture_prints(sandbox, "stat -c '%a %s' /root/.hello", "644 0\n");
    fixture_prints(sandbox, "/run/x", "ran\n");
}

static void throwaway_places_are_writable(void **state)
{
    (void)state;
    fixture_prints(sandbox,
                   "for d in /run /tmp /root /home /mnt /var/tmp /dev/shm /etc /etc/netns; do "
                   "echo 1 > $d/try && rm $d/try || echo $d; done",
                   "");
    fixture_prints(sandbox, "echo 10.0.0.1 a >> /etc/hosts && tail -n 1 /etc/hosts",
                   "10.0.0.1 a\n");
    fixture_prints(sandbox, "sed -i s/a/b/ /etc/hosts && mkdir -p /etc/netns/r && echo ok", "ok\n");
}

static void homes_are_empty(void **state)
{
    (void)state;
    fixture_prints(sandbox, "ls -A /home /mnt /var/tmp | grep -v '^/' | grep .; ls -A /root",
                   ".hello\n");
}

static void hosts_files_cannot_be_changed(void **state)
{
    (void)state;
    fixture_refuses(sandbox, "echo x > /usr/firsthop-test");
    fixture_refuses(sandbox, "mkdir /firsthop-test");
    fixture_refuses(sandbox, "mount -o remount,bind,rw /usr && touch /usr/firsthop-test");
    fixture_refuses(sandbox, "mount -o remount,bind,rw / && mkdir /firsthop-test");
    fixture_refuses(sandbox, "mount --bind /usr /mnt && mount -o remount,bind,rw /mnt");
    fixture_refuses(sandbox, "unshare -Urm mount -o remount,bind,rw /usr");
}

/* However often the covers are taken off, nothing of the host appears under them. */
static void nothing_of_the_host_is_under_a_mount(void **state)
{
    (void)state;
    fixture_prints(
        sandbox,
        "unshare -m bash -c 'for i in 1 2 3 4; do umount -l /home /root /tmp /run /dev "
        "/var/tmp /mnt; done 2>/dev/null; cd /; echo home/* root/* tmp/* run/* mnt/* dev/* "
        "var/tmp/*'",
        "home/* root/* tmp/* run/* mnt/* dev/* var/tmp/*\n");
    fixture_prints(
        sandbox,
        "unshare -m bash -c 'for i in 1 2 3 4; do umount -l /proc; done 2>/dev/null; cd /; "
        "echo proc/*'",
        "proc/*\n");
}

/* A home may be anywhere: that of this test is where its sources are. */
static void a_home_elsewhere_is_hidden_and_its_neighbours_are_not(void **state)
{
    SCOPED(mem_done) char *was = mem_string(getenv("HOME"));
    SCOPED(mem_done)
    char *look =
        mem_printf("umount %s 2>/dev/null; cat %s/CMakeLists.txt", SOURCE_ROOT, SOURCE_ROOT);
    struct sandbox *s;

    (void)state;
    assert_int_equal(setenv("HOME", SOURCE_ROOT, 1), 0);
    s = fixture_open(NULL);
    if (was != NULL)
        setenv("HOME", was, 1);
    fixture_refuses(s, look);
    fixture_prints(s, "ls -d /usr/bin /etc/passwd /var/lib", "/etc/passwd\n/usr/bin\n/var/lib\n");
    sandbox_close(s);
}

static void proc_shows_only_the_sandbox(void **state)
{
    (void)state;
    fixture_prints(sandbox, "[ $(ls -d /proc/[0-9]* | wc -l) -lt 8 ] && echo few", "few\n");
}

static void sudo_runs_the_command(void **state)
{
    (void)state;
    fixture_prints(sandbox, "sudo -E -H -n -- echo a b", "a b\n");
    fixture_prints(sandbox, "sudo -u nobody X=3 printenv X", "3\n");
    fixture_prints(sandbox, "echo 'echo from shell' | sudo -i; echo 'echo too' | sudo -s",
                   "from shell\ntoo\n");
    fixture_prints(sandbox, "sudo -v && sudo ip netns add viasudo && ip netns del viasudo", "");
    fixture_prints(sandbox, "sudo bash -c 'exit 3'; echo $?", "3\n");
    fixture_refuses(sandbox, "sudo");
}

static void devices_work(void **state)
{
    (void)state;
    fixture_prints(
        sandbox,
        "echo x > /dev/null && head -c 3 /dev/zero | wc -c && head -c 3 /dev/urandom | wc -c "
        "&& echo a > /dev/stdout && echo b | cat /dev/stdin",
        "3\n3\na\nb\n");
    fixture_prints(sandbox, "script -qec tty /dev/null | tr -d '\\r'", "/dev/pts/0\n");
}

static void network_starts_normal(void **state)
{
    (void)state;
    fixture_prints(
        sandbox,
        "cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/{all,default,lo}/rp_filter "
        "/proc/sys/net/ipv6/conf/all/forwarding",
        "0\n0\n0\n0\n0\n");
    fixture_prints(sandbox,
                   "ip -o link | wc -l; ip -o addr show lo | wc -l; ping -c1 -q 127.0.0.1 "
                   "> /dev/null && echo answers",
                   "1\n2\nanswers\n");
    fixture_prints(sandbox, "ip route; ip -6 route show table main", "");
}

static void named_namespaces_work(void **state)
{
    (void)state;
    fixture_prints(
        sandbox,
        "ip netns add h1 && ip netns add h2 && ip link add v1 netns h1 type veth peer name v2 "
        "netns h2 && for i in 1 2; do ip -n h$i addr add 10.0.0.$i/24 dev v$i && ip -n h$i "
        "link set v$i up; done && ip netns exec h1 ping -c1 -q -W5 10.0.0.2 >/dev/null && echo "
        "reached; ip netns exec h1 sysctl -w net.ipv4.ip_forward=1; ip netns del h1; ip netns "
        "del h2; ls /run/netns",
        "reached\nnet.ipv4.ip_forward = 1\n");
}

static void nested_namespaces_work(void **state)
{
    (void)state;
    fixture_prints(sandbox,
                   "unshare -fp --mount-proc bash -c 'echo $$; ls -d /proc/[0-9]* | head -1'",
                   "1\n/proc/1\n");
    fixture_prints(sandbox,
                   "unshare -n ip -o link | wc -l; unshare -Ur id -u; unshare -u bash -c "
                   "'hostname x; hostname'; hostname",
                   "1\n0\nx\nlab\n");
    fixture_prints(sandbox,
                   "unshare -m bash -c 'mount -t tmpfs t /mnt && mkdir /mnt/o && cd /mnt && "
                   "pivot_root . o && echo pivoted'",
                   "pivoted\n");
}

static void own_processes_can_be_traced(void **state)
{
    (void)state;
    /* While a program is being loaded its environment is empty: look until it is there. */
    fixture_prints(
        sandbox,
        "sleep 100 & for i in $(seq 1000); do "
        "n=$(tr '\\0' '\\n' </proc/$!/environ | grep -c HOME); [ $n = 0 ] || break; done; "
        "echo $n; kill $!",
        "1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(learner_is_root),
        cmocka_unit_test(environment_is_clean),
        cmocka_unit_test(only_standard_descriptors_are_open),
        cmocka_unit_test(asked_files_are_there),
        cmocka_unit_test(homes_are_empty),
        cmocka_unit_test(throwaway_places_are_writable),
        cmocka_unit_test(hosts_files_cannot_be_changed),
        cmocka_unit_test(nothing_of_the_host_is_under_a_mount),
        cmocka_unit_test(a_home_elsewhere_is_hidden_and_its_neighbours_are_not),
        cmocka_unit_test(proc_shows_only_the_sandbox),
        cmocka_unit_test(sudo_runs_the_command),
        cmocka_unit_test(devices_work),
        cmocka_unit_test(network_starts_normal),
        cmocka_unit_test(named_namespaces_work),
        cmocka_unit_test(nested_namespaces_work),
        cmocka_unit_test(own_processes_can_be_traced),
    };

    return cmocka_run_group_tests(tests, open_one, close_it);
}
