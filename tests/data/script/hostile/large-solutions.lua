-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
local host1 = fh.netns "host1"
local text = ("# comment\n"):rep(6000)
local also = {}
for i = 1, 256 do also[i] = text end
return fh.lesson {
  id = "hostile",
  fh.step "one" { expect = { host1:exists() }, solution = text, also = also },
}
