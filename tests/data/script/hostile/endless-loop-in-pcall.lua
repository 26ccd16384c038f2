-- SPDX-License-Identifier: MIT
-- Every level catches and goes on: only an error that cannot be caught ends this.
local function f()
  while true do pcall(f) end
end
f()
