-- SPDX-License-Identifier: MIT
return { host = "host1" }
