// SPDX-License-Identifier: MIT
/*
 * Frames as a pcapng file (draft-ietf-opsawg-pcapng), for Wireshark: one section in the byte order
 * of this machine, an interface block for each namespace and link, then the packets. Every block is
 *
 *   type (4) | total length (4) | body, padded to 4 bytes | options | total length (4)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <firsthop/capture.h>

enum block_type {
    BLOCK_SECTION = 0x0a0d0d0a,
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET = 6, /* "enhanced packet block" */
};

enum option_code {
    OPTION_END = 0,
    OPTION_IF_NAME = 2,
    OPTION_IF_TSRESOL = 9,
    OPTION_SHB_USERAPPL = 4,
    OPTION_EPB_FLAGS = 2,
};

#define BYTE_ORDER_MAGIC  0x1a2b3c4d
#define LINKTYPE_ETHERNET 1
#define NANOSECONDS       9 /* if_tsresol: 10^-9 s */
#define FLAG_INBOUND      1
#define FLAG_OUTBOUND     2

/** A capture interface: its place in the array is its number in the file. */
struct interface {
    uint64_t netns;
    int link;
};

struct interfaces {
    struct interface *items;
    size_t count, capacity;
};

static void add_u16(struct str *s, uint16_t value)
{
    str_add_bytes(s, &value, sizeof(value));
}

static void add_u32(struct str *s, uint32_t value)
{
    str_add_bytes(s, &value, sizeof(value));
}

static void add_padded(struct str *s, const void *data, size_t len)
{
    static const char zeros[4];

    str_add_bytes(s, data, len);
    str_add_bytes(s, zeros, (4 - len % 4) % 4);
}

static void add_option(struct str *s, enum option_code code, const void *data, size_t len)
{
    add_u16(s, (uint16_t)code);
    add_u16(s, (uint16_t)len);
    add_padded(s, data, len);
}

/** Begin a block; its length is filled in by end_block. Returns where it begins. */
static size_t begin_block(struct str *s, enum block_type type)
{
    size_t at = s->len;

    add_u32(s, type);
    add_u32(s, 0);
    return at;
}

static void end_block(struct str *s, size_t at)
{
    uint32_t total;

    add_option(s, OPTION_END, NULL, 0);
    total = (uint32_t)(s->len - at) + 4;
    memcpy(s->data + at + 4, &total, sizeof(total));
    add_u32(s, total);
}

static void add_section(struct str *s)
{
    static const char program[] = "firsthop";
    size_t at = begin_block(s, BLOCK_SECTION);

    add_u32(s, BYTE_ORDER_MAGIC);
    add_u16(s, 1); /* version 1.0 */
    add_u16(s, 0);
    add_u32(s, UINT32_MAX); /* length of the section: 64 bits of ones, not said */
    add_u32(s, UINT32_MAX);
    add_option(s, OPTION_SHB_USERAPPL, program, strlen(program));
    end_block(s, at);
}

/** "NETNS:LINK" */
static void interface_name(const struct interface *i, const struct world *w, char *name,
                           size_t size)
{
    const struct netns *ns = w == NULL ? NULL : world_find_id(w, i->netns);
    const struct link *l = ns == NULL ? NULL : netns_find_link_by_index(ns, i->link);
    char where[64], link[IFNAMSIZ];

    snprintf(where, sizeof(where), "%llu", (unsigned long long)i->netns);
    snprintf(link, sizeof(link), "%d", i->link);
    if (ns != NULL)
        netns_label(ns, where);
    snprintf(name, size, "%s:%s", where, l == NULL ? link : l->name);
}

static void add_interface(struct str *s, const struct interface *i, const struct world *w)
{
    static const uint8_t resolution = NANOSECONDS;
    size_t at = begin_block(s, BLOCK_INTERFACE);
    char name[96];

    interface_name(i, w, name, sizeof(name));
    add_u16(s, LINKTYPE_ETHERNET);
    add_u16(s, 0); /* reserved */
    add_u32(s, CAPTURE_SNAP);
    add_option(s, OPTION_IF_NAME, name, strlen(name));
    add_option(s, OPTION_IF_TSRESOL, &resolution, sizeof(resolution));
    end_block(s, at);
}

static void add_packet(struct str *s, const struct frame *f, uint32_t interface)
{
    uint32_t kept = f->kept < CAPTURE_SNAP ? f->kept : CAPTURE_SNAP;
    uint32_t flags = f->outgoing ? FLAG_OUTBOUND : FLAG_INBOUND;
    size_t at = begin_block(s, BLOCK_PACKET);

    add_u32(s, interface);
    add_u32(s, (uint32_t)(f->time_ns >> 32));
    add_u32(s, (uint32_t)f->time_ns);
    add_u32(s, kept);
    add_u32(s, f->length < kept ? kept : f->length);
    add_padded(s, f->bytes, kept);
    add_option(s, OPTION_EPB_FLAGS, &flags, sizeof(flags));
    end_block(s, at);
}

static size_t find_interface(const struct interfaces *all, const struct frame *f)
{
    size_t i = 0;

    while (i < all->count && (all->items[i].netns != f->netns || all->items[i].link != f->link))
        i++;
    return i;
}

int pcapng_write(int fd, const struct frame *frames, size_t count, const struct world *w,
                 struct error *err)
{
    SCOPED(str_done) struct str head = {0}, packets = {0};
    struct interfaces all = {0};
    int r;

    for (size_t i = 0; i < count; i++) {
        size_t number = find_interface(&all, &frames[i]);

        if (number == all.count) {
            struct interface new = {frames[i].netns, frames[i].link};

            ARRAY_PUSH(all.items, all.count, all.capacity, new);
        }
        add_packet(&packets, &frames[i], (uint32_t)number);
    }
    add_section(&head);
    for (size_t i = 0; i < all.count; i++)
        add_interface(&head, &all.items[i], w);
    free(all.items);
    r = fd_write_all(fd, str_text(&head), head.len);
    if (r == 0)
        r = fd_write_all(fd, str_text(&packets), packets.len);
    return r < 0 ? error_set_errno(err, r, "cannot write the captured packets") : 0;
}
