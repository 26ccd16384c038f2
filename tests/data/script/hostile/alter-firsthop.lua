local fh = require "firsthop"
fh.step = function() return "mine" end
