-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
return fh.lesson {
  id = "wrong",
  minutes = "25",
  fh.read "one" {},
}
