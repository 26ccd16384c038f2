-- SPDX-License-Identifier: MIT
local text = ("a"):rep(250000)
local part = ("a"):rep(125000) .. "b"
while true do string.find(text, part) end
