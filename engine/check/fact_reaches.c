// SPDX-License-Identifier: MIT
/*
 * A namespace reaches an address, or cannot: an echo request of our own.
 *
 * Nothing is asked where the world already shows the answer: a namespace without an address of the
 * family has no source for its packets.
 */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "gateway.h"
#include "kinds.h"

static const struct miss no_address = {
    "no-address",
    {{"{netns} has no {seen} address, so that its packets have no sender",
      "{netns} には {seen} アドレスがなく、パケットの送信元にするものがない"}}};
static const struct miss no_source = {
    "address-missing",
    {{"{netns} does not have the address {from} yet", "{netns} にアドレス {from} がまだない"}}};
static const struct miss no_route = {
    "no-route", {{"{netns} has no route to {address}", "{netns} に {address} への経路がない"}}};
static const struct miss refused = {"unreachable",
                                    {{"the kernel of {netns} would not send to {address}: {seen}",
                                      "{netns} のカーネルが {address} への送信を断った: {seen}"}}};
static const struct miss unreachable = {
    "unreachable",
    {{"{seen} answers that {address} cannot be reached",
      "{seen} から、{address} には届かないという返事があった"}}};
static const struct miss expired = {
    "expired",
    {{"{seen} answers that the TTL ran out on the way to {address}",
      "{address} に届く前に TTL が尽きたという返事が {seen} からあった"}}};
static const struct miss no_reply = {
    "no-reply",
    {{"no reply comes from {address} to {netns}", "{address} から {netns} に応答が返ってこない"}}};
static const struct miss nobody = {
    "no-reply",
    {{"no reply comes, and no namespace has the address {address}",
      "応答が返ってこない。{address} というアドレスはどの名前空間にもない"}}};
static const struct miss link_down = {
    "not-up",
    {{"no reply comes: {seen_link} of {netns}, on the way to {address}, is down",
      "応答が返ってこない。{address} に向かう {netns} の {seen_link} が down である"}}};
static const struct miss peer_down = {
    "peer-down",
    {{"no reply comes: {seen_link} of {netns} is up, but its other end, {other} of {there}, is "
      "down",
      "応答が返ってこない。{netns} の {seen_link} は up だが、反対側の {there} の {other} が down "
      "である"}}};
static const struct miss ttl_differs = {
    "ttl-differs",
    {{"a reply comes from {address}, but with TTL {seen} instead of {ttl}",
      "{address} から応答は返ってくるが、TTL は {ttl} ではなく {seen} である"}}};
static const struct miss is_local = {
    "way-is-local",
    {{"the reply does not come from outside: {netns} has the address {address} too, as {there} has",
      "応答は外から来ていない。{address} は {there} だけでなく {netns} 自身にもある"}}};
static const struct miss reached = {
    "reached",
    {{"{netns} gets a reply from {address}", "{netns} に {address} から応答が返ってくる"}}};

static const struct address *target_of(const struct fact *f)
{
    return &fact_value(f, "address")->address;
}

static struct question question_of(const struct fact *f, const struct netns *ns)
{
    const struct fact_value *from = fact_value(f, "from");
    struct question q = {.kind = ASK_ECHO, .netns = ns->id, .to = *target_of(f)};

    if (from != NULL)
        q.from = from->address;
    return q;
}

static bool has_address(const struct netns *ns, int family)
{
    for (size_t i = 0; i < ns->address_count; i++) {
        if (ns->addresses[i].local.address.family == family)
            return true;
    }
    return false;
}

static bool has_source(const struct fact *f, const struct netns *ns)
{
    const struct fact_value *from = fact_value(f, "from");

    return from == NULL || netns_find_address(ns, &from->address) != NULL;
}

static bool is_worth_asking(const struct fact *f, const struct netns *ns)
{
    return has_address(ns, target_of(f)->family) && has_source(f, ns);
}

