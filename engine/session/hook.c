// SPDX-License-Identifier: MIT
/*
 * The shell's side: the hook and the start files that load it, put into the throwaway /etc and
 * /root.
 *
 * Two kinds of shells talk to us. An interactive one (the learner at a terminal, and every shell
 * nested in it) asks before each prompt, through PROMPT_COMMAND. One that reads commands from a
 * pipe has no prompts; a DEBUG trap asks before each complete command instead, recognised by its
 * history number, and an EXIT trap after the last. BASH_ENV brings it to shells nested there.
 * Shells that run a script or `-c` never talk: bash reads BASH_ENV before it knows which it is ("s"
 * in $- comes later, shell.c), so the first trap finds out; not in a function, whose changes to the
 * DEBUG trap end with it.
 *
 * The hook lives in the learner's shell, so it must bear what a learner does there: set -u, -e, -x,
 * other values of IFS, functions that shadow builtins. bash itself restores $?, $_ and PIPESTATUS
 * after PROMPT_COMMAND (execute_variable_command in parse.y), but after a trap not $_: the DEBUG
 * trap ends with the argument it was given. Which history number stands for "a new command" was
 * found by trying: before a prompt HISTCMD, in a DEBUG trap `\!`. HISTCMD is the same there, but
 * one ahead while an EXIT trap runs at the end of input: no command then. Without any input
 * BASH_COMMAND there is still the last one of this file.
 *
 * Nothing here forks. Errors of the hook go to /dev/null: without the descriptor, it is as if it
 * were not there.
 *
 * Several shells may wait at once (`bash <<X &`) and share the descriptor. So answers are packets
 * of one fixed length, which `read -N` takes whole; a shell that got another's gives it back, to be
 * sent again; what nobody has acknowledged is sent again as well; and a question without an answer
 * is asked again after two seconds.
 */
#include <firsthop/session.h>

#include "hook.h"

_Static_assert(HOOK_ANSWER == 96, "the length that the hook reads");

