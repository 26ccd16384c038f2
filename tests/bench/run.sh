#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run.sh FILE PROGRAM...: runs the benchmarks one after the other and writes their figures, one line of JSON
# each, as an array to FILE; a person sees them on standard output.
set -u
file=$1
shift
lines=$(mktemp "${TMPDIR:-/tmp}/firsthop-bench.XXXXXX") || exit 70
trap 'rm -f "$lines"' EXIT
for program in "$@"; do
    "$program" >>"$lines" || {
        echo "$program failed" >&2
        exit 1
    }
done
{
    echo '['
    sed '$!s/$/,/; s/^/  /' "$lines"
    echo ']'
} >"$file"
cat "$lines"
