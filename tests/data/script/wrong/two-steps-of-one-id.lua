-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
return fh.lesson {
  id = "wrong",
  fh.read "one" {},
  fh.read "one" {},
}
