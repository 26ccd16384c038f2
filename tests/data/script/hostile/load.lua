-- SPDX-License-Identifier: MIT
load("while true do end")()
