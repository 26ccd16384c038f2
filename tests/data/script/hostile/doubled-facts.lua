-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
local fact = fh.netns "host1":exists()
for i = 1, 100 do fact = fh.all { fact, fact } end
