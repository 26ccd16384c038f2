// SPDX-License-Identifier: MIT
/* The loop: descriptors, timers and signals, and sources that vanish while they are being served.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <firsthop/loop.h>

struct bench {
    struct loop *loop;
    struct loop_source *a, *b;
    int pipe_a[2], pipe_b[2];
    int calls;
    uint32_t last;
    char order[16];
};

static int setup(void **state)
{
    struct bench *t = mem_alloc(sizeof(*t));
    struct error err = {0};

    assert_int_equal(loop_new(&t->loop, &err), 0);
    assert_int_equal(pipe2(t->pipe_a, O_CLOEXEC | O_NONBLOCK), 0);
    assert_int_equal(pipe2(t->pipe_b, O_CLOEXEC | O_NONBLOCK), 0);
    *state = t;
    return 0;
}

static int teardown(void **state)
{
    struct bench *t = *state;

    loop_free(t->loop);
    for (int i = 0; i < 2; i++) {
        fd_done(&t->pipe_a[i]);
        fd_done(&t->pipe_b[i]);
    }
    free(t);
    return 0;
}

static void turn(struct bench *t, int timeout_ms)
{
    struct error err = {0};

    assert_int_equal(loop_turn(t->loop, timeout_ms, &err), 0);
}

static void count(void *context, uint32_t events)
{
    struct bench *t = context;

    t->calls++;
    t->last = events;
}

static void watch(struct bench *t, int fd, uint32_t events, loop_fn *fn, struct loop_source **out)
{
    struct error err = {0};

    assert_int_equal(loop_add_fd(t->loop, fd, events, fn, t, out, &err), 0);
}

static void timer(struct bench *t, int64_t ms, loop_fn *fn, struct loop_source **out)
{
    struct error err = {0};

    assert_int_equal(loop_add_timer(t->loop, ms, fn, t, out, &err), 0);
}

static void a_readable_descriptor_calls_back(void **state)
{
    struct bench *t = *state;

    watch(t, t->pipe_a[0], EPOLLIN, count, &t->a);
    turn(t, 0);
    assert_int_equal(t->calls, 0);
    assert_int_equal(write(t->pipe_a[1], "x", 1), 1);
    turn(t, -1);
    assert_int_equal(t->calls, 1);
    assert_int_equal(t->last, EPOLLIN);
}

static void a_descriptor_that_cannot_be_watched_is_an_error(void **state)
{
    struct bench *t = *state;
    struct error err = {0};
    int file = open("/dev/null", O_RDONLY | O_CLOEXEC);

    assert_int_equal(loop_add_fd(t->loop, -1, EPOLLIN, count, t, &t->a, &err), -EBADF);
    assert_int_equal(loop_add_fd(t->loop, file, EPOLLIN, count, t, &t->a, &err), -EPERM);
    watch(t, t->pipe_a[0], EPOLLIN, count, &t->b);
    assert_int_equal(loop_add_fd(t->loop, t->pipe_a[0], EPOLLIN, count, t, &t->a, &err), -EEXIST);
    assert_null(t->a);
    close(file);
}

static void a_paused_descriptor_is_silent_even_about_its_end(void **state)
{
    struct bench *t = *state;

    watch(t, t->pipe_a[0], 0, count, &t->a);
    fd_done(&t->pipe_a[1]); /* the reader's end is in EPOLLHUP from here on */
    turn(t, 0);
    assert_int_equal(t->calls, 0);
    loop_set_events(t->a, EPOLLIN);
    turn(t, 0);
    assert_int_equal(t->calls, 1);
    loop_set_events(t->a, 0);
    turn(t, 0);
    assert_int_equal(t->calls, 1);
}

static void watched_events_can_change(void **state)
{
    struct bench *t = *state;

    watch(t, t->pipe_a[1], EPOLLOUT, count, &t->a);
    turn(t, 0);
    assert_int_equal(t->last, EPOLLOUT);
    loop_set_events(t->a, EPOLLIN);
    turn(t, 0);
    assert_int_equal(t->calls, 1);
}

static void remove_a(void *context, uint32_t events)
{
    struct bench *t = context;

    count(t, events);
    loop_source_done(&t->a);
}

static void remove_both(void *context, uint32_t events)
{
    struct bench *t = context;

    count(t, events);
    loop_source_done(&t->a);
    loop_source_done(&t->b);
}

