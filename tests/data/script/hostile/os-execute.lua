os.execute "touch /tmp/firsthop-was-here"
