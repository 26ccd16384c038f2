// SPDX-License-Identifier: MIT
/* Namespace ids: whose "your 3" is whose, by way of the hub. */
#include <netlink_lab.h>

static struct netlink *hub, *host1, *router;
static int hub_fd, host1_fd, router_fd;

static int setup(void **state)
{
    (void)state;
    lab_run("ip netns add hub; ip netns add host1; ip netns add router");
    hub = lab_netlink("hub");
    host1 = lab_netlink("host1");
    router = lab_netlink("router");
    hub_fd = lab_open_netns("hub");
    host1_fd = lab_open_netns("host1");
    router_fd = lab_open_netns("router");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    netlink_free(hub);
    netlink_free(host1);
    netlink_free(router);
    fd_done(&hub_fd);
    fd_done(&host1_fd);
    fd_done(&router_fd);
    return 0;
}

static void an_id_is_given_once(void **state)
{
    struct error err = {0};
    int32_t nsid = -7;

    (void)state;
    assert_int_equal(netlink_find_nsid(hub, host1_fd, &nsid, &err), -ENOENT);
    assert_int_equal(nsid, -7);
    assert_int_equal(netlink_assign_nsid(hub, host1_fd, 11, &err), 0);
    assert_int_equal(netlink_assign_nsid(hub, router_fd, 12, &err), 0);
    assert_int_equal(netlink_assign_nsid(hub, host1_fd, 11, &err), 0);
    assert_int_equal(netlink_find_nsid(hub, host1_fd, &nsid, &err), 0);
    assert_int_equal(nsid, 11);
}

static void another_id_for_the_same_namespace_is_refused(void **state)
{
    struct error err = {0};

    (void)state;
    assert_int_equal(netlink_assign_nsid(hub, host1_fd, 13, &err), -EEXIST);
    assert_non_null(strstr(err.what, "already has a nsid"));
    assert_int_equal(netlink_assign_nsid(hub, hub_fd, 12, &err), -EEXIST);
    assert_int_equal(err.class, ERROR_FAULT);
}

static void without_a_hub_nothing_can_be_resolved(void **state)
{
    struct error err = {0};
    int32_t nsid;

    (void)state;
    assert_true(netlink_hub_nsid(host1, 0, &nsid, &err) < 0);
}

static void the_far_end_of_a_cable_is_known_in_the_hub(void **state)
{
    const char *const names[] = {"host1", "router"};
    struct netlink *const ends[] = {host1, router};
    const int32_t expected[] = {12, 11};
    struct error err = {0};

    (void)state;
    assert_int_equal(netlink_assign_nsid(host1, hub_fd, NETLINK_HUB_NSID, &err), 0);
    assert_int_equal(netlink_assign_nsid(router, hub_fd, NETLINK_HUB_NSID, &err), 0);
    lab_run("ip link add host1 netns host1 type veth peer name router netns router");
    for (int i = 0; i < 2; i++) {
        struct netns *ns = lab_read(ends[i]);
        const struct link *l = netns_find_link(ns, names[i]);
        int32_t nsid = -7;

        assert_int_equal(netlink_hub_nsid(ends[i], l->peer_nsid, &nsid, &err), 0);
        assert_int_equal(nsid, expected[i]);
        netns_unref(ns);
    }
}

static void an_unknown_id_is_no_namespace(void **state)
{
    struct error err = {0};
    int32_t nsid = -7;

    (void)state;
    assert_int_equal(netlink_hub_nsid(host1, 4711, &nsid, &err), -ENOENT);
    assert_int_equal(nsid, -7);
}

static void a_namespace_that_the_hub_does_not_know_has_no_id(void **state)
{
    struct error err = {0};
    struct netns *ns;
    int32_t nsid;

    (void)state;
    lab_run(
        "ip netns add stranger; ip link add x netns host1 type veth peer name y netns stranger");
    ns = lab_read(host1);
    assert_int_equal(netlink_hub_nsid(host1, netns_find_link(ns, "x")->peer_nsid, &nsid, &err),
                     -ENOENT);
    netns_unref(ns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_given_once),
        cmocka_unit_test(another_id_for_the_same_namespace_is_refused),
        cmocka_unit_test(without_a_hub_nothing_can_be_resolved),
        cmocka_unit_test(the_far_end_of_a_cable_is_known_in_the_hub),
        cmocka_unit_test(an_unknown_id_is_no_namespace),
        cmocka_unit_test(a_namespace_that_the_hub_does_not_know_has_no_id),
    };

    lab_enter();
    return cmocka_run_group_tests(tests, setup, teardown);
}
