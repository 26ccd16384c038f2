-- SPDX-License-Identifier: MIT
local nothing = (""):rep(1 << 60)
