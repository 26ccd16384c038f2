// SPDX-License-Identifier: MIT
/*
 * A link is up, is down, is in an operational state.
 *
 * Up and down are the intent (IFF_UP, what `ip link set up` sets); the operational state (RFC 2863,
 * Documentation/networking/operstates.rst) also needs the cable, and so the other end.
 */
#include "kinds.h"

#include <linux/if.h> /* IF_OPER_*; only behind <net/if.h> (include/uapi/linux/libc-compat.h) */

static const struct miss not_up = {
    "not-up", {{"{link} of {netns} is down", "{netns} の {link} は down である"}}};
static const struct miss both_not_up = {
    "not-up",
    {{"{link} of {netns} is down, and so is its other end, {other} of {there}",
      "{netns} の {link} は down で、反対側の {there} の {other} も down である"}}};
static const struct miss not_down = {
    "not-down", {{"{link} of {netns} is up", "{netns} の {link} は up になっている"}}};
static const struct miss peer_down = {
    "peer-down",
    {{"{link} of {netns} is up, but its other end, {other} of {there}, is down",
      "{netns} の {link} は up だが、反対側の {there} の {other} が down である"}}};
static const struct miss no_carrier = {"no-carrier",
                                       {{"{link} of {netns} is up, but has no carrier",
                                         "{netns} の {link} は up だが、キャリアがない"}}};
static const struct miss state_differs = {
    "state-differs",
    {{"the operational state of {link} of {netns} is {seen}, not {state}",
      "{netns} の {link} の動作状態は {state} ではなく {seen} である"}}};

static const char *const state_names[] = {
    [IF_OPER_UNKNOWN] = "unknown", [IF_OPER_NOTPRESENT] = "notpresent",
    [IF_OPER_DOWN] = "down",       [IF_OPER_LOWERLAYERDOWN] = "lowerlayerdown",
    [IF_OPER_TESTING] = "testing", [IF_OPER_DORMANT] = "dormant",
    [IF_OPER_UP] = "up",
};
_Static_assert(ARRAY_LENGTH(state_names) == IF_OPER_UP + 1, "an operational state has no name");

static const char *state_name(const struct link *l)
{
    return l->operstate < ARRAY_LENGTH(state_names) ? state_names[l->operstate] : "unknown";
}

/* @m names the other end too, which is at hand as {other} of {there}. */
static void miss_with_peer(const struct judging *j, const struct miss *m, const struct link *peer,
                           const struct netns *there)
{
    char label[LABEL];

    found_miss(j, VERDICT_NOT_YET, m, "other", peer->name, "there", world_label(j, there, label),
               NULL);
    nearest_link(j, there, peer);
}

static void miss_down(const struct judging *j, const struct netns *ns, const struct link *l)
{
    const struct netns *there;
    const struct link *peer = world_find_peer(j->world, l, &there);

    if (peer != NULL && !link_is_up(peer))
        miss_with_peer(j, &both_not_up, peer, there);
    else
        found_miss(j, VERDICT_NOT_YET, &not_up, NULL);
    nearest_link(j, ns, l);
    observe_text(j, "state", "down");
}

static void judge_up(const struct judging *j)
{
    const struct netns *ns;
    const struct link *l = need_own_link(j, &ns);

    if (l == NULL)
        return;
    if (!link_is_up(l)) {
        miss_down(j, ns, l);
        expect_text(j, "state", "up");
        return;
    }
    found_holds(j);
    observe_text(j, "carrier", link_has_carrier(l) ? "yes" : "no");
}

const struct kind kind_link_up = {
    .judge = judge_up,
    .sentences = {{.text = {{"{link} of {netns} is up", "{netns} の {link} が up になっている"}},
                   .negated = {{"{link} of {netns} is not up",
                                "{netns} の {link} が up になっていない"}}}},
};

static void judge_down(const struct judging *j)
{
    const struct netns *ns;
    const struct link *l = need_own_link(j, &ns);

    if (l == NULL)
        return;
    if (!link_is_up(l)) {
        found_holds(j);
        return;
    }
    found_miss(j, VERDICT_NOT_YET, &not_down, NULL);
    nearest_link(j, ns, l);
    expect_text(j, "state", "down");
    observe_text(j, "state", "up");
}

const struct kind kind_link_down = {
    .judge = judge_down,
    .sentences = {{.text = {{"{link} of {netns} is down", "{netns} の {link} が down である"}},
                   .negated = {{"{link} of {netns} is not down",
                                "{netns} の {link} が down ではない"}}}},
};

/* Loopback and dummy links never leave UNKNOWN, and work: that counts as up. */
static bool state_fits(const struct link *l, const char *wanted)
{
    if (str_equal(state_name(l), wanted))
        return true;
    return str_equal(wanted, "up") && l->operstate == IF_OPER_UNKNOWN && link_is_up(l) &&
           link_has_carrier(l);
}

static void miss_state(const struct judging *j, const struct netns *ns, const struct link *l)
{
    bool wants_up = str_equal(fact_value(j->fact, "state")->text, "up");
    const struct netns *there;
    const struct link *peer = world_find_peer(j->world, l, &there);

    if (wants_up && !link_is_up(l)) {
        miss_down(j, ns, l);
        return;
    }
    if (wants_up && peer != NULL && !link_is_up(peer)) {
        miss_with_peer(j, &peer_down, peer, there);
        return;
    }
    found_miss(j, VERDICT_NOT_YET, wants_up && !link_has_carrier(l) ? &no_carrier : &state_differs,
               "seen", state_name(l), NULL);
    nearest_link(j, ns, l);
}

static void judge_state(const struct judging *j)
{
    const struct netns *ns;
    const struct link *l = need_own_link(j, &ns);

    if (l == NULL)
        return;
    if (state_fits(l, fact_value(j->fact, "state")->text))
        found_holds(j);
    else
        miss_state(j, ns, l);
    observe_text(j, "state", state_name(l));
}

const struct kind kind_link_state = {
    .judge = judge_state,
    .sentences = {{.text = {{"the operational state of {link} of {netns} is {state}",
                             "{netns} の {link} の動作状態が {state} である"}},
                   .negated = {{"the operational state of {link} of {netns} is not {state}",
                                "{netns} の {link} の動作状態が {state} ではない"}}}},
};
