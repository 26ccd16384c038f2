// SPDX-License-Identifier: MIT
/* A link's kind, MTU and MAC address: one value each, equal or not. */
#include <stdio.h>
#include <string.h>

#include "kinds.h"

static const struct miss kind_differs = {
    "kind-differs",
    {{"{link} of {netns} is of kind {seen}, not {kind}",
      "{netns} の {link} の種類は {kind} ではなく {seen} である"}}};
static const struct miss mtu_differs = {
    "mtu-differs",
    {{"the MTU of {link} of {netns} is {seen}, not {bytes}",
      "{netns} の {link} の MTU は {bytes} ではなく {seen} である"}}};
static const struct miss mac_differs = {
    "mac-differs",
    {{"the MAC address of {link} of {netns} is {seen}, not {mac}",
      "{netns} の {link} の MAC アドレスは {mac} ではなく {seen} である"}}};

static void judge_kind(const struct judging *j)
{
    const struct netns *ns;
    const struct link *l = need_own_link(j, &ns);
    const char *seen;

    if (l == NULL)
        return;
    seen = is_loopback(l) ? "loopback" : l->kind[0] == '\0' ? "none" : l->kind;
    if (str_equal(seen, fact_value(j->fact, "kind")->text)) {
        found_holds(j);
        return;
    }
    found_miss(j, VERDICT_NOT_YET, &kind_differs, "seen", seen, NULL);
    nearest_link(j, ns, l);
    observe_text(j, "kind", seen);
}

const struct kind kind_link_kind = {
    .judge = judge_kind,
    .sentences = {{.text = {{"{link} of {netns} is of kind {kind}",
                             "{netns} の {link} の種類が {kind} である"}},
                   .negated = {{"{link} of {netns} is not of kind {kind}",
                                "{netns} の {link} の種類が {kind} ではない"}}}},
};

static void judge_mtu(const struct judging *j)
{
    const struct netns *ns;
    const struct link *l = need_own_link(j, &ns);
    char seen[16];

    if (l == NULL)
        return;
    if ((int64_t)l->mtu == fact_value(j->fact, "bytes")->number) {
        found_holds(j);
        return;
    }
    snprintf(seen, sizeof(seen), "%u", l->mtu);
    found_miss(j, VERDICT_NOT_YET, &mtu_differs, "seen", seen, NULL);
    nearest_link(j, ns, l);
    observe_number(j, "bytes", l->mtu);
}

const struct kind kind_link_mtu = {
    .judge = judge_mtu,
    .sentences = {{.text = {{"{link} of {netns} has MTU {bytes}",
                             "{netns} の {link} の MTU が {bytes} である"}},
                   .negated = {{"{link} of {netns} does not have MTU {bytes}",
                                "{netns} の {link} の MTU が {bytes} ではない"}}}},
};

static void judge_mac(const struct judging *j)
{
    const struct fact_value *wanted = fact_value(j->fact, "mac");
    const struct netns *ns;
    const struct link *l = need_own_link(j, &ns);
    char seen[MAC_TEXT];

    if (l == NULL)
        return;
    if (l->mac_len == sizeof(wanted->mac) &&
        memcmp(l->mac, wanted->mac, sizeof(wanted->mac)) == 0) {
        found_holds(j);
        return;
    }
    found_miss(j, VERDICT_NOT_YET, &mac_differs, "seen", format_mac(l->mac, l->mac_len, seen),
               NULL);
    nearest_link(j, ns, l);
    observe_text(j, "mac", seen);
}

const struct kind kind_link_mac = {
    .judge = judge_mac,
    .sentences = {{.text = {{"{link} of {netns} has the MAC address {mac}",
                             "{netns} の {link} の MAC アドレスが {mac} である"}},
                   .negated = {{"{link} of {netns} does not have the MAC address {mac}",
                                "{netns} の {link} の MAC アドレスが {mac} ではない"}}}},
};
