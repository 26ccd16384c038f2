-- SPDX-License-Identifier: MIT
local fh = require "firsthop"

fh.lesson {
  id = "wrong",
  fh.read "one" {},
}
