-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
local a = fh.netns "../host1"
