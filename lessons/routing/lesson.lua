-- SPDX-License-Identifier: MIT
-- Two hosts on two segments, and a router between them.
local fh = require "firsthop"

local host1, router, host2 = fh.netns "host1", fh.netns "router", fh.netns "host2"

return fh.lesson {
  id = "routing",
  needs = { "netns", "veth" },
  tools = { "ip", "ping", "sysctl" },
  minutes = 25,
  map = { { host1, router, host2 } },

  fh.step "namespaces" {
    expect = { router:exists(), host1:exists(), host2:exists() },
    solution = [[
      ip netns add router
      ip netns add host1
      ip netns add host2
    ]],
    also = {
      "for name in host1 host2 router; do ip netns add $name; done",
      [[
        ip -batch - <<END
        netns add router
        netns add host1
        netns add host2
        END
      ]],
    },
    mistakes = {
      {
        [[
          ip netns add Router
          ip netns add host1
          ip netns add host2
        ]],
        says = "other-name",
        when = fh.netns "Router":exists(),
      },
      {
        "ip link add router type veth peer name host1",
        says = "link-not-namespace",
        when = fh.host:link "router":exists(),
      },
    },
  },

  fh.step "cables" {
    expect = {
      host1:link "eth0":peer(router:link "e1"),
      host2:link "eth0":peer(router:link "e0"),
    },
    solution = [[
      ip link add eth0 netns host1 type veth peer name e1 netns router
      ip link add eth0 netns host2 type veth peer name e0 netns router
    ]],
    also = {
      [[
        # make each pair on the host, then move its ends and rename them
        ip link add pair1 type veth peer name pair2
        ip link set pair1 netns host1
        ip link set pair2 netns router
        ip -n host1 link set pair1 name eth0
        ip -n router link set pair2 name e1
        ip link add pair3 type veth peer name pair4
        ip link set pair3 netns host2 name eth0
        ip link set pair4 netns router name e0
      ]],
      [[
        # from inside a namespace, from either end
        ip -n host1 link add eth0 type veth peer name e1 netns router
        nsenter --net=/run/netns/router ip link add e0 type veth peer name eth0 netns host2
      ]],
      [[
        ip -batch - <<END
        link add eth0 netns host1 type veth peer name e1 netns router
        link add eth0 netns host2 type veth peer name e0 netns router
        END
      ]],
    },
    mistakes = {
      {
        [[
          ip link add eth0 netns host1 type veth peer name e1
          ip link add eth0 netns host2 type veth peer name e0
        ]],
        says = "peer-left-on-host",
        when = fh.any {
          host1:link "eth0":peer(fh.host:link "e1"),
          host2:link "eth0":peer(fh.host:link "e0"),
        },
      },
      {
        [[
          ip link add eth0 netns host1 type veth peer name e0 netns router
          ip link add eth0 netns host2 type veth peer name e1 netns router
        ]],
        says = "crossed",
        when = fh.any {
          host1:link "eth0":peer(router:link "e0"),
          host2:link "eth0":peer(router:link "e1"),
        },
      },
      {
        [[
          ip link add eth0 netns host1 type veth peer name eth0 netns host2
          ip link add e1 netns router type veth peer name e0 netns router
        ]],
        says = "past-the-router",
        when = host1:link "eth0":peer(host2:link "eth0"),
      },
    },
  },

  fh.step "addresses" {
    expect = {
      host1:link "eth0":address "10.0.1.10/24",
      host2:link "eth0":address "10.0.2.10/24",
      router:link "e0":address "10.0.2.11/24",
      router:link "e1":address "10.0.1.11/24",
    },
    solution = [[
      ip netns exec host1 ip addr add 10.0.1.10/24 dev eth0
      ip netns exec host2 ip addr add 10.0.2.10/24 dev eth0
      ip netns exec router ip addr add 10.0.2.11/24 dev e0
      ip netns exec router ip addr add 10.0.1.11/24 dev e1
    ]],
    also = {
      [[
        ip -n host1 addr add 10.0.1.10/24 dev eth0
        ip -n host2 addr add 10.0.2.10/24 dev eth0
        ip -n router -batch - <<END
        addr add 10.0.1.11/24 dev e1
        addr add 10.0.2.11/24 dev e0
        END
      ]],
      [[
        nsenter --net=/run/netns/host1 ip address add 10.0.1.10/255.255.255.0 dev eth0
        nsenter --net=/run/netns/host2 ip address add 10.0.2.10/255.255.255.0 dev eth0
        ip netns exec router sh -c 'ip a add 10.0.1.11/24 dev e1; ip a add 10.0.2.11/24 dev e0'
      ]],
    },
    mistakes = {
      {
        [[
          ip netns exec host1 ip addr add 10.0.1.10 dev eth0
          ip netns exec host2 ip addr add 10.0.2.10 dev eth0
          ip netns exec router ip addr add 10.0.2.11 dev e0
          ip netns exec router ip addr add 10.0.1.11 dev e1
        ]],
        says = "no-prefix-length",
        when = fh.any {
          host1:link "eth0":address "10.0.1.10/32",
          host2:link "eth0":address "10.0.2.10/32",
          router:link "e0":address "10.0.2.11/32",
          router:link "e1":address "10.0.1.11/32",
        },
      },
      {
        [[
          ip netns exec host1 ip addr add 10.0.1.10/24 dev eth0
          ip netns exec host2 ip addr add 10.0.2.10/24 dev eth0
          ip netns exec router ip addr add 10.0.2.11/24 dev e1
          ip netns exec router ip addr add 10.0.1.11/24 dev e0
        ]],
        says = "swapped",
        when = fh.any { router:link "e1":address "10.0.2.11/24", router:link "e0":address "10.0.1.11/24" },
      },
      {
        [[
          ip netns exec host1 ip addr add 10.0.2.10/24 dev eth0
          ip netns exec host2 ip addr add 10.0.1.10/24 dev eth0
          ip netns exec router ip addr add 10.0.2.11/24 dev e0
          ip netns exec router ip addr add 10.0.1.11/24 dev e1
        ]],
        says = "wrong-segment",
        when = fh.any { host1:link "eth0":address "10.0.2.10/24", host2:link "eth0":address "10.0.1.10/24" },
      },
    },
  },

  fh.step "forwarding" {
    expect = { router:forwards "ipv4" },
    solution = "ip netns exec router sysctl -w net.ipv4.ip_forward=1",
    also = {
      "ip netns exec router sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'",
      "ip netns exec router sysctl net.ipv4.conf.all.forwarding=1",
      "nsenter --net=/run/netns/router sysctl -w net/ipv4/ip_forward=1",
    },
    mistakes = {
      {
        "sysctl -w net.ipv4.ip_forward=1",
        says = "wrong-namespace",
        when = fh.host:forwards "ipv4",
      },
      {
        "ip netns exec host1 sysctl -w net.ipv4.ip_forward=1",
        says = "host-forwards",
        when = fh.any { host1:forwards "ipv4", host2:forwards "ipv4" },
      },
      {
        "ip netns exec router sysctl -w net.ipv4.conf.e1.forwarding=1",
        says = "one-way",
        when = fh.any {
          router:sysctl("net.ipv4.conf.e1.forwarding", 1),
          router:sysctl("net.ipv4.conf.e0.forwarding", 1),
        },
      },
    },
  },

  fh.step "up" {
    expect = {
      host1:link "lo":up(),
      host1:link "eth0":up(),
      host2:link "lo":up(),
      host2:link "eth0":up(),
      router:link "lo":up(),
      router:link "e0":up(),
      router:link "e1":up(),
    },
    solution = [[
      ip netns exec host1 ip link set lo up
      ip netns exec host1 ip link set eth0 up
      ip netns exec host2 ip link set lo up
      ip netns exec host2 ip link set eth0 up
      ip netns exec router ip link set lo up
      ip netns exec router ip link set e0 up
      ip netns exec router ip link set e1 up
    ]],
    also = {
      [[
        for name in host1 host2; do
          ip -n $name link set lo up
          ip -n $name link set eth0 up
        done
        for link in lo e0 e1; do
          ip netns exec router ip link set dev $link up
        done
      ]],
      [[
        nsenter --net=/run/netns/host1 sh -c 'ip link set lo up; ip link set eth0 up'
        nsenter --net=/run/netns/host2 sh -c 'ip link set lo up; ip link set eth0 up'
        ip -n router -batch - <<END
        link set e0 up
        link set e1 up
        link set lo up
        END
      ]],
    },
    mistakes = {
      {
        [[
          ip netns exec host1 ip link set eth0 up
          ip netns exec host2 ip link set eth0 up
          ip netns exec router ip link set e0 up
          ip netns exec router ip link set e1 up
        ]],
        says = "loopback-down",
        when = fh.all {
          host1:link "eth0":up(),
          host2:link "eth0":up(),
          router:link "e0":up(),
          router:link "e1":up(),
        },
      },
    },
  },

  -- way_to asks the kernel's own lookup: a default route and a specific one are equally right.
  fh.step "way-out" {
    expect = {
      host1:way_to("10.0.2.10", { via = "10.0.1.11" }),
      host2:way_to("10.0.1.10", { via = "10.0.2.11" }),
    },
    solution = [[
      ip netns exec host1 ip route add default via 10.0.1.11
      ip netns exec host2 ip route add default via 10.0.2.11
    ]],
    also = {
      [[
        # only the other segment
        ip -n host1 route add 10.0.2.0/24 via 10.0.1.11
        ip -n host2 route add 10.0.1.0/24 via 10.0.2.11 dev eth0
      ]],
      [[
        # only the other host
        nsenter --net=/run/netns/host1 ip route replace 10.0.2.10 via 10.0.1.11
        nsenter --net=/run/netns/host2 ip route replace 10.0.1.10/32 via 10.0.2.11
      ]],
    },
    mistakes = {
      {
        [[
          ip netns exec host1 ip route add default dev eth0
          ip netns exec host2 ip route add default dev eth0
        ]],
        says = "no-gateway",
        when = fh.any {
          host1:way_to("10.0.2.10", { via = "10.0.2.10" }), -- as if it were a neighbour
          host2:way_to("10.0.1.10", { via = "10.0.1.10" }),
        },
      },
      {
        [[
          ip netns exec host1 ip route add default via 10.0.2.11 dev eth0 onlink
          ip netns exec host2 ip route add default via 10.0.1.11 dev eth0 onlink
        ]],
        says = "far-side",
        when = fh.any {
          host1:way_to("10.0.2.10", { via = "10.0.2.11" }),
          host2:way_to("10.0.1.10", { via = "10.0.1.11" }),
        },
      },
      {
        [[
          ip netns exec host1 ip route add default via 10.0.1.1
          ip netns exec host2 ip route add default via 10.0.2.1
        ]],
        says = "nobody-there",
        when = fh.any {
          host1:way_to("10.0.2.10", { via = "10.0.1.1" }),
          host2:way_to("10.0.1.10", { via = "10.0.2.1" }),
        },
      },
    },
  },

  fh.predict "ttl" {
    choices = { "64", "63", "62" },
    answer = function(seen) return tostring(seen.trip.reply.arrives_with.ttl) end,
  },

  fh.step "ping" {
    expect = {
      host1:reaches("10.0.2.10", { ttl = 63 }),
      host2:reaches("10.0.1.10", { ttl = 63 }),
      fh.pinged { from = host1, to = "10.0.2.10" },
      fh.pinged { from = host2, to = "10.0.1.10" },
    },
    watch = { trip = fh.trip { from = host1, to = "10.0.2.10" } },
    solution = [[
      ip netns exec host1 ping -c 1 10.0.2.10
      ip netns exec host2 ping -c 1 10.0.1.10
    ]],
    also = {
      [[
        nsenter --net=/run/netns/host2 ping -c 1 10.0.1.10
        nsenter --net=/run/netns/host1 ping -c 1 10.0.2.10
      ]],
      [[
        ip netns exec host1 sh -c 'ping -c 1 10.0.2.10'
        ip netns exec host2 ping -c 1 -s 1000 10.0.1.10
      ]],
    },
    mistakes = {
      {
        [[
          ip netns exec host1 ping -c 1 10.0.2.11
          ip netns exec host2 ping -c 1 10.0.1.11
        ]],
        says = "router-answered",
      },
      {
        [[
          ip netns exec host1 ping -c 1 -t 1 10.0.2.10
          ip netns exec host2 ping -c 1 -t 1 10.0.1.10
        ]],
        says = "expired",
      },
    },
  },

  fh.read "remember" {},
}
