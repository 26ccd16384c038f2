// SPDX-License-Identifier: MIT
/**
 * world: one snapshot of all network namespaces of a sandbox, as plain values.
 *
 * A snapshot owns its memory and is never changed once built. Namespaces are shared between
 * snapshots by reference count, so a new world after one change costs one namespace.
 *
 * Identity: a namespace is its nsfs inode (`id`), a link is (namespace id, ifindex). Names are what
 * people see; they may change and may collide. An ifindex alone identifies nothing: both ends of a
 * veth may be number 2 (kernel: every namespace counts its own).
 */
#ifndef FIRSTHOP_WORLD_H
#define FIRSTHOP_WORLD_H

#include <net/if.h>
#include <sys/types.h>

#include <firsthop/base.h>

/* ---- addresses ----------------------------------------------------------------------------- */

struct address {
    uint8_t family;    /* AF_INET, AF_INET6, or 0: none */
    uint8_t bytes[16]; /* network order; IPv4 uses the first 4 */
};

struct prefix {
    struct address address; /* host bits are kept: "10.0.1.10/24" */
    uint8_t length;         /* 0..32 or 0..128 */
};

#define ADDRESS_TEXT 46
#define PREFIX_TEXT  50

/** Strict: dotted quad or RFC 4291 text, no zone, nothing behind it. */
bool address_parse(const char *text, struct address *out);
/** "ADDRESS/LENGTH"; without a length it is the host's full length. "default" is not a prefix here.
 */
bool prefix_parse(const char *text, struct prefix *out);
/** Both return @into. An empty address gives "". */
const char *address_format(const struct address *a, char into[ADDRESS_TEXT]);
const char *prefix_format(const struct prefix *p, char into[PREFIX_TEXT]);
bool address_equal(const struct address *a, const struct address *b);
bool prefix_equal(const struct prefix *a, const struct prefix *b); /* address and length */
bool prefix_same_network(const struct prefix *a,
                         const struct prefix *b); /* same length, same network */
bool prefix_contains(const struct prefix *p, const struct address *a);
/** The subnet's broadcast or network address? Never for /31, /32 and IPv6. */
bool prefix_is_edge(const struct prefix *p, const struct address *a);
bool address_is_link_local(const struct address *a);
/** "ipv4"/"ipv6" as lessons write it; 0 for anything else. */
int family_parse(const char *text);
const char *family_name(int family);
uint8_t family_bits(int family); /* 32 or 128 */

/* ---- what a namespace holds ---------------------------------------------------------------- */

struct link {
    int index;
    char name[IFNAMSIZ];
    char kind[16]; /* IFLA_INFO_KIND: "veth", "bridge", ...; "" for loopback and hardware */
    char slave_kind[16];
    unsigned flags;    /* IFF_*: IFF_UP is the intent, IFF_LOWER_UP the cable */
    uint8_t operstate; /* IF_OPER_* (RFC 2863): lo and dummy are UNKNOWN, which is usable */
    uint32_t mtu;
    uint8_t mac[8];
    uint8_t mac_len;
    int master;     /* ifindex of the bridge or bond it belongs to, 0: none */
    int peer_index; /* ifindex of the other end (veth) or the lower link (vlan, macvlan), 0: none */
    int32_t peer_nsid;   /* the peer's namespace as this one numbers it; -1: this very namespace */
    uint64_t peer_netns; /* id of the peer's namespace, 0: unknown or none; filled in by observe */
};

struct link_address {
    int link;            /* ifindex */
    struct prefix local; /* the own address with the prefix length */
    struct address peer; /* point-to-point peer; family 0: none */
    uint32_t flags;      /* IFA_F_* of IFA_FLAGS: TENTATIVE, DADFAILED, PERMANENT, ... */
    uint8_t scope;       /* RT_SCOPE_* */
};

struct next_hop {
    int link;               /* ifindex, 0: none */
    bool has_gateway;       /* false: "scope link", which is not the same as 0.0.0.0 */
    struct address gateway; /* may be of another family than the route (RTA_VIA) */
    uint8_t flags;          /* RTNH_F_*: LINKDOWN, DEAD, ONLINK */
    uint16_t weight;        /* 1.. */
};

struct route {
    struct prefix destination; /* default: length 0 of its family */
    uint32_t table;            /* RT_TABLE_* or a number */
    uint8_t type; /* RTN_UNICAST, _LOCAL, _BROADCAST, _BLACKHOLE, _UNREACHABLE, _PROHIBIT */
    uint8_t scope;
    uint8_t protocol; /* RTPROT_KERNEL, _BOOT, _STATIC, _RA */
    uint32_t metric;  /* 0: none given */
    struct address preferred_source;
    struct next_hop *hops; /* at least 1 for unicast routes */
    size_t hop_count;
};

