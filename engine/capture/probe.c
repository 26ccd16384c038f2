// SPDX-License-Identifier: MIT
/*
 * Our own echo requests: many at once, over raw sockets that are borrowed and shared.
 *
 * A probe's place in the array is its sequence number, so an answer names its probe. What a raw
 * socket receives is put behind the headers it has lost and dissected as the frame that it was.
 */
#include <errno.h>
#include <net/ethernet.h>
#include <netinet/icmp6.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <firsthop/capture.h>

#define FIRST_ECHO_ID 0xf000
#define MAX_STALE     4096 /* messages thrown away before sending: more than a socket holds */
#define MAX_TURN      64   /* messages read before the clock is looked at again */

union any_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/** Room for two control messages: TTL and source. */
union control {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(struct in6_pktinfo))];
};

struct run {
    struct probe *probes;
    size_t count, pending;
    uint64_t *sent_ns;
    struct pollfd *sockets; /* each one once */
    size_t socket_count, socket_capacity;
};

uint16_t probe_next_id(void)
{
    static uint16_t next;

    return (uint16_t)(FIRST_ECHO_ID + next++ % (0x10000 - FIRST_ECHO_ID));
}

/* ---- sending --------------------------------------------------------------------------------- */

static int probe_fd(const struct probe *p)
{
    return p->to.family == AF_INET ? p->fd4 : p->fd6;
}

static socklen_t socket_address(const struct address *a, union any_address *out)
{
    memset(out, 0, sizeof(*out));
    out->any.sa_family = a->family;
    if (a->family == AF_INET) {
        memcpy(&out->v4.sin_addr, a->bytes, 4);
        return sizeof(out->v4);
    }
    memcpy(&out->v6.sin6_addr, a->bytes, 16);
    return sizeof(out->v6);
}

static void add_control(struct msghdr *m, int level, int type, const void *data, size_t size)
{
    struct cmsghdr *c = (struct cmsghdr *)((char *)m->msg_control + m->msg_controllen);

    c->cmsg_level = level;
    c->cmsg_type = type;
    c->cmsg_len = CMSG_LEN(size);
    memcpy(CMSG_DATA(c), data, size);
    m->msg_controllen += CMSG_SPACE(size);
}

/** TTL and source of this one packet: the socket is shared, so its options are left alone (ip(7),
 * ipv6(7)). */
static void add_controls(struct msghdr *m, const struct probe *p)
{
    struct in_pktinfo from4 = {0};
    struct in6_pktinfo from6 = {0};
    int ttl = p->ttl;
    bool is_ipv4 = p->to.family == AF_INET;

    if (ttl != 0)
        add_control(m, is_ipv4 ? IPPROTO_IP : IPPROTO_IPV6, is_ipv4 ? IP_TTL : IPV6_HOPLIMIT, &ttl,
                    sizeof(ttl));
    memcpy(&from4.ipi_spec_dst, p->from.bytes, sizeof(from4.ipi_spec_dst));
    memcpy(&from6.ipi6_addr, p->from.bytes, sizeof(from6.ipi6_addr));
    if (p->from.family == AF_INET)
        add_control(m, IPPROTO_IP, IP_PKTINFO, &from4, sizeof(from4));
    else if (p->from.family == AF_INET6)
        add_control(m, IPPROTO_IPV6, IPV6_PKTINFO, &from6, sizeof(from6));
}

/** RFC 792: the complement of the one's complement sum of 16-bit words. ICMPv6 is summed by the
 * kernel (RFC 3542). */
static uint16_t icmp_checksum(const struct icmphdr *h)
{
    uint32_t sum =
        (uint32_t)(h->type << 8 | h->code) + ntohs(h->un.echo.id) + ntohs(h->un.echo.sequence);

    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return htons((uint16_t)~sum);
}

