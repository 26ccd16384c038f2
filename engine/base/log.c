// SPDX-License-Identifier: MIT
/* The developers' log. The level is the only mutable global of the engine. */
#include <stdio.h>

#include <firsthop/base.h>

static bool enabled;

void log_enable(bool on)
{
    enabled = on;
}

void log_debug(const char *fmt, ...)
{
    va_list args;

    if (!enabled)
        return;
    va_start(args, fmt);
    fprintf(stderr, "[%llu] ", (unsigned long long)clock_now_ms());
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
}
