#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh tests/run.sh [--quick] [CTEST-ARGUMENTS]: install what is missing, build, run every test.
#
# Passes: as the user who calls; if that is root, again as an ordinary user, in a copy of the tree that
# is built by that user; and once more with AddressSanitizer and UndefinedBehaviorSanitizer. --quick
# makes the first pass only. A test that cannot run here is skipped with its reason; where CI=true that
# is a failure. The last line sums all passes up: "N passed, N failed, N skipped".
set -u
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 70
. "$root/engine/setup.sh"

quick=no
if [ "${1-}" = --quick ]; then
    quick=yes
    shift
fi
ci=${CI:-false}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/firsthop-tests.XXXXXX") || exit 70
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP
: >"$scratch/passes"

# count_tests JUNIT-FILE: "PASSED FAILED SKIPPED", and why each one was skipped, to standard error.
count_tests() {
    awk -f "$root/tests/support/junit.awk" "$1"
}

# run_pass TITLE BUILD COMMAND...: ctest in BUILD by way of COMMAND (env, setpriv, ...)
run_pass() {
    title=$1
    dir=$2
    shift 2
    printf '\n== %s\n' "$title"
    results=$dir/junit.xml
    rm -f "$results"
    began=$(date +%s)
    "$@" --output-junit "$results"
    status=$?
    took=$(($(date +%s) - began))
    counts='0 0 0'
    [ ! -e "$results" ] || counts=$(count_tests "$results")
    # shellcheck disable=SC2086
    record_pass "$title" "$status" "$took" $counts
}

# record_pass TITLE STATUS SECONDS PASSED FAILED SKIPPED
record_pass() {
    passed=$4 failed=$5 skipped=$6
    if [ "$ci" = true ]; then
        failed=$((failed + skipped))
        skipped=0
    fi
    # A runner that failed without naming a test, or ran none at all, is a failure too.
    if [ "$failed" -eq 0 ] && { [ "$2" -ne 0 ] || [ "$passed" -eq 0 ]; }; then
        say "$1: the test runner ended with $2 after $passed tests"
        failed=1
    fi
    printf '%s|%s|%s|%s|%s\n' "$passed" "$failed" "$skipped" "$3" "$1" >>"$scratch/passes"
}

# A copy of the tree that @user owns, whatever the rights on the folders above ours.
copy_tree() {
    mkdir "$scratch/tree" "$scratch/home" &&
        tar -C "$root" --exclude='./build*' --exclude=./.git --exclude=./.cache -cf - . |
        tar -C "$scratch/tree" -xf - &&
        chown -R "$user:$group" "$scratch/tree" "$scratch/home" &&
        chmod 755 "$scratch"
}

as_user() {
    setpriv --reuid="$user" --regid="$group" --clear-groups --inh-caps=-all \
        env -u XDG_CACHE_HOME -u XDG_CONFIG_HOME -u XDG_DATA_HOME -u XDG_RUNTIME_DIR -u XDG_STATE_HOME \
        -u SUDO_UID -u SUDO_GID -u SUDO_USER HOME="$scratch/home" USER="user$user" LOGNAME="user$user" \
        "$@" </dev/null
}

need_packages build run test
jobs=$(processors)

find_build_dir build
say 'building ...'
build_program "$build" all -DFIRSTHOP_TESTS=ON -DFIRSTHOP_WERROR=ON
run_pass "as uid $(id -u)" "$build" \
    ctest --test-dir "$build" -j "$jobs" --output-on-failure --no-tests=error "$@"

if [ "$quick" = no ] && [ "$(id -u)" -eq 0 ]; then
    user=${SUDO_UID:-65534} group=${SUDO_GID:-65534}
    [ "$user" -ne 0 ] || user=65534 group=65534
    say "building as uid $user ..."
    copy_tree || give_up 70 'cannot copy the tree'
    cat >"$scratch/build.sh" <<'SCRIPT'
root=$1
. "$root/engine/setup.sh"
build_program "$root/build" all -DFIRSTHOP_TESTS=ON -DFIRSTHOP_WERROR=ON
SCRIPT
    as_user sh "$scratch/build.sh" "$scratch/tree" || give_up 70 "the build as uid $user failed"
    run_pass "as uid $user" "$scratch/tree/build" \
        as_user ctest --test-dir "$scratch/tree/build" -j "$jobs" --output-on-failure --no-tests=error "$@"
fi

if [ "$quick" = no ]; then
    if has_flag -fsanitize=address,undefined; then
        find_build_dir build-sanitize
        say 'building with sanitizers ...'
        build_program "$build" all -DFIRSTHOP_TESTS=ON -DFIRSTHOP_WERROR=ON -DFIRSTHOP_SANITIZE=ON
        run_pass 'with sanitizers' "$build" \
            env ASAN_OPTIONS="${ASAN_OPTIONS-detect_leaks=1}" \
            UBSAN_OPTIONS="${UBSAN_OPTIONS-print_stacktrace=1:halt_on_error=1}" \
            ctest --test-dir "$build" -j "$jobs" --output-on-failure --no-tests=error "$@"
    else
        say 'the compiler here has no sanitizers: that pass cannot run'
        # shellcheck disable=SC2046
        record_pass 'with sanitizers' 0 0 0 $([ "$ci" = true ] && echo 1 0 || echo 0 1)
    fi
fi

printf '\n== summary\n'
awk -F'|' '
    { printf "%-20s %4d passed, %d failed, %d skipped, %d s\n", $5, $1, $2, $3, $4
      passed += $1; failed += $2; skipped += $3 }
    END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
          exit failed > 0 || passed == 0 }' "$scratch/passes"
