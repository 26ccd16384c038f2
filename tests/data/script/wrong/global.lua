-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
hots1 = fh.netns "host1"
