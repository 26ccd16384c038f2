-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
local host1 = fh.netns "host1"
local facts = {}
while true do facts[#facts % 8000 + 1] = host1:exists() end
