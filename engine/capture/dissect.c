// SPDX-License-Identifier: MIT
/*
 * From the bytes of an Ethernet frame to what a lesson speaks about. Pure; bytes are treated as
 * hostile.
 *
 *   0         6         12     14
 *   +---------+---------+------+----------------------------------------------+
 *   | to MAC  | from MAC| type | ARP, or IP header | ICMP header | …            |
 *   +---------+---------+------+----------------------------------------------+
 *
 * An ICMP error quotes the packet that caused it: its IP header and at least 8 bytes (RFC 792, RFC
 * 4443).
 */
#include <net/ethernet.h>
#include <net/if_arp.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <string.h>

#include <firsthop/capture.h>

/* Extension headers passed over before giving up; real packets have one or two. */
#define MAX_EXTENSIONS 8

/** What is left to read of a frame. */
struct view {
    const uint8_t *at;
    size_t left;
};

/** An IP header of either family, as far as we care. */
struct packet {
    struct address source, destination;
    uint8_t ttl;
    uint8_t protocol;
    uint16_t id, checksum;
    uint16_t length; /* of what follows the header and its extensions, as the header claims */
    bool is_later_fragment; /* what follows is no header of `protocol` */
};

static const char *const kind_names[] = {
    [FRAME_OTHER] = "other",
    [FRAME_ECHO_REQUEST] = "echo-request",
    [FRAME_ECHO_REPLY] = "echo-reply",
    [FRAME_TIME_EXCEEDED] = "time-exceeded",
    [FRAME_UNREACHABLE] = "unreachable",
    [FRAME_ARP_REQUEST] = "arp-request",
    [FRAME_ARP_REPLY] = "arp-reply",
    [FRAME_NEIGHBOUR_SOLICITATION] = "neighbour-solicitation",
    [FRAME_NEIGHBOUR_ADVERTISEMENT] = "neighbour-advertisement",
};
_Static_assert(ARRAY_LENGTH(kind_names) == FRAME_KIND_COUNT, "a name for each kind");

static const struct icmp_kind {
    uint8_t family, type;
    enum frame_kind kind;
} icmp_kinds[] = {
    {AF_INET, ICMP_ECHO, FRAME_ECHO_REQUEST},
    {AF_INET, ICMP_ECHOREPLY, FRAME_ECHO_REPLY},
    {AF_INET, ICMP_TIME_EXCEEDED, FRAME_TIME_EXCEEDED},
    {AF_INET, ICMP_DEST_UNREACH, FRAME_UNREACHABLE},
    {AF_INET6, ICMP6_ECHO_REQUEST, FRAME_ECHO_REQUEST},
    {AF_INET6, ICMP6_ECHO_REPLY, FRAME_ECHO_REPLY},
    {AF_INET6, ICMP6_TIME_EXCEEDED, FRAME_TIME_EXCEEDED},
    {AF_INET6, ICMP6_DST_UNREACH, FRAME_UNREACHABLE},
    {AF_INET6, ND_NEIGHBOR_SOLICIT, FRAME_NEIGHBOUR_SOLICITATION},
    {AF_INET6, ND_NEIGHBOR_ADVERT, FRAME_NEIGHBOUR_ADVERTISEMENT},
};

const char *frame_kind_name(enum frame_kind kind)
{
    return (unsigned)kind < FRAME_KIND_COUNT ? kind_names[kind] : kind_names[FRAME_OTHER];
}

static uint16_t read_u16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static uint16_t saturating_minus(uint16_t a, size_t b)
{
    return a > b ? (uint16_t)(a - b) : 0;
}

static void skip(struct view *v, size_t n)
{
    v->at += n;
    v->left -= n;
}

static struct address address_from(uint8_t family, const uint8_t *bytes)
{
    struct address a = {.family = family};

    memcpy(a.bytes, bytes, family == AF_INET ? 4 : 16);
    return a;
}

static enum frame_kind icmp_kind(uint8_t family, uint8_t type)
{
    for (size_t i = 0; i < ARRAY_LENGTH(icmp_kinds); i++) {
        if (icmp_kinds[i].family == family && icmp_kinds[i].type == type)
            return icmp_kinds[i].kind;
    }
    return FRAME_OTHER;
}

/** RFC 791 section 3.1; @v moves behind the header and its options. */
static bool read_ipv4(struct view *v, struct packet *ip)
{
    const uint8_t *h = v->at;
    size_t header;

    if (v->left < sizeof(struct iphdr) || h[0] >> 4 != 4)
        return false;
    header = (size_t)(h[0] & 0x0f) * 4;
    if (header < sizeof(struct iphdr) || header > v->left)
        return false;
    *ip = (struct packet){
        .source = address_from(AF_INET, h + 12),
        .destination = address_from(AF_INET, h + 16),
        .ttl = h[8],
        .protocol = h[9],
        .id = read_u16(h + 4),
        .checksum = read_u16(h + 10),
        .length = saturating_minus(read_u16(h + 2), header),
        .is_later_fragment = (read_u16(h + 6) & IP_OFFMASK) != 0,
    };
    skip(v, header);
    return true;
}

/** The length of the extension header at @v, or 0 if there is none such or it does not fit. */
static size_t extension_length(const struct view *v, uint8_t protocol)
{
    size_t len = 0;

    if (v->left < 8)
        return 0;
    if (protocol == IPPROTO_FRAGMENT)
        len = 8;
    else if (protocol == IPPROTO_HOPOPTS || protocol == IPPROTO_ROUTING ||
             protocol == IPPROTO_DSTOPTS)
        len = ((size_t)v->at[1] + 1) * 8;
    return len <= v->left ? len : 0;
}

