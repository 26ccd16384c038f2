#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Who may use whom. engine/CMakeLists.txt is the only list: a module uses what its line names, and lines
# only name modules above them. A foreign library lives in one folder, and no public header shows one. The
# map of the code, engine/README.md, has a row for each module.
. "$(dirname -- "$0")/common.sh"

find_files -path './engine/*.[ch]' -o -path './include/*.h' |
    with_files awk -f "$here/layers.awk" engine/CMakeLists.txt >"$problems"
sed -n 's/^firsthop_module(\([a-z]*\).*/\1/p' engine/CMakeLists.txt | while read -r module; do
    grep -q "^| [0-9]* | \`$module\` |" engine/README.md || echo "engine/README.md:1: no row for the module '$module'"
done >>"$problems"
verdict
