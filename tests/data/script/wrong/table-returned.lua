return { id = "wrong" }
