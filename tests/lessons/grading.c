// SPDX-License-Identifier: MIT
/*
 * The program as a teacher runs it: `firsthop grade` over the textbook's listing and every other
 * right way of doing the same, and over wrong ones. What is compared is the JSON of the contract.
 */
#include <glob.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <firsthop/base.h>

#define PROGRAM BUILD_ROOT "/firsthop"

/* Run a shell line; its standard output as JSON (NULL: none). */
static json_t *run_json(const char *line, int *status)
{
    FILE *pipe = popen(line, "r");
    json_t *result;

    assert_non_null(pipe);
    result = json_loadf(pipe, 0, NULL);
    *status = WEXITSTATUS(pclose(pipe));
    return result;
}

static json_t *grade(const char *arguments, int *status)
{
    SCOPED(mem_done) char *line = mem_printf("%s grade %s --format json", PROGRAM, arguments);

    return run_json(line, status);
}

static const char *text(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));

    return value == NULL ? "" : value;
}

static long number(const json_t *object, const char *key)
{
    return (long)json_integer_value(json_object_get(object, key));
}

/* "host1 out 64, router in 64, router out 63, host2 in 63" */
static void add_hops(struct str *to, const json_t *journey)
{
    json_t *hops = json_object_get(journey, "hops"), *hop;
    size_t i;

    json_array_foreach(hops, i, hop)
        str_addf(to, "%s%s %s %ld", i > 0 ? ", " : "", text(hop, "netns"), text(hop, "direction"),
                 number(hop, "ttl"));
}

static void assert_has_journey(const json_t *run, const char *kind, const char *hops)
{
    json_t *journeys = json_object_get(run, "journeys"), *journey;
    size_t i;

    json_array_foreach(journeys, i, journey)
    {
        SCOPED(str_done) struct str seen = {0};

        add_hops(&seen, journey);
        if (strcmp(text(journey, "kind"), kind) == 0 && strcmp(str_text(&seen), hops) == 0)
            return;
    }
    fail_msg("%s has no %s: %s", text(run, "submission"), kind, hops);
}

static void show_unfinished(const json_t *run)
{
    char *dump = json_dumps(json_object_get(run, "steps"), JSON_INDENT(1));

    print_error("%s: held %ld of %ld\n%s\n", text(run, "submission"), number(run, "held"),
                number(run, "total"), dump);
    free(dump);
}

static void assert_complete(const json_t *run)
{
    if (!json_is_true(json_object_get(run, "completed")))
        show_unfinished(run);
    assert_true(json_is_true(json_object_get(run, "completed")));
    assert_int_equal(number(run, "held"), number(run, "total"));
    assert_true(number(run, "total") >= 17);
    assert_int_equal(number(run, "faults"), 0);
    assert_has_journey(run, "echo-request",
                       "host1 out 64, router in 64, router out 63, host2 in 63");
    assert_has_journey(run, "echo-reply", "host2 out 64, router in 64, router out 63, host1 in 63");
    assert_has_journey(run, "echo-request",
                       "host2 out 64, router in 64, router out 63, host1 in 63");
}

static void every_right_way_of_typing_the_lesson_completes_it(void **state)
{
    json_t *runs, *run;
    size_t i;
    int status;

    (void)state;
    runs = grade("routing " TEST_DATA "/grade/routing/*.sh", &status);
    assert_true(json_array_size(runs) >= 10);
    json_array_foreach(runs, i, run) assert_complete(run);
    assert_int_equal(status, 0);
    json_decref(runs);
}

static void results_come_in_the_order_of_the_command_line(void **state)
{
    const char *dir = TEST_DATA "/grade/routing";
    SCOPED(mem_done)
    char *line = mem_printf("routing %s/with-sudo.sh %s/as-listed.sh --jobs 2", dir, dir);
    int status;
    json_t *runs = grade(line, &status);

    (void)state;
    assert_int_equal(json_array_size(runs), 2);
    assert_non_null(strstr(text(json_array_get(runs, 0), "submission"), "with-sudo.sh"));
    assert_non_null(strstr(text(json_array_get(runs, 1), "submission"), "as-listed.sh"));
    json_decref(runs);
}

