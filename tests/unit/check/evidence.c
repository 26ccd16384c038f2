// SPDX-License-Identifier: MIT
/* Facts that need answers (echoes, sysctls, pings, an author's test) and facts made of facts. */
#include <errno.h>
#include <stdio.h>

#include "build.h"

/* ---- echoes ------------------------------------------------------------------------------------
 */

static struct fact *reaches(const char *ttl)
{
    return fact_new(FACT_NETNS_REACHES, "host1", "address", "10.0.2.10", ttl == NULL ? NULL : "ttl",
                    ttl, NULL);
}

static struct question *answer_echo(struct lab *lab, const char *to)
{
    struct fact *f = fact_new(FACT_NETNS_REACHES, "host1", "address", to, NULL);
    struct question *q = asked(lab, f);

    fact_free(f);
    return q;
}

static void reply_with_its_ttl_holds(void **state)
{
    (void)state;
    LAB;
    struct question *q = answer_echo(lab, "10.0.2.10");

    q->replied = true;
    q->ttl = 63;
    holds(lab, reaches(NULL));
    holds(lab, reaches("63"));
    assert_observed_number(lab, "ttl", 63);
    misses(lab, reaches("64"), "ttl-differs");
    assert_int_equal(64, expected(lab, "ttl")->number);
    is_fault(lab, reaches("63"));
}

static void silence_is_explained_as_far_as_the_world_shows(void **state)
{
    (void)state;
    LAB;

    answer_echo(lab, "10.0.2.10");
    misses(lab, reaches(NULL), "no-reply");
    link_of(lab->router, "e1")->flags = 0;
    misses(lab, reaches(NULL), "peer-down");
    assert_string_equal("router e1", lab->found.nearest);
    link_of(lab->host1, "eth0")->flags = 0;
    misses(lab, reaches(NULL), "not-up");
    link_of(lab->host1, "eth0")->flags = UP;
    link_of(lab->router, "e1")->flags = UP;
    lab->host2->address_count = 0;
    misses(lab, reaches(NULL), "no-reply");
    assert_non_null(strstr(lab->found.sentence, "no namespace has the address"));
}

static void refusals_and_errors_are_told_apart(void **state)
{
    (void)state;
    LAB;
    struct question *q = answer_echo(lab, "10.0.2.10");

    q->failure = ENETUNREACH;
    misses(lab, reaches(NULL), "no-route");
    q->failure = EACCES;
    misses(lab, reaches(NULL), "unreachable");
    q->failure = EHOSTUNREACH;
    q->by = address_of("10.0.1.11");
    misses(lab, reaches(NULL), "unreachable");
    assert_non_null(strstr(lab->found.sentence, "10.0.1.11 (router)"));
    q->failure = 0;
    q->expired = true;
    misses(lab, reaches(NULL), "expired");
    assert_observed(lab, "by", "10.0.1.11");
}

static void namespace_without_address_is_not_asked(void **state)
{
    (void)state;
    LAB;
    struct fact *f = reaches(NULL), *from;

    lab->host1->address_count = 0;
    assert_asks_nothing(lab, f);
    misses(lab, f, "no-address");
    f = fact_new(FACT_NETNS_REACHES, "blue", "address", "10.0.2.10", NULL);
    assert_asks_nothing(lab, f);
    is_blocked(lab, f, "netns-missing");
    from = fact_new(FACT_NETNS_REACHES, "host2", "address", "10.0.1.10", "from", "10.7.7.7", NULL);
    assert_asks_nothing(lab, from);
    is_blocked(lab, from, "address-missing");
}

static void reply_from_oneself_is_no_proof(void **state)
{
    (void)state;
    LAB;
    struct question *q;

    add_address(lab->host1, "eth0", "10.0.2.10/24");
    q = answer_echo(lab, "10.0.2.10");
    q->replied = true;
    q->ttl = 64;
    misses(lab, reaches(NULL), "way-is-local");
    lab->host2->address_count = 0; /* nobody else has it: pinging oneself is a lesson, too */
    holds(lab, reaches(NULL));
}

static struct fact *cannot_reach(void)
{
    return fact_new(FACT_NETNS_CANNOT_REACH, "host1", "address", "10.0.2.10", NULL);
}

static void cannot_reach_holds_without_a_reply(void **state)
{
    (void)state;
    LAB;
    struct question *q = answer_echo(lab, "10.0.2.10");

    holds(lab, cannot_reach());
    q->replied = true;
    misses(lab, cannot_reach(), "reached");
    is_fault(lab, cannot_reach());
    lab->host1->address_count = 0;
    holds(lab, cannot_reach());
    is_blocked(lab, fact_new(FACT_NETNS_CANNOT_REACH, "blue", "address", "10.0.2.10", NULL),
               "netns-missing");
}

