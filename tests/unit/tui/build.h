// SPDX-License-Identifier: MIT
/*
 * Worlds, journeys and golden texts for the unit tests of tui. With FIRSTHOP_GOLDEN=write in the
 * environment, golden texts are written instead of compared: look at the difference before keeping
 * it.
 *
 *     host1 eth0 ───── e1 router e0 ───── eth0 host2        (and the host, with lo only)
 *     10.0.1.10/24   10.0.1.11  10.0.2.11   10.0.2.10/24
 */
#ifndef FIRSTHOP_TEST_TUI_BUILD_H
#define FIRSTHOP_TEST_TUI_BUILD_H

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include <firsthop/tui.h>

#define UP (IFF_UP | IFF_RUNNING)

/* ---- worlds -------------------------------------------------------------------------------- */

UNUSED static struct netns *add_netns(struct world *w, uint64_t id, const char *name)
{
    struct netns *ns = netns_new(id, name);

    world_add(w, ns);
    netns_unref(ns); /* the world keeps it */
    return ns;
}

UNUSED static struct link *link_of(struct netns *ns, const char *name)
{
    return (struct link *)netns_find_link(ns, name);
}

UNUSED static struct link *add_link(struct netns *ns, const char *name, const char *kind)
{
    struct link l = {.index = (int)ns->link_count + 1, .mtu = 1500, .peer_nsid = -1};

    str_copy(l.name, sizeof(l.name), name);
    str_copy(l.kind, sizeof(l.kind), kind);
    ARRAY_PUSH(ns->links, ns->link_count, ns->link_capacity, l);
    return &ns->links[ns->link_count - 1];
}

/* A cable; both ends are down, as the kernel makes them. */
UNUSED static void add_cable(struct netns *a, const char *a_name, struct netns *b,
                             const char *b_name)
{
    add_link(a, a_name, "veth");
    add_link(b, b_name, "veth");
    link_of(a, a_name)->peer_index = link_of(b, b_name)->index;
    link_of(a, a_name)->peer_netns = b->id;
    link_of(b, b_name)->peer_index = link_of(a, a_name)->index;
    link_of(b, b_name)->peer_netns = a->id;
}

UNUSED static void add_address(struct netns *ns, const char *link, const char *cidr)
{
    struct link_address a = {.link = link_of(ns, link)->index};

    assert_true(prefix_parse(cidr, &a.local));
    ARRAY_PUSH(ns->addresses, ns->address_count, ns->address_capacity, a);
}

UNUSED static void set_up(struct netns *ns, const char *link, bool up)
{
    link_of(ns, link)->flags = up ? UP : 0;
}

UNUSED static void set_forwarding(struct netns *ns, int family)
{
    struct netconf c = {.family = (uint8_t)family, .link = -1, .forwarding = 1};

    ARRAY_PUSH(ns->netconfs, ns->netconf_count, ns->netconf_capacity, c);
}

/* How far the learner has come; each stage includes those before it. */
enum stage { NOTHING, NAMESPACES, CABLES, ADDRESSES, LINKS_UP, FORWARDING };

struct lab {
    struct world *world;
    struct netns *host, *host1, *router, *host2;
};

UNUSED static void lab_raise(struct lab *lab)
{
    set_up(lab->host1, "eth0", true);
    set_up(lab->router, "e1", true);
    set_up(lab->router, "e0", true);
    set_up(lab->host2, "eth0", true);
}

UNUSED static void lab_init(struct lab *lab, enum stage stage)
{
    *lab = (struct lab){.world = world_new()};
    lab->host = add_netns(lab->world, 1, NULL);
    lab->host->is_host = true;
    add_link(lab->host, "lo", "");
    if (stage < NAMESPACES)
        return;
    lab->router = add_netns(lab->world, 2, "router");
    lab->host1 = add_netns(lab->world, 3, "host1");
    lab->host2 = add_netns(lab->world, 4, "host2");
    add_link(lab->router, "lo", "");
    add_link(lab->host1, "lo", "");
    add_link(lab->host2, "lo", "");
    if (stage < CABLES)
        return;
    add_cable(lab->host1, "eth0", lab->router, "e1");
    add_cable(lab->host2, "eth0", lab->router, "e0");
    if (stage < ADDRESSES)
        return;
    add_address(lab->host1, "eth0", "10.0.1.10/24");
    add_address(lab->router, "e1", "10.0.1.11/24");
    add_address(lab->router, "e0", "10.0.2.11/24");
    add_address(lab->host2, "eth0", "10.0.2.10/24");
    if (stage >= LINKS_UP)
        lab_raise(lab);
    if (stage >= FORWARDING)
        set_forwarding(lab->router, AF_INET);
}

