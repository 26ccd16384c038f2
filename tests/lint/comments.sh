#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What is left to do is an issue: the words for it are followed by the issue's number, as in "(#12)".
# Nor does a file know the machine or the folder it was written on.
. "$(dirname -- "$0")/common.sh"

{
    c_files
    find_files -name '*.sh' -o -name '*.lua' -o -name '*.md' -o -name '*.awk' -o -name CMakeLists.txt
} | grep -vE '^tests/lint/(comments|selftest)\.sh$' | with_files awk -v tree="$PWD/" '
    function says(word, after) { return match(" " $0 " ", "[^A-Za-z_]" word after) }
    says("TODO", "[^A-Za-z_]") && !says("TODO", " ?\\(?#[0-9]+") || says("FIXME", "[^A-Za-z_]") {
        print FILENAME ":" FNR ": left to do, and no issue number"
    }
    index($0, tree) || /(^|[^A-Za-z0-9._~-])\/work\// || /\/tmp\/build-/ {
        print FILENAME ":" FNR ": a path that exists on one machine only"
    }' >"$problems"
verdict