static void ask_echo(const struct fact *f, const struct world *w, struct questions *q)
{
    const struct netns *ns = world_find(w, f->netns);
    struct question wanted;

    if (ns == NULL || !is_worth_asking(f, ns))
        return;
    wanted = question_of(f, ns);
    question_add(q, &wanted);
}

/* ---- silence: what the world shows of its reason -----------------------------------------------
 */

static bool exists_somewhere(const struct world *w, const struct address *a)
{
    for (size_t i = 0; i < w->count; i++) {
        if (netns_find_address(w->netns[i], a) != NULL)
            return true;
    }
    return false;
}

/* The link on whose subnet the target is, or that of the only gateway: NULL if that is not plain.
 */
static const struct link *find_first_link(const struct netns *ns, const struct address *to)
{
    const struct link_address *subnet = find_subnet(ns, to);

    if (subnet != NULL)
        return netns_find_link_by_index(ns, subnet->link);
    for (size_t i = 0; i < ns->route_count; i++) {
        const struct route *r = &ns->routes[i];

        if (r->table == RT_TABLE_MAIN && r->hop_count == 1 && prefix_contains(&r->destination, to))
            return netns_find_link_by_index(ns, r->hops[0].link);
    }
    return NULL;
}

static bool miss_cable(const struct judging *j, const struct netns *ns, const struct link *l)
{
    const struct netns *there;
    const struct link *peer = l == NULL ? NULL : world_find_peer(j->world, l, &there);
    char label[LABEL];

    if (l != NULL && !link_is_up(l)) {
        found_miss(j, VERDICT_NOT_YET, &link_down, "seen_link", l->name, NULL);
        nearest_link(j, ns, l);
        return true;
    }
    if (peer == NULL || link_is_up(peer))
        return false;
    found_miss(j, VERDICT_NOT_YET, &peer_down, "seen_link", l->name, "other", peer->name, "there",
               world_label(j, there, label), NULL);
    nearest_link(j, there, peer);
    return true;
}

static void judge_silence(const struct judging *j, const struct netns *ns)
{
    const struct address *to = target_of(j->fact);

    if (!miss_cable(j, ns, find_first_link(ns, to)))
        found_miss(j, VERDICT_NOT_YET, exists_somewhere(j->world, to) ? &no_reply : &nobody, NULL);
    observe_text(j, "reply", "none");
}

/* ---- answers -----------------------------------------------------------------------------------
 */

static void judge_failure(const struct judging *j, const struct question *q)
{
    if (q->failure == ENETUNREACH)
        found_miss(j, VERDICT_NOT_YET, &no_route, NULL);
    else
        found_miss(j, VERDICT_NOT_YET, &refused, "seen", kernel_words(q), NULL);
    observe_text(j, "reply", "none");
}

/* Somebody on the way answered with an ICMP error. */
static void judge_error(const struct judging *j, const struct question *q)
{
    const struct miss *m = q->expired ? &expired : &unreachable;
    const struct netns *there = NULL;
    char by[ADDRESS_TEXT], label[LABEL];
    SCOPED(str_done) struct str seen = {0};

    str_add(&seen, address_format(&q->by, by));
    if (world_find_address_anywhere(j->world, &q->by, NULL, 0, &there) != NULL)
        str_addf(&seen, " (%s)", world_label(j, there, label));
    found_miss(j, VERDICT_NOT_YET, m, "seen", str_text(&seen), NULL);
    found_nearest(j, "%s", by);
    observe_text(j, "by", by);
}

/* The address is own and somebody else's, too: a success that proves nothing. */
static const struct netns *find_other_owner(const struct judging *j, const struct netns *ns)
{
    const struct address *to = target_of(j->fact);
    const struct link_address *own = netns_find_address(ns, to);
    const struct netns *there = NULL;
    const struct link *l = own == NULL ? NULL : netns_find_link_by_index(ns, own->link);

    if (own == NULL || (l != NULL && is_loopback(l)) || address_is_link_local(to))
        return NULL;
    if (world_find_address_anywhere(j->world, to, ns, own->link, &there) == NULL || there == ns)
        return NULL;
    return there;
}

