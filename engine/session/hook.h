// SPDX-License-Identifier: MIT
/* What the hook in the shell and the engine agree on. */
#ifndef SESSION_HOOK_H
#define SESSION_HOOK_H

#define HOOK_PATH "/etc/firsthop/hook.bash"
enum {
    HOOK_FD = 60,
    HOOK_ANSWER = 96, /* length of an answer: "TOKEN LESSON(WHERE)" and spaces */
};

#endif
