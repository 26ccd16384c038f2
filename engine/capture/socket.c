// SPDX-License-Identifier: MIT
/*
 * The AF_PACKET socket of one namespace: filtered in the kernel, stamped by the kernel.
 *
 * Order matters. A packet socket made with protocol 0 receives nothing (packet(7)); the filter is
 * attached in that silence, and only bind() opens it. So no frame that the filter would refuse is
 * ever queued.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <pcap/pcap.h>
#include <sys/socket.h>

#include <firsthop/capture.h>

#define CAPTURE_FILTER "arp or icmp or icmp6"

/* Room for what comes in while the engine looks elsewhere; the kernel cuts it to net.core.rmem_max.
 */
#define CAPTURE_BUFFER (8 * 1024 * 1024)

/* libpcap's instructions are handed to the kernel as they are. */
_Static_assert(sizeof(struct bpf_insn) == sizeof(struct sock_filter), "one BPF instruction");

/**
 * The filter as instructions; compiled on the first call, kept for the life of the process. Its
 * verdict for a wanted frame is the number of bytes to keep, so the kernel queues no more than
 * CAPTURE_SNAP.
 */
static int filter_get(struct sock_fprog *out, struct error *err)
{
    static struct bpf_program program;
    pcap_t *dead = NULL;
    int r = 0;

    if (program.bf_insns == NULL) {
        dead = pcap_open_dead(DLT_EN10MB, CAPTURE_SNAP);
        if (dead == NULL)
            return error_set(err, -ENOMEM, "cannot prepare the packet filter");
        if (pcap_compile(dead, &program, CAPTURE_FILTER, 1, PCAP_NETMASK_UNKNOWN) < 0)
            r = error_set(err, -EINVAL, "cannot compile the packet filter '%s': %s", CAPTURE_FILTER,
                          pcap_geterr(dead));
        pcap_close(dead);
    }
    out->len = (unsigned short)program.bf_len;
    out->filter = (struct sock_filter *)program.bf_insns;
    return r;
}

static int set_options(int fd, const struct sock_fprog *filter)
{
    static const int on = 1, size = CAPTURE_BUFFER;

    if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, filter, sizeof(*filter)) < 0 ||
        setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) < 0 ||
        setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) < 0)
        return -errno;
    /* FORCE needs a capability in the first user namespace; without it rmem_max is the bound. */
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0 &&
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)) < 0)
        return -errno;
    return 0;
}

int capture_open_socket(int *fd, struct error *err)
{
    struct sockaddr_ll all = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
    SCOPED(fd_done) int s = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sock_fprog filter;
    int r;

    if (s < 0)
        return error_set_errno(err, -errno, "cannot open a packet socket");
    r = filter_get(&filter, err);
    if (r < 0)
        return r;
    r = set_options(s, &filter);
    if (r < 0)
        return error_set_errno(err, r, "cannot set up the packet socket");
    if (bind(s, (struct sockaddr *)&all, sizeof(all)) < 0)
        return error_set_errno(err, -errno, "cannot bind the packet socket");
    *fd = fd_take(&s);
    return 0;
}
