// SPDX-License-Identifier: MIT
/*
 * The host before and after a run: temporary files, mounts, links, control groups, processes, and
 * the namespaces that the run made. Other programs of the machine may come and go meanwhile, and so
 * may their files; what counts is what stays.
 */
#ifndef TESTS_HOST_H
#define TESTS_HOST_H

#include <dirent.h>
#include <ftw.h>

#include "program.h"

enum { HOST_PATIENCE_MS = 20000 };

/* ---- the host ----------------------------------------------------------------------------------
 */

static struct str *collecting; /* nftw(3) hands nothing on */

static void add_line(struct str *to, const char *folder, const char *name)
{
    str_addf(to, "%s/%s\n", folder, name);
}

static void add_entries(struct str *to, const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);

    for (int i = 0; i < count; i++) {
        add_line(to, folder, entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

static int add_cgroup(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)at;
    if (kind == FTW_D)
        str_addf(collecting, "%s\n", path);
    return 0;
}

/* Everything a run could leave behind or break, a line each. */
static struct str host_state(void)
{
    static const char *const folders[] = {
        "/tmp",     "/run",        "/run/netns", "/run/lock",      "/dev/shm", "/var/tmp",
        "/dev/pts", "/dev/mqueue", "/etc/netns", "/sys/class/net", "/var/lock"};
    struct str all = {0};
    struct error err = {0};

    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++)
        add_entries(&all, folders[i]);
    assert_int_equal(fd_read_file("/proc/self/mountinfo", 1 << 20, &all, &err), 0);
    collecting = &all;
    (void)nftw("/sys/fs/cgroup", add_cgroup, 16, FTW_PHYS | FTW_MOUNT);
    return all;
}

/* The first line of @after, and of @as_well, that is not in @before; NULL: there is none. */
static const char *find_new(const struct str *before, const struct str *after,
                            const struct str *as_well, char line[512])
{
    const char *at = str_text(after);

    while (*at != '\0') {
        size_t len = strcspn(at, "\n");

        snprintf(line, 512, "%.*s\n", (int)(len < 500 ? len : 500), at);
        if (!says(before, line) && says(as_well, line))
            return line;
        at += len + (at[len] == '\n');
    }
    return NULL;
}

/* ---- namespaces --------------------------------------------------------------------------------
 */

static const char *const kinds[] = {"user", "mnt", "net", "pid", "uts", "ipc", "cgroup"};

/* The namespaces of @pid, as far as we may look, that are not in @known yet. */
static void add_namespaces_of(struct str *to, const char *pid, const struct str *known)
{
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        SCOPED(mem_done) char *path = mem_printf("/proc/%s/ns/%s", pid, kinds[i]);
        char target[64];
        ssize_t len = readlink(path, target, sizeof(target) - 1);

        if (len <= 0)
            continue;
        target[len] = '\0';
        if (strstr(str_text(to), target) == NULL && strstr(str_text(known), target) == NULL)
            str_addf(to, "%s\n", target);
    }
}

static bool status_of(const char *pid, struct str *text)
{
    SCOPED(mem_done) char *path = mem_printf("/proc/%s/status", pid);
    struct error err = {0};

    return fd_read_file(path, 65536, text, &err) == 0;
}

static long status_number(const struct str *status, const char *key)
{
    const char *at = strstr(str_text(status), key);

    return at == NULL ? -1 : strtol(at + strlen(key), NULL, 10);
}

static bool is_descendant(long pid, long ancestor)
{
    while (pid > 1 && pid != ancestor) {
        SCOPED(mem_done) char *text = mem_printf("%ld", pid);
        SCOPED(str_done) struct str status = {0};

        pid = status_of(text, &status) ? status_number(&status, "\nPPid:") : -1;
    }
    return pid == ancestor;
}

/* Namespaces of all processes (@ancestor 0) or of those that come from @ancestor. */
static void add_namespaces(struct str *to, pid_t ancestor, const struct str *known)
{
    DIR *dir = opendir("/proc");
    struct dirent *entry;

    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        long pid = strtol(entry->d_name, NULL, 10);

        if (pid > 0 && (ancestor == 0 || is_descendant(pid, ancestor)))
            add_namespaces_of(to, entry->d_name, known);
    }
    closedir(dir);
}

/* What a run made: seen while it was alive, gone afterwards. */
static struct str made;

static void note_namespaces(pid_t engine)
{
    SCOPED(str_done) struct str own = {0}, nothing = {0};

    add_namespaces_of(&own, "self", &nothing);
    str_clear(&made);
    add_namespaces(&made, engine, &own);
    if (!says(&made, "net:[") || !says(&made, "user:["))
        fail_msg("the run is in no namespaces of its own: %s", str_text(&made));
}

static const char *find_made(char line[512])
{
    SCOPED(str_done) struct str nothing = {0}, all = {0};

    add_namespaces(&all, 0, &nothing);
    for (const char *at = str_text(&made); *at != '\0'; at += strcspn(at, "\n") + 1) {
        snprintf(line, 512, "%.*s", (int)strcspn(at, "\n"), at);
        if (says(&all, line))
            return line;
    }
    return NULL;
}

/* ---- as before ---------------------------------------------------------------------------------
 */

/* A mount or a link of @before that is not there any more; NULL: there is none. */
static const char *find_gone(const struct str *before, const struct str *after, char line[512])
{
    SCOPED(str_done) struct str lasting = {0};

    for (const char *at = str_text(before); *at != '\0'; at += strcspn(at, "\n") + 1)
        if (*at != '/' || str_starts(at, "/sys/class/net/"))
            str_addf(&lasting, "%.*s\n", (int)strcspn(at, "\n"), at);
    return find_new(after, &lasting, &lasting, line);
}

/* Nothing stays that was not there before, no mount or link is gone, and no namespace of the run is
 * in use. */
static void assert_as_before(const struct str *before)
{
    SCOPED(str_done) struct str first = host_state();
    uint64_t until = clock_now_ms() + HOST_PATIENCE_MS;
    char line[512];

    for (;;) {
        SCOPED(str_done) struct str after = host_state();

        if (find_new(before, &after, &first, line) == NULL && find_made(line) == NULL &&
            find_gone(before, &after, line) == NULL)
            break;
        if (clock_now_ms() > until)
            fail_msg("left behind, or gone: %s", line);
        (void)poll(NULL, 0, 10);
    }
    str_done(&made);
}

/* We are the subreaper: whatever a dead engine leaves becomes our child. */
static void assert_nobody_left(void)
{
    uint64_t until = clock_now_ms() + HOST_PATIENCE_MS;
    pid_t got;

    while ((got = waitpid(-1, NULL, WNOHANG)) >= 0) {
        if (clock_now_ms() > until)
            fail_msg("processes were left behind");
        if (got == 0)
            (void)poll(NULL, 0, 5);
    }
    assert_int_equal(errno, ECHILD);
}

#endif
