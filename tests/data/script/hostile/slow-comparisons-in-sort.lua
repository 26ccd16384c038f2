-- Texts full of zero bytes are compared piece by piece.
local list = {}
for i = 1, 200 do list[i] = ("\0"):rep(250000) .. i end
for i = 1, 10000 do list[i] = list[i % 200 + 1] end
table.sort(list)