static void a_source_may_remove_itself(void **state)
{
    struct bench *t = *state;

    watch(t, t->pipe_a[0], EPOLLIN, remove_a, &t->a);
    assert_int_equal(write(t->pipe_a[1], "x", 1), 1);
    turn(t, -1);
    assert_null(t->a);
    turn(t, 0);
    assert_int_equal(t->calls, 1);
}

/* Both are in the array of one epoll_wait: whichever is first removes the other. */
static void a_removed_source_is_not_called_in_the_same_turn(void **state)
{
    struct bench *t = *state;

    watch(t, t->pipe_a[0], EPOLLIN, remove_both, &t->a);
    watch(t, t->pipe_b[0], EPOLLIN, remove_both, &t->b);
    assert_int_equal(write(t->pipe_a[1], "x", 1), 1);
    assert_int_equal(write(t->pipe_b[1], "x", 1), 1);
    turn(t, -1);
    assert_int_equal(t->calls, 1);
}

static void pause_both(void *context, uint32_t events)
{
    struct bench *t = context;

    count(t, events);
    loop_set_events(t->a, 0);
    loop_set_events(t->b, 0);
}

static void a_paused_source_is_not_called_in_the_same_turn(void **state)
{
    struct bench *t = *state;

    watch(t, t->pipe_a[0], EPOLLIN, pause_both, &t->a);
    watch(t, t->pipe_b[0], EPOLLIN, pause_both, &t->b);
    assert_int_equal(write(t->pipe_a[1], "x", 1), 1);
    assert_int_equal(write(t->pipe_b[1], "x", 1), 1);
    turn(t, -1);
    assert_int_equal(t->calls, 1);
}

static void turn_inside(void *context, uint32_t events)
{
    struct bench *t = context;
    struct error err = {0};

    remove_a(t, events);
    assert_int_equal(loop_turn(t->loop, 0, &err), 0);
}

static void a_callback_may_turn_the_loop_itself(void **state)
{
    struct bench *t = *state;

    watch(t, t->pipe_a[0], EPOLLIN, turn_inside, &t->a);
    watch(t, t->pipe_b[0], EPOLLIN, count, &t->b);
    assert_int_equal(write(t->pipe_a[1], "x", 1), 1);
    turn(t, -1);
    assert_int_equal(t->calls, 1);
}

static void a_timer_fires_once(void **state)
{
    struct bench *t = *state;

    timer(t, 0, count, &t->a);
    turn(t, -1);
    assert_int_equal(t->calls, 1);
    assert_int_equal(t->last, 0);
    turn(t, 0);
    assert_int_equal(t->calls, 1);
}

static void a_turn_ends_with_the_nearest_timer(void **state)
{
    struct bench *t = *state;
    uint64_t start = clock_now_ms();

    timer(t, 20, count, &t->a);
    timer(t, 60000, count, &t->b);
    while (t->calls == 0)
        turn(t, -1);
    assert_in_range(clock_now_ms() - start, 19, 5000);
    assert_int_equal(t->calls, 1);
}

static void the_timeout_bounds_a_turn(void **state)
{
    struct bench *t = *state;
    uint64_t start = clock_now_ms();

    timer(t, 60000, count, &t->a);
    turn(t, 5);
    assert_in_range(clock_now_ms() - start, 4, 5000);
    assert_int_equal(t->calls, 0);
}

static void a_disarmed_timer_stays_silent_until_armed(void **state)
{
    struct bench *t = *state;

    timer(t, -1, count, &t->a);
    turn(t, 0);
    loop_arm(t->a, 0);
    loop_arm(t->a, -1);
    turn(t, 0);
    assert_int_equal(t->calls, 0);
    loop_arm(t->a, 0);
    turn(t, 0);
    assert_int_equal(t->calls, 1);
}

static void arm_again(void *context, uint32_t events)
{
    struct bench *t = context;

    count(t, events);
    loop_arm(t->a, 0);
}

static void a_timer_that_arms_itself_takes_one_turn_each(void **state)
{
    struct bench *t = *state;

    timer(t, 0, arm_again, &t->a);
    for (int i = 1; i <= 5; i++) {
        turn(t, -1);
        assert_int_equal(t->calls, i);
    }
}

static void note_a(void *context, uint32_t events)
{
    (void)events;
    strcat(((struct bench *)context)->order, "a");
}

static void note_b(void *context, uint32_t events)
{
    (void)events;
    strcat(((struct bench *)context)->order, "b");
}