struct rule {
    uint8_t family;
    uint32_t priority;
    struct prefix source, destination; /* address.family 0: any */
    char input[IFNAMSIZ], output[IFNAMSIZ];
    uint32_t mark, mark_mask;
    uint32_t table;
    uint8_t action; /* FR_ACT_TO_TBL, FR_ACT_BLACKHOLE, ... */
    bool inverted;
};

struct neighbour {
    int link;
    struct address address;
    uint8_t mac[8];
    uint8_t mac_len; /* 0: unresolved */
    uint16_t state;  /* NUD_* */
    uint8_t flags;   /* NTF_* */
};

/** Per-family settings of one link; index -1 is "all", -2 "default" (NETCONFA_IFINDEX). */
struct netconf {
    uint8_t family;
    int link;
    int forwarding;
    int rp_filter; /* IPv4 only; -1 for IPv6 (the kernel has none) */
    int proxy_neighbour;
    int ignore_routes_with_linkdown;
};

/** One network namespace at one moment. */
struct netns {
    unsigned references;
    uint64_t id;   /* nsfs inode */
    char *name;    /* as in /run/netns; NULL: unnamed; "host" is not a name but is_host */
    bool is_host;  /* the sandbox's first namespace, where the learner's shell starts */
    pid_t process; /* for unnamed ones: a process in it (host pid), else 0 */
    struct link *links;
    size_t link_count;
    struct link_address *addresses;
    size_t address_count;
    struct route *routes;
    size_t route_count;
    struct rule *rules;
    size_t rule_count;
    struct neighbour *neighbours;
    size_t neighbour_count;
    struct netconf *netconfs;
    size_t netconf_count;
    size_t link_capacity, address_capacity, route_capacity, rule_capacity, neighbour_capacity,
        netconf_capacity; /* used only while it is being built */
};

struct netns *netns_new(uint64_t id, const char *name);
struct netns *netns_ref(struct netns *ns); /* NULL stays NULL */
void netns_unref(struct netns *ns);        /* frees with the last reference; accepts NULL */

const struct link *netns_find_link(const struct netns *ns, const char *name);
const struct link *netns_find_link_by_index(const struct netns *ns, int index);
/** The address entry for exactly this address (any prefix length), or NULL. */
const struct link_address *netns_find_address(const struct netns *ns, const struct address *a);
/** The settings of link @index (or -1 for "all") in @family, or NULL. */
const struct netconf *netns_find_netconf(const struct netns *ns, int family, int index);
/** Does the namespace as a whole forward @family? ("all" is on, as `sysctl net.ipv4.ip_forward`
 * says.) */
bool netns_forwards(const struct netns *ns, int family);
bool link_is_up(const struct link *l);       /* IFF_UP */
bool link_has_carrier(const struct link *l); /* IFF_LOWER_UP */

/* ---- the whole ----------------------------------------------------------------------------- */

struct world {
    uint64_t generation; /* grows with every world that differs from the one before */
    struct netns **netns;
    size_t count;
    size_t capacity;
    uint64_t shell_netns; /* id of the namespace in which the learner's shell is; 0: unknown */
    struct hidden_name { /* files in /run/netns that are no namespace: made by `ip netns exec … ip
                            netns add` */
        char *name;
    } * hidden;
    size_t hidden_count, hidden_capacity;
    struct world_index
        *index; /* private: finds by name and by id at once, however many there are */
};

struct world *world_new(void);
void world_free(struct world *w);
/** Append a reference to @ns, whose name and id do not change from then on. */
void world_add(struct world *w, struct netns *ns);
/** A newer reading of a namespace that is in @w: @ns has its id and its name, and takes its place.
 */
void world_replace(struct world *w, struct netns *ns);

/** By name; "host" (and NULL) means the sandbox's first namespace unless a namespace bears that
 * name. */
const struct netns *world_find(const struct world *w, const char *name);
const struct netns *world_find_id(const struct world *w, uint64_t id);
/** What to call @ns in a sentence: its name, "host" for the first namespace, or "the namespace of
 * process N". */
const char *netns_label(const struct netns *ns, char into[64]);
/** The other end of @l, and in *@there its namespace; NULL if it has none or it is not in @w. */
const struct link *world_find_peer(const struct world *w, const struct link *l,
                                   const struct netns **there);
/** Where a link of that name is, other than in @except (may be NULL): the first found, in *@there
 * its namespace. */
const struct link *world_find_link_anywhere(const struct world *w, const char *name,
                                            const struct netns *except, const struct netns **there);
/** Where an address is, other than on link @except of @except_ns; NULL if nowhere. */
const struct link_address *world_find_address_anywhere(const struct world *w,
                                                       const struct address *a,
                                                       const struct netns *except_ns, int except,
                                                       const struct netns **there);

#endif
