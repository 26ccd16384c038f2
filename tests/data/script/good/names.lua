return { host = "host1" }
