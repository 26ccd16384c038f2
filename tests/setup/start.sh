#!/bin/sh
# SPDX-License-Identifier: MIT
#
# engine/start.sh in a small tree: builds once, starts at once afterwards, builds again when a source
# changes, and finds another place where the tree's build/ cannot be ours.
. "$(dirname -- "$0")/common.sh"

tree="$scratch/a tree"
make_tree "$tree"
make_path "$scratch/elsewhere"
cd "$scratch/elsewhere" || exit 70

# start ARGUMENTS...: sets $out, $err and $status
start() {
    out=$(sh "$tree/engine/start.sh" "$@" 2>"$scratch/err" </dev/null)
    status=$?
    err=$(cat "$scratch/err")
}

start run 'two words' ''
expect 'standard output is firsthop'\''s alone' "$scratch/elsewhere: [run] [two words] []" "$out"
expect 'the exit status is firsthop'\''s' 7 "$status"
expect_words 'the first call says what takes so long' 'building' "$err"

# With no cmake to be had, a build would fail.
make_path "$scratch/tools" sh dirname find head
out=$(PATH=$scratch/tools sh "$tree/engine/start.sh" again 2>&1)
expect 'a later call starts without building' "$scratch/elsewhere: [again]" "$out"

# Times are compared by the file system's clock, whose tick may be coarse.
newer() {
    until [ -n "$(find "$1" -newer "$tree/build/.built")" ]; do touch "$1"; done
}
sed 's/" \[%s\]"/" <%s>"/' "$tree/engine/main.c" >"$scratch/main.c" && cp "$scratch/main.c" "$tree/engine/main.c"
newer "$tree/engine/main.c"
start changed
expect 'a changed source is built' "$scratch/elsewhere: <changed>" "$out"

echo 'int main(void) { return 0 }' >"$tree/engine/main.c"
newer "$tree/engine/main.c"
start broken
expect 'a build that fails: exit' 70 "$status"
expect 'a build that fails starts nothing' '' "$out"
expect_words 'a build that fails shows why' 'main.c:1' "$err"
cp "$scratch/main.c" "$tree/engine/main.c"
newer "$tree/engine/main.c"

mv "$tree" "$scratch/moved"
tree=$scratch/moved
start moved
expect 'a moved tree builds again' "$scratch/elsewhere: <moved>" "$out"

# build/ of another user: used while it is fresh, left alone when it is not.
if [ "$(id -u)" -eq 0 ]; then
    chown -R 65534 "$tree/build"
else
    chmod -R a-w "$tree"
fi
start theirs
expect "another user's fresh build is used" "$scratch/elsewhere: <theirs>" "$out"
expect 'and nothing is built for it' '' "$err"
touch -t 200101010000 "$tree/build/.built"
before=$(find "$tree/build" -newer "$tree/build/.built" | wc -l)
start mine
expect 'otherwise we build in our cache' "$scratch/elsewhere: <mine>" "$out"
expect 'which is there' 1 "$(find "$HOME/.cache/firsthop" -name firsthop -type f | wc -l)"
expect 'and theirs is as it was' "$before" "$(find "$tree/build" -newer "$tree/build/.built" | wc -l)"
start mine again
expect 'the cache is used at once' '' "$err"
exit "$failed"
