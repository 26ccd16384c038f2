// SPDX-License-Identifier: MIT
/* Events: what raises one, what does not, and what is left of them when there are too many. */
#include <netlink_lab.h>
#include <poll.h>
#include <sys/socket.h>

#include <netlink/netlink.h>

static struct netlink *host;

static int setup(void **state)
{
    (void)state;
    lab_run("ip netns add host1; ip netns add host2");
    lab_sysctl(NULL, "ipv6/conf/default/addr_gen_mode",
               "1"); /* no fe80:: whose events take seconds */
    lab_run("ip link add left type veth peer name right");
    lab_run("ip link set left up; ip link set right up; ip addr add 10.0.1.1/24 dev left");
    host = lab_netlink(NULL);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    netlink_free(host);
    return 0;
}

static int drain(struct netlink *nl, bool ignore_neighbours)
{
    struct error err = {0};
    int r = netlink_drain(nl, ignore_neighbours, &err);

    if (r < 0)
        fail_msg("%s", err.what);
    return r;
}

/* The state of a link follows its cable a moment later (linkwatch): until all was quiet for a
 * while. */
static void settle(struct netlink *nl)
{
    struct pollfd waiting = {.fd = netlink_event_fd(nl), .events = POLLIN};

    while (poll(&waiting, 1, 200) > 0)
        drain(nl, false);
    drain(nl, false);
}

static void where_nothing_happens_nothing_is_told(void **state)
{
    (void)state;
    settle(host);
    assert_int_equal(drain(host, false), 0);
}

static void every_kind_of_change_is_told(void **state)
{
    static const char *const commands[] = {
        "ip link add d0 type veth peer name d1",
        "ip link set d0 name d2",
        "ip link del d2",
        "ip addr add 10.0.1.2/24 dev left",
        "ip -6 addr add fd00::1/64 dev left nodad",
        "ip route add 10.2.0.0/16 dev left",
        "ip -6 route add fd02::/64 dev left",
        "ip route del 10.2.0.0/16",
        "ip rule add priority 9 table 9",
        "ip -6 rule add priority 9 table 9",
        "ip neigh add 10.0.1.9 lladdr 02:00:00:00:00:09 dev left",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(commands); i++) {
        drain(host, false);
        lab_run("%s", commands[i]);
        if (drain(host, false) != 1)
            fail_msg("not told: %s", commands[i]);
    }
}

static void a_written_sysctl_is_told(void **state)
{
    static const char *const keys[] = {"ipv4/ip_forward", "ipv4/conf/left/forwarding",
                                       "ipv6/conf/all/forwarding", "ipv4/conf/all/rp_filter"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        lab_sysctl(NULL, keys[i], "0");
        settle(host);
        lab_sysctl(NULL, keys[i], "1");
        if (drain(host, true) != 1)
            fail_msg("not told: %s", keys[i]);
    }
}

static void neighbours_alone_can_be_ignored(void **state)
{
    (void)state;
    settle(host);
    lab_run("ip neigh replace 10.0.1.7 lladdr 02:00:00:00:00:07 dev left");
    assert_int_equal(drain(host, true), 0);
    lab_run("ip neigh replace 10.0.1.8 lladdr 02:00:00:00:00:08 dev left");
    assert_int_equal(drain(host, false), 1);
    lab_run("ip neigh del 10.0.1.7 dev left; ip addr add 10.0.1.77/24 dev left");
    assert_int_equal(drain(host, true), 1);
}

static void an_overrun_counts_as_a_change(void **state)
{
    struct netlink *nl = lab_netlink("host2");
    int size = 1; /* the kernel's minimum: 2304 bytes */

    (void)state;
    assert_int_equal(setsockopt(nl->event_fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) ==
                             0 ||
                         setsockopt(nl->event_fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)) == 0,
                     1);
    lab_run("ip -n host2 link set lo up");
    lab_run("for i in $(seq 100); do echo neigh add 127.0.1.$i lladdr 02:00:00:00:00:07 dev lo;"
            " done | ip -n host2 -batch -");
    /* Neighbours alone would be nothing; what was lost may have been anything. */
    assert_int_equal(drain(nl, true), 1);
    assert_int_equal(drain(nl, true), 0);
    netlink_free(nl);
}

