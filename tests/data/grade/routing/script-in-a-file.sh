cat > lab.sh <<"END"
ip netns add router
ip netns add host1
ip netns add host2
ip link add eth0 netns host1 type veth peer name e1 netns router
ip link add eth0 netns host2 type veth peer name e0 netns router
ip netns exec host1 ip addr add 10.0.1.10/24 dev eth0
ip netns exec host2 ip addr add 10.0.2.10/24 dev eth0
ip netns exec router ip addr add 10.0.2.11/24 dev e0
ip netns exec router ip addr add 10.0.1.11/24 dev e1
ip netns exec router sysctl -w net.ipv4.ip_forward=1
ip netns exec host1 ip link set lo up
ip netns exec host1 ip link set eth0 up
ip netns exec host2 ip link set lo up
ip netns exec host2 ip link set eth0 up
ip netns exec router ip link set lo up
ip netns exec router ip link set e0 up
ip netns exec router ip link set e1 up
ip netns exec host1 ip route add default via 10.0.1.11
ip netns exec host2 ip route add default via 10.0.2.11
ip netns exec host1 ping -c 1 10.0.2.10
ip netns exec host2 ping -c 1 10.0.1.10
END
sh lab.sh
