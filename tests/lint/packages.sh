#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The table of packages is whole: eight cells a row, none empty, kinds and probes that engine/setup.sh
# knows. Every library that CMakeLists.txt asks for has its row, and engine/README.md names each
# Debian package of the program.
. "$(dirname -- "$0")/common.sh"
table=engine/packages.txt

awk -F'|' '
    /^#/ || /^$/ { next }
    { for (i = 1; i <= NF; i++) { gsub(/^ +| +$/, "", $i); if ($i == "") print FILENAME ":" FNR ": an empty cell" } }
    NF != 8 { print FILENAME ":" FNR ": " NF " cells; 8 are needed"; next }
    $2 !~ /^(build|run|test)$/ { print FILENAME ":" FNR ": unknown kind \"" $2 "\"" }
    $3 !~ /^(command|library|header|flag):[^ ]+( (command|library|header|flag):[^ ]+)*$/ {
        print FILENAME ":" FNR ": not a probe: \"" $3 "\""
    }
    seen[$1]++ { print FILENAME ":" FNR ": a second row for \"" $1 "\"" }
    { rows++ }
    END { if (!rows) print FILENAME ":1: no rows" }' "$table" >"$problems"

sed -n 's/^ *pkg_[a-z_]*_modules*(\([A-Z0-9]*\) REQUIRED IMPORTED_TARGET \([^ )]*\).*/\2/p' CMakeLists.txt |
    while read -r library; do
        grep -Eq "library:([^ |]*/)?$library[ /|]" "$table" || echo "CMakeLists.txt:1: '$library' has no row in $table"
    done >>"$problems"

awk -F'|' '!/^#/ && $2 ~ /build|run/ { print $4 }' "$table" | tr ' ' '\n' | grep -vx -e '' -e - | sort -u |
    while read -r package; do
        grep -qF -- "$package" engine/README.md || echo "engine/README.md:1: does not name the package '$package'"
    done >>"$problems"
verdict
