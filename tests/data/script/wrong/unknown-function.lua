local fh = require "firsthop"
return fh.leson { id = "wrong" }
