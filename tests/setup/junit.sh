#!/bin/sh
# SPDX-License-Identifier: MIT
#
# tests/support/junit.awk counts what ctest reports, and tells why a test was skipped: on the report of a
# real ctest run that has one test of each fate.
. "$(dirname -- "$0")/common.sh"

mkdir "$scratch/fates"
cat >"$scratch/fates/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.22)
project(fates NONE)
enable_testing()
add_test(NAME good COMMAND sh -c "echo '</testcase> is <skipped here'")
add_test(NAME bad COMMAND sh -c "exit 1")
add_test(NAME skip COMMAND sh -c "echo at first; echo 'no <veth> & no bridge'; exit 77")
set_tests_properties(skip PROPERTIES SKIP_RETURN_CODE 77)
add_test(NAME slow COMMAND tail -f /dev/null)
set_tests_properties(slow PROPERTIES TIMEOUT 1)
add_test(NAME gone COMMAND /no/such/program)
add_test(NAME off COMMAND true)
set_tests_properties(off PROPERTIES DISABLED ON)
END
cmake -S "$scratch/fates" -B "$scratch/fates/build" >/dev/null || exit 70
ctest --test-dir "$scratch/fates/build" --output-junit "$scratch/fates/junit.xml" >/dev/null 2>&1
counts=$(awk -f "$source_root/tests/support/junit.awk" "$scratch/fates/junit.xml" 2>"$scratch/reasons")
expect 'passed, failed, skipped' '1 3 1' "$counts"
expect 'why it was skipped' 'skipped: skip: no <veth> & no bridge' "$(cat "$scratch/reasons")"
exit "$failed"
