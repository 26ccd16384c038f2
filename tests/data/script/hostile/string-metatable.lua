-- SPDX-License-Identifier: MIT
getmetatable("").__index.rep = nil
