// SPDX-License-Identifier: MIT
/* Memory: zeroed, growing, and the end of the program when there is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <firsthop/base.h>

static void memory_comes_zeroed(void **state)
{
    SCOPED(mem_done) char *m = mem_alloc(100);
    SCOPED(mem_done) char *none = mem_alloc(0);

    (void)state;
    for (int i = 0; i < 100; i++)
        assert_int_equal(m[i], 0);
    assert_non_null(none);
}

static void copies_are_independent(void **state)
{
    char original[] = "ab";
    SCOPED(mem_done) char *bytes = mem_copy(original, 3);
    SCOPED(mem_done) char *text = mem_string(original);
    SCOPED(mem_done) char *printed = mem_printf("%s-%d", original, 7);
    SCOPED(mem_done) char *nothing = mem_copy(NULL, 0);

    (void)state;
    original[0] = 'x';
    assert_string_equal(bytes, "ab");
    assert_string_equal(text, "ab");
    assert_string_equal(printed, "ab-7");
    assert_non_null(nothing);
    assert_null(mem_string(NULL));
}

static void growing_keeps_what_is_there_and_zeroes_the_rest(void **state)
{
    int *items = NULL;
    size_t capacity = 0, before;

    (void)state;
    items = mem_grow(items, &capacity, 3, sizeof(*items));
    assert_true(capacity >= 3);
    for (size_t i = 0; i < capacity; i++)
        items[i] = (int)i + 1;
    before = capacity;
    items = mem_grow(items, &capacity, before + 100, sizeof(*items));
    assert_true(capacity >= before + 100);
    for (size_t i = 0; i < capacity; i++)
        assert_int_equal(items[i], i < before ? (int)i + 1 : 0);
    free(items);
}

static void enough_room_is_left_alone(void **state)
{
    size_t capacity = 0;
    char *items = mem_grow(NULL, &capacity, 8, 1), *again;
    size_t before = capacity;

    (void)state;
    again = mem_grow(items, &capacity, before, 1);
    assert_ptr_equal(again, items);
    assert_int_equal(capacity, before);
    free(again);
}

static void pushing_appends_in_order(void **state)
{
    size_t *items = NULL, count = 0, capacity = 0;

    (void)state;
    for (size_t i = 0; i < 1000; i++)
        ARRAY_PUSH(items, count, capacity, i * i);
    assert_int_equal(count, 1000);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(items[i], i * i);
    free(items);
}

static void done_frees_once(void **state)
{
    char *m = mem_alloc(1);

    (void)state;
    mem_done(&m);
    assert_null(m);
    mem_done(&m);
}

static void restore_terminal(void)
{
    (void)!write(STDOUT_FILENO, "restored", 8);
}

/* In a child with no memory left to have: the handler runs, then the exit code says "ours". */
static void exhaustion_runs_the_handler_and_ends_with_70(void **state)
{
    int out[2], status;
    char said[16] = {0};
    pid_t child;

    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip(); /* the sanitizer's allocator ends the program by itself */
#endif
    assert_int_equal(pipe(out), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit limit = {0, 0};
        void *volatile memory;

        dup2(out[1], STDOUT_FILENO);
        close(STDERR_FILENO);
        setrlimit(RLIMIT_AS, &limit);
        mem_on_exhausted(restore_terminal);
        memory = mem_alloc((size_t)1 << 30);
        _exit(memory == NULL);
    }
    close(out[1]);
    assert_int_equal(read(out[0], said, sizeof(said) - 1), 8);
    close(out[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 70);
    assert_string_equal(said, "restored");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_comes_zeroed),
        cmocka_unit_test(copies_are_independent),
        cmocka_unit_test(growing_keeps_what_is_there_and_zeroes_the_rest),
        cmocka_unit_test(enough_room_is_left_alone),
        cmocka_unit_test(pushing_appends_in_order),
        cmocka_unit_test(done_frees_once),
        cmocka_unit_test(exhaustion_runs_the_handler_and_ends_with_70),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
