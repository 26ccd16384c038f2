-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
local host1 = fh.netns "host1"
local trip = fh.trip { from = host1, too = "10.0.2.10" }
