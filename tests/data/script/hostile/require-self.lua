-- SPDX-License-Identifier: MIT
require "lesson"
