// SPDX-License-Identifier: MIT
/* Trying kinds of links, queues and packet filters: one of each is really made. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "ask.h"
#include "feature.h"

#define BASE "fhbase" /* the link below vlan, macvlan and netem */

struct link_try {
    const char *kind;
    const char *name;
    uint32_t below;     /* ifindex; 0: none */
    uint16_t data_type; /* attribute in IFLA_INFO_DATA; 0: none */
    const void *data;
    size_t data_len;
};

static int make_link(const struct link_try *t, struct error *err)
{
    struct ifinfomsg header = {.ifi_family = AF_UNSPEC};
    struct ask a;
    size_t info, data;
    int r;

    ask_begin(&a, RTM_NEWLINK, &header, sizeof(header));
    ask_text(&a, IFLA_IFNAME, t->name);
    if (t->below != 0)
        ask_u32(&a, IFLA_LINK, t->below);
    info = ask_nest(&a, IFLA_LINKINFO);
    ask_text(&a, IFLA_INFO_KIND, t->kind);
    if (t->data_type != 0) {
        data = ask_nest(&a, IFLA_INFO_DATA);
        ask_attribute(&a, t->data_type, t->data, t->data_len);
        ask_nest_end(&a, data);
    }
    ask_nest_end(&a, info);
    r = ask_kernel(&a, NETLINK_ROUTE);
    return r < 0 ? error_set_errno(err, r, "cannot make a link of kind '%s'", t->kind) : 0;
}

static int make_base(uint32_t *index, struct error *err)
{
    int r = make_link(&(struct link_try){.kind = "veth", .name = BASE}, err);

    *index = if_nametoindex(BASE);
    return r;
}

int try_veth(struct error *err)
{
    uint32_t index;

    return make_base(&index, err);
}

int try_bridge(struct error *err)
{
    return make_link(&(struct link_try){.kind = "bridge", .name = "fhtry"}, err);
}

int try_dummy(struct error *err)
{
    return make_link(&(struct link_try){.kind = "dummy", .name = "fhtry"}, err);
}

int try_vlan_filtering(struct error *err)
{
    uint8_t on = 1;

    return make_link(
        &(struct link_try){"bridge", "fhtry", 0, IFLA_BR_VLAN_FILTERING, &on, sizeof(on)}, err);
}

int try_vlan(struct error *err)
{
    uint16_t id = 10;
    uint32_t index;
    int r = make_base(&index, err);

    return r < 0 ? r
                 : make_link(
                       &(struct link_try){"vlan", "fhtry", index, IFLA_VLAN_ID, &id, sizeof(id)},
                       err);
}

int try_macvlan(struct error *err)
{
    uint32_t mode = MACVLAN_MODE_BRIDGE, index;
    int r = make_base(&index, err);

    return r < 0 ? r
                 : make_link(&(struct link_try){"macvlan", "fhtry", index, IFLA_MACVLAN_MODE, &mode,
                                                sizeof(mode)},
                             err);
}

int try_vrf(struct error *err)
{
    uint32_t table = 10;

    return make_link(&(struct link_try){"vrf", "fhtry", 0, IFLA_VRF_TABLE, &table, sizeof(table)},
                     err);
}

int try_vxlan(struct error *err)
{
    uint32_t id = 10;

    return make_link(&(struct link_try){"vxlan", "fhtry", 0, IFLA_VXLAN_ID, &id, sizeof(id)}, err);
}

int try_netem(struct error *err)
{
    struct tc_netem_qopt options = {.limit = 1000};
    struct tcmsg header = {.tcm_parent = TC_H_ROOT, .tcm_handle = TC_H_MAKE(1u << 16, 0)};
    uint32_t index;
    struct ask a;
    int r = make_base(&index, err);

    if (r < 0)
        return r;
    header.tcm_ifindex = (int)index;
    ask_begin(&a, RTM_NEWQDISC, &header, sizeof(header));
    ask_text(&a, TCA_KIND, "netem");
    ask_attribute(&a, TCA_OPTIONS, &options, sizeof(options));
    r = ask_kernel(&a, NETLINK_ROUTE);
    return r < 0 ? error_set_errno(err, r, "cannot make a queue of kind 'netem'") : 0;
}

/* ---- nftables: a batch of three messages, of which the middle one is acknowledged ------------ */

static void add_part(struct ask *batch, const struct ask *part, uint16_t flags)
{
    struct nlmsghdr h;

    memcpy(&h, part->bytes, sizeof(h));
    h.nlmsg_len = (uint32_t)part->len;
    h.nlmsg_flags = flags;
    memcpy(batch->bytes + batch->len, part->bytes, part->len);
    memcpy(batch->bytes + batch->len, &h, sizeof(h));
    batch->len += part->len;
}

int try_nftables(struct error *err)
{
    struct nfgenmsg fence = {.res_id = htons(NFNL_SUBSYS_NFTABLES)};
    struct nfgenmsg header = {.nfgen_family = NFPROTO_IPV4};
    struct ask batch = {0}, part;
    int r;

    ask_begin(&part, NFNL_MSG_BATCH_BEGIN, &fence, sizeof(fence));
    add_part(&batch, &part, NLM_F_REQUEST);
    ask_begin(&part, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWTABLE, &header, sizeof(header));
    ask_text(&part, NFTA_TABLE_NAME, "fhtry");
    add_part(&batch, &part, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE);
    ask_begin(&part, NFNL_MSG_BATCH_END, &fence, sizeof(fence));
    add_part(&batch, &part, NLM_F_REQUEST);
    r = ask_kernel(&batch, NETLINK_NETFILTER);
    return r < 0 ? error_set_errno(err, r, "cannot make an nftables table") : 0;
}
