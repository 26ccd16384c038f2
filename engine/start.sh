#!/bin/sh
# SPDX-License-Identifier: MIT
#
# sh engine/start.sh [ARGUMENTS]: firsthop from its source tree. The first call installs the packages
# that are missing and builds; later calls start at once. Works from any folder; ARGUMENTS are firsthop's.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
. "$root/engine/setup.sh"

# Somebody else's build will do, if it is newer than the sources.
if ! { build=$root/build && is_fresh "$build"; }; then
    find_build_dir build
    if ! is_fresh "$build"; then
        need_packages build run
        [ -x "$build/firsthop" ] || say 'building, this takes half a minute the first time ...'
        # Warnings are for developers: a newer compiler's must not keep a learner out.
        if [ -e "$build/CMakeCache.txt" ]; then
            build_program "$build" firsthop_program
        else
            build_program "$build" firsthop_program -DFIRSTHOP_TESTS=OFF -DFIRSTHOP_WERROR=OFF
        fi
    fi
fi
exec "$build/firsthop" "$@"
