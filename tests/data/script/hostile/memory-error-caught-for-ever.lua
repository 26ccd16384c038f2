-- SPDX-License-Identifier: MIT
local text = ("x"):rep(200000)
while true do pcall(function() return text .. text end) end
