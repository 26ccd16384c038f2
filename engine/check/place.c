// SPDX-License-Identifier: MIT
/*
 * Is the place there that a fact is about: its namespace, its link? And if not, where is it
 * instead?
 *
 * The same answers serve as a near miss (the fact that a link exists) and as what is missing first
 * (a fact about that link).
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "kind.h"

static const struct miss netns_missing = {
    "netns-missing", {{"there is no namespace {wanted} yet", "名前空間 {wanted} はまだない"}}};
static const struct miss netns_hidden = {
    "netns-hidden",
    {{"/run/netns has the name {wanted}, but no namespace stands behind it: it was added inside "
      "`ip netns exec`, and can be seen only there",
      "/run/netns に {wanted} という名前はあるが、その先に名前空間がない。`ip netns exec` "
      "の中で追加されたので、そこからしか見えない"}}};
static const struct miss netns_misspelt = {
    "wrong-name",
    {{"there is no namespace {wanted}, but one called {seen}",
      "名前空間 {wanted} はないが、{seen} という名前のものがある"}}};
static const struct miss link_missing = {
    "link-missing", {{"there is no {wanted} in {place} yet", "{place} に {wanted} はまだない"}}};
static const struct miss link_not_moved = {
    "not-moved",
    {{"there is no {wanted} in {place} yet: a link of that name is on the host",
      "{place} に {wanted} はまだない。その名前のリンクはホストにある"}}};
static const struct miss link_elsewhere = {
    "wrong-netns",
    {{"there is no {wanted} in {place} yet, but one in {seen}",
      "{place} に {wanted} はまだないが、{seen} にはある"}}};
static const struct miss link_misspelt = {
    "wrong-name",
    {{"there is no {wanted} in {place}, but a link called {seen}",
      "{place} に {wanted} はないが、{seen} という名前のリンクがある"}}};

bool is_loopback(const struct link *l)
{
    return (l->flags & IFF_LOOPBACK) != 0 || str_equal(l->name, "lo");
}

const char *format_mac(const uint8_t *mac, size_t len, char into[MAC_TEXT])
{
    str_copy(into, MAC_TEXT, "none");
    for (size_t i = 0; i < len && i < 8; i++)
        snprintf(into + 3 * i, MAC_TEXT - 3 * i, i + 1 < len && i < 7 ? "%02x:" : "%02x", mac[i]);
    return into;
}

/* host1 and host2, e0 and e1, left-a and left-b: only the last character differs, so both are
 * meant. */
static bool same_series(const char *a, const char *b)
{
    size_t len = strlen(a);

    return len == strlen(b) && strncmp(a, b, len - 1) == 0;
}

bool looks_misspelt(const char *typed, const char *wanted)
{
    if (strlen(wanted) < 2 || str_equal(typed, wanted))
        return false;
    if (strcasecmp(typed, wanted) == 0)
        return true;
    return strlen(wanted) >= 3 && !same_series(typed, wanted) &&
           str_nearest(wanted, &typed, 1) != NULL;
}

static bool is_hidden(const struct world *w, const char *name)
{
    for (size_t i = 0; i < w->hidden_count; i++) {
        if (str_equal(w->hidden[i].name, name))
            return true;
    }
    return false;
}

static const struct netns *find_misspelt_netns(const struct world *w, const char *name)
{
    for (size_t i = 0; i < w->count; i++) {
        const char *typed = w->netns[i]->name;

        if (typed != NULL && looks_misspelt(typed, name))
            return w->netns[i];
    }
    return NULL;
}

const struct netns *need_netns(const struct judging *j, const char *name, enum verdict verdict)
{
    const struct netns *ns = world_find(j->world, name), *similar;

    if (ns != NULL)
        return ns;
    similar = find_misspelt_netns(j->world, name);
    if (is_hidden(j->world, name)) {
        found_miss(j, verdict, &netns_hidden, "wanted", name, NULL);
        found_nearest(j, "/run/netns/%s", name);
    } else if (similar != NULL) {
        found_miss(j, verdict, &netns_misspelt, "wanted", name, "seen", similar->name, NULL);
        found_nearest(j, "%s", similar->name);
        observe_text(j, "netns", similar->name);
    } else {
        found_miss(j, verdict, &netns_missing, "wanted", name, NULL);
    }
    return NULL;
}

static const struct link *find_misspelt_link(const struct netns *ns, const char *name)
{
    for (size_t i = 0; i < ns->link_count; i++) {
        if (!is_loopback(&ns->links[i]) && looks_misspelt(ns->links[i].name, name))
            return &ns->links[i];
    }
    return NULL;
}

static void say_misspelt(const struct judging *j, const struct netns *ns, const char *name,
                         const struct link *similar, enum verdict verdict)
{
    char place[LABEL];

    found_miss(j, verdict, &link_misspelt, "wanted", name, "place", world_label(j, ns, place),
               "seen", similar->name, NULL);
    nearest_link(j, ns, similar);
}

static void say_where_link_is(const struct judging *j, const struct netns *ns, const char *name,
                              enum verdict verdict)
{
    const struct netns *host = world_find(j->world, NULL), *there = host;
    const struct link *l = host == NULL || host == ns ? NULL : netns_find_link(host, name);
    const struct link *similar = find_misspelt_link(ns, name);
    char place[LABEL], seen[LABEL];

    world_label(j, ns, place);
    if (l != NULL) {
        found_miss(j, verdict, &link_not_moved, "wanted", name, "place", place, NULL);
        nearest_link(j, there, l);
    } else if (similar != NULL) {
        say_misspelt(j, ns, name, similar, verdict);
    } else if ((l = world_find_link_anywhere(j->world, name, ns, &there)) != NULL) {
        found_miss(j, verdict, &link_elsewhere, "wanted", name, "place", place, "seen",
                   world_label(j, there, seen), NULL);
        nearest_link(j, there, l);
    } else {
        found_miss(j, verdict, &link_missing, "wanted", name, "place", place, NULL);
    }
}

const struct link *need_link(const struct judging *j, const struct netns *ns, const char *name,
                             enum verdict verdict)
{
    const struct link *l = netns_find_link(ns, name);

    if (l == NULL)
        say_where_link_is(j, ns, name, verdict);
    return l;
}

const struct link *need_own_link(const struct judging *j, const struct netns **ns)
{
    *ns = need_netns(j, j->fact->netns, VERDICT_BLOCKED);
    return *ns == NULL ? NULL : need_link(j, *ns, j->fact->link, VERDICT_BLOCKED);
}

const struct link_address *find_usable_address(const struct netns *ns, int link, int family)
{
    for (size_t i = 0; i < ns->address_count; i++) {
        const struct link_address *a = &ns->addresses[i];

        if ((link == 0 || a->link == link) && a->local.address.family == family &&
            !address_is_link_local(&a->local.address))
            return a;
    }
    return NULL;
}
