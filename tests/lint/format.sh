#!/bin/sh
# SPDX-License-Identifier: MIT
#
# .clang-format decides. Versions of clang-format differ in what they make of it, so only one counts;
# others, or none, cannot judge (exit 77).
. "$(dirname -- "$0")/common.sh"
version=14

tool=clang-format-$version
command -v "$tool" >/dev/null || tool=clang-format
case $("$tool" --version 2>/dev/null) in
*"version $version."*) ;;
*)
    echo "clang-format $version is not here"
    exit 77
    ;;
esac
c_files | with_files "$tool" --dry-run --ferror-limit=1 2>&1 | grep ': warning:' >"$problems"
verdict
