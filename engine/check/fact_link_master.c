// SPDX-License-Identifier: MIT
/* A link is a port of a bridge (or bond). Both are in one namespace: an ifindex says no more. */
#include "kinds.h"

static const struct miss no_master = {"no-master",
                                      {{"{link} of {netns} is no port of any bridge",
                                        "{netns} の {link} はどのブリッジのポートでもない"}}};
static const struct miss wrong_master = {
    "wrong-master",
    {{"{link} of {netns} is a port of {seen}, not of {bridge_link}",
      "{netns} の {link} は {bridge_link} ではなく {seen} のポートである"}}};
static const struct miss wrong_netns = {
    "wrong-netns",
    {{"{link} is in {netns}, and {bridge_link} in {bridge_netns}",
      "{link} は {netns} に、{bridge_link} は {bridge_netns} にある"}}};

static void miss_master(const struct judging *j, const struct netns *ns, const struct link *l)
{
    const struct link *master = l->master == 0 ? NULL : netns_find_link_by_index(ns, l->master);

    if (master == NULL)
        found_miss(j, VERDICT_NOT_YET, &no_master, NULL);
    else
        found_miss(j, VERDICT_NOT_YET, &wrong_master, "seen", master->name, NULL);
    nearest_link(j, ns, l);
    observe_text(j, "bridge", master == NULL ? "" : master->name);
}

static void judge_master(const struct judging *j)
{
    const struct fact_value *wanted = fact_value(j->fact, "bridge");
    const struct netns *ns, *bridge_ns;
    const struct link *l = need_own_link(j, &ns), *bridge;

    if (l == NULL || (bridge_ns = need_netns(j, wanted->netns, VERDICT_BLOCKED)) == NULL ||
        (bridge = need_link(j, bridge_ns, wanted->link, VERDICT_BLOCKED)) == NULL)
        return;
    if (ns != bridge_ns) {
        found_miss(j, VERDICT_NOT_YET, &wrong_netns, NULL);
        nearest_link(j, ns, l);
    } else if (l->master == bridge->index) {
        found_holds(j);
    } else {
        miss_master(j, ns, l);
    }
}

const struct kind kind_link_master = {
    .judge = judge_master,
    .sentences = {{.text = {{"{link} of {netns} is a port of {bridge_link}",
                             "{netns} の {link} が {bridge_link} のポートである"}},
                   .negated = {{"{link} of {netns} is not a port of {bridge_link}",
                                "{netns} の {link} が {bridge_link} のポートではない"}}}},
};
