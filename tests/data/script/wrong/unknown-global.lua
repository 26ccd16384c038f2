-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
local host1 = fh.netns "host1"
return fh.lesson { id = "wrong", fh.step "one" { expect = { hots1:exists() }, solution = "true" } }
