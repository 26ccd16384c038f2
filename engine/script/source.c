// SPDX-License-Identifier: MIT
/*
 * The text of a lesson's files, and where in it something stands. Lua tells lines only; the column
 * for the caret and the line of a key inside a long table are found by reading the text again, as
 * far as needed: words outside strings and comments (Lua 5.4 manual, section 3.1).
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "script_private.h"

/* ---- reading ------------------------------------------------------------------------------- */

/*
 * RESOLVE_BENEATH (Linux 5.6): symbolic links inside the folder are fine, one that leads out of it
 * is EXDEV. Where the call is unknown or filtered, no symbolic link is followed at all. O_NONBLOCK:
 * opening a FIFO must not wait.
 */
static int open_beneath(int folder, const char *name)
{
    struct open_how how = {
        .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
    };
    int fd = (int)syscall(SYS_openat2, folder, name, &how, sizeof(how));

    if (fd < 0 && (errno == ENOSYS || errno == EPERM))
        fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    return fd;
}

static int read_text(int folder, const char *name, const char *path, struct str *into,
                     struct error *err)
{
    SCOPED(fd_done) int fd = open_beneath(folder, name);
    struct stat st;

    if (fd < 0 && (errno == EXDEV || errno == ELOOP))
        return error_set(err, -EXDEV, "'%s' is a link that leads out of the lesson's folder", path);
    if (fd < 0)
        return error_set_errno(err, -errno, "cannot open '%s'", path);
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
        return error_set(err, -EINVAL, "'%s' is not a regular file", path);
    int r = fd_read_all(fd, SOURCE_LIMIT, into);

    if (r == -EFBIG)
        return error_set(err, r, "'%s' is larger than %d KiB", path, SOURCE_LIMIT / 1024);
    return r < 0 ? error_set_errno(err, r, "cannot read '%s'", path) : 0;
}

int source_find(const struct script *s, const char *name)
{
    for (size_t i = 0; i < s->source_count; i++)
        if (str_equal(s->sources[i].name, name))
            return (int)i;
    return -1;
}

int source_read(struct script *s, const char *name, struct error *err)
{
    SCOPED(str_done) struct str text = {0};
    SCOPED(mem_done) char *path = mem_printf("%s/%s", s->folder, name);

    if (s->source_count == SOURCES_LIMIT)
        return error_set(err, -E2BIG, "a lesson may have at most %d Lua files", SOURCES_LIMIT);
    int r = read_text(s->folder_fd, name, path, &text, err);

    if (r < 0)
        return r;
    size_t len = text.len;

    s->sources[s->source_count] = (struct source){
        .name = mem_string(name),
        .path = mem_string(path),
        .text = str_take(&text),
        .len = len,
    };
    return (int)s->source_count++;
}

/* ---- finding ------------------------------------------------------------------------------- */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* At "[", "[=" …: what follows the closing bracket; NULL if no long bracket opens here. */
static const char *skip_long_bracket(const char *p)
{
    size_t level = strspn(p + 1, "=");

    if (*p != '[' || p[1 + level] != '[')
        return NULL;
    for (p += level + 2; *p != '\0'; p++)
        if (*p == ']' && strspn(p + 1, "=") == level && p[1 + level] == ']')
            return p + level + 2;
    return p;
}

static const char *skip_quoted(const char *p)
{
    char quote = *p++;

    while (*p != '\0' && *p != quote && *p != '\n')
        p += *p == '\\' && p[1] != '\0' ? 2 : 1;
    return *p == quote ? p + 1 : p;
}

static const char *skip_comment(const char *p)
{
    const char *end = skip_long_bracket(p + 2);

    return end != NULL ? end : p + strcspn(p, "\n");
}

/* What follows the comment, string or other character at @p, which does not begin a word. */
static const char *skip_other(const char *p)
{
    const char *end;

    if (p[0] == '-' && p[1] == '-')
        return skip_comment(p);
    if (*p == '"' || *p == '\'')
        return skip_quoted(p);
    end = *p == '[' ? skip_long_bracket(p) : NULL;
    return end != NULL ? end : p + 1;
}

static bool is_key_end(const char *p)
{
    p += strspn(p, " \t");
    return *p == '=' && p[1] != '=';
}

static const char *find_word(const char *p, const char *word, bool is_key)
{
    size_t len = strlen(word);

    while (*p != '\0') {
        const char *end = p;

        if (!is_word(*p)) {
            p = skip_other(p);
            continue;
        }
        while (is_word(*end))
            end++;
        if ((size_t)(end - p) == len && memcmp(p, word, len) == 0 && (!is_key || is_key_end(end)))
            return p;
        p = end;
    }
    return NULL;
}

static const char *line_start(const char *text, int line)
{
    while (--line > 0 && *text != '\0') {
        text = strchrnul(text, '\n');
        text += *text == '\n';
    }
    return text;
}

/* The place of @spot, which stands at or behind @start, the beginning of @from's line. */
static struct place place_of(struct place from, const char *start, const char *spot)
{
    for (const char *p = start; p < spot; p++)
        if (*p == '\n') {
            from.line++;
            start = p + 1;
        }
    from.column = (int)(spot - start) + 1;
    return from;
}

struct place source_find_word(const struct script *s, struct place from, const char *word,
                              bool is_key)
{
    if (from.source < 0)
        return from;
    const char *start = line_start(s->sources[from.source].text, from.line);
    const char *found = find_word(start, word, is_key);

    return found == NULL ? from : place_of(from, start, found);
}

struct place source_find_text(const struct script *s, struct place from, const char *text,
                              size_t len, bool beyond)
{
    if (from.source < 0 || len == 0)
        return from;
    const char *start = line_start(s->sources[from.source].text, from.line);
    const char *found = memmem(start, beyond ? strlen(start) : strcspn(start, "\n"), text, len);

    return found == NULL ? from : place_of(from, start, found);
}