/* Root of a namespace may send to any netlink port in it, and to any group. */
static void what_others_send_is_not_believed(void **state)
{
    struct {
        struct nlmsghdr header;
        struct ifinfomsg link;
    } forged = {.header = {.nlmsg_len = sizeof(forged), .nlmsg_type = RTM_NEWLINK}};
    struct sockaddr_nl to = {.nl_family = AF_NETLINK};
    socklen_t len = sizeof(to);
    SCOPED(fd_done) int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

    (void)state;
    settle(host);
    assert_int_equal(getsockname(host->event_fd, (struct sockaddr *)&to, &len), 0);
    to.nl_groups = 0;
    assert_true(sendto(fd, &forged, sizeof(forged), 0, (struct sockaddr *)&to, sizeof(to)) > 0);
    assert_int_equal(drain(host, false), 0);
}

static void forged_answers_are_not_believed(void **state)
{
    struct nlmsghdr forged = {.nlmsg_len = sizeof(forged), .nlmsg_type = NLMSG_DONE};
    struct sockaddr_nl to = {.nl_family = AF_NETLINK};
    socklen_t len = sizeof(to);
    SCOPED(fd_done) int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    struct netns *ns;

    (void)state;
    assert_int_equal(getsockname(host->request_fd, (struct sockaddr *)&to, &len), 0);
    forged.nlmsg_seq = host->sequence + 1; /* the links' dump would end at once */
    assert_true(sendto(fd, &forged, sizeof(forged), 0, (struct sockaddr *)&to, sizeof(to)) > 0);
    ns = lab_read(host);
    assert_non_null(netns_find_link(ns, "left"));
    netns_unref(ns);
}

/* An answer left over from a request that was given up is not the answer to the next one. */
static void a_dump_left_half_read_does_no_harm(void **state)
{
    char request[NETLINK_REQUEST];
    struct nlmsghdr *message =
        netlink_request(request, RTM_GETLINK, NLM_F_DUMP, sizeof(struct ifinfomsg));
    struct netns *ns;

    (void)state;
    assert_true(send(host->request_fd, message, message->nlmsg_len, 0) > 0);
    ns = lab_read(host);
    assert_non_null(netns_find_link(ns, "left"));
    assert_non_null(netns_find_netconf(ns, AF_INET, -1));
    netns_unref(ns);
}

/*
 * This pins a trap: a cable's other end that is moved while both ends are down changes what this
 * namespace's kernel says about it (IFLA_LINK, IFLA_LINK_NETNSID) without any event here.
 */
static void moving_the_far_end_raises_no_event_here(void **state)
{
    struct netlink *nl = lab_netlink("host1");
    struct netns *before, *after;
    const struct link *near;

    (void)state;
    lab_run("ip link add near netns host1 type veth peer name far");
    before = lab_read(nl);
    settle(nl);
    lab_run("ip link set far netns host2");
    assert_int_equal(drain(nl, false), 0);
    after = lab_read(nl);
    near = netns_find_link(after, "near");
    assert_int_not_equal(near->peer_nsid, netns_find_link(before, "near")->peer_nsid);
    netns_unref(before);
    netns_unref(after);
    netlink_free(nl);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_nothing_happens_nothing_is_told),
        cmocka_unit_test(every_kind_of_change_is_told),
        cmocka_unit_test(a_written_sysctl_is_told),
        cmocka_unit_test(neighbours_alone_can_be_ignored),
        cmocka_unit_test(an_overrun_counts_as_a_change),
        cmocka_unit_test(what_others_send_is_not_believed),
        cmocka_unit_test(forged_answers_are_not_believed),
        cmocka_unit_test(a_dump_left_half_read_does_no_harm),
        cmocka_unit_test(moving_the_far_end_raises_no_event_here),
    };

    lab_enter();
    return cmocka_run_group_tests(tests, setup, teardown);
}