static int send_request(const struct probe *p, uint16_t sequence)
{
    struct icmphdr request = {
        .type = p->to.family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST,
        .un.echo = {.id = htons(p->echo_id), .sequence = htons(sequence)},
    };
    struct iovec bytes = {&request, sizeof(request)};
    union control control = {0};
    union any_address to;
    struct msghdr m = {
        .msg_name = &to,
        .msg_namelen = socket_address(&p->to, &to),
        .msg_iov = &bytes,
        .msg_iovlen = 1,
        .msg_control = &control,
    };
    ssize_t n;

    request.checksum = icmp_checksum(&request);
    add_controls(&m, p);
    do
        n = sendmsg(probe_fd(p), &m, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n < 0 ? -errno : 0;
}

/** Errors that say something about us and not about the network. */
static bool is_fault(int failure)
{
    static const int faults[] = {EBADF, ENOTSOCK, EAGAIN, ENOBUFS, ENOMEM, EAFNOSUPPORT, E2BIG};

    for (size_t i = 0; i < ARRAY_LENGTH(faults); i++) {
        if (faults[i] == failure)
            return true;
    }
    return false;
}

/** Can it be asked at all? 0 or negative errno. */
static int check_probe(const struct probe *p, size_t at)
{
    if (at >= UINT16_MAX)
        return -E2BIG;
    if ((p->to.family != AF_INET && p->to.family != AF_INET6) ||
        (p->from.family != 0 && p->from.family != p->to.family))
        return -EAFNOSUPPORT;
    return probe_fd(p) < 0 ? -EBADF : 0;
}

static void send_probe(struct run *run, size_t at)
{
    struct probe *p = &run->probes[at];
    int r = check_probe(p, at);

    run->sent_ns[at] = clock_now_ns();
    if (r == 0)
        r = send_request(p, (uint16_t)(at + 1));
    if (r == 0) {
        p->outcome = PROBE_SILENCE;
        run->pending++;
    } else {
        p->outcome = is_fault(-r) ? PROBE_FAULT : PROBE_REFUSED;
        p->failure = -r;
    }
}

/* ---- receiving ------------------------------------------------------------------------------- */

/** The hop limit comes beside the message: raw ICMPv6 sockets give no IPv6 header (RFC 3542 section
 * 3). */
static uint8_t hop_limit(struct msghdr *m)
{
    int limit = 0;

    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c)) {
        if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_HOPLIMIT)
            memcpy(&limit, CMSG_DATA(c), sizeof(limit));
    }
    return (uint8_t)limit;
}

static void put_ethertype(struct frame *f, uint16_t type)
{
    f->bytes[12] = (uint8_t)(type >> 8);
    f->bytes[13] = (uint8_t)type;
}

/** Bring the lost headers back, as far as dissecting needs them. */
static void put_headers(struct frame *f, struct msghdr *m, const union any_address *from)
{
    struct ip6_hdr ip6 = {.ip6_src = from->v6.sin6_addr};

    if (from->any.sa_family == AF_INET) {
        put_ethertype(f, ETHERTYPE_IP);
        return;
    }
    put_ethertype(f, ETHERTYPE_IPV6);
    ip6.ip6_vfc = 0x60;
    ip6.ip6_nxt = IPPROTO_ICMPV6;
    ip6.ip6_hlim = hop_limit(m);
    memcpy(f->bytes + sizeof(struct ether_header), &ip6, sizeof(ip6));
}

/** The next message of @fd as a dissected frame; false: none waits. */
static bool receive_message(int fd, bool is_ipv6, struct frame *f)
{
    size_t headers = sizeof(struct ether_header) + (is_ipv6 ? sizeof(struct ip6_hdr) : 0);
    struct iovec bytes = {f->bytes + headers, CAPTURE_SNAP - headers};
    union control control;
    union any_address from = {0};
    struct msghdr m = {
        .msg_name = &from,
        .msg_namelen = sizeof(from),
        .msg_iov = &bytes,
        .msg_iovlen = 1,
        .msg_control = &control,
        .msg_controllen = sizeof(control),
    };
    ssize_t n;

    do
        n = recvmsg(fd, &m, MSG_DONTWAIT);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return false;
    f->kept = (uint32_t)(headers + (size_t)n);
    put_headers(f, &m, &from);
    frame_dissect(f);
    return true;
}

static enum probe_outcome outcome_of(enum frame_kind kind)
{
    switch (kind) {
    case FRAME_ECHO_REPLY:
        return PROBE_ANSWERED;
    case FRAME_TIME_EXCEEDED:
        return PROBE_TTL_EXPIRED;
    case FRAME_UNREACHABLE:
        return PROBE_UNREACHABLE;
    default:
        return PROBE_SILENCE;
    }
}

