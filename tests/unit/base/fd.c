// SPDX-License-Identifier: MIT
/* Descriptors that close themselves, whole reads, whole writes, and time that goes forward. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <firsthop/base.h>

static char folder[] = "/tmp/firsthop-fd-XXXXXX";
static char path[sizeof(folder) + 8];

static int make_file(void **state)
{
    int fd;

    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof(path), "%s/file", folder);
    fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, "0123456789", 10) != 10)
        return -1;
    return close(fd);
}

static int remove_file(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void descriptors_close_once(void **state)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC), number = fd;

    (void)state;
    assert_true(fd >= 0);
    fd_done(&fd);
    assert_int_equal(fd, -1);
    assert_int_equal(fcntl(number, F_GETFD), -1);
    fd_done(&fd);
}

static void taking_moves_ownership_out(void **state)
{
    int fd = 7;

    (void)state;
    assert_int_equal(fd_take(&fd), 7);
    assert_int_equal(fd, -1);
}

#define MANY 300000 /* more than a pipe holds: writes and reads come in pieces */

static void *write_many(void *context)
{
    int fd = *(int *)context;
    SCOPED(mem_done) char *data = mem_alloc(MANY);

    memset(data, 'x', MANY);
    assert_int_equal(fd_write_all(fd, data, MANY), 0);
    close(fd);
    return NULL;
}

static void long_data_passes_whole(void **state)
{
    SCOPED(str_done) struct str got = {0};
    pthread_t writer;
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(pthread_create(&writer, NULL, write_many, &ends[1]), 0);
    assert_int_equal(fd_read_all(ends[0], MANY, &got), 0);
    assert_int_equal(pthread_join(writer, NULL), 0);
    assert_int_equal(got.len, MANY);
    assert_int_equal(strspn(str_text(&got), "x"), MANY);
    close(ends[0]);
}

static void bad_descriptors_are_errors(void **state)
{
    SCOPED(str_done) struct str got = {0};

    (void)state;
    assert_int_equal(fd_write_all(-1, "x", 1), -EBADF);
    assert_int_equal(fd_write_all(-1, "", 0), 0);
    assert_int_equal(fd_read_all(-1, 10, &got), -EBADF);
}

static void a_file_is_read_up_to_its_bound(void **state)
{
    SCOPED(str_done) struct str whole = {0}, none = {0};
    struct error err = {0};

    (void)state;
    assert_int_equal(fd_read_file(path, 10, &whole, &err), 0);
    assert_string_equal(str_text(&whole), "0123456789");
    assert_int_equal(fd_read_file(path, 9, &none, &err), -EFBIG);
    assert_non_null(strstr(err.what, path));
    assert_int_equal(none.len, 0);
}

static void what_cannot_be_read_is_named(void **state)
{
    SCOPED(str_done) struct str got = {0};
    struct error err = {0};

    (void)state;
    assert_int_equal(fd_read_file("/nowhere/x", 10, &got, &err), -ENOENT);
    assert_string_equal(err.what, "cannot open '/nowhere/x': No such file or directory");
    assert_int_equal(fd_read_file(folder, 10, &got, &err), -EISDIR);
    assert_non_null(strstr(err.what, folder));
}

static void writing_never_creates_a_file(void **state)
{
    SCOPED(fd_done) int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    SCOPED(str_done) struct str got = {0};
    struct error err = {0};

    (void)state;
    assert_int_equal(fd_write_file(dir, "other", "x"), -ENOENT);
    assert_int_equal(fd_write_file(dir, "file", "abcdefghij"), 0);
    assert_int_equal(fd_read_file(path, 100, &got, &err), 0);
    assert_string_equal(str_text(&got), "abcdefghij");
    assert_int_equal(fd_write_file(AT_FDCWD, path, "0123456789"), 0);
}

static void time_goes_forward(void **state)
{
    uint64_t ns = clock_now_ns(), ms = clock_now_ms();

    (void)state;
    assert_true(ns > 0);
    assert_true(clock_now_ns() >= ns);
    assert_true(ms >= ns / 1000000);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(descriptors_close_once),
        cmocka_unit_test(taking_moves_ownership_out),
        cmocka_unit_test(long_data_passes_whole),
        cmocka_unit_test(bad_descriptors_are_errors),
        cmocka_unit_test(a_file_is_read_up_to_its_bound),
        cmocka_unit_test(what_cannot_be_read_is_named),
        cmocka_unit_test(writing_never_creates_a_file),
        cmocka_unit_test(time_goes_forward),
    };

    return cmocka_run_group_tests(tests, make_file, remove_file);
}
