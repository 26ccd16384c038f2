-- SPDX-License-Identifier: MIT
-- Texts full of zero bytes are compared piece by piece.
local list = {}
for i = 1, 9 do list[i] = ("\0"):rep(250000) .. i end
for i = 10, 9000 do list[i] = list[i % 9 + 1] end
table.sort(list)
