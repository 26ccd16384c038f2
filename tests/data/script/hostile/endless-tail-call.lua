-- SPDX-License-Identifier: MIT
local function f() return f() end
f()
