# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# What every lint script starts with: sh NAME.sh [TREE]. Sourced; leaves the caller in TREE (this one, if
# not said), so that all paths are short. A script prints "FILE:LINE: what is wrong", one a line, and
# ends with `verdict`. Nothing is changed. POSIX sh and awk.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
cd "${1:-$here/../..}" || exit 70
problems=$(mktemp "${TMPDIR:-/tmp}/firsthop-lint.XXXXXX") || exit 70
trap 'rm -f "$problems"' EXIT

# find_files FIND-EXPRESSION...: regular files of the project, never of a build folder or of git
find_files() {
    find . \( -path './build*' -o -name .git -o -name .cache \) -prune -o -type f \( "$@" \) -print |
        sed 's|^\./||' | LC_ALL=C sort
}

c_files() {
    find_files -path './engine/*.[ch]' -o -path './include/*.h' -o -path './tests/*.[ch]'
}

# Hands the names on standard input to COMMAND as arguments; nothing happens if there are none.
with_files() {
    _names=$(cat)
    [ -n "$_names" ] || return 0
    # Our names hold no blanks: text.sh sees to that.
    # shellcheck disable=SC2086
    "$@" $_names
}

# The end of a script: what was written to $problems is said, and decides.
verdict() {
    [ -s "$problems" ] || exit 0
    cat "$problems"
    exit 1
}
