// SPDX-License-Identifier: MIT
/* The prompt floor: a bare bash on a pty. */
#include "floors.h"

#include <stdlib.h>

void floor_shell_open(struct terminal *t)
{
    static const char *const argv[] = {"bash", "--norc", "--noprofile", "-i", NULL};

    setenv("PS1", FLOOR_PROMPT, 1);
    setenv("TERM", "dumb", 1);
    terminal_open(t, argv, FLOOR_PROMPT);
}
