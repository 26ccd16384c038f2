-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
local host1 = fh.netns "host1"
return fh.lesson {
  id = "wrong",
  map = { { host1, "router" } },
  fh.read "one" {},
}
