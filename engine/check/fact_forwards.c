// SPDX-License-Identifier: MIT
/*
 * A namespace forwards packets of a family.
 *
 * The kernel asks the link that a packet came in on (Documentation/networking/ip-sysctl.rst,
 * conf/INTERFACE/ forwarding); `net.ipv4.ip_forward` sets all of them at once. Either way of
 * switching it on is right.
 */
#include <sys/socket.h>

#include "kinds.h"

static const struct miss one_link = {
    "forwarding-one-link",
    {{"{netns} forwards {family} packets that arrive on {on}, but not those that arrive on {off}",
      "{netns} は {on} に届いた {family} パケットを転送するが、{off} に届いたものは転送しない"}}};
static const struct miss elsewhere = {
    "forwarding-elsewhere",
    {{"{family} forwarding is on in {seen}, but off in {netns}",
      "{family} の転送は {seen} で有効だが、{netns} では無効である"}}};
static const struct miss other_family = {
    "forwarding-other-family",
    {{"{netns} forwards {seen}, but not {family}",
      "{netns} は {seen} を転送するが、{family} は転送しない"}}};
static const struct miss off = {
    "forwarding-off",
    {{"{family} forwarding is off in {netns}", "{netns} では {family} の転送が無効である"}}};

static bool link_forwards(const struct netns *ns, const struct link *l, int family)
{
    const struct netconf *c = netns_find_netconf(ns, family, l->index);

    return c != NULL && c->forwarding > 0;
}

static size_t count_links(const struct netns *ns, int family, bool forwarding)
{
    size_t count = 0;

    for (size_t i = 0; i < ns->link_count; i++) {
        const struct link *l = &ns->links[i];

        count += !is_loopback(l) && link_forwards(ns, l, family) == forwarding;
    }
    return count;
}

static void name_links(struct str *to, const struct netns *ns, int family, bool forwarding)
{
    for (size_t i = 0; i < ns->link_count; i++) {
        const struct link *l = &ns->links[i];

        if (!is_loopback(l) && link_forwards(ns, l, family) == forwarding)
            str_addf(to, "%s%s", to->len > 0 ? ", " : "", l->name);
    }
}

static bool forwards(const struct netns *ns, int family)
{
    return netns_forwards(ns, family) ||
           (count_links(ns, family, true) > 0 && count_links(ns, family, false) == 0);
}

/* Forwarding where nothing can be forwarded: on the host, or with fewer than two links. */
static const struct netns *find_needless(const struct world *w, const struct netns *except,
                                         int family)
{
    for (size_t i = 0; i < w->count; i++) {
        const struct netns *ns = w->netns[i];
        size_t links = count_links(ns, family, true) + count_links(ns, family, false);

        if (ns != except && netns_forwards(ns, family) && (ns->is_host || links < 2))
            return ns;
    }
    return NULL;
}

static void miss_one_link(const struct judging *j, const struct netns *ns, int family)
{
    SCOPED(str_done) struct str on = {0};
    SCOPED(str_done) struct str not_on = {0};

    name_links(&on, ns, family, true);
    name_links(&not_on, ns, family, false);
    found_miss(j, VERDICT_NOT_YET, &one_link, "on", str_text(&on), "off", str_text(&not_on), NULL);
    found_nearest(j, "%s %s", j->fact->netns, str_text(&on));
    observe_text(j, "link", str_text(&on));
}

static void miss_forwarding(const struct judging *j, const struct netns *ns, int family)
{
    int other = family == AF_INET ? AF_INET6 : AF_INET;
    const struct netns *needless = find_needless(j->world, ns, family);
    char label[LABEL];

    if (count_links(ns, family, true) > 0) {
        miss_one_link(j, ns, family);
    } else if (needless != NULL) {
        found_miss(j, VERDICT_NOT_YET, &elsewhere, "seen", world_label(j, needless, label), NULL);
        found_nearest(j, "%s", label);
        observe_text(j, "netns", netns_label(needless, label));
    } else if (forwards(ns, other)) {
        found_miss(j, VERDICT_NOT_YET, &other_family, "seen", other == AF_INET ? "IPv4" : "IPv6",
                   NULL);
        found_nearest(j, "%s %s", j->fact->netns, family_name(other));
        observe_text(j, "family", family_name(other));
    } else {
        found_miss(j, VERDICT_NOT_YET, &off, NULL);
        observe_text(j, "forwarding", "off");
    }
}

static void judge_forwards(const struct judging *j)
{
    int family = (int)fact_value(j->fact, "family")->number;
    const struct netns *ns = need_netns(j, j->fact->netns, VERDICT_BLOCKED);

    if (ns == NULL)
        return;
    if (forwards(ns, family))
        found_holds(j);
    else
        miss_forwarding(j, ns, family);
}

const struct kind kind_netns_forwards = {
    .judge = judge_forwards,
    .sentences = {{.text = {{"{netns} forwards {family}", "{netns} が {family} を転送する"}},
                   .negated = {{"{netns} does not forward {family}",
                                "{netns} が {family} を転送しない"}}}},
};