UNUSED static void lab_done(struct lab *lab)
{
    world_free(lab->world);
}

/* ---- lessons ------------------------------------------------------------------------------- */

/* A lesson whose map is @rows: names separated by spaces, "-" for an empty place, rows by "|". */
UNUSED static struct lesson *lesson_with_map(const char *rows)
{
    struct lesson *l = lesson_new();
    SCOPED(mem_done) char *text = mem_string(rows);
    char *rest = NULL;

    for (char *row = strtok_r(text, "|", &rest); row != NULL; row = strtok_r(NULL, "|", &rest)) {
        struct map_row r = {0};
        char *more = NULL;

        for (char *c = strtok_r(row, " ", &more); c != NULL; c = strtok_r(NULL, " ", &more))
            ARRAY_PUSH(r.cells, r.count, r.capacity, strcmp(c, "-") == 0 ? NULL : mem_string(c));
        ARRAY_PUSH(l->map, l->map_count, l->map_capacity, r);
    }
    return l;
}

UNUSED static void lesson_done(struct lesson **l)
{
    lesson_free(*l);
}

/* ---- journeys ------------------------------------------------------------------------------ */

/*
 * Append a journey to @all, written as hops: "host1 eth0 > 64; router e1 < 64; router e0 > 63",
 * where > is out and < is in. Namespaces of one name are one. Returns its index.
 */
UNUSED static int add_journey(struct journeys *all, enum frame_kind kind, bool delivered,
                              const char *hops)
{
    struct journey j = {.kind = kind, .delivered = delivered, .cause = -1, .answer = -1};
    SCOPED(mem_done) char *text = mem_string(hops);
    char *rest = NULL;

    for (char *hop = strtok_r(text, ";", &rest); hop != NULL; hop = strtok_r(NULL, ";", &rest)) {
        struct journey_hop h = {0};
        unsigned ttl;
        char way;

        assert_int_equal(sscanf(hop, " %63s %15s %c %u", h.netns_name, h.link_name, &way, &ttl), 4);
        h.outgoing = way == '>';
        h.ttl = (uint8_t)ttl;
        for (const char *c = h.netns_name; *c != '\0'; c++)
            h.netns = h.netns * 131 + (unsigned char)*c;
        ARRAY_PUSH(j.hops, j.hop_count, j.hop_capacity, h);
    }
    j.destination.family = AF_INET;
    memcpy(j.destination.bytes, (uint8_t[]){10, 0, 1, 10}, 4);
    ARRAY_PUSH(all->items, all->count, all->capacity, j);
    return (int)all->count - 1;
}

/* ---- looks and golden texts ---------------------------------------------------------------- */

UNUSED static struct look look_at(size_t columns)
{
    return (struct look){.unicode = true, .columns = columns};
}

UNUSED static void assert_golden(const char *name, const struct str *text)
{
    SCOPED(mem_done) char *path = mem_printf("%s/tui/%s.txt", TEST_DATA, name);
    SCOPED(str_done) struct str expected = {0};
    struct error err = {0};

    if (str_equal(getenv("FIRSTHOP_GOLDEN"), "write")) {
        SCOPED(fd_done) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

        assert_true(fd >= 0);
        assert_int_equal(fd_write_all(fd, str_text(text), text->len), 0);
        return;
    }
    if (fd_read_file(path, 1 << 20, &expected, &err) < 0)
        fail_msg("%s", err.what);
    if (!str_equal(str_text(text), str_text(&expected)))
        fail_msg("%s differs; this is shown:\n%s", path, str_text(text));
}

/* No line is wider than @columns; every line ends; nothing but newline controls. */
UNUSED static void assert_fits(const struct str *text, size_t columns)
{
    const char *line = str_text(text);

    assert_true(text_is_clean(line, text->len, NULL));
    while (*line != '\0') {
        size_t len = strcspn(line, "\n");
        SCOPED(str_done) struct str one = {0};

        assert_int_equal(line[len], '\n');
        str_add_bytes(&one, line, len);
        if (text_width(str_text(&one)) > columns)
            fail_msg("wider than %zu columns: %s", columns, str_text(&one));
        line += len + 1;
    }
}

#endif
