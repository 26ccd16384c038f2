// SPDX-License-Identifier: MIT
/*
 * A namespace knows a neighbour (`ip neigh`, ARP or neighbour discovery). Without a wanted state an
 * entry counts as soon as it is resolved: STALE is as healthy as REACHABLE (RFC 4861
 * section 7.3.2).
 */
#include <linux/neighbour.h>
#include <string.h>
#include <strings.h>

#include "gateway.h"
#include "kinds.h"

static const struct miss missing = {"neighbour-missing",
                                    {{"{netns} has no neighbour entry for {address}",
                                      "{netns} の近隣テーブルに {address} はない"}}};
static const struct miss unresolved = {
    "neighbour-unresolved",
    {{"{netns} asked for the neighbour {address}, and nobody answered: its entry is {seen}",
      "{netns} は {address} を問い合わせたが誰も答えていない（状態は {seen}）"}}};
static const struct miss mac_differs = {
    "mac-differs",
    {{"{netns} knows the neighbour {address} as {seen}, not as {mac}",
      "{netns} の近隣テーブルでは {address} の MAC アドレスは {mac} ではなく {seen} である"}}};
static const struct miss state_differs = {
    "state-differs",
    {{"the neighbour {address} of {netns} is {seen}, not {state}",
      "{netns} の近隣テーブルでは {address} の状態は {state} ではなく {seen} である"}}};

static const struct {
    uint16_t bit;
    const char *name;
} states[] = {
    {NUD_INCOMPLETE, "incomplete"}, {NUD_REACHABLE, "reachable"}, {NUD_STALE, "stale"},
    {NUD_DELAY, "delay"},           {NUD_PROBE, "probe"},         {NUD_FAILED, "failed"},
    {NUD_NOARP, "noarp"},           {NUD_PERMANENT, "permanent"},
};

static const char *state_name(const struct neighbour *n)
{
    for (size_t i = 0; i < ARRAY_LENGTH(states); i++) {
        if ((n->state & states[i].bit) != 0)
            return states[i].name;
    }
    return "none";
}

static bool is_resolved(const struct neighbour *n)
{
    return n->mac_len > 0 && (n->state & (NUD_INCOMPLETE | NUD_FAILED)) == 0;
}

static bool mac_fits(const struct fact *f, const struct neighbour *n)
{
    const struct fact_value *mac = fact_value(f, "mac");

    return mac == NULL ||
           (n->mac_len == sizeof(mac->mac) && memcmp(n->mac, mac->mac, sizeof(mac->mac)) == 0);
}

static bool state_fits(const struct fact *f, const struct neighbour *n)
{
    const struct fact_value *state = fact_value(f, "state");

    return state == NULL ? is_resolved(n) : strcasecmp(state->text, state_name(n)) == 0;
}

static const struct neighbour *find_neighbour(const struct fact *f, const struct netns *ns)
{
    const struct address *wanted = &fact_value(f, "address")->address;
    const struct neighbour *nearest = NULL;

    for (size_t i = 0; i < ns->neighbour_count; i++) {
        const struct neighbour *n = &ns->neighbours[i];

        if (!address_equal(&n->address, wanted) || (n->flags & NTF_PROXY) != 0)
            continue;
        if (mac_fits(f, n) && state_fits(f, n))
            return n;
        if (nearest == NULL || (is_resolved(n) && !is_resolved(nearest)))
            nearest = n;
    }
    return nearest;
}

static void miss_neighbour(const struct judging *j, const struct netns *ns,
                           const struct neighbour *n)
{
    char mac[MAC_TEXT], label[64];

    format_mac(n->mac, n->mac_len, mac);
    if (!is_resolved(n) && fact_value(j->fact, "state") == NULL)
        found_miss(j, VERDICT_NOT_YET, &unresolved, "seen", state_name(n), NULL);
    else if (!mac_fits(j->fact, n))
        found_miss(j, VERDICT_NOT_YET, &mac_differs, "seen", mac, NULL);
    else
        found_miss(j, VERDICT_NOT_YET, &state_differs, "seen", state_name(n), NULL);
    found_nearest(j, "%s %s dev %s lladdr %s %s", netns_label(ns, label),
                  fact_value(j->fact, "address")->text, link_name(ns, n->link), mac, state_name(n));
    observe_text(j, "mac", mac);
    observe_text(j, "state", state_name(n));
}

static void judge_neighbour(const struct judging *j)
{
    const struct netns *ns = need_netns(j, j->fact->netns, VERDICT_BLOCKED);
    const struct neighbour *n = ns == NULL ? NULL : find_neighbour(j->fact, ns);

    if (ns == NULL)
        return;
    if (n == NULL)
        found_miss(j, VERDICT_NOT_YET, &missing, NULL);
    else if (mac_fits(j->fact, n) && state_fits(j->fact, n))
        found_holds(j);
    else
        miss_neighbour(j, ns, n);
}

const struct kind kind_netns_neighbour = {
    .judge = judge_neighbour,
    .sentences = {{.text = {{"{netns} knows the neighbour {address}{details}",
                             "{netns} の近隣テーブルに {address} がある{details}"}},
                   .negated = {{"{netns} does not know the neighbour {address}{details}",
                                "{netns} の近隣テーブルに {address} がない{details}"}}}},
    .details = {{"mac", {{"as {mac}", "MAC アドレス {mac}"}}},
                {"state", {{"in state {state}", "状態 {state}"}}}},
};
