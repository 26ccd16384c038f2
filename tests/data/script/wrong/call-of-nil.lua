-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
local helpers = {}
helpers.cable("a", "b")
