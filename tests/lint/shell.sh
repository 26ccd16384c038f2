#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Every shell script can be read by the shell that its first line names (sh, if it is only sourced).
. "$(dirname -- "$0")/common.sh"

for script in $(find_files -name '*.sh' -o -path './.ci/run'); do
    case $(head -n 1 "$script") in
    *bash) shell=bash ;;
    *) shell=sh ;;
    esac
    "$shell" -n "$script" 2>&1 | sed "s|^|$script:1: |"
done >"$problems"
verdict
