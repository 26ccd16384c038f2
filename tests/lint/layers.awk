# SPDX-License-Identifier: MIT
#
# First file: engine/CMakeLists.txt. The others: C files, whose #include lines are compared with it.

BEGIN {
    # Header of a foreign library -> the modules that may include it.
    home["libmnl/"] = "netlink"
    home["lua.h"] = home["lauxlib.h"] = home["lualib.h"] = "script"
    home["pcap.h"] = home["pcap/"] = "capture"
    home["md4c.h"] = home["utf8proc.h"] = "text"
    home["jansson.h"] = "report cli"
    home["seccomp.h"] = "sandbox"
    home["sqlite3.h"] = "store"
    # Wire formats of the kernel: for whoever speaks to it, never in a contract.
    kernel["linux/netlink.h"] = kernel["linux/rtnetlink.h"] = kernel["linux/genetlink.h"] = 1
}

function complain(text) { print FILENAME ":" FNR ": " text }

function has_word(words, word) { return index(" " words " ", " " word " ") > 0 }

# The modules: "firsthop_module(NAME USES a b LIBRARIES c)", which may go over several lines.
FILENAME ~ /CMakeLists\.txt$/ {
    sub(/#.*/, "")
    if ($0 ~ /^firsthop_module\(/)
        line = ""
    else if (line == "")
        next
    line = line " " $0
    if (line !~ /\)/)
        next
    sub(/^.*firsthop_module\(/, "", line)
    sub(/\).*/, "", line)
    count = split(line, words, /[ \t]+/)
    name = words[1]
    uses[name] = ""
    listing = 0
    for (i = 2; i <= count; i++) {
        if (words[i] == "USES" || words[i] == "LIBRARIES")
            listing = words[i] == "USES"
        else if (listing && words[i] != "") {
            if (!(words[i] in uses) || words[i] == name)
                complain(name " uses " words[i] ", which is not a module above it")
            uses[name] = uses[name] " " words[i]
        }
    }
    line = ""
    next
}

FNR == 1 {
    count = split(FILENAME, parts, "/")
    public = parts[1] == "include"
    module = public ? parts[count] : parts[2]
    sub(/\.h$/, "", module)
    if (!(module in uses))
        complain("'" module "' is not a module of engine/CMakeLists.txt")
}

!/^[ \t]*#[ \t]*include/ { next }

{
    header = $0
    sub(/^[^<"]*[<"]/, "", header)
    sub(/[>"].*/, "", header)
}

header ~ /^firsthop\// {
    other = header
    sub(/^firsthop\//, "", other)
    sub(/\.h$/, "", other)
    if (other != module && !has_word(uses[module], other))
        complain(module " may not use " other)
    next
}

# Private headers stay beside their .c: "x.h" or "MODULE/x.h".
/"/ && header ~ /\// && index(header, module "/") != 1 { complain("another folder's private header '" header "'") }

{
    for (prefix in home) {
        if (index(header, prefix) != 1)
            continue
        if (public)
            complain("a public header shows '" header "'")
        else if (!has_word(home[prefix], module))
            complain("'" header "' belongs to " home[prefix] " alone")
    }
    if (public && header in kernel)
        complain("a public header shows '" header "'")
}

END {
    if (!("base" in uses))
        print "engine/CMakeLists.txt:1: no module found"
}
