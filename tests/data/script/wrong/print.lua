-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
print "hello"
