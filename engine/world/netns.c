// SPDX-License-Identifier: MIT
/* One network namespace: its memory, shared by reference, and the questions about its tables. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include <firsthop/world.h>

#include <linux/if.h> /* IFF_LOWER_UP; after net/if.h, which world.h brings */

struct netns *netns_new(uint64_t id, const char *name)
{
    struct netns *ns = mem_alloc(sizeof(*ns));

    ns->references = 1;
    ns->id = id;
    ns->name = mem_string(name);
    return ns;
}

struct netns *netns_ref(struct netns *ns)
{
    if (ns != NULL)
        ns->references++;
    return ns;
}

void netns_unref(struct netns *ns)
{
    if (ns == NULL)
        return;
    assert(ns->references > 0);
    if (--ns->references > 0)
        return;
    for (size_t i = 0; i < ns->route_count; i++)
        free(ns->routes[i].hops);
    free(ns->name);
    free(ns->links);
    free(ns->addresses);
    free(ns->routes);
    free(ns->rules);
    free(ns->neighbours);
    free(ns->netconfs);
    free(ns);
}

const struct link *netns_find_link(const struct netns *ns, const char *name)
{
    for (size_t i = 0; i < ns->link_count; i++)
        if (str_equal(ns->links[i].name, name))
            return &ns->links[i];
    return NULL;
}

const struct link *netns_find_link_by_index(const struct netns *ns, int index)
{
    for (size_t i = 0; i < ns->link_count; i++)
        if (ns->links[i].index == index)
            return &ns->links[i];
    return NULL;
}

const struct link_address *netns_find_address(const struct netns *ns, const struct address *a)
{
    for (size_t i = 0; i < ns->address_count; i++)
        if (address_equal(&ns->addresses[i].local.address, a))
            return &ns->addresses[i];
    return NULL;
}

const struct netconf *netns_find_netconf(const struct netns *ns, int family, int index)
{
    for (size_t i = 0; i < ns->netconf_count; i++)
        if (ns->netconfs[i].family == family && ns->netconfs[i].link == index)
            return &ns->netconfs[i];
    return NULL;
}

bool netns_forwards(const struct netns *ns, int family)
{
    const struct netconf *all = netns_find_netconf(ns, family, -1);

    return all != NULL && all->forwarding > 0;
}

bool link_is_up(const struct link *l)
{
    return (l->flags & IFF_UP) != 0;
}

bool link_has_carrier(const struct link *l)
{
    return (l->flags & IFF_LOWER_UP) != 0;
}

const char *netns_label(const struct netns *ns, char into[64])
{
    if (ns->name != NULL)
        str_copy(into, 64, ns->name);
    else if (ns->is_host)
        str_copy(into, 64, "host");
    else if (ns->process > 0)
        snprintf(into, 64, "the namespace of process %ld", (long)ns->process);
    else
        str_copy(into, 64, "a namespace without a name");
    return into;
}
