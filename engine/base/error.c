// SPDX-License-Identifier: MIT
/* The error object: a cause that is never overwritten, the context around it, and one hint. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <firsthop/base.h>

static void format_into(char *to, size_t size, const char *fmt, va_list args)
{
    SCOPED(str_done) struct str s = {0};

    str_addv(&s, fmt, args);
    str_copy(to, size, str_text(&s));
}

int error_set(struct error *err, int code, const char *fmt, ...)
{
    va_list args;

    assert(code < 0);
    *err = (struct error){.code = code};
    va_start(args, fmt);
    format_into(err->what, sizeof(err->what), fmt, args);
    va_end(args);
    return code;
}

int error_set_errno(struct error *err, int code, const char *fmt, ...)
{
    va_list args;
    size_t used;

    assert(code < 0);
    *err = (struct error){.code = code};
    va_start(args, fmt);
    format_into(err->what, sizeof(err->what), fmt, args);
    va_end(args);
    used = strlen(err->what);
    snprintf(err->what + used, sizeof(err->what) - used, ": %s", strerror(-code));
    return code;
}

int error_while(struct error *err, const char *fmt, ...)
{
    char text[sizeof(err->doing)];
    size_t used = strlen(err->doing);
    va_list args;

    va_start(args, fmt);
    format_into(text, sizeof(text), fmt, args);
    va_end(args);
    if (used > 0)
        str_copy(err->doing + used, sizeof(err->doing) - used, ": ");
    used = strlen(err->doing);
    str_copy(err->doing + used, sizeof(err->doing) - used, text);
    return err->code;
}

int error_hint(struct error *err, const char *fmt, ...)
{
    va_list args;

    if (err->hint[0] != '\0')
        return err->code;
    va_start(args, fmt);
    format_into(err->hint, sizeof(err->hint), fmt, args);
    va_end(args);
    return err->code;
}

int error_classify(struct error *err, enum error_class class)
{
    if (err->class == ERROR_OURS)
        err->class = class;
    return err->code;
}

int error_exit_code(const struct error *err)
{
    static const int codes[] = {
        [ERROR_OURS] = 70,  [ERROR_USAGE] = 2, [ERROR_MACHINE] = 3,
        [ERROR_LESSON] = 4, [ERROR_FAULT] = 5,
    };

    _Static_assert(ARRAY_LENGTH(codes) == ERROR_CLASS_COUNT, "one exit code for each class");
    return codes[err->class];
}
