// SPDX-License-Identifier: MIT
/* A program's strings on their way into the sandbox, and limits by kernel version. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sandbox/limit.h"
#include "sandbox/spawn.h"

static void strings_arrive_as_they_were_sent(void **state)
{
    static const char *const argv[] = {"echo", "", "two words", "\xe6\x97\xa5\n", NULL};
    static const char *const env[] = {"A=1", "B=", NULL};
    struct sandbox_spawn what = {.argv = argv, .env = env, .directory = "/tmp"};
    struct error err = {0};
    SCOPED(fd_done) int fd = spawn_pack(&what, &err);
    SCOPED(str_done) struct str bytes = {0};
    const char *directory;
    char **got_argv, **got_env;

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(fd_read_all(fd, SPAWN_MAX_BYTES, &bytes), 0);
    assert_int_equal(spawn_unpack(&bytes, &directory, &got_argv, &got_env), 0);
    assert_string_equal(directory, "/tmp");
    for (size_t i = 0; i < ARRAY_LENGTH(argv); i++)
        assert_true(str_equal(argv[i], got_argv[i]));
    for (size_t i = 0; i < ARRAY_LENGTH(env); i++)
        assert_true(str_equal(env[i], got_env[i]));
    free(got_argv);
    free(got_env);
}

static void a_program_must_be_named(void **state)
{
    static const char *const argv[] = {NULL};
    struct sandbox_spawn what = {.argv = argv};
    struct error err = {0};

    (void)state;
    assert_int_equal(spawn_pack(&what, &err), -EINVAL);
}

static void too_long_arguments_are_refused(void **state)
{
    SCOPED(mem_done) char *long_text = mem_alloc(SPAWN_MAX_BYTES + 2);
    const char *argv[] = {"echo", long_text, NULL};
    struct sandbox_spawn what = {.argv = argv};
    struct error err = {0};

    (void)state;
    memset(long_text, 'x', SPAWN_MAX_BYTES + 1);
    assert_int_equal(spawn_pack(&what, &err), -E2BIG);
}

static int unpack(const void *data, size_t len)
{
    SCOPED(str_done) struct str bytes = {0};
    const char *directory;
    char **argv = NULL, **env = NULL;
    int r;

    str_add_bytes(&bytes, data, len);
    r = spawn_unpack(&bytes, &directory, &argv, &env);
    free(argv);
    free(env);
    return r;
}

/* Counts that promise more, or less, than there is; a last string without its end. */
static void broken_bytes_are_refused(void **state)
{
    struct {
        struct spawn_header header;
        char text[8];
    } m = {{1, 0}, "/\0a\0"};

    (void)state;
    assert_int_equal(unpack(&m, sizeof(m.header) + 4), 0);
    for (size_t len = 0; len < sizeof(m.header) + 4; len++)
        assert_int_equal(unpack(&m, len), -EBADMSG);
    assert_int_equal(unpack(&m, sizeof(m.header) + 5), -EBADMSG);
    m.header.argument_count = UINT32_MAX;
    assert_int_equal(unpack(&m, sizeof(m.header) + 4), -EBADMSG);
    m.header.argument_count = 0;
    assert_int_equal(unpack(&m, sizeof(m.header) + 4), -EBADMSG);
    m.header = (struct spawn_header){1, UINT32_MAX};
    assert_int_equal(unpack(&m, sizeof(m.header) + 4), -EBADMSG);
}

static void process_limits_count_by_namespace_since_5_14(void **state)
{
    (void)state;
    assert_false(limits_counts_by_namespace("5.10.0-32-amd64"));
    assert_false(limits_counts_by_namespace("4.19.0"));
    assert_false(limits_counts_by_namespace("5.13.19"));
    assert_true(limits_counts_by_namespace("5.14.0-503.el9.x86_64"));
    assert_true(limits_counts_by_namespace("6.1.0-13-amd64"));
    assert_false(limits_counts_by_namespace("unknown"));
    assert_false(limits_counts_by_namespace(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_arrive_as_they_were_sent),
        cmocka_unit_test(a_program_must_be_named),
        cmocka_unit_test(too_long_arguments_are_refused),
        cmocka_unit_test(broken_bytes_are_refused),
        cmocka_unit_test(process_limits_count_by_namespace_since_5_14),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
