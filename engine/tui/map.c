// SPDX-License-Identifier: MIT
/*
 * The map: as roomy a drawing as fits, else words. With it, the few texts that both ways of telling
 * share.
 */
#include "map.h"

#define ACROSS_MAX 6 /* boxes in a row that no lesson arranged */

const struct message map_forwards = {{"forwards {family}", "{family} を転送"}};
const struct message map_not_made = {{"not made yet", "未作成"}};
const struct message map_no_links = {{"only lo", "lo のみ"}};

static const struct map_spacing spacings[] = {
    {.pad = 2, .trail = 4, .spread = 10, .gap = 3},
    {.pad = 1, .trail = 4, .spread = 3, .gap = 3},
    {.pad = 1, .trail = 1, .spread = 2, .gap = 1},
};

void map_add_addresses(struct str *to, const struct netns *ns, const struct link *l,
                       const char *separator)
{
    const char *between = "";

    for (size_t i = 0; i < ns->address_count; i++) {
        const struct link_address *a = &ns->addresses[i];
        char text[PREFIX_TEXT];

        if (a->link != l->index || address_is_link_local(&a->local.address))
            continue;
        str_addf(to, "%s%s", between, prefix_format(&a->local, text));
        between = separator;
    }
}

void map_add_bridge_ports(struct str *to, const struct netns *ns, const struct link *l)
{
    const char *between = "";

    for (size_t i = 0; i < ns->link_count; i++) {
        if (ns->links[i].master != l->index)
            continue;
        str_add(to, between);
        name_add(to, ns->links[i].name, 0);
        between = " ";
    }
}

static bool draw_with(struct str *to, const struct lesson *lesson, const struct world *w,
                      const struct map_spacing *spacing, const struct look *look)
{
    bool fits = false;

    for (size_t across = ACROSS_MAX; across > 0 && !fits; across--) {
        SCOPED(map_plan_done) struct map_plan plan = {0};

        map_plan(lesson, w, across, &plan);
        fits = map_draw(to, &plan, spacing, look);
    }
    return fits;
}

void map_add(struct str *to, const struct lesson *lesson, const struct world *w,
             const struct look *look)
{
    SCOPED(map_plan_done) struct map_plan plan = {0};

    for (size_t i = 0; !look->plain && i < ARRAY_LENGTH(spacings); i++)
        if (draw_with(to, lesson, w, &spacings[i], look))
            return;
    map_plan(lesson, w, 1, &plan);
    map_words(to, &plan, look);
}