static const char hook_text[] =
    "# How this shell tells the lesson that a command has ended. Without descriptor 60 it does "
    "nothing.\n"
    "{ : >&60; } 2>/dev/null || return 0\n"
    "\n"
    "# Wait for the answer to question $1. 0: go on, 1: ask again, 2: nobody is there.\n"
    "__firsthop_wait() {\n"
    "    local - answer status\n"
    "    set +o posix # or read takes one byte at a time, and the rest of a packet is lost\n"
    "    until\n"
    "        status=0 answer=\n"
    "        IFS= builtin read -r -t 2 -N 96 -u 60 answer || status=$?\n"
    "        [[ $status -ne 0 || $answer == \"$1 \"* ]]\n"
    "    do builtin printf '\\1R %s 0\\0' \"${answer%% *}\" >&60; done\n"
    "    case $status in\n"
    "    0)\n"
    "        __firsthop_where=${answer#\"$1 \"}\n"
    "        __firsthop_where=${__firsthop_where%% *}\n"
    "        builtin printf '\\1A %s 0\\0' \"$1\" >&60\n"
    "        ;;\n"
    "    1) exec 60>&-; return 2 ;;\n"
    "    *) return 1 ;;\n"
    "    esac\n"
    "}\n"
    "\n"
    "# Ask with the strings that function $1 writes, until there is an answer.\n"
    "__firsthop_ask() {\n"
    "    local token=${SRANDOM:-$RANDOM$RANDOM} answer=1\n"
    "    { : >&60; } || return 0\n"
    "    builtin printf '\\e]5379;firsthop;%s\\e\\\\' \"$token\" >/dev/tty\n"
    "    while [[ $answer -eq 1 ]]; do\n"
    "        \"$@\" >&60\n"
    "        answer=0\n"
    "        __firsthop_wait \"$token\" || answer=$?\n"
    "    done\n"
    "}\n"
    "\n"
    "__firsthop_say_prompt() {\n"
    "    builtin printf '\\1P %s %s\\0' \"$token\" \"$1\"\n"
    "    [[ $2 == \"$3\" ]] || HISTTIMEFORMAT= builtin history 1\n"
    "    builtin printf '\\0'\n"
    "}\n"
    "\n"
    "__firsthop_say_next() {\n"
    "    builtin printf '\\1D %s %s\\0%s\\0' \"$token\" \"$1\" \"$2\"\n"
    "    [[ $3 == exit ]] || HISTTIMEFORMAT= builtin history 1\n"
    "    builtin printf '\\0'\n"
    "}\n"
    "\n"
    "__firsthop_say_word() {\n"
    "    set -- \"${@:1:16}\"\n"
    "    builtin printf '\\1W %s %s\\0' \"$token\" \"$#\"\n"
    "    builtin printf '%s\\0' \"$@\"\n"
    "}\n"
    "\n"
    "__firsthop_prompt() {\n"
    "    local status=$1 number=${HISTCMD-}\n"
    "    __firsthop_ask __firsthop_say_prompt \"$status\" \"$number\" "
    "\"${__firsthop_seen-$number}\"\n"
    "    __firsthop_seen=$number\n"
    "}\n"
    "\n"
    "__firsthop_debug() {\n"
    "    local status=$1 number='\\!' directory='\\w'\n"
    "    number=${number@P}\n"
    "    [[ $number == \"${__firsthop_seen-}\" || $BASHPID != \"$$\" ]] && return 0\n"
    "    [[ ${HISTCMD-} == $((number + 1)) || $BASH_COMMAND == trap*__firsthop_debug* ]] && return "
    "0\n"
    "    __firsthop_seen=$number\n"
    "    __firsthop_ask __firsthop_say_next \"$status\" \"${directory@P}\" run\n"
    "}\n"
    "\n"
    "__firsthop_exit() {\n"
    "    [[ $BASHPID == \"$$\" ]] && __firsthop_ask __firsthop_say_next \"$1\" '' exit\n"
    "}\n"
    "\n"
    "__firsthop_word() { { __firsthop_ask __firsthop_say_word \"$@\" || :; } 2>/dev/null; }\n"
    "\n"
    "fh() { __firsthop_word \"${@:-help}\"; }\n"
    "for __firsthop_name in goals map why hint solution answer trip skip back reset lesson; do\n"
    "    builtin eval \"$__firsthop_name() { __firsthop_word $__firsthop_name \\\"\\$@\\\"; }\"\n"
    "done\n"
    "builtin unset __firsthop_name __firsthop_seen HISTFILE HISTTIMEFORMAT\n"
    "HISTCONTROL= HISTIGNORE= HISTSIZE=10000\n"
    "shopt -s cmdhist\n"
    "\n"
    "case $- in\n"
    "*i*)\n"
    "    __firsthop_where=\n"
    "    PS1='firsthop:${__firsthop_where-} \\w # '\n"
    "    PROMPT_COMMAND='{ __firsthop_prompt \"$?\" || :; } 2>/dev/null'\n"
    "    ;;\n"
    "*)\n"
    "    trap '{ __firsthop_exit \"$?\" || :; } 2>/dev/null' EXIT\n"
    "    set -o history\n"
    "    trap 'case $- in\n"
    "        *s*) { __firsthop_debug \"$?\" \"$_\" || : \"$_\"; } 2>/dev/null ;;\n"
    "        *) trap - DEBUG EXIT; set +o history ;;\n"
    "        esac' DEBUG\n"
    "    ;;\n"
    "esac\n";

static const char bashrc_text[] = "# For every interactive bash of the sandbox.\n"
                                  "case $- in *i*) ;; *) return 0 ;; esac\n"
                                  "shopt -s checkwinsize\n"
                                  "if [[ -z ${NO_COLOR-} && ${TERM-dumb} != dumb ]]; then\n"
                                  "    alias ls='ls --color=auto' grep='grep --color=auto'\n"
                                  "fi\n"
                                  ". /etc/firsthop/hook.bash\n";

/* bash reads ~/.bashrc; Debian's also /etc/bash.bashrc, even without HOME; a login shell the
 * profile. */
static const struct sandbox_file files[] = {
    {.path = HOOK_PATH, .text = hook_text, .mode = 0644},
    {.path = "/etc/bash.bashrc", .text = bashrc_text, .mode = 0644},
    {.path = "/root/.bashrc", .text = bashrc_text, .mode = 0644},
    {.path = "/root/.profile", .text = "[ -z \"${BASH-}\" ] || . ~/.bashrc\n", .mode = 0644},
};

const struct sandbox_file *session_files(size_t *count)
{
    *count = ARRAY_LENGTH(files);
    return files;
}