static void timers_fire_in_the_order_of_their_time(void **state)
{
    struct bench *t = *state;
    uint64_t start = clock_now_ms();

    timer(t, 4, note_b, &t->b);
    timer(t, 2, note_a, &t->a);
    while (clock_now_ms() < start + 6) /* both are due in one turn */
        ;
    turn(t, -1);
    assert_string_equal(t->order, "ab");
}

static void remove_both_timers(void *context, uint32_t events)
{
    remove_both(context, events);
}

static void a_timer_may_remove_another_that_is_due(void **state)
{
    struct bench *t = *state;

    timer(t, 0, remove_both_timers, &t->a);
    timer(t, 0, remove_both_timers, &t->b);
    turn(t, -1);
    turn(t, 0);
    assert_int_equal(t->calls, 1);
}

static bool is_blocked(int signo)
{
    sigset_t set;

    sigprocmask(SIG_BLOCK, NULL, &set);
    return sigismember(&set, signo) == 1;
}

static void a_signal_arrives_as_an_event(void **state)
{
    struct bench *t = *state;
    struct error err = {0};

    assert_int_equal(loop_add_signal(t->loop, SIGUSR1, count, t, &t->a, &err), 0);
    assert_true(is_blocked(SIGUSR1));
    kill(getpid(), SIGUSR1);
    turn(t, -1);
    assert_int_equal(t->calls, 1);
    assert_int_equal(t->last, SIGUSR1);
    loop_source_done(&t->a);
    assert_false(is_blocked(SIGUSR1));
}

static void a_signal_has_one_source(void **state)
{
    struct bench *t = *state;
    struct error err = {0};

    assert_int_equal(loop_add_signal(t->loop, SIGUSR1, remove_a, t, &t->a, &err), 0);
    assert_int_equal(loop_add_signal(t->loop, SIGUSR1, count, t, &t->b, &err), -EEXIST);
    assert_int_equal(loop_add_signal(t->loop, 4711, count, t, &t->b, &err), -EINVAL);
    kill(getpid(), SIGUSR1);
    turn(t, -1); /* removes itself while it is served */
    assert_int_equal(loop_add_signal(t->loop, SIGUSR1, count, t, &t->b, &err), 0);
}

static void a_signal_that_was_blocked_stays_blocked(void **state)
{
    struct bench *t = *state;
    struct error err = {0};
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    assert_int_equal(loop_add_signal(t->loop, SIGUSR2, count, t, &t->a, &err), 0);
    loop_source_done(&t->a);
    assert_true(is_blocked(SIGUSR2));
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static void stop(void *context, uint32_t events)
{
    struct bench *t = context;

    count(t, events);
    if (t->calls == 3)
        loop_stop(t->loop);
    loop_arm(t->a, 0);
}

static void run_turns_until_it_is_stopped(void **state)
{
    struct bench *t = *state;
    struct error err = {0};

    timer(t, 0, stop, &t->a);
    assert_int_equal(loop_run(t->loop, &err), 0);
    assert_int_equal(t->calls, 3);
}

static void nothing_is_accepted_where_nothing_is(void **state)
{
    struct loop_source *none = NULL;

    (void)state;
    loop_source_done(&none);
    loop_free(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_readable_descriptor_calls_back),
        TEST(a_descriptor_that_cannot_be_watched_is_an_error),
        TEST(a_paused_descriptor_is_silent_even_about_its_end),
        TEST(watched_events_can_change),
        TEST(a_source_may_remove_itself),
        TEST(a_removed_source_is_not_called_in_the_same_turn),
        TEST(a_paused_source_is_not_called_in_the_same_turn),
        TEST(a_callback_may_turn_the_loop_itself),
        TEST(a_timer_fires_once),
        TEST(a_turn_ends_with_the_nearest_timer),
        TEST(the_timeout_bounds_a_turn),
        TEST(a_disarmed_timer_stays_silent_until_armed),
        TEST(a_timer_that_arms_itself_takes_one_turn_each),
        TEST(timers_fire_in_the_order_of_their_time),
        TEST(a_timer_may_remove_another_that_is_due),
        TEST(a_signal_arrives_as_an_event),
        TEST(a_signal_has_one_source),
        TEST(a_signal_that_was_blocked_stays_blocked),
        TEST(run_turns_until_it_is_stopped),
        TEST(nothing_is_accepted_where_nothing_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
