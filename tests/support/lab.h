// SPDX-License-Identifier: MIT
/*
 * For kernel tests: networks to send packets through, and a capture with a world to go with it.
 * Uses only the ip program and the C library, so that what it says does not come from the code
 * under test.
 *
 * The routing lab:
 *
 *     host1 eth0 10.0.1.10/24 ── 10.0.1.11/24 e1 router e0 10.0.2.11/24 ── 10.0.2.10/24 eth0 host2
 *
 * Header only; after private_net.h.
 */
#ifndef FIRSTHOP_TEST_LAB_H
#define FIRSTHOP_TEST_LAB_H

#include <ifaddrs.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <poll.h>

#include <firsthop/capture.h>

#include "private_net.h"

/** In every namespace: loopback up, no duplicate address detection (it would hold IPv6 for
 * seconds). */
static inline void lab_netns(const char *name)
{
    private_net_run("ip netns add %s && ip -n %s link set lo up && ip netns exec %s sh -c '"
                    "echo 0 >/proc/sys/net/ipv6/conf/all/accept_dad;"
                    "echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad;"
                    "echo 0 >/proc/sys/net/ipv4/ip_forward;"
                    "echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter;"
                    "echo 0 >/proc/sys/net/ipv4/conf/default/rp_filter'",
                    name, name, name);
}

/** A cable: @link in @netns, up, with the address (or none: ""), to its other end. */
static inline void lab_cable(const char *netns, const char *link, const char *address,
                             const char *netns2, const char *link2, const char *address2)
{
    private_net_run("ip link add %s netns %s type veth peer name %s netns %s", link, netns, link2,
                    netns2);
    private_net_run("ip -n %s link set %s up && ip -n %s link set %s up", netns, link, netns2,
                    link2);
    if (address[0] != '\0')
        private_net_run("ip -n %s address add %s dev %s", netns, address, link);
    if (address2[0] != '\0')
        private_net_run("ip -n %s address add %s dev %s", netns2, address2, link2);
}

static inline void lab_forward(const char *netns)
{
    private_net_run("ip netns exec %s sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward;"
                    "echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'",
                    netns);
}

/** The routing lab of the picture above. */
static inline void lab_routing(void)
{
    lab_netns("host1");
    lab_netns("router");
    lab_netns("host2");
    lab_cable("host1", "eth0", "10.0.1.10/24", "router", "e1", "10.0.1.11/24");
    lab_cable("router", "e0", "10.0.2.11/24", "host2", "eth0", "10.0.2.10/24");
    lab_forward("router");
    private_net_run("ip -n host1 route add default via 10.0.1.11");
    private_net_run("ip -n host2 route add default via 10.0.2.11");
}

/* ---- a world from what the C library sees ------------------------------------------------------
 */

static inline struct link *lab_link(struct netns *ns, const char *name)
{
    struct link new = {.index = (int)if_nametoindex(name), .peer_nsid = -1};

    for (size_t i = 0; i < ns->link_count; i++) {
        if (str_equal(ns->links[i].name, name))
            return &ns->links[i];
    }
    str_copy(new.name, sizeof(new.name), name);
    ARRAY_PUSH(ns->links, ns->link_count, ns->link_capacity, new);
    return &ns->links[ns->link_count - 1];
}

static inline void lab_add_address(struct netns *ns, const struct ifaddrs *a)
{
    struct link *l = lab_link(ns, a->ifa_name);
    struct link_address entry = {.link = l->index};

    l->flags = a->ifa_flags;
    if (a->ifa_addr == NULL)
        return;
    entry.local.address.family = (uint8_t)a->ifa_addr->sa_family;
    if (a->ifa_addr->sa_family == AF_INET)
        memcpy(entry.local.address.bytes, &((struct sockaddr_in *)a->ifa_addr)->sin_addr, 4);
    else if (a->ifa_addr->sa_family == AF_INET6)
        memcpy(entry.local.address.bytes, &((struct sockaddr_in6 *)a->ifa_addr)->sin6_addr, 16);
    else
        return;
    ARRAY_PUSH(ns->addresses, ns->address_count, ns->address_capacity, entry);
}

/** private_net_within: fill in the links and addresses of the struct netns @context. */
static inline void lab_fill_in(void *context)
{
    struct ifaddrs *all;

    if (getifaddrs(&all) < 0)
        exit(1);
    for (const struct ifaddrs *a = all; a != NULL; a = a->ifa_next)
        lab_add_address(context, a);
    freeifaddrs(all);
}

static inline struct netns *lab_observe(const char *name)
{
    struct netns *ns = netns_new(private_net_id(name), name);

    private_net_within(name, lab_fill_in, ns);
    return ns;
}

static inline struct world *lab_world(const char *const *names, size_t count)
{
    struct world *w = world_new();

    for (size_t i = 0; i < count; i++) {
        struct netns *ns = lab_observe(names[i]);

        world_add(w, ns);
        netns_unref(ns);
    }
    return w;
}

/* ---- capturing ---------------------------------------------------------------------------------
 */

static inline void lab_open_capture(void *context)
{
    struct error err = {0};

    if (capture_open_socket(context, &err) < 0) {
        fprintf(stderr, "%s\n", err.what);
        exit(1);
    }
}

static inline struct capture *lab_capture(const char *const *names, size_t count)
{
    struct capture *c = capture_new();

    for (size_t i = 0; i < count; i++) {
        int fd = -1;

        private_net_within(names[i], lab_open_capture, &fd);
        capture_add_socket(c, private_net_id(names[i]), fd);
    }
    return c;
}

/** "host1 eth0 out 64 > router e1 in 64 > ...": a journey as a test compares it. */
static inline const char *lab_journey_text(const struct journey *j, struct str *into)
{
    str_clear(into);
    for (size_t i = 0; i < j->hop_count; i++) {
        const struct journey_hop *h = &j->hops[i];

        str_addf(into, "%s%s %s %s %d", i > 0 ? " > " : "", h->netns_name, h->link_name,
                 h->outgoing ? "out" : "in", h->ttl);
    }
    return str_text(into);
}

/** The first journey of that kind, or NULL. */
static inline const struct journey *lab_find_journey(const struct journeys *all,
                                                     enum frame_kind kind)
{
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i].kind == kind)
            return &all->items[i];
    }
    return NULL;
}

#endif
