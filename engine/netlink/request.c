// SPDX-License-Identifier: MIT
/*
 * Asking: one request, everything that answers it.
 *
 * A dump comes as many messages in many datagrams and ends with NLMSG_DONE; any of them may carry
 * NLM_F_DUMP_INTR. Whatever happens, a dump is read to its end: half a dump left in the socket
 * would make the kernel refuse the next one with EBUSY. A request that is no dump is answered by
 * one message of data or by NLMSG_ERROR (with failure 0 if it asked for an acknowledgement).
 *
 * Whoever is root in the namespace may write to our socket, so only what port 0, the kernel, sent
 * counts.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "netlink.h"

#define MAX_FOREIGN 10000 /* strangers' datagrams before we give up listening */
#define BUSY_TRIES  10

struct nlmsghdr *netlink_request(char *buffer, uint16_t type, uint16_t flags, size_t size)
{
    struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);

    request->nlmsg_type = type;
    request->nlmsg_flags = NLM_F_REQUEST | flags;
    (void)mnl_nlmsg_put_extra_header(request, size);
    return request;
}

ssize_t netlink_receive(int fd, void *buffer, size_t size, int flags)
{
    for (int foreign = 0; foreign < MAX_FOREIGN;) {
        struct sockaddr_nl sender = {0};
        socklen_t sender_size = sizeof(sender);
        ssize_t len = recvfrom(fd, buffer, size, flags | MSG_TRUNC, (struct sockaddr *)&sender,
                               &sender_size); /* MSG_TRUNC: the whole length, even if it was cut */

        if (len < 0 && errno == EINTR)
            continue;
        if (len < 0)
            return -errno;
        if (sender_size == sizeof(sender) && sender.nl_pid == 0)
            return (size_t)len > size ? -EMSGSIZE : len;
        foreign++;
    }
    return -ECOMM;
}

struct conversation {
    const struct nlmsghdr *request;
    netlink_message_fn *fn;
    void *context;
    struct netlink_reply *reply;
    int result; /* of fn; the first negative one ends its being called */
    bool is_over;
};

static void take_message(struct conversation *c, const struct nlmsghdr *message)
{
    bool is_dump = (c->request->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;

    if ((message->nlmsg_flags & NLM_F_DUMP_INTR) != 0)
        c->reply->interrupted = true;
    if (message->nlmsg_type == NLMSG_ERROR || message->nlmsg_type == NLMSG_DONE) {
        netlink_read_status(message, c->reply);
        c->is_over = true;
    } else if (message->nlmsg_type >= NLMSG_MIN_TYPE) {
        if (c->fn != NULL && c->result == 0 && !c->reply->interrupted)
            c->result = c->fn(message, c->context);
        c->is_over = !is_dump && (c->request->nlmsg_flags & NLM_F_ACK) == 0;
    }
}

static void take_datagram(struct conversation *c, const void *data, size_t size)
{
    const struct nlmsghdr *message;

    while (!c->is_over && (message = netlink_next(&data, &size)) != NULL)
        if (message->nlmsg_seq == c->request->nlmsg_seq) /* else: left from an abandoned request */
            take_message(c, message);
}

static int converse(struct netlink *nl, struct conversation *c)
{
    char buffer[NETLINK_BUFFER];

    if (send(nl->request_fd, c->request, c->request->nlmsg_len, 0) < 0)
        return -errno;
    while (!c->is_over) {
        ssize_t len = netlink_receive(nl->request_fd, buffer, sizeof(buffer), 0);

        if (len == -ENOBUFS) /* something was lost; what follows still ends with an end */
            c->reply->interrupted = true;
        else if (len == -EAGAIN)
            return -ETIMEDOUT;
        else if (len < 0)
            return (int)len;
        else
            take_datagram(c, buffer, (size_t)len);
    }
    return 0;
}

/* The rest of a dump that an earlier failure left behind: reading makes the kernel finish it. */
static void discard_rest(struct netlink *nl)
{
    char buffer[NETLINK_BUFFER];
    ssize_t len;

    do
        len = netlink_receive(nl->request_fd, buffer, sizeof(buffer), MSG_DONTWAIT);
    while (len >= 0 || len == -ENOBUFS || len == -EMSGSIZE);
}

int netlink_ask(struct netlink *nl, struct nlmsghdr *request, netlink_message_fn *fn, void *context,
                struct netlink_reply *reply, struct error *err)
{
    for (int try = 0; try < BUSY_TRIES; try++) {
        struct conversation c = {.request = request, .fn = fn, .context = context, .reply = reply};
        int r;

        *reply = (struct netlink_reply){0};
        request->nlmsg_seq = ++nl->sequence;
        r = converse(nl, &c);
        if (r == 0 && reply->failure == EBUSY) {
            discard_rest(nl);
            continue;
        }
        if (r == 0 && c.result == 0)
            return 0;
        error_set_errno(err, r < 0 ? r : c.result, "no usable answer from the kernel about '%s'",
                        nl->subject);
        return error_classify(err, ERROR_FAULT);
    }
    error_set(err, -EBUSY, "the netlink socket of '%s' stays busy", nl->subject);
    return error_classify(err, ERROR_FAULT);
}
