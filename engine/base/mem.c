// SPDX-License-Identifier: MIT
/* Memory that is there or ends the program: no caller can do anything sensible without it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <firsthop/base.h>

#define EXIT_OURS 70

static void (*exhausted_handler)(void);

void mem_on_exhausted(void (*handler)(void))
{
    exhausted_handler = handler;
}

static void *checked(void *memory)
{
    static const char text[] = "firsthop: out of memory\n";

    if (memory != NULL)
        return memory;
    if (exhausted_handler != NULL)
        exhausted_handler();
    (void)!write(STDERR_FILENO, text, sizeof(text) - 1);
    _exit(EXIT_OURS);
}

void *mem_alloc(size_t size)
{
    return checked(calloc(1, size > 0 ? size : 1));
}

void *mem_copy(const void *data, size_t size)
{
    void *copy = mem_alloc(size);

    if (size > 0)
        memcpy(copy, data, size);
    return copy;
}

char *mem_string(const char *text)
{
    return text == NULL ? NULL : checked(strdup(text));
}

char *mem_printf(const char *fmt, ...)
{
    struct str s = {0};
    va_list args;

    va_start(args, fmt);
    str_addv(&s, fmt, args);
    va_end(args);
    return str_take(&s);
}

void *mem_grow(void *items, size_t *capacity, size_t needed, size_t size)
{
    size_t room = *capacity < 8 ? 8 : *capacity;

    if (needed <= *capacity)
        return items;
    while (room < needed)
        room += room / 2;
    items = checked(reallocarray(items, room, size));
    memset((char *)items + *capacity * size, 0, (room - *capacity) * size);
    *capacity = room;
    return items;
}

void mem_done(void *pointer)
{
    void **p = pointer;

    free(*p);
    *p = NULL;
}
