-- SPDX-License-Identifier: MIT
local fh = require "firsthop"
local last = ("10.0.1.10"):match "%d+$"
