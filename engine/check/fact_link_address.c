// SPDX-License-Identifier: MIT
/*
 * A link has an address with a prefix length, and can use it.
 *
 * An IPv6 address is not usable while duplicate address detection runs (IFA_F_TENTATIVE) or after
 * it failed (IFA_F_DADFAILED), RFC 4862 section 5.4; an optimistic one is (RFC 4429).
 */
#include <linux/if_addr.h>

#include "kinds.h"

static const struct miss tentative = {
    "tentative",
    {{"{cidr} is on {link} of {netns}, but still tentative: the kernel checks whether a neighbour "
      "has "
      "it already",
      "{netns} の {link} に {cidr} はあるが、まだ仮（tentative）の状態で、隣が同じアドレスを"
      "使っていないかカーネルが確認している"}}};
static const struct miss dad_failed = {
    "dad-failed",
    {{"{cidr} is on {link} of {netns}, but cannot be used: a neighbour has the same address",
      "{netns} の {link} に {cidr} はあるが、隣が同じアドレスを持っているため使えない"}}};
static const struct miss prefix_host = {
    "prefix-host",
    {{"{link} of {netns} has {seen}: with this length no other address is on its link",
      "{netns} の {link} のアドレスは {seen} で、この長さでは同じリンク上に他のアドレスがない"}}};
static const struct miss wrong_length = {
    "wrong-prefix-length",
    {{"{link} of {netns} has the right address with another prefix length: {seen}",
      "{netns} の {link} のアドレスは合っているが、プレフィックス長が違う: {seen}"}}};
static const struct miss other_link = {
    "on-other-link",
    {{"{seen} is on {seen_link} of {netns}, not on {link}",
      "{seen} は {netns} の {link} ではなく {seen_link} にある"}}};
static const struct miss wrong_netns = {
    "wrong-netns",
    {{"{seen} is on {seen_link} of {seen_netns}, not on {link} of {netns}",
      "{seen} は {netns} の {link} ではなく {seen_netns} の {seen_link} にある"}}};
static const struct miss edge = {
    "address-broadcast",
    {{"{link} of {netns} has {seen}, which is the broadcast or the network address of its subnet",
      "{netns} の {link} のアドレスは {seen} だが、これはサブネットのブロードキャストアドレスか"
      "ネットワークアドレスである"}}};
static const struct miss wrong_address = {
    "wrong-address",
    {{"{link} of {netns} has another address of the same subnet: {seen}",
      "{netns} の {link} には同じサブネットの別のアドレスがある: {seen}"}}};
static const struct miss wrong_subnet = {
    "wrong-subnet",
    {{"{link} of {netns} has an address of another subnet: {seen}",
      "{netns} の {link} には別のサブネットのアドレスがある: {seen}"}}};
static const struct miss address_lost = {"address-lost",
                                         {{"{link} of {netns} has no {family} address and is down, "
                                           "as a link is that was just made or moved",
                                           "{netns} の {link} には {family} アドレスがなく、down "
                                           "である。作った直後や移した直後のリンクは"
                                           "こうなる"}}};
static const struct miss no_address = {"no-address",
                                       {{"{link} of {netns} has no {family} address",
                                         "{netns} の {link} には {family} アドレスがない"}}};

static void observe_address(const struct judging *j, const struct netns *ns,
                            const struct link_address *a)
{
    const struct link *l = netns_find_link_by_index(ns, a->link);
    char label[64], address[ADDRESS_TEXT], prefix[PREFIX_TEXT];

    netns_label(ns, label);
    found_nearest(j, "%s %s %s", label, l == NULL ? "" : l->name, prefix_format(&a->local, prefix));
    observe_text(j, "address", address_format(&a->local.address, address));
    observe_number(j, "prefix", a->local.length);
    observe_text(j, "link", l == NULL ? "" : l->name);
    observe_text(j, "netns", label);
}

