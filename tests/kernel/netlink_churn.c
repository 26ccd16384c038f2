// SPDX-License-Identifier: MIT
/*
 * Reading while things change: what comes out is one moment or an error, what is read after an
 * event is the truth after that event, and a namespace that goes away does so quietly.
 */
#include <netlink_lab.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <linux/rtnetlink.h>

#define CHURN_MS 1500
#define ROUTES   20000 /* so many that their silent going takes a while */

static struct netlink *host;

static int setup(void **state)
{
    (void)state;
    host = lab_netlink(NULL);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    netlink_free(host);
    return 0;
}

/* A shell script, repeated by a child until it is stopped. */
static pid_t churn(const char *script)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid != 0)
        return pid;
    setpgid(0, 0);
    execlp("sh", "sh", "-c", script, (char *)NULL);
    _exit(127);
}

static void stop(pid_t pid)
{
    setpgid(pid, pid);
    kill(-pid, SIGKILL);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void assert_whole(const struct netns *ns)
{
    for (size_t i = 0; i < ns->address_count; i++)
        assert_non_null(netns_find_link_by_index(ns, ns->addresses[i].link));
    for (size_t i = 0; i < ns->route_count; i++)
        for (size_t h = 0; h < ns->routes[i].hop_count; h++)
            if (ns->routes[i].hops[h].link != 0)
                assert_non_null(netns_find_link_by_index(ns, ns->routes[i].hops[h].link));
}

static void a_snapshot_under_churn_is_one_moment(void **state)
{
    uint64_t end = clock_now_ms() + CHURN_MS;
    pid_t child = churn("while :; do"
                        " for i in 1 2 3 4 5 6 7 8; do"
                        "  echo link add c$i type veth peer name d$i; echo link set c$i up;"
                        "  echo addr add 10.1.$i.1/24 dev c$i;"
                        "  echo route add 10.2.$i.0/24 via 10.1.$i.2; done | ip -force -batch -;"
                        " for i in 1 2 3 4 5 6 7 8; do echo link del c$i; done | ip -batch -;"
                        " done 2>/dev/null");
    size_t whole = 0, with_links = 0;

    (void)state;
    while (clock_now_ms() < end) {
        struct error err = {0};
        struct netns *ns = NULL;
        int r = netlink_read(host, 1, "host", &ns, &err);

        if (r < 0) {
            assert_int_equal(r, -EAGAIN);
            assert_int_equal(err.class, ERROR_FAULT);
            continue;
        }
        assert_whole(ns);
        whole++;
        with_links += ns->link_count > 1;
        netns_unref(ns);
    }
    stop(child);
    assert_true(whole > 0 && with_links > 0);
}

/* A table that never rests: an error that says so, in bounded time. */
static void constant_change_is_an_error(void **state)
{
    uint64_t end = clock_now_ms() + 20000;
    struct error err = {0};
    pid_t child;
    int r = 0;

    (void)state;
    if (sysconf(_SC_NPROCESSORS_ONLN) < 2) {
        print_message("one processor: nothing changes while we read\n");
        skip();
    }
    child = churn(
        "cd /proc/sys/net/ipv4/conf/lo; while :; do echo 0 >forwarding; echo 1 >forwarding; done");
    while (r == 0 && clock_now_ms() < end) {
        struct netns *ns = NULL;

        r = netlink_read(host, 1, "host", &ns, &err);
        netns_unref(ns);
    }
    stop(child);
    assert_int_equal(r, -EAGAIN);
    assert_int_equal(error_exit_code(&err), 5);
    assert_non_null(strstr(err.what, "'host'"));
}

static size_t count_routes_via_e0(const struct netns *ns)
{
    size_t count = 0;

    for (size_t i = 0; i < ns->route_count; i++)
        count += ns->routes[i].destination.address.family == AF_INET &&
                 ns->routes[i].destination.address.bytes[1] == 31;
    return count;
}

/* Wait for events, read once after each; what was read last when all is quiet. */
static struct netns *follow_until_quiet(struct netlink *nl)
{
    struct pollfd waiting = {.fd = netlink_event_fd(nl), .events = POLLIN};
    struct netns *last = NULL;

    while (poll(&waiting, 1, last == NULL ? 5000 : 150) > 0) {
        struct error err = {0};
        struct netns *ns = NULL;

        netlink_drain(nl, false, &err);
        if (netlink_read(nl, 1, "host", &ns, &err) < 0)
            continue;
        netns_unref(last);
        last = ns;
    }
    assert_non_null(last);
    return last;
}

/*
 * Taking a link down is announced first; its routes vanish after that, and nothing announces it.
 * Whoever reads at once must not keep the routes for ever.
 */
static void what_follows_an_event_silently_is_not_missed(void **state)
{
    (void)state;
    /* The far end elsewhere and no IPv6: both would tell something later and hide a miss. */
    lab_run("ip netns add far; ip link add e0 type veth peer name e1 netns far");
    lab_run("ip -n far link set e1 up; ip link set e0 up");
    lab_sysctl(NULL, "ipv6/conf/e0/disable_ipv6", "1");
    lab_run("ip addr add 10.30.0.1/16 dev e0");
    for (int round = 0; round < 4; round++) {
        struct netns *last;
        pid_t child;

        lab_run("ip link set e0 up; for i in $(seq 0 %d); do echo route add"
                " 10.31.$((i / 250)).$((i %% 250)) via 10.30.0.2; done | ip -batch -",
                ROUTES - 1);
        last = follow_until_quiet(host);
        assert_int_equal(count_routes_via_e0(last), ROUTES);
        netns_unref(last);
        child = churn("ip link set e0 down");
        last = follow_until_quiet(host);
        assert_int_equal(waitpid(child, NULL, 0), child);
        assert_int_equal(count_routes_via_e0(last), 0);
        netns_unref(last);
    }
    lab_run("ip link del e0");
}

/* Our sockets keep the namespace alive after its name is gone: reading still works and finds what
 * is left. */
static void a_namespace_can_be_read_after_its_name_is_gone(void **state)
{
    struct netlink *nl;
    struct netns *ns;

    (void)state;
    lab_run("ip netns add gone; ip -n gone link set lo up");
    nl = lab_netlink("gone");
    lab_run("ip netns del gone");
    ns = lab_read(nl);
    assert_true(link_is_up(netns_find_link(ns, "lo")));
    netns_unref(ns);
    netlink_free(nl);
}

static void sockets_that_are_none_are_a_fault(void **state)
{
    struct error err = {0};
    struct netlink *nl = NULL;
    int pipe_ends[2];

    (void)state;
    assert_int_equal(pipe(pipe_ends), 0);
    assert_int_equal(netlink_new(&nl, pipe_ends[0], pipe_ends[1], "nothing", &err), -ENOTSOCK);
    assert_null(nl);
    assert_int_equal(err.class, ERROR_FAULT);
    assert_int_equal(fcntl(pipe_ends[0], F_GETFD), -1); /* taken, also on failure */
    assert_int_equal(fcntl(pipe_ends[1], F_GETFD), -1);
    netlink_free(NULL);
}

static void the_sockets_do_not_outlive_exec(void **state)
{
    struct error err = {0};
    SCOPED(fd_done) int request = -1;
    SCOPED(fd_done) int event = -1;

    (void)state;
    assert_int_equal(netlink_open_sockets(&request, &event, &err), 0);
    assert_int_equal(fcntl(request, F_GETFD), FD_CLOEXEC);
    assert_int_equal(fcntl(event, F_GETFD), FD_CLOEXEC);
    assert_true((fcntl(event, F_GETFL) & O_NONBLOCK) != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_snapshot_under_churn_is_one_moment),
        cmocka_unit_test(constant_change_is_an_error),
        cmocka_unit_test(what_follows_an_event_silently_is_not_missed),
        cmocka_unit_test(a_namespace_can_be_read_after_its_name_is_gone),
        cmocka_unit_test(sockets_that_are_none_are_a_fault),
        cmocka_unit_test(the_sockets_do_not_outlive_exec),
    };

    lab_enter();
    return cmocka_run_group_tests(tests, setup, teardown);
}
