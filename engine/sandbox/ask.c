// SPDX-License-Identifier: MIT
/* Just enough of netlink(7) to create one thing and hear whether the kernel knows it. */
#include <assert.h>
#include <errno.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "ask.h"

static void append(struct ask *a, const void *data, size_t len)
{
    assert(a->len + NLMSG_ALIGN(len) <= sizeof(a->bytes));
    memcpy(a->bytes + a->len, data, len);
    a->len += NLMSG_ALIGN(len);
}

void ask_begin(struct ask *a, uint16_t type, const void *header, size_t len)
{
    struct nlmsghdr h = {.nlmsg_type = type,
                         .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL,
                         .nlmsg_seq = 1};

    *a = (struct ask){0};
    append(a, &h, sizeof(h));
    append(a, header, len);
}

void ask_attribute(struct ask *a, uint16_t type, const void *data, size_t len)
{
    struct nlattr h = {.nla_len = (uint16_t)(sizeof(h) + len), .nla_type = type};

    append(a, &h, sizeof(h));
    append(a, data, len);
}

void ask_u32(struct ask *a, uint16_t type, uint32_t value)
{
    ask_attribute(a, type, &value, sizeof(value));
}

void ask_text(struct ask *a, uint16_t type, const char *text)
{
    ask_attribute(a, type, text, strlen(text) + 1);
}

size_t ask_nest(struct ask *a, uint16_t type)
{
    size_t at = a->len;

    ask_attribute(a, type, "", 0);
    return at;
}

void ask_nest_end(struct ask *a, size_t nest)
{
    uint16_t len = (uint16_t)(a->len - nest);

    memcpy(a->bytes + nest, &len, sizeof(len));
}

/* The first message that is an acknowledgement or an error tells. */
static int read_answer(int fd)
{
    _Alignas(struct nlmsghdr) char room[8192];

    for (;;) {
        ssize_t n = recv(fd, room, sizeof(room), 0);
        int left = (int)n;

        if (n < 0)
            return errno == EAGAIN ? -ETIME : -errno;
        for (struct nlmsghdr *h = (void *)room; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left))
            if (h->nlmsg_type == NLMSG_ERROR)
                return ((struct nlmsgerr *)NLMSG_DATA(h))->error;
    }
}

int ask_kernel(const struct ask *a, int protocol)
{
    SCOPED(fd_done) int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
    struct timeval patience = {.tv_sec = 3};
    struct ask sent = *a;
    uint32_t len = (uint32_t)sent.len;

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) < 0)
        return -errno;
    /* A batch brings its own lengths: only a message that has none yet gets the whole. */
    if (((struct nlmsghdr *)(void *)sent.bytes)->nlmsg_len == 0)
        memcpy(sent.bytes, &len, sizeof(len));
    if (send(fd, sent.bytes, sent.len, 0) < 0)
        return -errno;
    return read_answer(fd);
}
