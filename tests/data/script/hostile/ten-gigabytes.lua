-- SPDX-License-Identifier: MIT
local text = "x"
while #text < 10 * 1024 * 1024 * 1024 do text = text .. text end
