// SPDX-License-Identifier: MIT
/* Whose uid and gid the sandbox's root is on the host. */
#ifndef SANDBOX_IDENTITY_H
#define SANDBOX_IDENTITY_H

#include <sys/types.h>

#include <firsthop/base.h>

struct identity {
    uid_t uid; /* as our own user namespace numbers them */
    gid_t gid;
    bool by_root; /* we are root: other groups can be dropped inside */
};

/** What identity_choose decides from. */
struct identity_facts {
    uid_t uid; /* effective */
    gid_t gid;
    const char *sudo_uid, *sudo_gid; /* environment, or NULL */
    const char *uid_map, *gid_map;   /* text of /proc/self/uid_map, gid_map */
};

/**
 * An ordinary user: itself. Root: SUDO_UID and SUDO_GID if they name an ordinary user, otherwise
 * 65534, and never root of the host. In a user namespace that has neither: its own root, which is
 * an ordinary user of the host.
 */
void identity_choose(const struct identity_facts *facts, struct identity *out);
/** Gather the facts of this process and choose. */
int identity_find(struct identity *out, struct error *err);
/** Write setgroups, uid_map and gid_map of the child @pid: its 0 is @id. */
int identity_map(const struct identity *id, pid_t pid, struct error *err);
/** The same for a child of the sandbox's root whose 0 is our 0. */
int identity_map_same(pid_t pid, struct error *err);
/** In the child, when it is mapped: become 0, without other groups. */
int identity_assume(const struct identity *id, struct error *err);

#endif
