-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
local fact = fh.netns "host1":exists()
local list = {}
for i = 1, 256 do list[i] = fact end
local wide = fh.all(list)
for i = 1, 256 do list[i] = wide end
fh.all(list)
