ip netns add router
ip netns add host1
ip netns add host2
ip link add va type veth peer name vb
ip link add vc type veth peer name vd
ip link set va netns host1 name eth0
ip link set vb netns router name e1
ip link set vc netns host2
ip link set vd netns router
ip -n host2 link set vc name eth0
ip -n router link set vd name e0
ip netns exec host1 ip addr add 10.0.1.10/24 dev eth0
ip netns exec host2 ip addr add 10.0.2.10/24 dev eth0
ip netns exec router ip addr add 10.0.2.11/24 dev e0
ip netns exec router ip addr add 10.0.1.11/24 dev e1
ip netns exec router sysctl -w net.ipv4.ip_forward=1
for ns in host1 host2 router; do
    for link in lo eth0 e0 e1; do
        ip netns exec $ns ip link set $link up 2>/dev/null
    done
done
ip netns exec host1 ip route add default via 10.0.1.11
ip netns exec host2 ip route add default via 10.0.2.11
ip netns exec host1 ping -c 1 10.0.2.10
ip netns exec host2 ping -c 1 10.0.1.10
