#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Every source file names its licence on its first line (after a "#!" line), and every C file goes on
# with a comment that says what the file is for.
. "$(dirname -- "$0")/common.sh"

{
    c_files
    find_files -name '*.sh' -o -name '*.lua' -o -name '*.awk' -o -name '*.cmake' -o -name CMakeLists.txt \
        -o -path './.ci/run' -o -path './engine/packages.txt' |
        grep -v '^\(\./\)\?tests/data/grade/' # what learners typed, to the letter
} | with_files awk '
    FNR == 1 { wanted = /^#!/ ? 2 : 1 }
    FNR == wanted && !/SPDX-License-Identifier: MIT$/ {
        print FILENAME ":" FNR ": no line \"SPDX-License-Identifier: MIT\""
    }
    FNR == 2 && FILENAME ~ /\.[ch]$/ && !/^\/\*/ {
        print FILENAME ":2: no comment on what the file is for"
    }' >"$problems"
verdict
