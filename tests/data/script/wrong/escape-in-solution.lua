-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
local host1, router = fh.netns "host1", fh.netns "router"

return fh.lesson {
  id = "wrong",
  fh.step "one" {
    expect = { host1:exists() },
    solution = "ip netns \27[31m add host1",
  },
}
