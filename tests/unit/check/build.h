// SPDX-License-Identifier: MIT
/*
 * Worlds and facts by hand, and one question about them: verdict and near miss. For the unit tests
 * of check only.
 *
 *     host1 eth0 ───── e1 router e0 ───── eth0 host2        (and the host, with lo only)
 *     10.0.1.10/24   10.0.1.11  10.0.2.11   10.0.2.10/24
 */
#ifndef FIRSTHOP_TEST_CHECK_BUILD_H
#define FIRSTHOP_TEST_CHECK_BUILD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>
#include <linux/rtnetlink.h>

#include <firsthop/check.h>

#define UP (IFF_UP | IFF_RUNNING | (1u << 16)) /* with IFF_LOWER_UP */

struct lab {
    struct world *world;
    struct netns *host, *host1, *router, *host2;
    struct questions questions;
    struct finding found; /* of the last question, in English */
};

/* ---- worlds ---------------------------------------------------------------------------------- */

static inline struct netns *add_netns(struct world *w, uint64_t id, const char *name)
{
    struct netns *ns = netns_new(id, name);

    world_add(w, ns);
    netns_unref(ns); /* the world keeps it */
    return ns;
}

static inline struct link *add_link(struct netns *ns, int index, const char *name, unsigned flags)
{
    struct link l = {.index = index, .flags = flags, .mtu = 1500, .mac_len = 6, .peer_nsid = -1};

    str_copy(l.name, sizeof(l.name), name);
    l.operstate = (flags & IFF_UP) != 0 ? 6 : 2; /* IF_OPER_UP, IF_OPER_DOWN */
    ARRAY_PUSH(ns->links, ns->link_count, ns->link_capacity, l);
    return &ns->links[ns->link_count - 1];
}

static inline void join(struct netns *a, const char *a_name, struct netns *b, const char *b_name)
{
    struct link *one = (struct link *)netns_find_link(a, a_name);
    struct link *other = (struct link *)netns_find_link(b, b_name);

    str_copy(one->kind, sizeof(one->kind), "veth");
    str_copy(other->kind, sizeof(other->kind), "veth");
    one->peer_index = other->index;
    one->peer_netns = b->id;
    other->peer_index = one->index;
    other->peer_netns = a->id;
}

static inline struct link *link_of(struct netns *ns, const char *name)
{
    return (struct link *)netns_find_link(ns, name);
}

/* As when `ip link del`: the last link takes its place. */
static inline void remove_link(struct netns *ns, const char *name)
{
    *link_of(ns, name) = ns->links[ns->link_count - 1];
    ns->link_count--;
}

static inline struct link_address *add_address(struct netns *ns, const char *link, const char *cidr)
{
    struct link_address a = {.link = link_of(ns, link)->index};

    assert_true(prefix_parse(cidr, &a.local));
    ARRAY_PUSH(ns->addresses, ns->address_count, ns->address_capacity, a);
    return &ns->addresses[ns->address_count - 1];
}

static inline struct route *add_route(struct netns *ns, const char *to, const char *via,
                                      const char *dev)
{
    struct route r = {.table = RT_TABLE_MAIN, .type = RTN_UNICAST, .protocol = RTPROT_BOOT};

    assert_true(prefix_parse(str_equal(to, "default") ? "0.0.0.0/0" : to, &r.destination));
    r.hops = mem_alloc(sizeof(*r.hops));
    r.hop_count = 1;
    r.hops[0].link = dev == NULL ? 0 : link_of(ns, dev)->index;
    r.hops[0].has_gateway = via != NULL && address_parse(via, &r.hops[0].gateway);
    ARRAY_PUSH(ns->routes, ns->route_count, ns->route_capacity, r);
    return &ns->routes[ns->route_count - 1];
}

static inline void add_netconf(struct netns *ns, int family, int link, int forwarding)
{
    struct netconf c = {.family = (uint8_t)family, .link = link, .forwarding = forwarding};

    ARRAY_PUSH(ns->netconfs, ns->netconf_count, ns->netconf_capacity, c);
}

static inline struct netns *add_usual(struct world *w, uint64_t id, const char *name)
{
    struct netns *ns = add_netns(w, id, name);

    add_link(ns, 1, "lo", IFF_LOOPBACK);
    return ns;
}

