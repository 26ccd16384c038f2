local fh = require "firsthop"
print "hello"
