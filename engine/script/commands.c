// SPDX-License-Identifier: MIT
/* Shell text as it stands in Lua, `[[` … `]]`, made what a person would have typed. */
#include <stdlib.h>
#include <string.h>

#include "script_private.h"

static size_t blank_length(const char *line)
{
    return strspn(line, " \t");
}

static bool is_blank_line(const char *line)
{
    line += blank_length(line);
    return *line == '\0' || *line == '\n';
}

static const char *next_line(const char *line)
{
    line += strcspn(line, "\n");
    return *line == '\0' ? NULL : line + 1;
}

static size_t common_length(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t len = 0;

    while (len < a_len && len < b_len && a[len] == b[len])
        len++;
    return len;
}

/* The length of the blanks that all lines from @text on begin with; SIZE_MAX if there is no line
 * with text. */
static size_t shared_indentation(const char *text)
{
    const char *first = NULL;
    size_t shared = SIZE_MAX;

    for (const char *line = text; line != NULL; line = next_line(line)) {
        if (is_blank_line(line))
            continue;
        if (first == NULL) {
            first = line;
            shared = blank_length(line);
        }
        shared = common_length(first, shared, line, blank_length(line));
    }
    return shared;
}

char *commands_clean(const char *text)
{
    struct str clean = {0};
    size_t end = 0; /* behind the last line that is not blank */
    size_t first_shared, rest_shared;
    const char *rest;

    while (is_blank_line(text) && next_line(text) != NULL)
        text = next_line(text);
    rest = next_line(text);
    first_shared = blank_length(text);
    rest_shared = rest == NULL ? SIZE_MAX : shared_indentation(rest);
    if (first_shared > 0 &&
        rest_shared != SIZE_MAX) /* not right behind the bracket: counts as well */
        first_shared = rest_shared = shared_indentation(text);
    for (const char *line = text; line != NULL; line = next_line(line)) {
        size_t cut = line == text ? first_shared : rest_shared;

        if (!is_blank_line(line)) {
            str_add_bytes(&clean, line + cut, strcspn(line, "\n") - cut);
            end = clean.len;
        }
        str_add_char(&clean, '\n');
    }
    clean.data[end] = '\0';
    clean.len = end;
    return str_take(&clean);
}

int commands_find_lua_comment(const char *text)
{
    bool continued = false;
    int number = 1;

    for (const char *line = text; line != NULL; line = next_line(line), number++) {
        size_t len = strcspn(line, "\n");

        if (!continued && strncmp(line + blank_length(line), "--", 2) == 0)
            return number;
        continued = len > 0 && line[len - 1] == '\\';
    }
    return 0;
}
