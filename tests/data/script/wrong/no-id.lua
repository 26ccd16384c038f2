-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
return fh.lesson {
  fh.read "one" {},
}