/* ---- sysctls -----------------------------------------------------------------------------------
 */

static struct fact *sysctl_of(const char *key, const char *value)
{
    return fact_new(FACT_NETNS_SYSCTL, "router", "key", key, "value", value, NULL);
}

static void sysctl_values_are_compared_with_folded_space(void **state)
{
    (void)state;
    LAB;
    struct fact *f = sysctl_of("net.ipv4.tcp_rmem", "4096 131072 6291456");
    struct question *q = asked(lab, f);

    assert_string_equal("net/ipv4/tcp_rmem", q->key);
    q->present = true;
    str_copy(q->value, sizeof(q->value), "4096\t131072\t6291456\n");
    holds(lab, f);
    misses(lab, sysctl_of("net.ipv4.tcp_rmem", "1"), "sysctl-differs");
    assert_observed(lab, "value", "4096 131072 6291456");
    q->present = false;
    misses(lab, sysctl_of("net.ipv4.tcp_rmem", "1"), "sysctl-absent");
    is_fault(lab, sysctl_of("net.ipv4.tcp_rmem", "1"));
    is_blocked(lab, fact_new(FACT_NETNS_SYSCTL, "blue", "key", "a.b", "value", "1", NULL),
               "netns-missing");
}

static void sysctl_keys_become_paths(void **state)
{
    (void)state;
    LAB;
    struct fact *dotted = sysctl_of("net.ipv4.conf.eth0/1.forwarding", "1");
    struct fact *slashed = sysctl_of("net/ipv4/conf/eth0.1/forwarding", "1");

    assert_string_equal("net/ipv4/conf/eth0.1/forwarding", asked(lab, dotted)->key);
    assert_string_equal("net/ipv4/conf/eth0.1/forwarding", asked(lab, slashed)->key);
    fact_free(dotted);
    fact_free(slashed);
}

static void sysctl_keys_stay_below_proc_sys(void **state)
{
    (void)state;
    LAB;
    char long_key[300];
    const char *const keys[] = {"../self/environ", "net/../../x", "/etc/passwd", "net/", "", "./x",
                                long_key};

    memset(long_key, 'a', sizeof(long_key) - 1);
    long_key[sizeof(long_key) - 1] = '\0';
    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        struct fact *f = sysctl_of(keys[i], "1");

        assert_asks_nothing(lab, f);
        misses(lab, f, "sysctl-absent");
    }
}

/* ---- pings -------------------------------------------------------------------------------------
 */

static struct fact *pinged(const char *key, const char *value)
{
    return fact_new(FACT_PINGED, NULL, "from", "host1", "to", "10.0.2.10", key, value, NULL);
}

static void own_ping_counts_when_it_is_answered(void **state)
{
    (void)state;
    LAB;
    struct fact *f = pinged(NULL, NULL);
    struct question *q = asked(lab, f);

    assert_int_equal(lab->host1->id, q->netns);
    misses(lab, f, "not-seen");
    q->sent = 1;
    misses(lab, pinged(NULL, NULL), "no-answer");
    q->sent = 3;
    misses(lab, pinged(NULL, NULL), "no-answer");
    assert_observed_number(lab, "sent", 3);
    q->count = 2;
    q->ttl = 63;
    holds(lab, pinged(NULL, NULL));
    holds(lab, pinged("ttl", "63"));
    misses(lab, pinged("count", "3"), "not-enough");
    misses(lab, pinged("ttl", "64"), "ttl-differs");
    is_fault(lab, pinged(NULL, NULL));
    is_blocked(lab, fact_new(FACT_PINGED, NULL, "from", "blue", "to", "10.0.2.10", NULL),
               "netns-missing");
}

/* ---- an author's own ---------------------------------------------------------------------------
 */

static struct fact *custom(void)
{
    struct fact *f = fact_new(FACT_CUSTOM, NULL, NULL);

    f->custom_text[LANGUAGE_EN] = mem_string("the moon is up");
    f->custom_text[LANGUAGE_JA] = mem_string("月が出ている");
    f->custom_test = 4;
    return f;
}

static void custom_test_speaks_the_authors_words(void **state)
{
    (void)state;
    LAB;
    struct fact *f = custom();
    struct question *q = asked(lab, f);
    char *text = check_sentence(f, LANGUAGE_JA);

    assert_string_equal("月が出ている", text);
    free(text);
    misses(lab, f, "custom");
    str_copy(q->seen, sizeof(q->seen), "only a lamp");
    misses(lab, custom(), "custom");
    assert_string_equal("seen: only a lamp", lab->found.sentence);
    q->holds = true;
    holds(lab, custom());
    is_fault(lab, custom());
}

