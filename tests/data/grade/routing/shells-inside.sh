ip netns add router
ip netns add host1
ip netns add host2
ip link add eth0 netns host1 type veth peer name e1 netns router
ip link add eth0 netns host2 type veth peer name e0 netns router
ip netns exec host1 bash
ip addr add 10.0.1.10/24 dev eth0
ip link set lo up
ip link set eth0 up
exit
ip netns exec host2 bash
ip addr add 10.0.2.10/24 dev eth0
ip link set lo up
ip link set eth0 up
exit
ip netns exec router bash
ip addr add 10.0.2.11/24 dev e0
ip addr add 10.0.1.11/24 dev e1
ip link set lo up
ip link set e0 up
ip link set e1 up
echo 1 > /proc/sys/net/ipv4/ip_forward
exit
ip netns exec host1 bash
ip route add default via 10.0.1.11
exit
ip netns exec host2 bash
ip route add default via 10.0.2.11
ping -c 1 10.0.1.10
exit
ip netns exec host1 bash
ping -c 1 10.0.2.10
exit
