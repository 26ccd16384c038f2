local nothing = (""):rep(1 << 60)
