#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Text is UTF-8 with plain line ends, the last line ends too, and names of files hold no blanks. Every
# lesson has its prose in English and Japanese.
. "$(dirname -- "$0")/common.sh"

return_character=$(printf '\r')
{
    find_files -name '*[[:space:]]*' | sed 's/$/: a blank in a file name/'
    for file in $(find_files ! -path './tests/data/*' ! -name '*[[:space:]]*'); do
        [ -s "$file" ] || continue
        iconv -f UTF-8 -t UTF-8 "$file" >/dev/null 2>&1 || echo "$file:1: not UTF-8"
        ! grep -q "$return_character" "$file" || echo "$file:1: a carriage return"
        [ -z "$(tail -c 1 "$file")" ] || echo "$file:1: the last line has no end"
    done
    for lesson in $(find_files -path './lessons/*/lesson.lua'); do
        for language in en ja; do
            [ -s "${lesson%/*}/$language.md" ] || echo "$lesson:1: no $language.md beside it"
        done
    done
} >"$problems"
verdict
