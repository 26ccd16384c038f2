local fh = require "firsthop"
local a = fh.netns "../host1"
