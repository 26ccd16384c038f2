ip -batch - <<'END'
netns add router
netns add host1
netns add host2
link add eth0 netns host1 type veth peer name e1 netns router
link add eth0 netns host2 type veth peer name e0 netns router
END
ip -n host1 -batch - <<'END'
addr add 10.0.1.10/24 dev eth0
link set lo up
link set eth0 up
route add default via 10.0.1.11
END
ip -n host2 -batch - <<'END'
addr add 10.0.2.10/24 dev eth0
link set lo up
link set eth0 up
route add default via 10.0.2.11
END
ip -n router -batch - <<'END'
addr add 10.0.2.11/24 dev e0
addr add 10.0.1.11/24 dev e1
link set lo up
link set e0 up
link set e1 up
END
ip netns exec router sysctl -w net.ipv4.ip_forward=1
ip netns exec host1 ping -c 1 10.0.2.10
ip netns exec host2 ping -c 1 10.0.1.10
