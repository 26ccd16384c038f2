-- SPDX-License-Identifier: MIT
local pieces, kilobyte = {}, ("x"):rep(1000)
for i = 1, 100000 do pieces[i] = kilobyte:rep(200) end
