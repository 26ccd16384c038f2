-- SPDX-License-Identifier: MIT
error "\27[2Jgone"