/* ---- facts made of facts -----------------------------------------------------------------------
 */

static struct fact *exists(const char *netns)
{
    return fact_new(FACT_NETNS_EXISTS, netns, NULL);
}

static struct fact *up(const char *of)
{
    return fact_new(FACT_LINK_UP, of, NULL);
}

static void any_takes_the_best_part(void **state)
{
    (void)state;
    LAB;

    holds(lab, fact_of(FACT_ANY, exists("blue"), exists("router"), NULL));
    holds(lab, fact_of(FACT_ANY, exists("router"), custom(), NULL)); /* decided without the fault */
    expect(lab, fact_of(FACT_ANY, exists("blue"), custom(), NULL), VERDICT_FAULT, "not-measured");
    misses(lab, fact_of(FACT_ANY, up("blue/x"), exists("red"), NULL), "netns-missing");
    assert_non_null(strstr(lab->found.sentence, "red"));
    misses(lab, fact_of(FACT_ANY, exists("blue"), exists("Router"), NULL), "wrong-name");
    is_blocked(lab, fact_of(FACT_ANY, up("blue/x"), up("red/x"), NULL), "netns-missing");
}

static void all_needs_every_part(void **state)
{
    (void)state;
    LAB;

    holds(lab, fact_of(FACT_ALL, exists("host1"), exists("router"), NULL));
    misses(lab, fact_of(FACT_ALL, exists("host1"), exists("blue"), NULL), "netns-missing");
    misses(lab, fact_of(FACT_ALL, up("blue/x"), exists("blue"), NULL), "netns-missing");
    is_blocked(lab, fact_of(FACT_ALL, exists("host1"), up("blue/x"), NULL), "netns-missing");
    expect(lab, fact_of(FACT_ALL, exists("host1"), custom(), NULL), VERDICT_FAULT, "not-measured");
    misses(lab, fact_of(FACT_ALL, custom(), exists("blue"), NULL), "netns-missing");
}

static void none_holds_while_no_part_does(void **state)
{
    (void)state;
    LAB;

    holds(lab, fact_of(FACT_NONE, exists("blue"), up("blue/x"), NULL));
    misses(lab, fact_of(FACT_NONE, exists("blue"), exists("router"), NULL), "still-holds");
    assert_string_equal("it is still so that namespace router exists", lab->found.sentence);
    expect(lab, fact_of(FACT_NONE, exists("blue"), custom(), NULL), VERDICT_FAULT, "not-measured");
    misses(lab, fact_of(FACT_NONE, custom(), exists("router"), NULL), "still-holds");
}

static void questions_of_parts_are_asked_once(void **state)
{
    (void)state;
    LAB;
    struct fact *f = fact_of(FACT_ALL, reaches("63"), reaches("64"), cannot_reach(), NULL);

    asked(lab, f);
    fact_free(f);
}

static void assert_says(struct fact *f, enum language lang, const char *wanted)
{
    char *text = check_sentence(f, lang);

    assert_string_equal(wanted, text);
    free(text);
    fact_free(f);
}

static void sentences_read_as_language(void **state)
{
    (void)state;
    enum language en = LANGUAGE_EN, ja = LANGUAGE_JA;

    assert_says(fact_new(FACT_NETNS_WAY_TO, "host1", "to", "10.0.2.10", "via", "10.0.1.11", NULL),
                en, "host1's way to 10.0.2.10 goes through 10.0.1.11");
    assert_says(fact_new(FACT_NETNS_WAY_TO, "host1", "to", "10.0.2.10", "via", "10.0.1.11", NULL),
                ja, "host1 から 10.0.2.10 への経路は 10.0.1.11 を通る");
    assert_says(fact_of(FACT_NONE, fact_new(FACT_LINK_EXISTS, "router/e9", NULL), NULL), en,
                "router has no link e9");
    assert_says(fact_of(FACT_NONE, fact_new(FACT_LINK_EXISTS, "router/e9", NULL), NULL), ja,
                "router に e9 がない");
    assert_says(fact_new(FACT_NETNS_ROUTE, "host1", "to", "default", "via", "10.0.1.11", "metric",
                         "5", NULL),
                en, "host1 has a default route through 10.0.1.11 with metric 5");
    assert_says(fact_new(FACT_NETNS_ROUTE, "host1", "to", "10.0.2.0/24", "via", "10.0.1.11",
                         "metric", "5", NULL),
                ja, "host1 に 10.0.2.0/24 への経路がある（10.0.1.11 経由、メトリック 5）");
    assert_says(reaches(NULL), en, "host1 reaches 10.0.2.10");
    assert_says(fact_new(FACT_NETNS_FORWARDS, "host", "family", "ipv4", NULL), en,
                "the host forwards IPv4");
    assert_says(fact_of(FACT_ANY, exists("a"), exists("b"), NULL), en,
                "namespace a exists, or namespace b exists");
    assert_says(fact_of(FACT_NONE, fact_of(FACT_ANY, exists("a"), exists("b"), NULL), NULL), en,
                "namespace a does not exist, and namespace b does not exist");
    assert_says(fact_of(FACT_NONE, fact_of(FACT_ALL, exists("a"), exists("b"), NULL), NULL), en,
                "it is not so that namespace a exists, and namespace b exists");
    assert_says(fact_of(FACT_NONE, custom(), NULL), en, "it is not so that the moon is up");
}

