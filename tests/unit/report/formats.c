// SPDX-License-Identifier: MIT
/*
 * Every format of two languages against golden files (tests/data/report), with hostile text in
 * every place that a learner can write to. FIRSTHOP_GOLDEN=write rewrites the files: look at the
 * difference.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include <firsthop/report.h>

#define HOSTILE "=a \"b\", <c>&'d'\n\x1b[31m \xff ] ]> #1 \\ — \xef\xbf\xbf 猫"

static struct report_fact fact(const char *id, const char *text, enum verdict verdict)
{
    struct report_fact f = {.verdict = verdict, .holds_now = verdict == VERDICT_HOLDS};

    f.id = mem_string(id);
    f.text = mem_string(text);
    f.finding.verdict = verdict;
    return f;
}

static void observe(struct observation *items, size_t *count, const char *key, const char *text,
                    int64_t number)
{
    struct observation *o = &items[(*count)++];

    str_copy(o->key, sizeof(o->key), key);
    o->is_number = text == NULL;
    o->number = number;
    str_copy(o->text, sizeof(o->text), text == NULL ? "" : text);
}

static void near(struct report_fact *f, const char *why, const char *sentence, const char *object)
{
    str_copy(f->finding.why, sizeof(f->finding.why), why);
    str_copy(f->finding.sentence, sizeof(f->finding.sentence), sentence);
    str_copy(f->finding.nearest, sizeof(f->finding.nearest), object);
}

static struct report_step *add_step(struct report_run *r, const char *id, enum verdict verdict)
{
    struct report_step s = {.id = mem_string(id), .verdict = verdict};

    ARRAY_PUSH(r->steps, r->step_count, r->step_capacity, s);
    return &r->steps[r->step_count - 1];
}

static void add_fact(struct report_step *s, struct report_fact f)
{
    ARRAY_PUSH(s->facts, s->fact_count, s->fact_capacity, f);
}

static void add_hop(struct journey *j, uint64_t netns, const char *name, const char *link, bool out,
                    uint8_t ttl)
{
    struct journey_hop h = {.netns = netns, .outgoing = out, .ttl = ttl};

    str_copy(h.netns_name, sizeof(h.netns_name), name);
    str_copy(h.link_name, sizeof(h.link_name), link);
    ARRAY_PUSH(j->hops, j->hop_count, j->hop_capacity, h);
}

static struct journey request(void)
{
    struct journey j = {.kind = FRAME_ECHO_REQUEST, .delivered = true, .cause = -1, .answer = -1};

    assert_true(address_parse("10.0.2.10", &j.destination));
    add_hop(&j, 2, "host1", "eth0", true, 64);
    add_hop(&j, 3, "router", "e1", false, 64);
    add_hop(&j, 3, "router", "e0", true, 63);
    add_hop(&j, 4, "host2", "eth0", false, 63);
    return j;
}

static void add_journey(struct report_run *r, struct journey j)
{
    ARRAY_PUSH(r->journeys.items, r->journeys.count, r->journeys.capacity, j);
}

static struct report_run complete_run(void)
{
    struct report_run r = {.completed = true, .ms = 84};
    struct report_fact f =
        fact("host1-reaches-10.0.2.10", "host1 reaches 10.0.2.10", VERDICT_HOLDS);

    r.lesson = mem_string("routing");
    r.submission = mem_string("answers/07.sh");
    f.achieved_by = mem_string("ip netns exec host1 ping -c 1 10.0.2.10");
    observe(f.finding.observed, &f.finding.observed_count, "ttl", NULL, 63);
    add_fact(add_step(&r, "ping", VERDICT_HOLDS), f);
    add_journey(&r, request());
    return r;
}

static struct report_fact undone_fact(void)
{
    struct report_fact f = fact("host1-eth0-up", "eth0 of host1 is up", VERDICT_HOLDS);

    f.holds_now = false;
    f.finding.verdict = VERDICT_NOT_YET;
    f.achieved_by = mem_string("ip link set " HOSTILE);
    near(&f, "not-up", "eth0 of host1 is down", "host1 eth0");
    observe(f.finding.expected, &f.finding.expected_count, "state", "up", 0);
    observe(f.finding.observed, &f.finding.observed_count, "state", "down", 0);
    return f;
}

static struct report_fact near_fact(void)
{
    struct report_fact f = fact(
        "router-e1-address", "router の e1 にアドレス 10.0.1.11/24 が付いている", VERDICT_NOT_YET);

    near(&f, "wrong-prefix-length", "10.0.1.11/32 " HOSTILE, "router e1 10.0.1.11/32");
    observe(f.finding.expected, &f.finding.expected_count, "address", "10.0.1.11", 0);
    observe(f.finding.expected, &f.finding.expected_count, "prefix", NULL, 24);
    observe(f.finding.observed, &f.finding.observed_count, "address", HOSTILE, 0);
    observe(f.finding.observed, &f.finding.observed_count, "prefix", NULL, 32);
    return f;
}

static struct report_run hostile_run(void)
{
    struct report_run r = {.ms = 12345};
    struct report_step *s;
    struct report_fact f;
    struct journey j = {.kind = FRAME_ECHO_REPLY, .cause = -1, .answer = -1};

    r.lesson = mem_string("routing");
    r.submission = mem_string(HOSTILE);
    r.note = mem_string("stopped after 5 s: " HOSTILE);
    add_fact(add_step(&r, "up", VERDICT_HOLDS), undone_fact());
    s = add_step(&r, "addresses", VERDICT_FAULT);
    add_fact(s, near_fact());
    f = fact("blocked", "host1 has a route", VERDICT_BLOCKED);
    near(&f, "netns-missing", "there is no namespace host1 yet", "");
    add_fact(s, f);
    f = fact("fault", "host1 reaches 10.0.2.10", VERDICT_FAULT);
    near(&f, "not-measured", "the socket is gone", "");
    add_fact(s, f);
    assert_true(address_parse("fd00::1", &j.destination));
    add_hop(&j, 2, HOSTILE, "eth0", true, 64);
    add_journey(&r, j);
    return r;
}

static struct report_run faulty_run(void)
{
    struct report_run r = {.lesson = mem_string("routing"), .submission = mem_string("fault.sh")};
    struct report_fact f = fact("fault", "host1 reaches 10.0.2.10", VERDICT_FAULT);

    near(&f, "not-measured", "the socket is gone", "");
    add_fact(add_step(&r, "ping", VERDICT_FAULT), f);
    return r;
}

static struct report_run problem_run(void)
{
    struct report_run r = {.exit_code = 3};

    r.lesson = mem_string("routing");
    r.submission = mem_string("answers/08.sh");
    r.problem = mem_string("user namespaces are switched off on this machine");
    return r;
}

#define RUNS 4

static void make_runs(struct report_run runs[RUNS])
{
    runs[0] = complete_run();
    runs[1] = hostile_run();
    runs[2] = faulty_run();
    runs[3] = problem_run();
}

static void free_runs(struct report_run runs[RUNS])
{
    for (size_t i = 0; i < RUNS; i++)
        report_run_done(&runs[i]);
}

static void write_golden(const char *path, const struct str *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    assert_int_equal(text->len, fwrite(text->data, 1, text->len, f));
    assert_int_equal(0, fclose(f));
}

static void assert_golden(const char *name, const struct str *text)
{
    SCOPED(mem_done) char *path = mem_printf("%s/report/%s", TEST_DATA, name);
    SCOPED(str_done) struct str golden = {0};
    struct error err = {0};

    if (str_equal(getenv("FIRSTHOP_GOLDEN"), "write"))
        write_golden(path, text);
    if (fd_read_file(path, 1 << 20, &golden, &err) < 0)
        fail_msg("%s", err.what);
    assert_string_equal(str_text(&golden), str_text(text));
}

static void check_format(const char *format_name, enum language lang, const char *golden)
{
    SCOPED(str_done) struct str text = {0};
    struct report_run runs[RUNS];
    enum report_format format;

    make_runs(runs);
    assert_true(report_format_parse(format_name, &format));
    report_runs(&text, format, runs, RUNS, lang);
    free_runs(runs);
    assert_golden(golden, &text);
}

static void text_is_plain_and_says_everything(void **state)
{
    (void)state;
    check_format("text", LANGUAGE_EN, "runs.en.txt");
    check_format("text", LANGUAGE_JA, "runs.ja.txt");
}

static void json_keeps_the_contract(void **state)
{
    (void)state;
    check_format("json", LANGUAGE_EN, "runs.json");
}

static void tap_escapes_and_nests(void **state)
{
    (void)state;
    check_format("tap", LANGUAGE_EN, "runs.tap");
}

static void junit_is_well_formed(void **state)
{
    (void)state;
    check_format("junit", LANGUAGE_EN, "runs.xml");
}

static void csv_quotes_and_defuses(void **state)
{
    (void)state;
    check_format("csv", LANGUAGE_EN, "runs.csv");
}

static void no_format_lets_escapes_through(void **state)
{
    (void)state;
    struct report_run runs[RUNS];

    make_runs(runs);
    for (enum report_format format = 0; format < REPORT_FORMAT_COUNT; format++) {
        SCOPED(str_done) struct str text = {0};

        report_runs(&text, format, runs, RUNS, LANGUAGE_EN);
        assert_null(strchr(str_text(&text), '\x1b'));
        assert_null(strchr(str_text(&text), '\xff'));
        assert_int_equal('\n', text.data[text.len - 1]);
    }
    free_runs(runs);
}

static void no_runs_are_an_empty_report(void **state)
{
    (void)state;
    SCOPED(str_done) struct str json = {0};
    SCOPED(str_done) struct str tap = {0};

    report_runs(&json, REPORT_JSON, NULL, 0, LANGUAGE_EN);
    report_runs(&tap, REPORT_TAP, NULL, 0, LANGUAGE_EN);
    assert_string_equal("[]\n", str_text(&json));
    assert_string_equal("TAP version 14\n1..0\n", str_text(&tap));
}

static void sums_count_facts_by_verdict(void **state)
{
    (void)state;
    struct report_run r = hostile_run();

    assert_int_equal(1, report_held(&r)); /* undone counts: what was achieved stays achieved */
    assert_int_equal(4, report_total(&r));
    assert_int_equal(1, report_faults(&r));
    report_run_done(&r);
    report_run_done(&r); /* an empty one, too */
}

