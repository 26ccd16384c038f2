-- SPDX-License-Identifier: MIT
local text = ("x"):rep(200000) .. ("y"):rep(200000)
