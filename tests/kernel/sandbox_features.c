// SPDX-License-Identifier: MIT
/* What doctor is told: each feature tried for real, and what is missing with its remedy. */
#include <errno.h>

#include "sandbox_fixture.h"

static void check_text(const struct sandbox_feature *f)
{
    if (f->works && (f->why[0] != '\0' || f->remedy[0] != '\0'))
        fail_msg("'%s' works, but: %s, %s", f->id, f->why, f->remedy);
    if (!f->works && f->why[0] == '\0')
        fail_msg("'%s' does not work, and nobody says why", f->id);
}

static void all_are_tried_and_explained(void **state)
{
    struct sandbox_feature *items = NULL;
    size_t count = 0, id_count;
    struct error err = {0};
    const char *const *ids = sandbox_feature_ids(&id_count);

    (void)state;
    assert_int_equal(sandbox_probe_features(&items, &count, &err), 0);
    assert_int_equal(count, id_count);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(items[i].id, ids[i]);
        check_text(&items[i]);
    }
    free(items);
}

static struct sandbox_feature probe(const char *id)
{
    struct sandbox_feature f = {0};
    struct error err = {0};

    assert_int_equal(sandbox_probe_feature(id, &f, &err), 0);
    check_text(&f);
    return f;
}

/* The tests of this suite rely on them, so they must be found here too. */
static void what_this_suite_uses_works(void **state)
{
    static const char *const ids[] = {"sandbox",    "netns",     "veth",    "pidns",      "ping",
                                      "pivot-root", "tool:bash", "tool:ip", "tool:sysctl"};
    struct sandbox *s = fixture_open(NULL);

    (void)state;
    sandbox_close(s);
    for (size_t i = 0; i < ARRAY_LENGTH(ids); i++) {
        struct sandbox_feature f = probe(ids[i]);

        if (!f.works)
            fail_msg("'%s': %s", f.id, f.why);
    }
}

/* The same question, asked by iproute2. */
static void kinds_of_links_agree_with_ip(void **state)
{
    static const char *const kinds[] = {"dummy", "bridge", "vrf"};
    static const char *const options[] = {"", "", "table 10"};
    struct sandbox *s = fixture_open(NULL);

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        SCOPED(str_done) struct str output = {0};
        char script[80];

        snprintf(script, sizeof(script), "ip link add x type %s %s && ip link del x", kinds[i],
                 options[i]);
        assert_int_equal(probe(kinds[i]).works, fixture_run(s, script, &output) == 0);
    }
    sandbox_close(s);
}

static void a_missing_program_comes_with_its_package(void **state)
{
    struct sandbox_feature f = probe("tool:no-such-program");

    (void)state;
    assert_false(f.works);
    assert_non_null(strstr(f.why, "no-such-program"));
    f = probe("tool:stress-ng");
    if (!f.works)
        assert_string_equal(f.remedy, "sudo apt-get install stress-ng");
    assert_false(probe("tool:../bin/sh").works);
    assert_false(probe("tool:").works);
}

static void an_unknown_feature_is_an_error(void **state)
{
    struct sandbox_feature f;
    struct error err = {0};

    (void)state;
    assert_int_equal(sandbox_probe_feature("nothing", &f, &err), -ENOENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_are_tried_and_explained),
        cmocka_unit_test(what_this_suite_uses_works),
        cmocka_unit_test(kinds_of_links_agree_with_ip),
        cmocka_unit_test(a_missing_program_comes_with_its_package),
        cmocka_unit_test(an_unknown_feature_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