static void judge_reply(const struct judging *j, const struct netns *ns, const struct question *q)
{
    const struct fact_value *ttl = fact_value(j->fact, "ttl");
    const struct netns *owner = find_other_owner(j, ns);
    char seen[8], label[LABEL];

    observe_number(j, "ttl", q->ttl);
    if (owner != NULL) {
        found_miss(j, VERDICT_NOT_YET, &is_local, "there", world_label(j, owner, label), NULL);
        found_nearest(j, "%s %s", j->fact->netns, fact_value(j->fact, "address")->text);
    } else if (ttl != NULL && ttl->number != q->ttl) {
        snprintf(seen, sizeof(seen), "%u", q->ttl);
        found_miss(j, VERDICT_NOT_YET, &ttl_differs, "seen", seen, NULL);
    } else {
        found_holds(j);
    }
}

static void judge_answer(const struct judging *j, const struct netns *ns, const struct question *q)
{
    if (q->replied)
        judge_reply(j, ns, q);
    else if (q->by.family != 0)
        judge_error(j, q);
    else if (q->failure != 0)
        judge_failure(j, q);
    else
        judge_silence(j, ns);
}

static void miss_source(const struct judging *j, const struct netns *ns)
{
    int family = target_of(j->fact)->family;
    char label[64];

    if (!has_source(j->fact, ns)) {
        found_miss(j, VERDICT_BLOCKED, &no_source, NULL);
        return;
    }
    found_miss(j, VERDICT_NOT_YET, &no_address, "seen", family == AF_INET6 ? "IPv6" : "IPv4", NULL);
    found_nearest(j, "%s", netns_label(ns, label));
}

static void judge_reaches(const struct judging *j)
{
    const struct netns *ns = need_netns(j, j->fact->netns, VERDICT_BLOCKED);
    const struct question *q;
    struct question wanted;

    if (ns == NULL)
        return;
    if (!is_worth_asking(j->fact, ns)) {
        miss_source(j, ns);
        return;
    }
    wanted = question_of(j->fact, ns);
    q = question_answer(j, &wanted);
    if (q != NULL)
        judge_answer(j, ns, q);
}

const struct kind kind_netns_reaches = {
    .ask = ask_echo,
    .judge = judge_reaches,
    .sentences = {{.text = {{"{netns} reaches {address}{details}",
                             "{netns} から {address} に届く{details}"}},
                   .negated = {{"{netns} does not reach {address}{details}",
                                "{netns} から {address} に届かない{details}"}}}},
    /* The TTL is not told: it is often what the learner is asked to predict. */
    .details = {{"from", {{"from {from}", "送信元 {from}"}}}},
};

static void judge_cannot_reach(const struct judging *j)
{
    const struct netns *ns = need_netns(j, j->fact->netns, VERDICT_BLOCKED);
    const struct question *q;
    struct question wanted;

    if (ns == NULL)
        return;
    if (!is_worth_asking(j->fact, ns)) {
        found_holds(j);
        return;
    }
    wanted = question_of(j->fact, ns);
    q = question_answer(j, &wanted);
    if (q == NULL)
        return;
    if (!q->replied) {
        found_holds(j);
        return;
    }
    found_miss(j, VERDICT_NOT_YET, &reached, NULL);
    observe_number(j, "ttl", q->ttl);
}

const struct kind kind_netns_cannot_reach = {
    .ask = ask_echo,
    .judge = judge_cannot_reach,
    .sentences = {{.text = {{"{netns} cannot reach {address}",
                             "{netns} から {address} に届かない"}},
                   .negated = {{"{netns} can reach {address}", "{netns} から {address} に届く"}}}},
};
