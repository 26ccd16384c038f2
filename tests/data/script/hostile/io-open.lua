-- SPDX-License-Identifier: MIT
local file = io.open("/etc/passwd")
