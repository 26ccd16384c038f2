# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# What engine/start.sh and tests/run.sh share: find out which packages are missing, install them, and
# build. Sourced, never run; the caller sets $root to the top of the tree. All words go to standard
# error, for standard output belongs to firsthop. POSIX sh.

# Debian keeps sysctl and others where an ordinary user's PATH does not look.
PATH=$PATH:/usr/sbin:/sbin
export PATH

say() {
    printf 'firsthop: %s\n' "$*" >&2
}

# give_up STATUS WORDS...: 3 "this machine cannot", 70 "our own mistake" (the exit codes of firsthop)
give_up() {
    status=$1
    shift
    say "$@"
    exit "$status"
}

# ---- packages ------------------------------------------------------------------------------------

# Is there any of a/b/c? $1 is the test to make, $2 the names.
any_of() {
    _test=$1
    _old_ifs=$IFS
    IFS=/
    # shellcheck disable=SC2086
    set -- $2
    IFS=$_old_ifs
    for _name in "$@"; do
        "$_test" "$_name" && return 0
    done
    return 1
}

has_command() {
    command -v "$1" >/dev/null 2>&1
}

has_library() {
    pkg-config --exists "$1" 2>/dev/null
}

has_header() {
    printf '#include <%s>\n' "$1" | cc -E - >/dev/null 2>&1
}

# The sanitizers' libraries are packages of their own on some systems: only linking tells.
has_flag() {
    printf 'int main(void) { return 0; }\n' | cc "$1" -x c -o /dev/null - >/dev/null 2>&1
}

# probe_holds WORDS...: every word, KIND:WHAT, is true here
probe_holds() {
    for _word in "$@"; do
        case $_word in
        command:*) any_of has_command "${_word#*:}" || return 1 ;;
        library:*) any_of has_library "${_word#*:}" || return 1 ;;
        header:*) has_header "${_word#*:}" || return 1 ;;
        flag:*) has_flag "${_word#*:}" || return 1 ;;
        *) give_up 70 "engine/packages.txt: unknown probe '$_word'" ;;
        esac
    done
}

# missing_needs TABLE COLUMN KIND...: the needs of these kinds that are not met, as lines "NEED|PACKAGES".
# COLUMN counts from 1 (deb) to 5 (suse); needs for which that system has no package are left out.
missing_needs() {
    _table=$1
    _column=$2
    shift 2
    while IFS='|' read -r _need _kind _probe _deb _rpm _arch _alpine _suse; do
        case $_need in '#'* | '') continue ;; esac
        # Unquoted on purpose, here and below: it drops the padding and splits a cell into its words.
        # shellcheck disable=SC2086
        set_trimmed _kind $_kind
        case " $* " in *" $_kind "*) ;; *) continue ;; esac
        # shellcheck disable=SC2086
        probe_holds $_probe </dev/null && continue
        case $_column in
        1) _packages=$_deb ;; 2) _packages=$_rpm ;; 3) _packages=$_arch ;;
        4) _packages=$_alpine ;; *) _packages=$_suse ;;
        esac
        # shellcheck disable=SC2086
        set_trimmed _packages $_packages
        # shellcheck disable=SC2086
        set_trimmed _need $_need
        [ "$_packages" = - ] || printf '%s|%s\n' "$_need" "$_packages"
    done <"$_table"
}

# set_trimmed NAME WORDS...: $NAME is the words with one space between
set_trimmed() {
    _variable=$1
    shift
    eval "$_variable=\$*"
}

# Sets $column and $install_command for the package manager of this system; fails if it knows none.
find_package_manager() {
    if has_command apt-get; then
        column=1
        install_command='apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends'
    elif has_command dnf; then
        column=2 install_command='dnf install -y -q'
    elif has_command pacman; then
        column=3 install_command='pacman -S --needed --noconfirm'
    elif has_command apk; then
        column=4 install_command='apk add -q'
    elif has_command zypper; then
        column=5 install_command='zypper --non-interactive --quiet install --no-recommends'
    else
        return 1
    fi
}

