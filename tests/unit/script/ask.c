// SPDX-License-Identifier: MIT
/* Asking a loaded lesson: tests of custom facts on a world, answers of predictions on what was
 * seen. */
#include "folder.h"

#include <sys/socket.h>

#include <linux/rtnetlink.h>

/* ---- a world with host1 --veth-- router, built by hand -------------------------------------- */

static void add_link(struct netns *ns, const char *name, uint64_t peer_netns)
{
    struct link link = {.index = 2,
                        .kind = "veth",
                        .flags = IFF_UP,
                        .mtu = 1500,
                        .mac = {2, 0, 0, 0, 0, 1},
                        .mac_len = 6,
                        .peer_index = 2,
                        .peer_netns = peer_netns};

    str_copy(link.name, sizeof(link.name), name);
    ARRAY_PUSH(ns->links, ns->link_count, ns->link_capacity, link);
}

static void add_default_route(struct netns *ns, uint32_t table)
{
    struct route route = {
        .table = table, .type = RTN_UNICAST, .destination.address.family = AF_INET};
    size_t capacity = 0;
    struct next_hop hop = {.link = 2, .has_gateway = true};

    assert_true(address_parse("10.0.1.11", &hop.gateway));
    ARRAY_PUSH(route.hops, route.hop_count, capacity, hop);
    ARRAY_PUSH(ns->routes, ns->route_count, ns->route_capacity, route);
}

static struct world *make_world(void)
{
    struct world *w = world_new();
    struct netns *host = netns_new(1, NULL), *host1 = netns_new(2, "host1"),
                 *router = netns_new(3, "router");
    struct link_address address = {.link = 2};
    struct netconf forwarding = {.family = AF_INET, .link = -1, .forwarding = 1};

    host->is_host = true;
    add_link(host1, "eth0", 3);
    add_link(router, "e1", 2);
    assert_true(prefix_parse("10.0.1.10/24", &address.local));
    ARRAY_PUSH(host1->addresses, host1->address_count, host1->address_capacity, address);
    add_default_route(host1, RT_TABLE_MAIN);
    add_default_route(host1, RT_TABLE_LOCAL);
    ARRAY_PUSH(router->netconfs, router->netconf_count, router->netconf_capacity, forwarding);
    world_add(w, host);
    world_add(w, host1);
    world_add(w, router);
    world_add(w, netns_new(4, NULL));
    netns_unref(host);
    netns_unref(host1);
    netns_unref(router);
    netns_unref(w->netns[3]);
    return w;
}

/* ---- asking -------------------------------------------------------------------------------- */

struct answer {
    int r;
    bool holds;
    char seen[128];
    struct error err;
};

/* Ask a custom fact whose test is @body, with the argument `world`. */
static struct answer ask(const char *body)
{
    SCOPED(folder_done) struct folder f = folder_make("ask");
    SCOPED(mem_done)
    char *text = mem_printf(
        "local fh = require 'firsthop'\n"
        "return fh.lesson { id = 'ask', fh.step 'one' { solution = 'true',\n"
        "expect = { fh.custom { id = 'mine', text = 'a', test = function(world) %s end } } } }",
        body);
    struct answer a = {0};
    struct world *w = make_world();

    folder_write(&f, "lesson.lua", text);
    struct script *s = load_good(f.path);

    a.r = script_test(s, script_lesson(s)->steps[0].expect[0]->custom_test, w, &a.holds, a.seen,
                      sizeof(a.seen), &a.err);
    script_free(s);
    world_free(w);
    return a;
}

static void check_holds(const char *expression)
{
    SCOPED(mem_done) char *body = mem_printf("return %s, 'nothing'", expression);
    struct answer a = ask(body);

    if (a.r < 0 || !a.holds)
        fail_msg("%s: %s", expression, a.r < 0 ? a.err.what : "false");
}

static void check_error(const char *body, const char *words)
{
    struct answer a = ask(body);

    assert_true(a.r < 0);
    assert_int_equal(a.err.class, ERROR_LESSON);
    if (strstr(a.err.what, words) == NULL)
        fail_msg("'%s' is not in: %s", words, a.err.what);
}

static void a_world_can_be_read(void **state)
{
    (void)state;
    check_holds("world.host.name == 'host'");
    check_holds("world.netns.host1.name == 'host1'");
    check_holds("world.netns.host9 == nil");
    check_holds("world.netns.router.forwards.ipv4 and not world.netns.host1.forwards.ipv4");
    check_holds("world.netns.host1.links.eth0.up and not world.netns.host1.links.eth0.carrier");
    check_holds("world.netns.host1.links.eth0.kind == 'veth'");
    check_holds("world.netns.host1.links.eth0.mtu == 1500");
    check_holds("world.netns.host1.links.eth0.mac == '02:00:00:00:00:01'");
    check_holds("world.netns.host1.links.eth0.addresses[1] == '10.0.1.10/24'");
    check_holds("world.netns.host1.links.eth0.peer.netns == 'router'");
    check_holds("world.netns.host1.links.eth0.peer.link == 'e1'");
    check_holds("world.netns.host1.links.eth0.master == nil");
    check_holds("#world.netns.host1.routes == 1 and world.netns.host1.routes[1].to == 'default'");
    check_holds("world.netns.host1.routes[1].via == '10.0.1.11' and "
                "world.netns.host1.routes[1].dev == 'eth0'");
    check_holds("world.netns.host1.routes[1].table == 254 and world.netns.host1.routes[1].type == "
                "'unicast'");
    check_holds("#world.netns.host1.neighbours == 0 and #world.unnamed == 1");
}