static void say_address(const struct judging *j, const struct miss *m, const struct netns *ns,
                        const struct link_address *a)
{
    const struct link *l = netns_find_link_by_index(ns, a->link);
    char seen[PREFIX_TEXT], label[LABEL];

    found_miss(j, VERDICT_NOT_YET, m, "seen", prefix_format(&a->local, seen), "seen_link",
               l == NULL ? "" : l->name, "seen_netns", world_label(j, ns, label), NULL);
    observe_address(j, ns, a);
}

static const struct link_address *find_on_link(const struct netns *ns, int link,
                                               const struct address *wanted)
{
    for (size_t i = 0; i < ns->address_count; i++) {
        const struct link_address *a = &ns->addresses[i];

        if (a->link == link && address_equal(&a->local.address, wanted))
            return a;
    }
    return NULL;
}

/* The address itself is on the link. */
static void judge_found(const struct judging *j, const struct netns *ns,
                        const struct link_address *a, const struct prefix *wanted)
{
    bool is_tentative = (a->flags & IFA_F_TENTATIVE) != 0 && (a->flags & IFA_F_OPTIMISTIC) == 0;

    if (a->local.length != wanted->length)
        say_address(j,
                    a->local.length == family_bits(wanted->address.family) ? &prefix_host
                                                                           : &wrong_length,
                    ns, a);
    else if ((a->flags & IFA_F_DADFAILED) != 0)
        say_address(j, &dad_failed, ns, a);
    else if (is_tentative)
        say_address(j, &tentative, ns, a);
    else
        found_holds(j);
}

/* Something else is on the link: which miss is that? */
static const struct miss *other_address(const struct link_address *a, const struct prefix *wanted)
{
    if (!prefix_contains(wanted, &a->local.address))
        return &wrong_subnet;
    return prefix_is_edge(&a->local, &a->local.address) ? &edge : &wrong_address;
}

/* Of several other addresses, one of the wanted subnet is nearest. */
static const struct link_address *find_other(const struct netns *ns, int link,
                                             const struct prefix *wanted)
{
    const struct link_address *first = find_usable_address(ns, link, wanted->address.family);

    for (size_t i = 0; i < ns->address_count; i++) {
        const struct link_address *a = &ns->addresses[i];

        if (a->link == link && prefix_contains(wanted, &a->local.address))
            return a;
    }
    return first;
}

static void judge_missing(const struct judging *j, const struct netns *ns, const struct link *l,
                          const struct prefix *wanted)
{
    const char *family = family_bits(wanted->address.family) == 128 ? "IPv6" : "IPv4";
    const struct netns *there = ns;
    const struct link_address *a =
        world_find_address_anywhere(j->world, &wanted->address, ns, l->index, &there);

    if (a != NULL) {
        say_address(j, there == ns ? &other_link : &wrong_netns, there, a);
    } else if ((a = find_other(ns, l->index, wanted)) != NULL) {
        say_address(j, other_address(a, wanted), ns, a);
    } else {
        found_miss(j, VERDICT_NOT_YET, link_is_up(l) ? &no_address : &address_lost, "family",
                   family, NULL);
        nearest_link(j, ns, l);
        observe_text(j, "state", link_is_up(l) ? "up" : "down");
    }
}

static void judge_address(const struct judging *j)
{
    const struct prefix *wanted = &fact_value(j->fact, "cidr")->prefix;
    const struct netns *ns;
    const struct link *l = need_own_link(j, &ns);
    const struct link_address *a;

    if (l == NULL)
        return;
    a = find_on_link(ns, l->index, &wanted->address);
    if (a != NULL)
        judge_found(j, ns, a, wanted);
    else
        judge_missing(j, ns, l, wanted);
}

const struct kind kind_link_address = {
    .judge = judge_address,
    .sentences = {{.text = {{"{link} of {netns} has the address {cidr}",
                             "{netns} の {link} にアドレス {cidr} が付いている"}},
                   .negated = {{"{link} of {netns} does not have the address {cidr}",
                                "{netns} の {link} にアドレス {cidr} が付いていない"}}}},
};
