# SPDX-License-Identifier: MIT
#
# Reads what `ctest --output-junit` wrote. Prints "PASSED FAILED SKIPPED" to standard output and, for each
# skipped test, its name and what it said last, to standard error. One line of ctest's file holds one
# element, except that the output of a test keeps its own line ends.

function attribute(name,    found) {
    if (!match($0, " " name "=\"[^\"]*\""))
        return ""
    found = substr($0, RSTART, RLENGTH)
    sub(/^[^"]*"/, "", found)
    sub(/"$/, "", found)
    return found
}

function plain(text) {
    gsub(/<[^>]*>/, "", text)
    gsub(/&lt;/, "<", text)
    gsub(/&gt;/, ">", text)
    gsub(/&quot;/, "\"", text)
    gsub(/&apos;/, "'", text)
    gsub(/&amp;/, "\\&", text)
    sub(/^[ \t]+/, "", text)
    return text
}

/<testcase / {
    name = attribute("name")
    state = attribute("status")
    reason = ""
}

/<skipped/ { why = attribute("message") }

/<system-out/ { inside = 1 }

inside && plain($0) != "" && state == "notrun" { reason = plain($0) }

/<\/system-out>/ { inside = 0 }

/<\/testcase>/ {
    if (state == "run")
        passed++
    else if (state == "notrun" && why ~ /^SKIP/) {
        skipped++
        print "skipped: " name ": " reason > "/dev/stderr"
    } else if (state != "disabled")
        failed++
    why = ""
}

END { print passed + 0, failed + 0, skipped + 0 }
