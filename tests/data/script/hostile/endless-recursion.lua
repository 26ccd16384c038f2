-- SPDX-License-Identifier: MIT
local function f() return 1 + f() end
f()