static const json_t *find_fact(const json_t *run, const char *id)
{
    json_t *steps = json_object_get(run, "steps"), *step, *fact;
    size_t i, k;

    json_array_foreach(steps, i, step)
    {
        json_t *facts = json_object_get(step, "facts");

        json_array_foreach(facts, k, fact) if (strcmp(text(fact, "id"), id) == 0) return fact;
    }
    return NULL;
}

/* Run @script (shell text) through the routing lesson. */
static json_t *grade_text(const char *script, int *status)
{
    char path[] = "/tmp/firsthop-grading-XXXXXX";
    int fd = mkstemp(path);
    json_t *runs;

    assert_true(fd >= 0);
    assert_int_equal(fd_write_all(fd, script, strlen(script)), 0);
    fd_done(&fd);
    {
        SCOPED(mem_done) char *line = mem_printf("routing %s", path);

        runs = grade(line, status);
    }
    unlink(path);
    assert_int_equal(json_array_size(runs), 1);
    return runs;
}

static void a_wrong_prefix_length_is_named(void **state)
{
    int status;
    json_t *runs = grade_text("ip netns add router\nip netns add host1\nip netns add host2\n"
                              "ip link add eth0 netns host1 type veth peer name e1 netns router\n"
                              "ip link add eth0 netns host2 type veth peer name e0 netns router\n"
                              "ip -n host1 addr add 10.0.1.10/16 dev eth0\n",
                              &status);
    const json_t *fact = find_fact(json_array_get(runs, 0), "host1-eth0-address-10.0.1.10/24");

    (void)state;
    assert_int_equal(status, 1);
    assert_non_null(fact);
    assert_string_equal(text(fact, "verdict"), "not-yet");
    assert_string_equal(text(fact, "why"), "wrong-prefix-length");
    assert_true(strlen(text(fact, "nearest")) > 0);
    assert_non_null(json_object_get(fact, "expected"));
    assert_non_null(json_object_get(fact, "observed"));
    json_decref(runs);
}

static void what_held_in_passing_counts_and_is_told_apart_from_now(void **state)
{
    int status;
    json_t *runs = grade_text(
        "ip netns add router\nip netns add host1\nip netns add host2\nip netns del host2\n",
        &status);
    const json_t *fact = find_fact(json_array_get(runs, 0), "host2-exists");

    (void)state;
    assert_int_equal(status, 1);
    assert_non_null(fact);
    assert_string_equal(text(fact, "verdict"), "holds");
    assert_true(json_is_false(json_object_get(fact, "holds_now")));
    assert_string_equal(text(fact, "achieved_by"), "ip netns add host2");
    json_decref(runs);
}

static void a_script_that_ends_its_shell_is_judged_all_the_same(void **state)
{
    int status;
    json_t *runs = grade_text(
        "ip netns add router\nip netns add host1\nip netns add host2\nexit 3\n", &status);

    (void)state;
    assert_int_equal(status, 1);
    assert_int_equal(number(json_array_get(runs, 0), "held"), 3);
    json_decref(runs);
}

static void a_script_that_kills_everything_costs_itself_only(void **state)
{
    int status;
    json_t *runs = grade_text("ip netns add router\nkill -9 -1\nkill -9 $$\n", &status);

    (void)state;
    assert_int_equal(status, 1);
    assert_true(json_is_false(json_object_get(json_array_get(runs, 0), "completed")));
    json_decref(runs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_right_way_of_typing_the_lesson_completes_it),
        cmocka_unit_test(results_come_in_the_order_of_the_command_line),
        cmocka_unit_test(a_wrong_prefix_length_is_named),
        cmocka_unit_test(what_held_in_passing_counts_and_is_told_apart_from_now),
        cmocka_unit_test(a_script_that_ends_its_shell_is_judged_all_the_same),
        cmocka_unit_test(a_script_that_kills_everything_costs_itself_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
