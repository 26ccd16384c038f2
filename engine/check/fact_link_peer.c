// SPDX-License-Identifier: MIT
/*
 * Two links are the two ends of one cable (a veth pair).
 *
 * Ends are recognised by (namespace, ifindex), both ways: an ifindex alone identifies nothing, and
 * a vlan or macvlan names its lower link where a veth names its peer.
 *
 *     wanted    here: host1 eth0 ──────── e1 router :there
 *
 * An end that is there leads to where the cable really goes; only if neither is there, or none has
 * an other end, names alone are looked at.
 */
#include "kinds.h"

static const struct miss wrong_name = {
    "wrong-name",
    {{"the cable from {one} of {one_netns} does end in {other_netns}, but that end is called "
      "{seen}, "
      "not {other}",
      "{one_netns} の {one} からのケーブルは {other_netns} に届いているが、その端の名前は {other} "
      "ではなく {seen} である"}}};
static const struct miss not_moved = {
    "not-moved",
    {{"the other end of {one} of {one_netns}, {seen}, is on the host, not in {other_netns}",
      "{one_netns} の {one} の反対側 {seen} は {other_netns} ではなくホストにある"}}};
static const struct miss elsewhere = {
    "peer-elsewhere",
    {{"the other end of {one} of {one_netns} is {seen} of {seen_netns}, not {other} of "
      "{other_netns}",
      "{one_netns} の {one} の反対側は {other_netns} の {other} ではなく {seen_netns} の {seen} "
      "である"}}};
static const struct miss out_of_sight = {
    "peer-elsewhere",
    {{"the other end of {one} of {one_netns} is in a namespace that cannot be seen, not in "
      "{other_netns}",
      "{one_netns} の {one} の反対側は {other_netns} ではなく、見えない名前空間にある"}}};
static const struct miss both_here = {
    "both-ends-here",
    {{"both ends of the cable, {one} and {seen}, are in {one_netns}",
      "ケーブルの両端 {one} と {seen} がどちらも {one_netns} にある"}}};
static const struct miss no_peer = {"no-peer",
                                    {{"{one} of {one_netns} is no cable: it has no other end",
                                      "{one_netns} の {one} はケーブルではなく、反対側がない"}}};
static const struct miss other_names = {
    "wrong-name",
    {{"a cable joins {netns} and {peer_netns}, but its ends are called {seen_here} and "
      "{seen_there}",
      "{netns} と {peer_netns} はケーブルでつながっているが、両端の名前は {seen_here} と "
      "{seen_there} である"}}};

/** One end of the cable as the fact wants it, and the other end as it wants that. */
struct end {
    const struct netns *ns;
    const char *name;
    const struct link *link; /* NULL: not there */
};

static const struct netns *find_host(const struct judging *j)
{
    return world_find(j->world, NULL);
}

static void say_end(const struct judging *j, const struct miss *m, const struct end *one,
                    const struct end *other, const struct link *seen, const struct netns *seen_ns)
{
    char one_netns[LABEL], other_netns[LABEL], seen_netns[LABEL] = "";

    if (seen_ns != NULL)
        world_label(j, seen_ns, seen_netns);
    found_miss(j, VERDICT_NOT_YET, m, "one", one->name, "one_netns",
               world_label(j, one->ns, one_netns), "other", other->name, "other_netns",
               world_label(j, other->ns, other_netns), "seen", seen == NULL ? "" : seen->name,
               "seen_netns", seen_netns, NULL);
    if (seen != NULL)
        nearest_link(j, seen_ns, seen);
    else
        nearest_link(j, one->ns, one->link);
}

/* Where the cable from @one, which is there, really ends; @other is where it should. */
static void follow_cable(const struct judging *j, const struct end *one, const struct end *other)
{
    const struct netns *there = NULL;
    const struct link *seen = world_find_peer(j->world, one->link, &there);

    if (seen == NULL && one->link->peer_index != 0 && str_equal(one->link->kind, "veth"))
        say_end(j, &out_of_sight, one, other, NULL, NULL);
    else if (seen == NULL)
        say_end(j, &no_peer, one, other, NULL, NULL);
    else if (there == other->ns && there != one->ns && other->link == NULL)
        say_end(j, &wrong_name, one, other, seen, there);
    else if (there == one->ns && one->ns != other->ns)
        say_end(j, &both_here, one, other, seen, there);
    else if (there == find_host(j) && other->link == NULL && there != other->ns)
        say_end(j, &not_moved, one, other, seen, there);
    else
        say_end(j, &elsewhere, one, other, seen, there);
}

/* Neither name is there: is there a cable between the two under other names? */
static bool find_other_names(const struct judging *j, const struct end *here,
                             const struct end *there)
{
    for (size_t i = 0; i < here->ns->link_count; i++) {
        const struct link *l = &here->ns->links[i];
        const struct netns *end = NULL;
        const struct link *peer = world_find_peer(j->world, l, &end);

        if (peer == NULL || end != there->ns || end == here->ns)
            continue;
        found_miss(j, VERDICT_NOT_YET, &other_names, "seen_here", l->name, "seen_there", peer->name,
                   NULL);
        nearest_link(j, here->ns, l);
        return true;
    }
    return false;
}

/* Equal pointers are equal identities: every link is in the world once. */
static bool is_cable(const struct judging *j, const struct end *here, const struct end *there)
{
    return world_find_peer(j->world, here->link, NULL) == there->link &&
           world_find_peer(j->world, there->link, NULL) == here->link;
}

static void judge_ends(const struct judging *j, const struct end *here, const struct end *there)
{
    if (here->link != NULL && there->link != NULL && is_cable(j, here, there))
        found_holds(j);
    else if (here->link != NULL && (here->link->peer_index != 0 || there->link == NULL))
        follow_cable(j, here, there);
    else if (there->link != NULL)
        follow_cable(j, there, here);
    else if (!find_other_names(j, here, there))
        need_link(j, here->ns, here->name, VERDICT_NOT_YET);
}

static void judge_peer(const struct judging *j)
{
    const struct fact_value *peer = fact_value(j->fact, "peer");
    struct end here = {.name = j->fact->link}, there = {.name = peer->link};

    if ((here.ns = need_netns(j, j->fact->netns, VERDICT_BLOCKED)) == NULL ||
        (there.ns = need_netns(j, peer->netns, VERDICT_BLOCKED)) == NULL)
        return;
    here.link = netns_find_link(here.ns, here.name);
    there.link = netns_find_link(there.ns, there.name);
    judge_ends(j, &here, &there);
}

const struct kind kind_link_peer = {
    .judge = judge_peer,
    .sentences = {{.text = {{"a cable joins {link} of {netns} and {peer_link} of {peer_netns}",
                             "{netns} の {link} と {peer_netns} の {peer_link} "
                             "がケーブルでつながっている"}},
                   .negated = {{"no cable joins {link} of {netns} and {peer_link} of {peer_netns}",
                                "{netns} の {link} と {peer_netns} の {peer_link} "
                                "はケーブルでつながっていない"}}}},
};