/** Is @f, received on @fd, about this probe? An error quotes the address asked; a reply comes from
 * it. */
static bool is_about(const struct probe *p, int fd, const struct frame *f)
{
    const struct address *a = f->kind == FRAME_ECHO_REPLY ? &f->source : &f->about_destination;

    return probe_fd(p) == fd && p->echo_id == f->echo_id && address_equal(&p->to, a);
}

static void take_answer(struct run *run, int fd, const struct frame *f)
{
    size_t at = (size_t)f->echo_sequence - 1; /* 0 becomes huge */
    enum probe_outcome outcome = outcome_of(f->kind);
    struct probe *p;

    if (at >= run->count || outcome == PROBE_SILENCE)
        return;
    p = &run->probes[at];
    if (p->outcome != PROBE_SILENCE || !is_about(p, fd, f))
        return;
    p->outcome = outcome;
    p->by = f->source;
    p->reply_ttl = outcome == PROBE_ANSWERED ? f->ttl : 0;
    p->round_trip_us = (uint32_t)((clock_now_ns() - run->sent_ns[at]) / 1000);
    run->pending--;
}

static void read_answers(struct run *run, int fd)
{
    int family = 0;
    socklen_t len = sizeof(family);

    getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &len);
    for (int i = 0; i < MAX_TURN && run->pending > 0; i++) {
        struct frame f = {0};

        if (!receive_message(fd, family == AF_INET6, &f))
            return;
        take_answer(run, fd, &f);
    }
}

/* ---- a run ----------------------------------------------------------------------------------- */

static void empty_socket(int fd)
{
    for (int i = 0; i < MAX_STALE; i++) {
        if (recv(fd, NULL, 0, MSG_DONTWAIT | MSG_TRUNC) < 0 && errno != EINTR)
            return;
    }
}

/** Note the socket that @p will use, once, and empty it. */
static void add_socket(struct run *run, const struct probe *p)
{
    struct pollfd entry = {.fd = probe_fd(p), .events = POLLIN};

    for (size_t i = 0; i < run->socket_count; i++) {
        if (run->sockets[i].fd == entry.fd)
            return;
    }
    empty_socket(entry.fd);
    ARRAY_PUSH(run->sockets, run->socket_count, run->socket_capacity, entry);
}

/** Wait once, at most until @deadline_ns; false: that is over. */
static bool wait_once(struct run *run, uint64_t deadline_ns)
{
    uint64_t now = clock_now_ns();
    struct timespec left;

    if (now >= deadline_ns)
        return false;
    left.tv_sec = (time_t)((deadline_ns - now) / 1000000000);
    left.tv_nsec = (long)((deadline_ns - now) % 1000000000);
    if (ppoll(run->sockets, run->socket_count, &left, NULL) <= 0)
        return true;
    for (size_t i = 0; i < run->socket_count; i++) {
        struct pollfd *s = &run->sockets[i];

        if (s->revents & POLLNVAL)
            s->fd = -1; /* poll(2) passes over it from here on */
        else if (s->revents != 0)
            read_answers(run, s->fd);
    }
    return true;
}

/** Forget earlier answers. */
static void reset_probe(struct probe *p)
{
    p->outcome = PROBE_FAULT;
    p->failure = 0;
    p->reply_ttl = 0;
    p->by = (struct address){0};
    p->round_trip_us = 0;
}

void probe_run(struct probe *probes, size_t count, int timeout_ms)
{
    struct run run = {.probes = probes, .count = count};
    uint64_t deadline;

    run.sent_ns = mem_alloc(count * sizeof(*run.sent_ns));
    for (size_t i = 0; i < count; i++) {
        reset_probe(&probes[i]);
        if (check_probe(&probes[i], i) == 0)
            add_socket(&run, &probes[i]);
    }
    for (size_t i = 0; i < count; i++)
        send_probe(&run, i);
    deadline = clock_now_ns() + (uint64_t)(timeout_ms < 0 ? 0 : timeout_ms) * 1000000;
    while (run.pending > 0 && wait_once(&run, deadline))
        continue;
    free(run.sockets);
    free(run.sent_ns);
}
