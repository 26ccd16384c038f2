-- SPDX-License-Identifier: MIT
coroutine.wrap(function() while true do end end)()
