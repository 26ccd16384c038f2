ip netns add router
ip netns add host1
ip netns add host2
ip -n host1 link add eth0 type veth peer name e1 netns router
ip -n host2 link add eth0 type veth peer name e0 netns router
ip -n host1 addr add 10.0.1.10/24 dev eth0
ip -n host2 addr add 10.0.2.10/24 dev eth0
ip -n router addr add 10.0.2.11/24 dev e0
ip -n router addr add 10.0.1.11/24 dev e1
ip netns exec router sysctl -q -w net.ipv4.ip_forward=1
for ns in host1 host2; do
    ip -n $ns link set lo up
    ip -n $ns link set eth0 up
done
for link in lo e0 e1; do ip -n router link set $link up; done
ip -n host1 route add default via 10.0.1.11
ip -n host2 route add default via 10.0.2.11
ip netns exec host1 ping -c 1 10.0.2.10
ip netns exec host2 ping -c 1 10.0.1.10
