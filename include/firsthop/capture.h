// SPDX-License-Identifier: MIT
/**
 * capture: packets as the kernel moved them: one AF_PACKET socket a namespace, frames with
 * namespace, link, direction and kernel time; journeys of one packet over all its hops; our own
 * probe; pcapng.
 *
 * Dissecting and grouping are pure and work on recorded frames. The only user of libpcap (which
 * compiles the filter: a libpcap handle cannot cross processes, a socket can).
 */
#ifndef FIRSTHOP_CAPTURE_H
#define FIRSTHOP_CAPTURE_H

#include <firsthop/base.h>
#include <firsthop/world.h>

/**
 * Open, in the calling thread's network namespace, an AF_PACKET socket on all links (also those
 * that come later), filtered to ARP, ICMP and ICMPv6 with their fragments, with kernel time stamps,
 * not blocking. Each frame is cut to CAPTURE_SNAP bytes in the kernel.
 *
 * *@fd is the caller's, untouched on failure. The filter is compiled once in a process: not
 * thread-safe. Errors: -EPERM without CAP_NET_RAW in the namespace, -EMFILE, -ENOMEM, whatever the
 * kernel says. Source: packet(7); socket(2) with protocol 0 receives nothing until bind, so the
 * filter is in time.
 */
int capture_open_socket(int *fd, struct error *err);

/* ---- frames -------------------------------------------------------------------------------- */

#define CAPTURE_SNAP 256 /* bytes kept of each frame */

enum frame_kind {
    FRAME_OTHER,
    FRAME_ECHO_REQUEST,
    FRAME_ECHO_REPLY,
    FRAME_TIME_EXCEEDED,
    FRAME_UNREACHABLE,
    FRAME_ARP_REQUEST,
    FRAME_ARP_REPLY,
    FRAME_NEIGHBOUR_SOLICITATION,
    FRAME_NEIGHBOUR_ADVERTISEMENT,
    FRAME_KIND_COUNT,
};

/** "echo-request", ...: as in the JSON of cli.md. */
const char *frame_kind_name(enum frame_kind kind);

struct frame {
    uint64_t number;  /* position in its capture, by arrival here: see capture_position */
    uint64_t netns;   /* id of the namespace it was seen in */
    int link;         /* ifindex there */
    bool outgoing;    /* sll_pkttype PACKET_OUTGOING */
    bool other_host;  /* PACKET_OTHERHOST: it came, but for another MAC; only a bridge takes it */
    uint64_t time_ns; /* kernel's time stamp (CLOCK_REALTIME) */
    uint32_t length;  /* on the wire */
    uint32_t kept;
    uint8_t bytes[CAPTURE_SNAP];
    /* dissected: */
    enum frame_kind kind;
    uint8_t source_mac[6], destination_mac[6];
    struct address source, destination; /* ARP: sender and target protocol address */
    uint8_t ttl;                        /* or hop limit */
    uint16_t ip_id, ip_checksum;        /* IPv4 */
    uint16_t echo_id, echo_sequence;    /* echo; for errors: those of the packet that caused it */
    uint8_t icmp_type, icmp_code;
    /* Errors: of the packet that caused them. Neighbour discovery: about_destination is the address
     * asked for. */
    struct address about_source, about_destination;
    uint16_t about_ip_id; /* IPv4 errors */
    uint16_t echo_data;   /* bytes of data in the echo as its headers claim; errors: in that which
                             caused it */
};

/**
 * Fill in the dissected part of @f from its bytes (an Ethernet frame); what was there is forgotten.
 * Numbers in host order. Never reads past `kept`. An error about something other than an echo has
 * echo_id 0.
 *
 * false: no ARP, IPv4 or IPv6 header in it; then only the MAC addresses may be filled in. A
 * fragment other than the first, and what is none of the kinds above, is FRAME_OTHER with its IP
 * addresses. Source: RFC 826, 791, 792, 8200, 4443, 4861.
 */
bool frame_dissect(struct frame *f);

/* ---- collecting ---------------------------------------------------------------------------- */

struct capture;

/**
 * An empty one. Make it before the first packet that matters: the kernel stamps packets only while
 * somebody asks for it and turns that on with a delay. This asks, and waits until it is so (some
 * 100 us, 500 ms at most), by a datagram to itself over the loopback of the calling thread's
 * namespace. Where that is down, hops of different namespaces may come out of order in the first
 * milliseconds.
 */
struct capture *capture_new(void);
void capture_free(struct capture *c); /* accepts NULL */
/** Takes @fd (also on failure). Its frames belong to namespace @netns. Errors: those of
 * epoll_ctl(2).
 */
int capture_add_socket(struct capture *c, uint64_t netns, int fd);
/** The namespace is gone: its socket is closed, its frames stay. */
void capture_remove_socket(struct capture *c, uint64_t netns);
/**
 * Take everything waiting on all sockets (bounded, so that a flood cannot hold it for ever: 20,000
 * at once, and what is left waits for the next call); the oldest frames past 20,000 are thrown
 * away. Returns how many came. Frames of links without an Ethernet header (tun) are passed over.
 */
size_t capture_drain(struct capture *c);
/**
 * Leave out echoes with this identifier and without data, and errors about them: our own probe's (a
 * ping that draws the same identifier carries data). Call it before the probe is sent; frames
 * already taken stay. Up to 64 at once; later ones replace the oldest.
 */
void capture_ignore_echo(struct capture *c, uint16_t echo_id);
/**
 * All frames so far in order of kernel time over all namespaces; at equal times higher TTL first,
 * then out before in. Borrowed until the next change of @c.
 */
