#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The size budget: a file of at most 500 lines, a function of at most 70. A function is what stands
# between a line "{" and a line "}", both in the first column.
. "$(dirname -- "$0")/common.sh"

{
    c_files
    find_files -name '*.lua' -o -name '*.sh' -o -name '*.awk' -o -name '*.cmake' -o -name CMakeLists.txt
} | with_files awk '
    FNR == 1 { opened = 0 }
    FNR == 501 { print FILENAME ":501: more than 500 lines" }
    FILENAME !~ /\.[ch]$/ { next }
    /^\{/ { opened = FNR }
    /^\}/ && opened {
        if (FNR - opened - 1 > 70)
            print FILENAME ":" opened ": a function of " FNR - opened - 1 " lines; 70 is the most"
        opened = 0
    }' >"$problems"
verdict
