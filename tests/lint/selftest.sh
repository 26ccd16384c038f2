#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The lints can fail: each is shown a small tree with one known mistake at a time, and must name it; and
# the same tree without the mistake, about which it must say nothing.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
tree=$(mktemp -d "${TMPDIR:-/tmp}/firsthop-selftest.XXXXXX") || exit 70
trap 'rm -rf "$tree"' EXIT
failed=0

# put FILE: standard input becomes that file of the tree
put() {
    mkdir -p "$tree/$(dirname "$1")"
    cat >"$tree/$1"
}

good_tree() {
    rm -rf "${tree:?}"/*
    put engine/CMakeLists.txt <<'END'
# SPDX-License-Identifier: MIT
firsthop_module(base)
firsthop_module(netlink USES base
                LIBRARIES PkgConfig::MNL)
END
    put include/firsthop/netlink.h <<'END'
// SPDX-License-Identifier: MIT
/**
 * netlink: reads.
 */
#include <firsthop/base.h>

struct netlink;
/** Open one. */
int netlink_open(struct netlink **out);
void netlink_free(struct netlink *nl);
END
    put include/firsthop/base.h <<'END'
// SPDX-License-Identifier: MIT
/** base: nothing yet. */
END
    put engine/netlink/read.c <<'END'
// SPDX-License-Identifier: MIT
/* Reads. */
#include <firsthop/netlink.h>
#include <libmnl/libmnl.h>

int netlink_open(struct netlink **out)
{
    return out ? 0 : 1; /* TODO(#12): more */
}
END
    put engine/packages.txt <<'END'
# SPDX-License-Identifier: MIT
netlink | build | library:libmnl | libmnl-dev | - | - | - | -
END
    put CMakeLists.txt <<'END'
# SPDX-License-Identifier: MIT
pkg_check_modules(MNL REQUIRED IMPORTED_TARGET libmnl)
END
    # shellcheck disable=SC2016
    printf '%s\n' libmnl-dev '| 0 | `base` |' '| 1 | `netlink` |' | put engine/README.md
    printf '# SPDX-License-Identifier: MIT\nset -eu\n' | put engine/start.sh
    printf -- '-- SPDX-License-Identifier: MIT\nreturn {}\n' | put lessons/one/lesson.lua
    printf '# One\n' | put lessons/one/en.md
    printf '# 一\n' | put lessons/one/ja.md
    cp "$here/../../.clang-format" "$tree/"
}

# says LINT WORDS: the lint finds a mistake in the tree and these words are in what it says
says() {
    said=$(sh "$here/$1.sh" "$tree")
    status=$?
    if [ "$status" -eq 77 ]; then
        printf 'lint %s cannot run here: %s\n' "$1" "$said"
    elif [ "$status" -ne 1 ] || ! printf '%s' "$said" | grep -qF -- "$2"; then
        printf 'lint %s ended with %s; expected "%s", it said: %s\n' "$1" "$status" "$2" "$said"
        failed=1
    fi
    good_tree
}

good_tree
for lint in layers size headers spdx format comments shell text packages; do
    said=$(sh "$here/$lint.sh" "$tree")
    case $? in
    0 | 77) ;;
    *) printf 'lint %s finds fault with the good tree: %s\n' "$lint" "$said" && failed=1 ;;
    esac
done

in_read() {
    printf '%s\n' "$@" >>"$tree/engine/netlink/read.c"
}

printf 'firsthop_module(top USES base above)\n' >>"$tree/engine/CMakeLists.txt"
says layers 'engine/CMakeLists.txt:5: top uses above, which is not a module above it'
printf '#include <firsthop/netlink.h>\n' >>"$tree/include/firsthop/base.h"
says layers 'include/firsthop/base.h:3: base may not use netlink'
in_read '#include <lua.h>'
says layers "engine/netlink/read.c:10: 'lua.h' belongs to script alone"
in_read '#include "../base/x.h"'
says layers 'private header'
printf '#include <libmnl/libmnl.h>\n' >>"$tree/include/firsthop/netlink.h"
says layers "a public header shows 'libmnl/libmnl.h'"
printf 'libmnl-dev\n' | put engine/README.md
says layers "no row for the module 'netlink'"
printf '// SPDX-License-Identifier: MIT\n/* x */\n' | put engine/other/x.c
says layers "'other' is not a module"

awk 'BEGIN { for (i = 0; i < 500; i++) print "/* */" }' >>"$tree/engine/netlink/read.c"
says size 'engine/netlink/read.c:501: more than 500 lines'
awk 'BEGIN { print "void f(void)\n{"; for (i = 0; i < 71; i++) print "    ;"; print "}" }' >>"$tree/engine/netlink/read.c"
says size 'engine/netlink/read.c:11: a function of 71 lines'

printf '\nint netlink_hidden(void);\n' >>"$tree/include/firsthop/netlink.h"
says headers 'include/firsthop/netlink.h:12: netlink_hidden is not documented'
printf '// SPDX-License-Identifier: MIT\nint base(void); /* one */\n' | put include/firsthop/base.h
says headers 'include/firsthop/base.h:2: the second line begins no comment'

printf '/* no licence */\n' | put engine/netlink/read.c
says spdx 'engine/netlink/read.c:1: no line'
printf '// SPDX-License-Identifier: MIT\nint x;\n' | put engine/netlink/read.c
says spdx 'engine/netlink/read.c:2: no comment'
in_read 'int  badly;'
says format 'engine/netlink/read.c:10'
in_read '/* TODO: later */'
says comments 'engine/netlink/read.c:10: left to do'
in_read "/* see /work/x */"
says comments 'engine/netlink/read.c:10: a path'
in_read "/* see $tree/x */"
says comments 'engine/netlink/read.c:10: a path'
printf 'if true; then\n' >>"$tree/engine/start.sh"
says shell 'engine/start.sh:1:'
printf '\377\n' | put engine/README.md
says text 'engine/README.md:1: not UTF-8'
printf 'a\r\n' | put engine/README.md
says text 'engine/README.md:1: a carriage return'
printf 'a' | put engine/README.md
says text 'engine/README.md:1: the last line has no end'
rm "$tree/lessons/one/ja.md"
says text 'lessons/one/lesson.lua:1: no ja.md beside it'
printf 'x | build | library:x | - | - | - | -\n' >>"$tree/engine/packages.txt"
says packages 'engine/packages.txt:3: 7 cells'
printf 'x | build | program:x | - | - | - | - | -\n' >>"$tree/engine/packages.txt"
says packages 'engine/packages.txt:3: not a probe'
printf 'x | build | command:x | | - | - | - | -\n' >>"$tree/engine/packages.txt"
says packages 'engine/packages.txt:3: an empty cell'
printf 'pkg_check_modules(X REQUIRED IMPORTED_TARGET libx)\n' >>"$tree/CMakeLists.txt"
says packages "'libx' has no row"
: >"$tree/engine/README.md"
says packages "does not name the package 'libmnl-dev'"

exit "$failed"
