error "\27[2Jgone"
