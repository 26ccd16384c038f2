local fh = require "firsthop"
return fh.lesson {
  fh.read "one" {},
}