/* Every variant of every kind in both languages, plain and negated: nothing is missing in any. */
static void every_kind_has_its_sentences(void **state)
{
    (void)state;
    LAB;

    for (enum fact_kind kind = 0; kind < FACT_ANY; kind++) {
        const struct fact_spec *spec = fact_spec(kind);

        for (unsigned mask = 0; mask < 1u << spec->parameter_count; mask++) {
            const char *of = spec->receiver == 'N'   ? "host1"
                             : spec->receiver == 'L' ? "host1/eth0"
                                                     : NULL;
            static const char *const values[] = {
                [FACT_TYPE_STRING] = "eth0",           [FACT_TYPE_ADDRESS] = "10.0.1.11",
                [FACT_TYPE_PREFIX] = "10.0.1.0/24",    [FACT_TYPE_DEFAULT_OR_PREFIX] = "default",
                [FACT_TYPE_FAMILY] = "ipv4",           [FACT_TYPE_NUMBER] = "7",
                [FACT_TYPE_LINK] = "router/e1",        [FACT_TYPE_NETNS] = "host1",
                [FACT_TYPE_MAC] = "02:00:00:00:00:01", [FACT_TYPE_VALUE] = "1",
            };
            struct fact *f = fact_new(kind, of, NULL);
            struct finding found;

            for (size_t i = 0; i < spec->parameter_count; i++) {
                if (spec->parameters[i].required || (mask & (1u << i)) != 0)
                    set_value(&f->values[i], spec->parameters[i].type,
                              values[spec->parameters[i].type]);
            }
            assert_sentences(f);
            check_judge(f, lab->world, NULL, LANGUAGE_EN,
                        &found); /* whatever it says, it says it */
            assert_finding(&found);
            f = fact_of(FACT_NONE, f, NULL);
            assert_sentences(f);
            fact_free(f);
        }
    }
}

static void codes_are_unique_and_all_in_use(void **state)
{
    (void)state;
    size_t count;
    const struct check_code *codes = check_codes(&count);
    SCOPED(str_done) struct str source = {0};
    char line[400];
    FILE *f = popen("cat " SOURCE_ROOT "/engine/check/fact_*.c " SOURCE_ROOT
                    "/engine/check/place.c " SOURCE_ROOT "/engine/check/gateway.c " SOURCE_ROOT
                    "/engine/check/finding.c",
                    "r");

    while (fgets(line, sizeof(line), f) != NULL)
        str_add(&source, line);
    pclose(f);
    for (size_t i = 0; i < count; i++) {
        char quoted[64];

        snprintf(quoted, sizeof(quoted), "\"%s\"", codes[i].code);
        if (strstr(str_text(&source), quoted) == NULL)
            fail_msg("no near miss carries %s", quoted);
        assert_true(codes[i].meaning[0] != '\0');
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(codes[i].code, codes[k].code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reply_with_its_ttl_holds),
        cmocka_unit_test(silence_is_explained_as_far_as_the_world_shows),
        cmocka_unit_test(refusals_and_errors_are_told_apart),
        cmocka_unit_test(namespace_without_address_is_not_asked),
        cmocka_unit_test(reply_from_oneself_is_no_proof),
        cmocka_unit_test(cannot_reach_holds_without_a_reply),
        cmocka_unit_test(sysctl_values_are_compared_with_folded_space),
        cmocka_unit_test(sysctl_keys_become_paths),
        cmocka_unit_test(sysctl_keys_stay_below_proc_sys),
        cmocka_unit_test(own_ping_counts_when_it_is_answered),
        cmocka_unit_test(custom_test_speaks_the_authors_words),
        cmocka_unit_test(any_takes_the_best_part),
        cmocka_unit_test(all_needs_every_part),
        cmocka_unit_test(none_holds_while_no_part_does),
        cmocka_unit_test(questions_of_parts_are_asked_once),
        cmocka_unit_test(sentences_read_as_language),
        cmocka_unit_test(every_kind_has_its_sentences),
        cmocka_unit_test(codes_are_unique_and_all_in_use),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