# May we use sudo? A person is asked; without a terminal only a sudo that needs no password counts.
sudo_allowed() {
    has_command sudo || return 1
    if [ -t 0 ] && [ -t 2 ]; then
        printf 'firsthop: install them now with sudo? [Y/n] ' >&2
        read -r _answer || return 1
        case $_answer in '' | [Yy]*) return 0 ;; *) return 1 ;; esac
    fi
    sudo -n true 2>/dev/null
}

# need_packages KIND...: everything of these kinds is here afterwards, or the script has ended
need_packages() {
    column=1
    find_package_manager || column=0
    missing=$(missing_needs "$root/engine/packages.txt" "$column" "$@")
    [ -n "$missing" ] || return 0

    say 'this is missing here:'
    printf '%s\n' "$missing" | while IFS='|' read -r _need _packages; do
        printf '  %-20s %s\n' "$_need" "$_packages" >&2
    done
    [ "$column" -gt 0 ] ||
        give_up 3 'no package manager that I know is here (apt-get, dnf, pacman, apk, zypper): install these by hand'

    packages=$(printf '%s\n' "$missing" | cut -d'|' -f2 | tr '\n' ' ')
    install="$install_command ${packages% }"
    if [ "$(id -u)" -eq 0 ]; then
        say 'installing them ...'
        sh -c "$install" >&2 </dev/null || give_up 3 "this failed: $install"
    elif sudo_allowed; then
        sudo sh -c "$install" >&2 || give_up 3 "this failed: $install"
    else
        give_up 3 "to install them, do as root: $install"
    fi

    missing=$(missing_needs "$root/engine/packages.txt" "$column" "$@" | cut -d'|' -f1 | tr '\n' ' ')
    [ -z "$missing" ] || give_up 3 "installed, and still not found: $missing"
}

# ---- building ------------------------------------------------------------------------------------

# Sets $build: build/ of the tree if it is, or can become, ours; otherwise a folder of the user's
# cache. What another user built stays as it is: two owners in one build folder break each other.
find_build_dir() {
    build=$root/$1
    if [ -e "$build" ]; then
        [ -O "$build" ] && [ -w "$build" ] && return 0
    elif [ -w "$root" ]; then
        return 0
    fi
    cache=${XDG_CACHE_HOME:-${HOME:-}/.cache}/firsthop
    build=$cache/$1-$(printf '%s' "$root" | cksum | cut -d' ' -f1)
    mkdir -p "$build" || give_up 3 "there is no place to build in: neither '$root' nor '$cache' can be written"
}

# is_fresh BUILD: the program there is newer than all it is made from. A folder is newer when a file
# in it came, went or was renamed.
is_fresh() {
    [ -x "$1/firsthop" ] && [ -e "$1/.built" ] &&
        [ -z "$(find "$root/CMakeLists.txt" "$root/engine" "$root/include" \
            \( -name '*.[ch]' -o -name CMakeLists.txt -o -type d \) -newer "$1/.built" 2>&1 | head -n 1)" ]
}

# A build folder remembers where its sources were. After a move it is of no use.
drop_moved_build() {
    [ -e "$1/CMakeCache.txt" ] || return 0
    _home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$1/CMakeCache.txt")
    [ "$_home" = "$root" ] || rm -rf "$1/CMakeCache.txt" "$1/CMakeFiles" "$1/.built"
}

processors() {
    nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1
}

# quietly LOG COMMAND...: shown only if it fails
quietly() {
    _log=$1
    shift
    "$@" >"$_log" 2>&1 </dev/null && return 0
    tail -n 60 "$_log" >&2
    return 1
}

# build_program BUILD TARGET CMAKE-OPTION...: TARGET "all" or a name. Two at once wait for each other.
build_program() {
    _build=$1
    _target=$2
    shift 2
    mkdir -p "$_build"
    (
        has_command flock && exec 9>"$_build/.lock" && flock 9
        drop_moved_build "$_build"
        [ -e "$_build/CMakeCache.txt" ] || ! has_command ninja || set -- -G Ninja "$@"
        : >"$_build/.building"
        quietly "$_build/build.log" cmake -S "$root" -B "$_build" "$@" &&
            quietly "$_build/build.log" cmake --build "$_build" --target "$_target" -j "$(processors)" &&
            mv "$_build/.building" "$_build/.built"
    ) || give_up 70 "the build failed; all of its output is in $_build/build.log"
}
