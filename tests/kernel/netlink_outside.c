// SPDX-License-Identifier: MIT
/*
 * The engine's situation: sockets were made in namespaces that we are not in and cannot enter, and
 * came here over a socket. The process here only owns the user namespace in which they were made.
 */
#include <netlink_lab.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

enum { HUB, HOST1, ROUTER, PLACES };
enum { REQUEST, EVENT, NETNS, ENDS };

static const char *const names[PLACES] = {"hub", "host1", "router"};
static struct netlink *places[PLACES];
static int netns_fds[PLACES];
static pid_t keeper;

static void pass(int socket_fd, int fds[PLACES * ENDS], bool send)
{
    char data = 0, control[CMSG_SPACE(sizeof(int) * PLACES * ENDS)] = {0};
    struct iovec part = {.iov_base = &data, .iov_len = 1};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof(control)};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);

    if (send) {
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * PLACES * ENDS);
        memcpy(CMSG_DATA(header), fds, sizeof(int) * PLACES * ENDS);
        assert_int_equal(sendmsg(socket_fd, &message, 0), 1);
        return;
    }
    if (recvmsg(socket_fd, &message, MSG_CMSG_CLOEXEC) != 1)
        exit(77); /* the keeper has said why */
    memcpy(fds, CMSG_DATA(header), sizeof(int) * PLACES * ENDS);
}

/* Inside: make the namespaces, hand everything out, wait for the end. */
static void keep(int socket_fd)
{
    int fds[PLACES * ENDS];
    struct error err = {0};
    char end;

    lab_enter();
    lab_run("for n in hub host1 router; do ip netns add $n; done");
    lab_run("ip link add near netns host1 type veth peer name far netns router");
    for (int i = 0; i < PLACES; i++) {
        int *ends = fds + i * ENDS;

        ends[NETNS] = lab_open_netns(names[i]);
        assert_int_equal(setns(ends[NETNS], CLONE_NEWNET), 0);
        assert_int_equal(netlink_open_sockets(&ends[REQUEST], &ends[EVENT], &err), 0);
    }
    pass(socket_fd, fds, true);
    (void)!read(socket_fd, &end, 1);
    _exit(0);
}

static void start_keeper(void)
{
    int ends[2], fds[PLACES * ENDS];
    struct error err = {0};

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
    keeper = fork();
    if (keeper == 0) {
        close(ends[0]);
        keep(ends[1]);
    }
    close(ends[1]);
    pass(ends[0], fds, false);
    for (int i = 0; i < PLACES; i++) {
        int *mine = fds + i * ENDS;

        netns_fds[i] = mine[NETNS];
        if (netlink_new(&places[i], mine[REQUEST], mine[EVENT], names[i], &err) < 0)
            abort();
    }
}

static void a_namespace_is_read_from_outside(void **state)
{
    struct netns *ns = lab_read(places[HOST1]);

    (void)state;
    assert_non_null(netns_find_link(ns, "near"));
    assert_null(netns_find_link(ns, "far"));
    netns_unref(ns);
}

static void a_lookup_is_asked_from_outside(void **state)
{
    (void)state;
    assert_int_equal(lab_lookup(places[HOST1], "10.0.0.1", NULL, 0).failure, ENETUNREACH);
}

static void the_hub_is_set_up_and_asked_from_outside(void **state)
{
    struct error err = {0};
    struct netns *ns = lab_read(places[HOST1]);
    int32_t nsid = -7;

    (void)state;
    for (int i = HOST1; i < PLACES; i++) {
        assert_int_equal(netlink_assign_nsid(places[HUB], netns_fds[i], 100 + i, &err), 0);
        assert_int_equal(netlink_assign_nsid(places[i], netns_fds[HUB], NETLINK_HUB_NSID, &err), 0);
    }
    assert_int_equal(
        netlink_hub_nsid(places[HOST1], netns_find_link(ns, "near")->peer_nsid, &nsid, &err), 0);
    assert_int_equal(nsid, 100 + ROUTER);
    netns_unref(ns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_namespace_is_read_from_outside),
        cmocka_unit_test(a_lookup_is_asked_from_outside),
        cmocka_unit_test(the_hub_is_set_up_and_asked_from_outside),
    };
    int failed;

    start_keeper();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    kill(keeper, SIGKILL);
    waitpid(keeper, NULL, 0);
    for (int i = 0; i < PLACES; i++) {
        netlink_free(places[i]);
        fd_done(&netns_fds[i]);
    }
    return failed;
}