const struct frame *capture_frames(const struct capture *c, size_t *count);
/**
 * Number of the next frame: hand it to journeys_build to leave out what was before. Grows for ever.
 * Drain first, or what is still waiting in a socket counts as later.
 */
uint64_t capture_position(const struct capture *c);
/** Frames that the kernel dropped because we were too slow, and frames thrown away here, since the
 * start. */
uint64_t capture_dropped(const struct capture *c);

/* ---- journeys: one packet, hop by hop ------------------------------------------------------- */

struct journey_hop {
    uint64_t netns;
    int link;
    char netns_name[64];      /* label at the time of building; "?" if it is not in that world */
    char link_name[IFNAMSIZ]; /* "?" likewise */
    bool outgoing;
    bool other_host; /* as in struct frame */
    uint8_t ttl;
    uint8_t source_mac[6], destination_mac[6];
    uint16_t ip_checksum;
    uint64_t time_ns;
};

struct journey {
    enum frame_kind kind; /* ECHO_REQUEST, ECHO_REPLY, TIME_EXCEEDED, UNREACHABLE */
    struct address source, destination;
    uint16_t echo_id, echo_sequence;
    uint16_t ip_id;           /* IPv4 */
    struct journey_hop *hops; /* in travel order */
    size_t hop_count, hop_capacity;
    bool delivered; /* the last hop is an arrival at a namespace that owns the destination */
    int cause;      /* errors: index of the journey that caused them; -1 */
    int answer;     /* requests: index of the reply, else of the error, that was sent back, even if
                       that was lost on its way (see its `delivered`); -1 */
};

struct journeys {
    struct journey *items; /* by time of the first hop */
    size_t count, capacity;
};

/**
 * Group @frames (those whose number is @since or later) into journeys: same kind, addresses, echo
 * id and sequence (IPv4: and IP id, so that a repeated sequence number is another packet); hops in
 * order of kernel time, the out-before-in of one cable enforced where times are equal. Names come
 * from @w, which may be NULL.
 *
 * One packet never passes the same link in the same direction with the same TTL twice, and never
 * rests longer than 5 s (a neighbour that does not answer is given up after 3 s): either starts
 * another journey.
 *
 * Bridges: a frame seen on bridge, port and port again is shown on ports only. A bridge that floods
 * shows the packet to hosts that it is not addressed to; such arrivals, and the port that sent
 * them, are left out.
 *
 * @out starts as {0}; what it holds from an earlier call is freed. 20,000 frames take some
 * milliseconds.
 */
void journeys_build(const struct frame *frames, size_t count, uint64_t since, const struct world *w,
                    struct journeys *out);
void journeys_done(struct journeys *j);
/** TTL the packet left with and arrived with; 0 if not seen. */
uint8_t journey_ttl_first(const struct journey *j);
uint8_t journey_ttl_last(const struct journey *j);
/** How many times the packet was forwarded: namespaces that it entered and left with a smaller TTL.
 */
size_t journey_routers(const struct journey *j);

/* ---- our own probe -------------------------------------------------------------------------- */

/**
 * Open, in the calling thread's network namespace, raw ICMP and ICMPv6 sockets, not blocking, that
 * receive echo replies, Destination Unreachable and Time Exceeded only. Both are the caller's;
 * untouched on failure. Errors: -EPERM without CAP_NET_RAW in the namespace, -EAFNOSUPPORT without
 * IPv6, -EMFILE.
 */
int probe_open_sockets(int *fd4, int *fd6, struct error *err);

enum probe_outcome {
    PROBE_ANSWERED,
    PROBE_SILENCE,     /* nothing came in time */
    PROBE_TTL_EXPIRED, /* Time Exceeded from `by` */
    PROBE_UNREACHABLE, /* Destination Unreachable from `by` */
    PROBE_REFUSED,     /* the kernel would not send: no route, ... : `failure` */
    PROBE_FAULT,       /* could not be asked at all */
};

struct probe {
    int fd4, fd6; /* borrowed, of the namespace that asks */
    struct address to;
    struct address from; /* family 0: the kernel chooses */
    uint8_t ttl;         /* 0: the kernel's default */
    uint16_t echo_id;
    /* answer: */
    enum probe_outcome outcome;
    int failure;       /* positive errno with REFUSED and FAULT */
    uint8_t reply_ttl; /* with ANSWERED */
    struct address by;
    uint32_t round_trip_us;
};

/**
 * Send all @probes at once (one echo request without data each) and wait until each is answered or
 * @timeout_ms is over. What waited in the sockets before is thrown away. Several probes may share
 * sockets, address and echo id: their place in @probes is their sequence number. @to may not be
 * link-local (there is no link to say): REFUSED, EINVAL. A socket of the needed family that is
 * negative is a FAULT, EBADF.
 */
void probe_run(struct probe *probes, size_t count, int timeout_ms);
/** An echo id for probes, other than the last ones. Never one that ping uses first (its pid): from
 * 0xf000 up. */
uint16_t probe_next_id(void);

/* ---- pcapng --------------------------------------------------------------------------------- */

/**
 * Write @frames as pcapng to @fd, in their order: one section, one interface block for each
 * namespace and link, named "NETNS:LINK" ("host1:eth0"; what @w does not know is named by its
 * number), nanoseconds, and the direction of each packet (epb_flags). @w may be NULL. Errors: those
 * of write(2). Source: draft-ietf-opsawg-pcapng.
 */
int pcapng_write(int fd, const struct frame *frames, size_t count, const struct world *w,
                 struct error *err);

#endif
