-- SPDX-License-Identifier: MIT
-- #list is 2^62 although it holds 63 numbers.
local list = {}
for i = 62, 0, -1 do list[1 << i] = i end
table.insert(list, 1, 0)