/* The finished network of the routing lesson. */
static inline struct lab *lab_new(void)
{
    struct lab *lab = mem_alloc(sizeof(*lab));
    struct world *w = lab->world = world_new();

    lab->host = add_usual(w, 1, NULL);
    lab->host->is_host = true;
    lab->host1 = add_usual(w, 2, "host1");
    lab->router = add_usual(w, 3, "router");
    lab->host2 = add_usual(w, 4, "host2");
    add_link(lab->host1, 2, "eth0", UP);
    add_link(lab->router, 2, "e1", UP);
    add_link(lab->router, 3, "e0", UP);
    add_link(lab->host2, 2, "eth0", UP);
    join(lab->host1, "eth0", lab->router, "e1");
    join(lab->host2, "eth0", lab->router, "e0");
    add_address(lab->host1, "eth0", "10.0.1.10/24");
    add_address(lab->router, "e1", "10.0.1.11/24");
    add_address(lab->router, "e0", "10.0.2.11/24");
    add_address(lab->host2, "eth0", "10.0.2.10/24");
    add_route(lab->host1, "default", "10.0.1.11", "eth0");
    add_route(lab->host2, "default", "10.0.2.11", "eth0");
    add_netconf(lab->router, AF_INET, -1, 1);
    return lab;
}

static inline void lab_free(struct lab *lab)
{
    questions_done(&lab->questions);
    world_free(lab->world);
    free(lab);
}

static inline void lab_done(struct lab **lab)
{
    lab_free(*lab);
}

/* ---- facts ----------------------------------------------------------------------------------- */

static inline void set_link_value(struct fact_value *v, const char *text)
{
    const char *slash = strchr(text, '/');

    v->netns = strndup(text, slash == NULL ? 0 : (size_t)(slash - text));
    v->link = mem_string(slash == NULL ? text : slash + 1);
}

static inline void set_value(struct fact_value *v, enum fact_type type, const char *text)
{
    v->type = type;
    v->text = mem_string(text);
    if (type == FACT_TYPE_ADDRESS)
        assert_true(address_parse(text, &v->address));
    else if (type == FACT_TYPE_PREFIX)
        assert_true(prefix_parse(text, &v->prefix));
    else if (type == FACT_TYPE_DEFAULT_OR_PREFIX)
        assert_true(prefix_parse(str_equal(text, "default") ? "0.0.0.0/0" : text, &v->prefix));
    else if (type == FACT_TYPE_FAMILY)
        v->number = family_parse(text);
    else if (type == FACT_TYPE_NUMBER)
        v->number = atoll(text);
    else if (type == FACT_TYPE_LINK)
        set_link_value(v, text);
    else if (type == FACT_TYPE_NETNS)
        v->netns = mem_string(text);
    else if (type == FACT_TYPE_MAC)
        assert_int_equal(6, sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &v->mac[0], &v->mac[1],
                                   &v->mac[2], &v->mac[3], &v->mac[4], &v->mac[5]));
}

static inline void set_named(struct fact *f, const char *name, const char *text)
{
    const struct fact_spec *spec = fact_spec(f->kind);

    for (size_t i = 0; i < spec->parameter_count; i++) {
        if (str_equal(spec->parameters[i].name, name)) {
            set_value(&f->values[i], spec->parameters[i].type, text);
            return;
        }
    }
    fail_msg("%s has no parameter %s", spec->name, name);
}

/* A fact of "host1" or "host1/eth0" (NULL: of none), then its parameters {"name", "text", ...,
 * NULL}. */
static inline __attribute__((sentinel)) struct fact *fact_new(enum fact_kind kind, const char *of,
                                                              ...)
{
    struct fact *f = mem_alloc(sizeof(*f));
    const char *slash = of == NULL ? NULL : strchr(of, '/'), *name;
    va_list values;

    f->kind = kind;
    f->netns = of == NULL      ? NULL
               : slash == NULL ? mem_string(of)
                               : strndup(of, (size_t)(slash - of));
    f->link = slash == NULL ? NULL : mem_string(slash + 1);
    va_start(values, of);
    while ((name = va_arg(values, const char *)) != NULL)
        set_named(f, name, va_arg(values, const char *));
    va_end(values);
    fact_make_id(f, NULL, 0);
    return f;
}

/* ANY, ALL, NONE of the parts; takes them. */
static inline __attribute__((sentinel)) struct fact *fact_of(enum fact_kind kind, ...)
{
    struct fact *f = mem_alloc(sizeof(*f)), *part;
    va_list parts;

    f->kind = kind;
    va_start(parts, kind);
    while ((part = va_arg(parts, struct fact *)) != NULL)
        ARRAY_PUSH(f->parts, f->part_count, f->part_capacity, part);
    va_end(parts);
    fact_make_id(f, NULL, 0);
    return f;
}

/* ---- questions ------------------------------------------------------------------------------- */

