// SPDX-License-Identifier: MIT
/* Mapping the sandbox's root to somebody harmless (user_namespaces(7)). */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "identity.h"

#define NOBODY 65534

/* Does a uid_map or gid_map (lines of "inside outside count") hold @id of the inside? */
static bool map_holds(const char *map, unsigned long id)
{
    unsigned long inside, outside, count;
    int used;

    while (sscanf(map, "%lu %lu %lu%n", &inside, &outside, &count, &used) == 3) {
        if (id >= inside && id - inside < count)
            return true;
        map += used;
    }
    return false;
}

static bool parse_id(const char *text, unsigned long *id)
{
    char *end;

    if (text == NULL || *text < '0' || *text > '9')
        return false;
    errno = 0;
    *id = strtoul(text, &end, 10);
    return errno == 0 && *end == '\0' && *id > 0 && *id < UINT32_MAX;
}

static unsigned long choose(const char *sudo, const char *map, unsigned long own)
{
    unsigned long id;

    if (parse_id(sudo, &id) && map_holds(map, id))
        return id;
    return map_holds(map, NOBODY) ? NOBODY : own;
}

void identity_choose(const struct identity_facts *facts, struct identity *out)
{
    *out = (struct identity){.uid = facts->uid, .gid = facts->gid, .by_root = facts->uid == 0};
    if (!out->by_root)
        return;
    out->uid = (uid_t)choose(facts->sudo_uid, facts->uid_map, facts->uid);
    out->gid = (gid_t)choose(facts->sudo_gid, facts->gid_map, facts->gid);
}

int identity_find(struct identity *out, struct error *err)
{
    SCOPED(str_done) struct str uid_map = {0}, gid_map = {0};
    struct identity_facts facts = {.uid = geteuid(),
                                   .gid = getegid(),
                                   .sudo_uid = getenv("SUDO_UID"),
                                   .sudo_gid = getenv("SUDO_GID")};
    int r = 0;

    if (facts.uid == 0)
        r = fd_read_file("/proc/self/uid_map", 65536, &uid_map, err);
    if (facts.uid == 0 && r == 0)
        r = fd_read_file("/proc/self/gid_map", 65536, &gid_map, err);
    if (r < 0)
        return r;
    facts.uid_map = str_text(&uid_map);
    facts.gid_map = str_text(&gid_map);
    identity_choose(&facts, out);
    return 0;
}

static int write_file(pid_t pid, const char *name, const char *text, struct error *err)
{
    char path[64];
    int r;

    snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
    r = fd_write_file(AT_FDCWD, path, text);
    return r < 0
               ? error_set_errno(err, r, "cannot write '%s' of the sandbox's user namespace", name)
               : 0;
}

static int write_maps(pid_t pid, uid_t uid, gid_t gid, bool keep_setgroups, struct error *err)
{
    char uid_line[64], gid_line[64];
    int r = 0;

    snprintf(uid_line, sizeof(uid_line), "0 %u 1", uid);
    snprintf(gid_line, sizeof(gid_line), "0 %u 1", gid);
    /* An ordinary user may map a gid only after giving up setgroups; root must keep it to drop its
     * groups. */
    if (!keep_setgroups)
        r = write_file(pid, "setgroups", "deny", err);
    if (r == 0)
        r = write_file(pid, "uid_map", uid_line, err);
    if (r == 0)
        r = write_file(pid, "gid_map", gid_line, err);
    return r;
}

int identity_map(const struct identity *id, pid_t pid, struct error *err)
{
    return write_maps(pid, id->uid, id->gid, id->by_root, err);
}

int identity_map_same(pid_t pid, struct error *err)
{
    return write_maps(pid, 0, 0, false, err);
}

int identity_assume(const struct identity *id, struct error *err)
{
    /* EPERM: an outer user namespace gave up setgroups for ever; then there is nothing to drop. */
    if (id->by_root && setgroups(0, NULL) < 0 && errno != EPERM)
        return error_set_errno(err, -errno, "cannot drop groups");
    if (setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
        return error_set_errno(err, -errno, "cannot become the sandbox's root");
    return 0;
}
