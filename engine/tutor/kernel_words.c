// SPDX-License-Identifier: MIT
/*
 * What the kernel's and the tools' complaints mean. The words themselves are on the screen already;
 * here stands what they are about, with the learner's own names. Only the text decides *that*
 * something is explained; facts about the network come from the world.
 *
 * Sources: net/ipv4/fib_semantics.c ("Nexthop has invalid gateway"), iproute2 ip(8), iputils
 * ping(8).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tutor_private.h"

/* The parts of a command that a sentence may name. */
struct words {
    char netns[64];
    char gateway[64];
    char device[64];
    char object[64];  /* the name after "add" or "netns add" */
    struct str links; /* "eth0 10.0.1.10/24, lo 127.0.0.1/8" of that namespace */
};

static const struct {
    const char *says;
    struct message means;
} table[] = {
    {"Nexthop has invalid gateway",
     {{"The kernel refused {gateway}: a gateway must be a neighbour on a link of {netns} that is "
       "up, and there it has {links}.",
       "カーネルは {gateway} を拒みました。ゲートウェイは {netns} の（up "
       "している）リンク上の隣人でなければなりません。{netns} にあるのは {links} です。"}}},
    {"Network is unreachable",
     {{"{netns} found no route for that address in its own table (`ip route` there shows what it "
       "knows).",
       "{netns} の経路表には、その宛先に合う経路がありません（そこで `ip route` "
       "を実行すると確かめられます）。"}}},
    {"Destination Host Unreachable",
     {{"Nobody answered ARP for the next hop: the address is on the right subnet, but no one on "
       "that cable owns it, or its end is down.",
       "次ホップの ARP "
       "に誰も答えませんでした。サブネットは合っていますが、そのケーブルの先に該当アドレスの持ち主"
       "がいないか、リンクが down しています。"}}},
    {"Network is down",
     {{"The link is there, but it is not up yet (`ip link set … up`).",
       "リンクはありますが、まだ up していません（`ip link set … up`）。"}}},
    {"Cannot open network namespace",
     {{"There is no namespace of that name here; `ip netns list` shows those there are.",
       "その名前のネットワーク名前空間はありません。`ip netns list` で一覧を確認できます。"}}},
    {"Invalid \"netns\" value",
     {{"There is no namespace of that name here; `ip netns list` shows those there are.",
       "その名前のネットワーク名前空間はありません。`ip netns list` で一覧を確認できます。"}}},
    {"Cannot find device",
     {{"{netns} has no link of that name; it has {links}.",
       "{netns} にその名前のリンクはありません。あるのは {links} です。"}}},
    {"does not exist",
     {{"{netns} has no link of that name; it has {links}.",
       "{netns} にその名前のリンクはありません。あるのは {links} です。"}}},
    {"File exists",
     {{"It is there already, from an earlier command; nothing was changed.",
       "以前のコマンドですでに作られています。何も変わっていません。"}}},
    {"Address already assigned",
     {{"The link has this address already; nothing was changed.",
       "このリンクにはすでにそのアドレスがあります。何も変わっていません。"}}},
    {"Invalid prefix for given prefix length",
     {{"The address has bits set behind the prefix length: for a route write the network's own "
       "address (10.0.2.0/24, not 10.0.2.10/24).",
       "プレフィックス長より後ろのビットが立っています。経路にはネットワークアドレスを書きます（10."
       "0.2.10/24 ではなく 10.0.2.0/24）。"}}},
    {"prefix is expected",
     {{"That is no address the tool understands; write it like 10.0.1.10/24.",
       "アドレスとして読めません。10.0.1.10/24 のように書きます。"}}},
    {"Operation not permitted",
     {{"The kernel does not allow this inside the sandbox, even to its root.",
       "サンドボックスの中では、root であってもカーネルがこの操作を許しません。"}}},
    {"Peer netns reference is invalid",
     {{"The namespace named for the other end does not exist.",
       "相手側の端を置く名前空間がありません。"}}},
    {"command not found",
     {{"There is no such program here; a slip of the fingers, perhaps.",
       "そのようなプログラムはここにはありません。打ち間違いかもしれません。"}}},
};

/* ---- reading the command ------------------------------------------------------------------------
 */

static void copy_word(char to[64], const char *from)
{
    str_copy(to, 64, from == NULL ? "" : from);
}

/* The words of a command line, for naming things in a sentence: quotes are not needed for that. */
static void read_command(const char *command, struct words *w)
{
    SCOPED(mem_done) char *copy = mem_string(command);
    char *rest = NULL, *previous = "", *before = "";

    for (char *word = strtok_r(copy, " \t\n", &rest); word != NULL;
         word = strtok_r(NULL, " \t\n", &rest)) {
        if (str_equal(previous, "via"))
            copy_word(w->gateway, word);
        else if (str_equal(previous, "dev"))
            copy_word(w->device, word);
        else if (str_equal(previous, "exec") || str_equal(previous, "-n") ||
                 str_equal(previous, "-netns"))
            copy_word(w->netns, word);
        else if (str_equal(previous, "add") && str_equal(before, "netns"))
            copy_word(w->object, word);
        before = previous;
        previous = word;
    }
}

static const struct netns *where_it_ran(struct words *words, const struct world *w)
{
    const struct netns *ns = NULL;

    if (words->netns[0] != '\0')
        ns = world_find(w, words->netns);
    else if (w->shell_netns != 0)
        ns = world_find_id(w, w->shell_netns);
    return ns != NULL ? ns : world_find(w, NULL);
}

static void list_links(const struct netns *ns, struct str *to)
{
    for (size_t i = 0; i < ns->link_count; i++) {
        const struct link *l = &ns->links[i];

        if ((l->flags & IFF_LOOPBACK) != 0 && ns->link_count > 1)
            continue; /* nobody looks for a neighbour there */
        str_addf(to, "%s%s", to->len > 0 ? ", " : "", l->name);
        for (size_t k = 0; k < ns->address_count; k++) {
            char text[PREFIX_TEXT];

            if (ns->addresses[k].link == l->index &&
                !address_is_link_local(&ns->addresses[k].local.address))
                str_addf(to, " %s", prefix_format(&ns->addresses[k].local, text));
        }
        if (!link_is_up(l))
            str_add(to, " (down)");
    }
}

bool kernel_words_explain(struct str *to, const char *command, const char *output,
                          const struct world *w, enum language lang)
{
    struct words words = {0};
    const struct netns *ns;
    char label[64];

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        if (strstr(output, table[i].says) == NULL)
            continue;
        read_command(command, &words);
        ns = where_it_ran(&words, w);
        if (ns == NULL)
            return false;
        list_links(ns, &words.links);
        message_addf(to, &table[i].means, lang, "netns", netns_label(ns, label), "gateway",
                     words.gateway, "links", str_text(&words.links), "device", words.device, NULL);
        str_done(&words.links);
        return true;
    }
    return false;
}
