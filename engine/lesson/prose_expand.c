// SPDX-License-Identifier: MIT
/* Values in prose: `{{path}}`. */
#include <ctype.h>
#include <string.h>

#include <firsthop/lesson.h>

#define MISSING "—"

/* What stands between "{{" and "}}", without blanks; empty if @text does not begin with that. */
static char *path_at(const char *text, size_t *len)
{
    size_t start = 2, end;

    end = start + strcspn(text + start, "{}\n");
    *len = end + 2;
    if (text[end] != '}' || text[end + 1] != '}')
        return mem_string("");
    while (start < end && isspace((unsigned char)text[start]))
        start++;
    while (end > start && isspace((unsigned char)text[end - 1]))
        end--;
    return strndup(text + start, end - start);
}

void prose_expand(struct str *to, const char *markdown,
                  const char *(*find)(void *context, const char *path), void *context)
{
    const char *hole;

    while ((hole = strstr(markdown, "{{")) != NULL) {
        size_t len;
        SCOPED(mem_done) char *path = path_at(hole, &len);
        const char *value = *path == '\0' ? "{{" : find(context, path);

        str_add_bytes(to, markdown, (size_t)(hole - markdown));
        str_add(to, value == NULL ? MISSING : value);
        markdown = hole + (*path == '\0' ? 2 : len);
    }
    str_add(to, markdown);
}
