-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
return fh.leson { id = "wrong" }
