// SPDX-License-Identifier: MIT
/* Who the sandbox's root is on the host. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sandbox/identity.h"

#define WHOLE "         0          0 4294967295\n"

static struct identity choose(uid_t uid, const char *sudo_uid, const char *sudo_gid,
                              const char *map)
{
    struct identity_facts facts = {.uid = uid,
                                   .gid = uid,
                                   .sudo_uid = sudo_uid,
                                   .sudo_gid = sudo_gid,
                                   .uid_map = map,
                                   .gid_map = map};
    struct identity id;

    identity_choose(&facts, &id);
    return id;
}

static void ordinary_user_is_itself(void **state)
{
    struct identity id = choose(1000, "0", "0", "");

    (void)state;
    assert_int_equal(id.uid, 1000);
    assert_int_equal(id.gid, 1000);
    assert_false(id.by_root);
}

static void root_by_sudo_is_the_user_who_called_sudo(void **state)
{
    struct identity id = choose(0, "1000", "1001", WHOLE);

    (void)state;
    assert_int_equal(id.uid, 1000);
    assert_int_equal(id.gid, 1001);
    assert_true(id.by_root);
}

static void root_itself_becomes_nobody(void **state)
{
    static const char *const useless[] = {
        NULL, "0", "", "-1", "1000x", " 1000", "4294967295", "99999999999999999999", "+5"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(useless); i++) {
        struct identity id = choose(0, useless[i], useless[i], WHOLE);

        assert_int_equal(id.uid, 65534);
        assert_int_equal(id.gid, 65534);
    }
}

static void an_id_that_is_not_mapped_here_is_not_taken(void **state)
{
    struct identity id = choose(0, "70000", "70000", "0 100000 65536\n");

    (void)state;
    assert_int_equal(id.uid, 65534);
}

static void root_of_a_namespace_with_one_id_stays_itself(void **state)
{
    struct identity id = choose(0, "1000", NULL, "0 1000 1\n");

    (void)state;
    assert_int_equal(id.uid, 0);
    assert_int_equal(id.gid, 0);
}

static void later_lines_of_a_map_count_too(void **state)
{
    struct identity id = choose(0, NULL, NULL, "0 1000 1\n1 100000 65535\n");

    (void)state;
    assert_int_equal(id.uid, 65534);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_user_is_itself),
        cmocka_unit_test(root_by_sudo_is_the_user_who_called_sudo),
        cmocka_unit_test(root_itself_becomes_nobody),
        cmocka_unit_test(an_id_that_is_not_mapped_here_is_not_taken),
        cmocka_unit_test(root_of_a_namespace_with_one_id_stays_itself),
        cmocka_unit_test(later_lines_of_a_map_count_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
