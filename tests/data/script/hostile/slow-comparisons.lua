-- SPDX-License-Identifier: MIT
local a, b = ("\0"):rep(250000) .. "a", ("\0"):rep(250000) .. "b"
while true do local c = a < b, a < b, a < b, a < b, a < b, a < b, a < b, a < b end
