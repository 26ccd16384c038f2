# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# For the tests of engine/setup.sh and engine/start.sh: a throwaway folder, a small project that builds
# in a second in place of the engine, and checks. Sourced. POSIX sh.
set -u
source_root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/firsthop-setup.XXXXXX") || exit 70
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
failed=0
export HOME="$scratch/home"
unset XDG_CACHE_HOME
mkdir "$HOME"

# expect WHAT EXPECTED ACTUAL
expect() {
    [ "$2" = "$3" ] && return 0
    printf 'FAILED: %s\n  expected: %s\n  but was:  %s\n' "$1" "$2" "$3"
    failed=1
}

# expect_words WHAT WORDS TEXT: WORDS are somewhere in TEXT
expect_words() {
    case $3 in *"$2"*) return 0 ;; esac
    printf 'FAILED: %s\n  expected: ... %s ...\n  but was:  %s\n' "$1" "$2" "$3"
    failed=1
}

# A source tree in $1 whose firsthop prints its folder and its arguments.
make_tree() {
    mkdir -p "$1/engine" "$1/include"
    cp "$source_root/engine/start.sh" "$source_root/engine/setup.sh" "$1/engine/"
    printf 'always here | build | command:sh | - | - | - | - | -\n' >"$1/engine/packages.txt"
    cat >"$1/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.22)
project(small LANGUAGES C)
add_executable(firsthop_program engine/main.c)
set_target_properties(firsthop_program PROPERTIES OUTPUT_NAME firsthop)
END
    cat >"$1/engine/main.c" <<'END'
#include <stdio.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    char folder[4096];
    printf("%s:", getcwd(folder, sizeof(folder)));
    for (int i = 1; i < argc; i++)
        printf(" [%s]", argv[i]);
    puts("");
    return 7;
}
END
}

# A folder for PATH with links to the named programs only.
make_path() {
    _path=$1
    shift
    mkdir -p "$_path"
    for _program in "$@"; do
        ln -sf "$(command -v "$_program")" "$_path/$_program"
    done
}
