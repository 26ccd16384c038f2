-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
local host1, router = fh.netns "host1", fh.netns "router"

return fh.lesson {
  id = "wrong",
  fh.step "one" {
    expect = {
      host1:exists(),
      fh.pinged { from = "host1", to = "10.0.2.10" },
    },
    solution = "ip netns add host1",
  },
}
