-- SPDX-License-Identifier: MIT
require "/etc/passwd"