static void single_objects_are_one_line(void **state)
{
    (void)state;
    SCOPED(str_done) struct str text = {0};
    struct report_fact f = undone_fact();
    struct report_run r = complete_run();

    report_fact_json(&text, &f);
    str_add_char(&text, '\n');
    report_journey_json(&text, &r.journeys.items[0]);
    str_add_char(&text, '\n');
    assert_golden("objects.jsonl", &text);
    free(f.id);
    free(f.text);
    free(f.achieved_by);
    report_run_done(&r);
}

static void unknown_formats_are_refused(void **state)
{
    (void)state;
    enum report_format format = REPORT_CSV;

    assert_false(report_format_parse("yaml", &format));
    assert_false(report_format_parse("", &format));
    assert_int_equal(REPORT_CSV, format);
    assert_true(report_format_parse("json", &format));
    assert_int_equal(REPORT_JSON, format);
}

/* The workers of one grade hand over their results as JSON: nothing that a report shows may get
 * lost. */
static void json_read_back_reports_the_same(void **state)
{
    (void)state;
    struct report_run runs[RUNS];

    make_runs(runs);
    for (size_t i = 0; i < RUNS; i++) {
        SCOPED(str_done) struct str json = {0};
        struct report_run again = {0};
        struct error err = {0};

        report_runs(&json, REPORT_JSON, &runs[i], 1, LANGUAGE_EN);
        assert_int_equal(0, report_read_json(str_text(&json), json.len, &again, &err));
        for (enum report_format format = 0; format < REPORT_FORMAT_COUNT; format++) {
            SCOPED(str_done) struct str first = {0};
            SCOPED(str_done) struct str second = {0};

            report_runs(&first, format, &runs[i], 1, LANGUAGE_JA);
            report_runs(&second, format, &again, 1, LANGUAGE_JA);
            assert_string_equal(str_text(&first), str_text(&second));
        }
        report_run_done(&again);
    }
    free_runs(runs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_plain_and_says_everything),
        cmocka_unit_test(json_keeps_the_contract),
        cmocka_unit_test(tap_escapes_and_nests),
        cmocka_unit_test(junit_is_well_formed),
        cmocka_unit_test(csv_quotes_and_defuses),
        cmocka_unit_test(no_format_lets_escapes_through),
        cmocka_unit_test(no_runs_are_an_empty_report),
        cmocka_unit_test(sums_count_facts_by_verdict),
        cmocka_unit_test(single_objects_are_one_line),
        cmocka_unit_test(unknown_formats_are_refused),
        cmocka_unit_test(json_read_back_reports_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
