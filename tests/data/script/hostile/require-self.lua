require "lesson"
