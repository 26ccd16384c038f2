-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
return fh.lesson {
  id = "routing",
  fh.read "one" {},
}
