// SPDX-License-Identifier: MIT
/* Reading a packet socket: many frames a call, with what the kernel says about each. */
#include <errno.h>
#include <linux/if_packet.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "receive.h"

/** Where the kernel writes one message's frame, address and notes. */
struct slot {
    struct iovec bytes;
    struct sockaddr_ll address;
    _Alignas(struct cmsghdr) char notes[CMSG_SPACE(sizeof(struct timespec)) +
                                        CMSG_SPACE(sizeof(struct tpacket_auxdata))];
};

static void prepare(struct mmsghdr *message, struct slot *slot, struct frame *f)
{
    *slot = (struct slot){.bytes = {f->bytes, CAPTURE_SNAP}};
    *message = (struct mmsghdr){.msg_hdr = {
                                    .msg_name = &slot->address,
                                    .msg_namelen = sizeof(slot->address),
                                    .msg_iov = &slot->bytes,
                                    .msg_iovlen = 1,
                                    .msg_control = slot->notes,
                                    .msg_controllen = sizeof(slot->notes),
                                }};
}

/** Kernel time, and the length before the filter cut it. */
static void read_notes(struct msghdr *message, struct frame *f)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c != NULL; c = CMSG_NXTHDR(message, c)) {
        struct timespec time;
        struct tpacket_auxdata aux;

        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            memcpy(&time, CMSG_DATA(c), sizeof(time));
            f->time_ns = (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
        } else if (c->cmsg_level == SOL_PACKET && c->cmsg_type == PACKET_AUXDATA) {
            memcpy(&aux, CMSG_DATA(c), sizeof(aux));
            f->length = aux.tp_len;
        }
    }
}

/** false: a link without an Ethernet header (tun), whose bytes mean something else. */
static bool fill_in(struct frame *f, struct mmsghdr *message, uint64_t netns)
{
    const struct sockaddr_ll *from = message->msg_hdr.msg_name;

    if (from->sll_hatype != ARPHRD_ETHER && from->sll_hatype != ARPHRD_LOOPBACK)
        return false;
    f->netns = netns;
    f->link = from->sll_ifindex;
    f->outgoing = from->sll_pkttype == PACKET_OUTGOING;
    f->other_host = from->sll_pkttype == PACKET_OTHERHOST;
    f->length = f->kept = message->msg_len;
    read_notes(&message->msg_hdr, f);
    frame_dissect(f);
    return true;
}

size_t receive_frames(int fd, uint64_t netns, struct frame into[RECEIVE_BATCH], size_t *kept)
{
    struct mmsghdr messages[RECEIVE_BATCH];
    struct slot slots[RECEIVE_BATCH];
    int n;

    for (size_t i = 0; i < RECEIVE_BATCH; i++)
        prepare(&messages[i], &slots[i], &into[i]);
    do
        n = recvmmsg(fd, messages, RECEIVE_BATCH, MSG_DONTWAIT, NULL);
    while (n < 0 && errno == EINTR);
    *kept = 0;
    for (int i = 0; i < n; i++) {
        if (!fill_in(&into[i], &messages[i], netns))
            continue;
        if (*kept != (size_t)i)
            into[*kept] = into[i];
        (*kept)++;
    }
    return n < 0 ? 0 : (size_t)n;
}

uint64_t receive_drops(int fd)
{
    struct tpacket_stats stats = {0};
    socklen_t len = sizeof(stats);

    /* Reading sets the kernel's count back to 0. */
    return getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &len) < 0 ? 0 : stats.tp_drops;
}
