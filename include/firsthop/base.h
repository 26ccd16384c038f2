// SPDX-License-Identifier: MIT
/**
 * base: what every module stands on: errors that teach, strings that grow, memory that cannot
 * fail halfway, descriptors that close themselves, clocks, and a log for developers.
 *
 * Nothing here knows networks, lessons or terminals.
 */
#ifndef FIRSTHOP_BASE_H
#define FIRSTHOP_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCOPED(done)          __attribute__((cleanup(done)))
#define PRINTF_LIKE(fmt, arg) __attribute__((format(printf, fmt, arg)))
#define ARRAY_LENGTH(a)       (sizeof(a) / sizeof((a)[0]))
#define UNUSED                __attribute__((unused))

/* ---- errors ------------------------------------------------------------------------------- */

/** Who has to act. Decides the exit code (cli.md); see error_exit_code(). */
enum error_class {
    ERROR_OURS,    /* our own mistake, or nobody said otherwise: 70 */
    ERROR_USAGE,   /* the command line: 2 */
    ERROR_MACHINE, /* a kernel feature, a program or a permission is missing: 3 */
    ERROR_LESSON,  /* the lesson is wrong: 4 */
    ERROR_FAULT,   /* something could not be measured: 5 */
    ERROR_CLASS_COUNT,
};

/**
 * Why something failed. Lives with the caller, usually on its stack: `struct error err = {0};`.
 * Texts that do not fit are cut at a character boundary.
 */
struct error {
    int code;               /* negative errno; 0 while nothing failed */
    enum error_class class; /* ERROR_OURS until someone knows better */
    char what[640];  /* what failed, with its subject; may hold several lines (source and caret) */
    char doing[256]; /* what we were doing meanwhile, outermost last, ": "-joined; may be "" */
    char hint[320];  /* one thing to try; may be "" */
};

/** Start an error: @code is a negative errno. Returns @code, so that it can be returned at once. */
int error_set(struct error *err, int code, const char *fmt, ...) PRINTF_LIKE(3, 4);
/** As error_set, followed by ": " and the kernel's words for -@code. */
int error_set_errno(struct error *err, int code, const char *fmt, ...) PRINTF_LIKE(3, 4);
/** On the way up: what we were doing. Never replaces the cause. Returns the code of @err. */
int error_while(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);
/** One thing to try; the innermost hint stays. Returns the code of @err. */
int error_hint(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);
/** Say who has to act; the innermost word other than ERROR_OURS stays. Returns the code of @err. */
int error_classify(struct error *err, enum error_class class);
/** The exit code of cli.md for @err: 2, 3, 4, 5 or 70. */
int error_exit_code(const struct error *err);

/* ---- memory ------------------------------------------------------------------------------- */

/*
 * Out of memory ends the program, once and cleanly: a handler set by whoever changed the terminal
 * runs first. Sizes that come from outside must be bounded *before* they get here.
 */
void mem_on_exhausted(void (*handler)(void));
void *mem_alloc(size_t size); /* zeroed */
void *mem_copy(const void *data, size_t size);
char *mem_string(const char *text); /* NULL stays NULL */
char *mem_printf(const char *fmt, ...) PRINTF_LIKE(1, 2);
/** Room for @needed items of @size bytes in @items, which holds *@capacity; may move it. New room
 * is zeroed. */
void *mem_grow(void *items, size_t *capacity, size_t needed, size_t size);
/** For SCOPED: frees the pointer that @pointer points to. */
void mem_done(void *pointer);

/** Append @item to the array @items of @count items with room for @capacity: all three are lvalues.
 */
#define ARRAY_PUSH(items, count, capacity, item)                                                   \
    do {                                                                                           \
        (items) = mem_grow((items), &(capacity), (count) + 1, sizeof(*(items)));                   \
        (items)[(count)++] = (item);                                                               \
    } while (0)

/* ---- strings ------------------------------------------------------------------------------ */

/** A growing byte string. `{0}` is empty; data is NULL or ends with a zero byte that len leaves
 * out. */
struct str {
    char *data;
    size_t len;
    size_t capacity;
};

void str_done(struct str *s);
void str_clear(struct str *s); /* empty, memory kept */
void str_add(struct str *s, const char *text);
void str_add_bytes(struct str *s, const void *data, size_t len);
void str_add_char(struct str *s, char c);
void str_addf(struct str *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
void str_addv(struct str *s, const char *fmt, va_list args);
/** The text, never NULL; valid until the next change of @s. */
const char *str_text(const struct str *s);
/** Hand the text to the caller (free() it; never NULL); @s is empty afterwards. */
char *str_take(struct str *s);

bool str_equal(const char *a, const char *b); /* NULL equals only NULL */
bool str_starts(const char *text, const char *beginning);
/** Copy with truncation at a UTF-8 boundary; @to always ends with a zero byte. */
void str_copy(char *to, size_t size, const char *from);
/**
 * The entry of @names nearest to @word by edit distance, or NULL if none is near enough to be meant
 * (distance at most a third of the length, at least 1; two neighbours that changed places count
 * once). For "did you mean".
 */
const char *str_nearest(const char *word, const char *const *names, size_t count);

/* ---- descriptors -------------------------------------------------------------------------- */

/** For SCOPED: closes *@fd if it is not negative, sets it to -1. */
void fd_done(int *fd);
/** Ownership moves out: returns *@fd and sets it to -1. */
int fd_take(int *fd);
/** Write all of @data, over short writes and EINTR. 0 or negative errno. */
int fd_write_all(int fd, const void *data, size_t len);
/** Read to the end into @into, at most @max bytes. 0, negative errno, or -EFBIG if there is more.
 */
int fd_read_all(int fd, size_t max, struct str *into);
/** A whole file, at most @max bytes; the error names @path. */
int fd_read_file(const char *path, size_t max, struct str *into, struct error *err);
/** The whole of @text into the file @path below the directory @dirfd (AT_FDCWD), without creating
 * it. */
int fd_write_file(int dirfd, const char *path, const char *text);

/* ---- time --------------------------------------------------------------------------------- */

uint64_t clock_now_ns(void); /* CLOCK_MONOTONIC */
uint64_t clock_now_ms(void);

/* ---- log: for developers, to standard error, off unless FIRSTHOP_LOG=1 ---------------------- */

/** Messages appear from now on, or no longer. */
void log_enable(bool on);
/** One line, with the time in milliseconds before it. */
void log_debug(const char *fmt, ...) PRINTF_LIKE(1, 2);

#endif
