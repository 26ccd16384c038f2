// SPDX-License-Identifier: MIT
/* One netlink request in the calling thread's namespace, for trying what the kernel can: built,
 * sent, acknowledged. */
#ifndef SANDBOX_ASK_H
#define SANDBOX_ASK_H

#include <firsthop/base.h>

/*
 *   | nlmsghdr | family header | attribute | nest ( attribute attribute ) | ...
 */
struct ask {
    _Alignas(4) uint8_t bytes[1024];
    size_t len;
};

/** Begin a message of @type (create, exclusive, acknowledged) with the family's @header. */
void ask_begin(struct ask *a, uint16_t type, const void *header, size_t len);
void ask_attribute(struct ask *a, uint16_t type, const void *data, size_t len);
void ask_u32(struct ask *a, uint16_t type, uint32_t value);
void ask_text(struct ask *a, uint16_t type, const char *text);
/** Open a nest; hand the result to ask_nest_end(). */
size_t ask_nest(struct ask *a, uint16_t type);
void ask_nest_end(struct ask *a, size_t nest);

/** Send over a new socket of @protocol (NETLINK_ROUTE, ...) and wait for the kernel's answer: 0 or
 * its negative errno. */
int ask_kernel(const struct ask *a, int protocol);

#endif
