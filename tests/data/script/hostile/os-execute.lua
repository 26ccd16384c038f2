-- SPDX-License-Identifier: MIT
os.execute "touch /tmp/firsthop-was-here"