static inline bool is_code(const char *why)
{
    size_t count;
    const struct check_code *codes = check_codes(&count);

    for (size_t i = 0; i < count; i++) {
        if (str_equal(codes[i].code, why))
            return true;
    }
    return false;
}

static inline void assert_sentence(const char *text)
{
    assert_true(text[0] != '\0');
    assert_null(strstr(text, "—"));
    assert_null(strchr(text, '{'));
}

static inline void assert_sentences(const struct fact *f)
{
    for (enum language lang = 0; lang < LANGUAGE_COUNT; lang++) {
        char *text = check_sentence(f, lang);

        assert_sentence(text);
        free(text);
    }
}

static inline void assert_finding(const struct finding *found)
{
    if (found->verdict == VERDICT_HOLDS) {
        assert_string_equal("", found->why);
        assert_string_equal("", found->sentence);
        return;
    }
    assert_sentence(found->sentence);
    if (!is_code(found->why))
        fail_msg("'%s' is not listed in check_codes()", found->why);
}

/* What is @f in the lab, with the answers in lab->questions? In every language; takes @f. "" for
 * @why: holds. */
static inline void expect(struct lab *lab, struct fact *f, enum verdict verdict, const char *why)
{
    struct finding japanese;

    assert_sentences(f);
    check_judge(f, lab->world, &lab->questions, LANGUAGE_JA, &japanese);
    check_judge(f, lab->world, &lab->questions, LANGUAGE_EN, &lab->found);
    assert_finding(&japanese);
    assert_finding(&lab->found);
    assert_string_equal(verdict_name(verdict), verdict_name(lab->found.verdict));
    assert_string_equal(why, lab->found.why);
    assert_int_equal(lab->found.verdict, japanese.verdict);
    if (verdict != VERDICT_HOLDS)
        assert_string_not_equal(lab->found.sentence, japanese.sentence);
    fact_free(f);
}

#define holds(lab, ...)         expect(lab, __VA_ARGS__, VERDICT_HOLDS, "")
#define misses(lab, f, why)     expect(lab, f, VERDICT_NOT_YET, why)
#define is_blocked(lab, f, why) expect(lab, f, VERDICT_BLOCKED, why)

/* The one question that @f asks, marked as answered; fill in the rest. Keeps @f. */
static inline struct question *asked(struct lab *lab, const struct fact *f)
{
    struct question *q;

    lab->questions.count = 0;
    check_questions(f, lab->world, &lab->questions);
    assert_int_equal(1, lab->questions.count);
    q = &lab->questions.items[0];
    q->answered = true;
    return q;
}

static inline void assert_asks_nothing(struct lab *lab, const struct fact *f)
{
    lab->questions.count = 0;
    check_questions(f, lab->world, &lab->questions);
    assert_int_equal(0, lab->questions.count);
}

/* Unanswered: @f is a fault with these words. Takes @f. */
static inline void is_fault(struct lab *lab, struct fact *f)
{
    struct finding found;
    struct question *q = asked(lab, f);

    q->answered = false;
    str_copy(q->fault, sizeof(q->fault), "the socket is gone");
    check_judge(f, lab->world, &lab->questions, LANGUAGE_EN, &found);
    assert_int_equal(VERDICT_FAULT, found.verdict);
    assert_string_equal("the socket is gone", found.sentence);
    assert_string_equal("not-measured", found.why);
    q->fault[0] = '\0';
    expect(lab, f, VERDICT_FAULT, "not-measured");
    lab->questions.count = 0;
}

static inline struct address address_of(const char *text)
{
    struct address a = {0};

    assert_true(address_parse(text, &a));
    return a;
}

static inline const struct observation *observed(const struct lab *lab, const char *key)
{
    for (size_t i = 0; i < lab->found.observed_count; i++) {
        if (str_equal(lab->found.observed[i].key, key))
            return &lab->found.observed[i];
    }
    return NULL;
}

static inline const struct observation *expected(const struct lab *lab, const char *key)
{
    for (size_t i = 0; i < lab->found.expected_count; i++) {
        if (str_equal(lab->found.expected[i].key, key))
            return &lab->found.expected[i];
    }
    return NULL;
}

#define assert_observed(lab, key, value)                                                           \
    do {                                                                                           \
        assert_non_null(observed(lab, key));                                                       \
        assert_string_equal(value, observed(lab, key)->text);                                      \
    } while (0)
#define assert_observed_number(lab, key, value)                                                    \
    do {                                                                                           \
        assert_non_null(observed(lab, key));                                                       \
        assert_int_equal(value, observed(lab, key)->number);                                       \
    } while (0)

#define LAB SCOPED(lab_done) struct lab *lab = lab_new()

#endif
