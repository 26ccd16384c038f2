#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A public header is the manual. Each starts with a comment that says what the module is for, and every
# function has a comment: above it, beside it, or above the group (lines without a blank between) that
# it stands in. Only done/free/close may go without: house style says what they do.
. "$(dirname -- "$0")/common.sh"

find_files -path './include/*.h' | with_files awk '
    function complain(line, text) { print file ":" line ": " text }
    function end_of_group() {
        if (!commented)
            for (i = 1; i <= waiting; i++)
                complain(line_of[i], name_of[i] " is not documented")
        waiting = commented = 0
    }
    FNR == 1 { end_of_group(); file = FILENAME; depth = 0 }
    FNR == 2 && !/^\/\*\*/ { complain(2, "the second line begins no comment on what the module is for") }
    /^[ \t]*$/ && !in_comment { end_of_group(); next }
    FNR == 1 && /^\/\/ SPDX/ { next }
    # Section titles, "/* ---- events ---- */", document nothing.
    /^\/\* -+ .* -+ \*\/$/ { next }
    {
        code = $0
        if (in_comment || code ~ /\/\*/)
            commented = 1
        gsub(/\/\*.*\*\//, "", code)
        if (in_comment && code ~ /\*\//) { in_comment = 0; sub(/^.*\*\//, "", code) }
        else if (in_comment) next
        if (code ~ /\/\*/) { in_comment = 1; sub(/\/\*.*/, "", code) }
    }
    depth == 0 && code ~ /^[a-z].*[ *]\*?[a-z_0-9]+\(/ && code !~ /^(typedef|static|struct [a-z_]+ \{)/ {
        name = code
        sub(/\(.*/, "", name)
        sub(/^.*[ *]/, "", name)
        if (name !~ /_(done|free|close)$/) { waiting++; name_of[waiting] = name; line_of[waiting] = FNR }
    }
    { depth += gsub(/\{/, "", code); depth -= gsub(/\}/, "", code) }
    END { end_of_group() }' >"$problems"
verdict
