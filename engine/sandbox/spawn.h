// SPDX-License-Identifier: MIT
/* How a program to start travels from the engine to the keeper's child. */
#ifndef SANDBOX_SPAWN_H
#define SANDBOX_SPAWN_H

#include <firsthop/base.h>
#include <firsthop/sandbox.h>

#define SPAWN_MAX_BYTES (4u << 20)
#define SPAWN_MAX_FD                                                                               \
    256 /* numbers for descriptors are below; the child's own business is above                    \
         */

/* At the beginning of the memory file; then the strings, each with its zero byte: directory, argv,
 * env. */
struct spawn_header {
    uint32_t argument_count, environment_count;
};

/** What a child writes to its pipe before it gives up; nothing, and the end of file, mean success.
 */
struct spawn_failure {
    int32_t code; /* negative errno */
    char text[252];
};

/** Write @what's strings into a new memory file. Descriptor, or a negative error. */
int spawn_pack(const struct sandbox_spawn *what, struct error *err);
/**
 * In the child: take the strings apart again; *@argv and *@env are NULL-terminated and borrow from
 * @bytes. 0 or -EBADMSG.
 */
int spawn_unpack(struct str *bytes, const char **directory, char ***argv, char ***env);

#endif
