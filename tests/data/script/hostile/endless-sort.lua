-- SPDX-License-Identifier: MIT
local list = {}
for i = 1, 10000 do list[i] = 10000 - i end
table.sort(list, function(a, b) while a do b = a end end)
