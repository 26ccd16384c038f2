local pieces = {}
for i = 1, 100000 do pieces[i] = ("x"):rep(100000) .. i end
