// SPDX-License-Identifier: MIT
/* A namespace exists, a link exists. Where they are instead is said by place.c. */
#include "kinds.h"

static void judge_netns(const struct judging *j)
{
    if (need_netns(j, j->fact->netns, VERDICT_NOT_YET) != NULL)
        found_holds(j);
}

const struct kind kind_netns_exists = {
    .judge = judge_netns,
    .sentences = {{.text = {{"namespace {netns} exists", "名前空間 {netns} がある"}},
                   .negated = {{"namespace {netns} does not exist", "名前空間 {netns} がない"}}}},
};

static void judge_link(const struct judging *j)
{
    const struct netns *ns = need_netns(j, j->fact->netns, VERDICT_BLOCKED);

    if (ns != NULL && need_link(j, ns, j->fact->link, VERDICT_NOT_YET) != NULL)
        found_holds(j);
}

const struct kind kind_link_exists = {
    .judge = judge_link,
    .sentences = {{.text = {{"{netns} has a link {link}", "{netns} に {link} がある"}},
                   .negated = {{"{netns} has no link {link}", "{netns} に {link} がない"}}}},
};
