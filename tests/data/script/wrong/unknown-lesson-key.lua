-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
-- a comment about minuts = 5 is no key
return fh.lesson {
  id = "wrong",
  tools = { "minuts = 3" },
  minuts = 25,
  fh.read "one" {},
}
