-- SPDX-License-Identifier: MIT
local code = string.dump(function() end)
