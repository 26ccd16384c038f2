// SPDX-License-Identifier: MIT
/* What the files of this module share: asking the kernel, and the kinds of objects it dumps. */
#ifndef NETLINK_PRIVATE_H
#define NETLINK_PRIVATE_H

#include <libmnl/libmnl.h>

#include <firsthop/netlink.h>

#include <linux/rtnetlink.h>

/* No dump datagram is larger than 32 KiB (kernel: net/netlink/af_netlink.c, netlink_recvmsg). */
#define NETLINK_BUFFER 65536
/* Room for any request we send. */
#define NETLINK_REQUEST 256
/* Rows of one table. More are no lesson, and their number is the learner's to choose. */
#define NETLINK_MAX_ROWS 65536

struct netlink {
    int request_fd, event_fd;
    uint32_t sequence;
    char *subject;
};

/* ---- request.c ----------------------------------------------------------------------------- */

/** One datagram that the kernel itself sent. Its length, or negative errno (-EAGAIN: nothing
 * there). */
ssize_t netlink_receive(int fd, void *buffer, size_t size, int flags);

/** What the kernel said to a request, apart from data. */
struct netlink_reply {
    int failure;      /* 0, or a positive errno */
    char text[160];   /* extended ACK, or "" */
    bool interrupted; /* the table changed while it was dumped: the rows are not one moment's */
};

/** One message of data. A negative result ends the reading of data and becomes that of netlink_ask.
 */
typedef int netlink_message_fn(const struct nlmsghdr *message, void *context);

/** A request in @buffer (NETLINK_REQUEST bytes) with a zeroed payload of @size bytes, its fixed
 * header. */
struct nlmsghdr *netlink_request(char *buffer, uint16_t type, uint16_t flags, size_t size);
/** Send @request, read all that answers it. 0: the kernel answered, see @reply; negative: @err is
 * set. */
int netlink_ask(struct netlink *nl, struct nlmsghdr *request, netlink_message_fn *fn, void *context,
                struct netlink_reply *reply, struct error *err);

/* ---- decode.c ------------------------------------------------------------------------------ */

/** A kind of thing the kernel dumps: one file and one line in the table of decode.c. */
struct netlink_object {
    const char *what;     /* plural, for errors */
    uint16_t get, row;    /* RTM_GET... asks for RTM_NEW... */
    size_t header_size;   /* strict checking wants exactly this header, all zero */
    uint32_t link_filter; /* IFLA_EXT_MASK, 0: none */
    /* Append one row to the right table of @into. 0 (also: not for us), -EBADMSG or -E2BIG. */
    int (*decode)(const struct nlmsghdr *message, struct netns *into);
};

extern const struct netlink_object netlink_links, netlink_addresses, netlink_routes, netlink_rules,
    netlink_neighbours, netlink_netconfs;

/**
 * The message at *@at, where *@size bytes are left; both move behind it. NULL if none is there:
 * *@size tells the end (0) from malformed bytes. mnl_nlmsg_ok() of libmnl 1.0.4 believes a length
 * of 2 GiB and more.
 */
const struct nlmsghdr *netlink_next(const void **at, size_t *size);
/** The fixed header of @message, or NULL if it is shorter than @size. */
const void *netlink_header(const struct nlmsghdr *message, size_t size);
/** Is one more row within the bounds? 0 or -E2BIG. */
int netlink_check_room(size_t count);
/** The words of a NLMSG_ERROR or NLMSG_DONE, into @reply. */
void netlink_read_status(const struct nlmsghdr *message, struct netlink_reply *reply);
/** One RTM_NEWROUTE, cached or not; @out owns its hops. -EBADMSG, -EAFNOSUPPORT. */
int netlink_decode_route(const struct nlmsghdr *message, struct route *out);

/** One attribute. A negative result ends the walk and is its result. */
typedef int netlink_attribute_fn(const struct nlattr *attribute, void *context);

/**
 * Walk the attributes in the @size bytes at @at, which lies at a multiple of 4. -EBADMSG if they
 * are not just that. mnl_attr_parse() takes the beginning of a malformed list for the whole, and
 * costs as much as all the rest.
 */
int netlink_walk(const void *at, size_t size, netlink_attribute_fn *fn, void *context);
/** The same for what follows the fixed header of @header_size bytes, of which @message has at least
 * as many. */
int netlink_attributes(const struct nlmsghdr *message, size_t header_size, netlink_attribute_fn *fn,
                       void *context);

static inline unsigned attribute_type(const struct nlattr *attribute)
{
    return attribute->nla_type & NLA_TYPE_MASK;
}

static inline size_t attribute_size(const struct nlattr *attribute)
{
    return attribute->nla_len - (size_t)MNL_ATTR_HDRLEN;
}

static inline const void *attribute_value(const struct nlattr *attribute)
{
    return (const char *)attribute + MNL_ATTR_HDRLEN;
}

/* Values: 0, or -EBADMSG if the size is wrong. */
int attribute_u8(const struct nlattr *attribute, uint8_t *to);
int attribute_u32(const struct nlattr *attribute, uint32_t *to);
int attribute_int(const struct nlattr *attribute, int *to);
int attribute_text(const struct nlattr *attribute, char *to, size_t size);
int attribute_address(const struct nlattr *attribute, uint8_t family, struct address *to);
int attribute_mac(const struct nlattr *attribute, uint8_t to[8], uint8_t *len);

/* ---- watch.c ------------------------------------------------------------------------------- */

/* What kinds of events were waiting. */
#define NETLINK_MOVED     1u /* something of the snapshot changed, or events were lost */
#define NETLINK_NEIGHBOUR 2u
#define NETLINK_NEW_NSID                                                                           \
    4u /* reading links causes them: the kernel numbers a peer's namespace then */

/** Take all waiting events: 0 or a NETLINK_* set in *@kinds; or negative errno. */
int netlink_take_events(struct netlink *nl, unsigned *kinds);

#endif
