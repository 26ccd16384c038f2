-- SPDX-License-Identifier: MIT
string.rep = function() return "mine" end