static void a_world_can_be_walked(void **state)
{
    struct answer a = ask(
        "local names = {}\n"
        "for name, ns in pairs(world.netns) do names[#names + 1] = name .. ':' .. ns.name end\n"
        "for _, route in ipairs(world.netns.host1.routes) do names[#names + 1] = route.via end\n"
        "table.sort(names) return false, table.concat(names, ' ')");

    (void)state;
    assert_int_equal(a.r, 0);
    assert_false(a.holds);
    assert_string_equal(a.seen, "10.0.1.11 host1:host1 router:router");
}

static void a_world_cannot_be_changed(void **state)
{
    (void)state;
    check_error("world.netns = nil return true", "'netns' cannot be set: this table is read-only");
    check_error("world.netns.host1.links.eth0.up = true return true", "'up' cannot be set");
    check_error("table.insert(world.netns.host1.routes, 1) return true", "cannot be set");
}

static void what_was_seen_is_told(void **state)
{
    struct answer a = ask("return false, 'eth0 is down'");

    (void)state;
    assert_int_equal(a.r, 0);
    assert_false(a.holds);
    assert_string_equal(a.seen, "eth0 is down");
}

static void a_long_remark_is_cut(void **state)
{
    struct answer a = ask("return false, ('あ'):rep(1000)");

    (void)state;
    assert_int_equal(a.r, 0);
    assert_true(strlen(a.seen) < sizeof(a.seen));
}

static void a_test_that_fails_is_the_authors_mistake(void **state)
{
    (void)state;
    check_error("return world.netns.host9.links", "attempt to index a nil value (field 'host9')");
    check_error("return 'yes'",
                "a test must return true, or false and what was seen; it returned text");
    check_error("while true do end", "1000 ms of processor time");
    check_error("error {}", "not text but a table");
}

/* ---- predictions --------------------------------------------------------------------------- */

static const struct script_value seen[] = {
    {.path = "trip.reply.arrives_with.ttl", .is_number = true, .number = 63},
    {.path = "trip.reply.routers", .is_number = true, .number = 1},
    {.path = "trip.request.arrives_with.ttl", .is_number = true, .number = 62},
    {.path = "trip.end", .text = "host2"},
};

/* The answer of a prediction with the function body @body, or NULL. */
static int predict(const char *body, size_t count, char **name, struct error *err)
{
    SCOPED(folder_done) struct folder f = folder_make("ask");
    SCOPED(mem_done)
    char *text =
        mem_printf("local fh = require 'firsthop'\n"
                   "return fh.lesson { id = 'ask', fh.predict 'ttl' { choices = { '63', '62' },\n"
                   "answer = function(seen) %s end } }",
                   body);

    folder_write(&f, "lesson.lua", text);
    struct script *s = load_good(f.path);
    int r = script_answer(s, script_lesson(s)->steps[0].answer, seen, count, name, err);

    script_free(s);
    return r;
}

static void check_answer(const char *body, const char *expected)
{
    struct error err = {0};
    char *name = NULL;

    if (predict(body, ARRAY_LENGTH(seen), &name, &err) < 0)
        fail_msg("%s", err.what);
    assert_string_equal(name, expected);
    free(name);
}

static void an_answer_is_made_from_nested_values(void **state)
{
    (void)state;
    check_answer("return tostring(seen.trip.reply.arrives_with.ttl)", "63");
    check_answer("return seen.trip.request.arrives_with.ttl", "62");
    check_answer("return seen.trip['end'] .. seen.trip.reply.routers", "host21");
}

static void an_answer_without_its_values_is_none(void **state)
{
    struct error err = {0};
    char *name = (char *)"untouched";

    (void)state;
    assert_int_equal(predict("return seen.trip.reply.arrives_with.ttl", 0, &name, &err), 0);
    assert_null(name);
    assert_int_equal(err.code, 0);
}

static void an_answer_of_the_wrong_type_is_the_authors_mistake(void **state)
{
    struct error err = {0};
    char *name = NULL;

    (void)state;
    assert_true(predict("return seen.trip", ARRAY_LENGTH(seen), &name, &err) < 0);
    assert_int_equal(err.class, ERROR_LESSON);
    assert_non_null(strstr(err.what, "an answer must be one of the choices"));
    assert_null(name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_world_can_be_read),
        cmocka_unit_test(a_world_can_be_walked),
        cmocka_unit_test(a_world_cannot_be_changed),
        cmocka_unit_test(what_was_seen_is_told),
        cmocka_unit_test(a_long_remark_is_cut),
        cmocka_unit_test(a_test_that_fails_is_the_authors_mistake),
        cmocka_unit_test(an_answer_is_made_from_nested_values),
        cmocka_unit_test(an_answer_without_its_values_is_none),
        cmocka_unit_test(an_answer_of_the_wrong_type_is_the_authors_mistake),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
