-- SPDX-License-Identifier: MIT
return { id = "wrong" }
