#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What need_packages does where something is missing: as root, with sudo, without it, and with no package
# manager at all. The package managers are stand-ins that write down how they were called.
. "$(dirname -- "$0")/common.sh"

mkdir -p "$scratch/engine"
cat >"$scratch/engine/packages.txt" <<'END'
# need | for | probe | deb | rpm | arch | alpine | suse
here      | build | command:sh                     | no     | no | no | no | no
either    | build | command:nothing-like-it/sh     | no     | no | no | no | no
two words | build | command:sh command:gadget      | gadget gadget-tools | gadget-rpm | gadget-arch | gadget-alpine | gadget-suse
for tests | test  | command:widget                 | widget | widget-rpm | w | w | w
none here | build | command:not-to-be-had          | -      | rpm-only | - | - | -
END

# What PATH holds: the programs setup.sh itself uses, and stand-ins below.
make_path "$scratch/tools" sh cat cut tr id tail sed cc pkg-config ln

# stand_in FOLDER NAME WHAT-IT-DOES
stand_in() {
    mkdir -p "$scratch/$1"
    printf '#!/bin/sh\n%s\n' "$3" >"$scratch/$1/$2"
    chmod +x "$scratch/$1/$2"
}
# This apt-get makes the program it is asked to install.
stand_in apt apt-get "echo \"apt-get \$*\" >>'$scratch/log'
case \$* in *gadget*) ln -sf \"\$(command -v sh)\" '$scratch/tools/gadget' ;; esac"
stand_in dnf dnf "echo \"dnf \$*\" >>'$scratch/log'"
stand_in root id 'echo 0'
stand_in user id 'echo 1000'
stand_in sudo sudo "echo \"sudo \$1\" >>'$scratch/log'
case \$1 in -n) exit 0 ;; esac
exec \"\$@\""
stand_in locked sudo 'exit 1'

# need FOLDERS KIND...: sets $said, $status and $log
need() {
    path=
    for folder in $1; do
        path=$path$scratch/$folder:
    done
    shift
    rm -f "$scratch/log"
    : >"$scratch/log"
    said=$(PATH=$path$scratch/tools sh -c 'root=$1; . "$2"; PATH=$3; shift 3; need_packages "$@"' \
        sh "$scratch" "$source_root/engine/setup.sh" "$path$scratch/tools" "$@" 2>&1 </dev/null)
    status=$?
    log=$(cat "$scratch/log")
}

need 'user apt' build
expect 'without rights: exit' 3 "$status"
expect_words 'without rights: what is missing' 'two words            gadget gadget-tools' "$said"
expect_words 'without rights: the exact command' \
    'as root: apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends gadget gadget-tools' "$said"
expect 'without rights: nothing is run' '' "$log"

need 'user apt locked' build
expect 'sudo that asks for a password, and no terminal: exit' 3 "$status"

need 'user dnf' build test
expect_words 'another system, other names' 'as root: dnf install -y -q gadget-rpm widget-rpm rpm-only' "$said"

need 'root dnf' build
expect 'root: installed and still missing: exit' 3 "$status"
expect_words 'root: installed and still missing: words' 'still not found: two words none here' "$said"
expect 'root: dnf was called' 'dnf install -y -q gadget-rpm rpm-only' "$log"

need 'user' build
expect 'no package manager: exit' 3 "$status"
expect_words 'no package manager: words' 'no package manager that I know' "$said"

need 'user apt sudo' build
expect 'sudo without a password: exit' 0 "$status"
expect_words 'sudo without a password: it is used' 'sudo sh' "$log"
rm "$scratch/tools/gadget"

need 'root apt' build
expect 'root: exit' 0 "$status"
expect_words 'root: installed' 'install -y -qq --no-install-recommends gadget gadget-tools' "$log"

need 'user apt' build
expect 'all there: exit' 0 "$status"
expect 'all there: not a word' '' "$said"
exit "$failed"