/** RFC 8200 section 4: @v moves to the header that `protocol` then names. */
static void skip_extensions(struct view *v, struct packet *ip)
{
    for (int i = 0; i < MAX_EXTENSIONS && !ip->is_later_fragment; i++) {
        size_t len = extension_length(v, ip->protocol);

        if (len == 0)
            return;
        if (ip->protocol == IPPROTO_FRAGMENT)
            ip->is_later_fragment = (read_u16(v->at + 2) & 0xfff8) != 0;
        ip->protocol = v->at[0];
        ip->length = saturating_minus(ip->length, len);
        skip(v, len);
    }
}

static bool read_ipv6(struct view *v, struct packet *ip)
{
    const uint8_t *h = v->at;

    if (v->left < sizeof(struct ip6_hdr) || h[0] >> 4 != 6)
        return false;
    *ip = (struct packet){
        .source = address_from(AF_INET6, h + 8),
        .destination = address_from(AF_INET6, h + 24),
        .ttl = h[7],
        .protocol = h[6],
        .length = read_u16(h + 4),
    };
    skip(v, sizeof(struct ip6_hdr));
    skip_extensions(v, ip);
    return true;
}

static bool read_ip(struct view *v, uint8_t family, struct packet *ip)
{
    return family == AF_INET ? read_ipv4(v, ip) : read_ipv6(v, ip);
}

/** Does an ICMP header of at least 8 bytes follow? */
static bool has_icmp(const struct view *v, uint8_t family, const struct packet *ip)
{
    return ip->protocol == (family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6) &&
           !ip->is_later_fragment && v->left >= 8;
}

static bool is_echo(enum frame_kind kind)
{
    return kind == FRAME_ECHO_REQUEST || kind == FRAME_ECHO_REPLY;
}

static void read_echo(struct frame *f, const uint8_t *icmp, const struct packet *ip)
{
    f->echo_data = saturating_minus(ip->length, 8);
    f->echo_id = read_u16(icmp + 4);
    f->echo_sequence = read_u16(icmp + 6);
}

/** @v is behind the ICMP header of an error. */
static void read_quoted(struct frame *f, struct view v, uint8_t family)
{
    struct packet ip;

    if (!read_ip(&v, family, &ip))
        return;
    f->about_source = ip.source;
    f->about_destination = ip.destination;
    f->about_ip_id = ip.id;
    if (has_icmp(&v, family, &ip) && is_echo(icmp_kind(family, v.at[0])))
        read_echo(f, v.at, &ip);
}

static void read_icmp(struct frame *f, struct view v, uint8_t family, const struct packet *ip)
{
    const uint8_t *icmp = v.at;

    f->icmp_type = icmp[0];
    f->icmp_code = icmp[1];
    f->kind = icmp_kind(family, icmp[0]);
    skip(&v, 8);
    if (is_echo(f->kind))
        read_echo(f, icmp, ip);
    else if (f->kind == FRAME_TIME_EXCEEDED || f->kind == FRAME_UNREACHABLE)
        read_quoted(f, v, family);
    else if (f->kind != FRAME_OTHER &&
             v.left >= 16) /* neighbour discovery: the target, RFC 4861 4.3 */
        f->about_destination = address_from(AF_INET6, v.at);
}

static bool dissect_ip(struct frame *f, struct view v, uint8_t family)
{
    struct packet ip;

    if (!read_ip(&v, family, &ip))
        return false;
    f->source = ip.source;
    f->destination = ip.destination;
    f->ttl = ip.ttl;
    f->ip_id = ip.id;
    f->ip_checksum = ip.checksum;
    if (has_icmp(&v, family, &ip))
        read_icmp(f, v, family, &ip);
    return true;
}

/** RFC 826 for Ethernet and IPv4: sender MAC 8, sender address 14, target MAC 18, target
 * address 24. */
static bool dissect_arp(struct frame *f, struct view v)
{
    const uint8_t *h = v.at;
    uint16_t operation;

    if (v.left < 28 || read_u16(h + 2) != ETHERTYPE_IP || h[4] != 6 || h[5] != 4)
        return false;
    operation = read_u16(h + 6);
    f->source = address_from(AF_INET, h + 14);
    f->destination = address_from(AF_INET, h + 24);
    if (operation == ARPOP_REQUEST)
        f->kind = FRAME_ARP_REQUEST;
    else if (operation == ARPOP_REPLY)
        f->kind = FRAME_ARP_REPLY;
    return true;
}

/** Forget an earlier dissection: everything from `kind` on. */
static void forget(struct frame *f)
{
    const size_t from = offsetof(struct frame, kind);

    memset((char *)f + from, 0, sizeof(*f) - from);
}

bool frame_dissect(struct frame *f)
{
    struct view v = {f->bytes, f->kept < CAPTURE_SNAP ? f->kept : CAPTURE_SNAP};
    uint16_t type;

    forget(f);
    if (v.left < sizeof(struct ether_header))
        return false;
    memcpy(f->destination_mac, v.at, 6);
    memcpy(f->source_mac, v.at + 6, 6);
    type = read_u16(v.at + 12);
    skip(&v, sizeof(struct ether_header));
    if (type == ETHERTYPE_ARP)
        return dissect_arp(f, v);
    if (type == ETHERTYPE_IP)
        return dissect_ip(f, v, AF_INET);
    return type == ETHERTYPE_IPV6 && dissect_ip(f, v, AF_INET6);
}
