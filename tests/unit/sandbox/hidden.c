// SPDX-License-Identifier: MIT
/* What of the host is left out of the sandbox's view. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sandbox/view.h"

static void places_of_the_system_must_stay(void **state)
{
    static const char *const stay[] = {"/",    "/usr", "/usr/bin", "/usr/sbin",
                                       "/bin", "/etc", "/var"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(stay); i++)
        assert_true(hidden_must_stay(stay[i]));
}

static void real_homes_need_not_stay(void **state)
{
    static const char *const homes[] = {"/home/a", "/srv/x", "/usr/home/a", "/data",
                                        "/bina",   "/root",  "/var/www",    "/var/home/a"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(homes); i++)
        assert_false(hidden_must_stay(homes[i]));
}

static void fixed_places_are_always_hidden(void **state)
{
    struct hidden h = {0};

    (void)state;
    hidden_find(&h, NULL, 0);
    assert_true(hidden_has(&h, "/home"));
    assert_true(hidden_has(&h, "/root"));
    assert_true(hidden_has(&h, "/proc"));
    assert_false(hidden_has(&h, "/usr"));
    hidden_done(&h);
}

static void odd_homes_do_no_harm(void **state)
{
    static const char *const homes[] = {NULL, "", "relative", "/nonexistent/x", "/", "/usr/sbin"};
    struct hidden h = {0}, without = {0};

    (void)state;
    hidden_find(&h, homes, ARRAY_LENGTH(homes));
    hidden_find(&without, NULL, 0);
    assert_int_equal(h.count, without.count);
    hidden_done(&h);
    hidden_done(&without);
    hidden_done(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_of_the_system_must_stay),
        cmocka_unit_test(real_homes_need_not_stay),
        cmocka_unit_test(fixed_places_are_always_hidden),
        cmocka_unit_test(odd_homes_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
