-- SPDX-License-Identifier: MIT
require "../other/lesson"
