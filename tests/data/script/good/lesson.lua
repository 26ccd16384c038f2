-- SPDX-License-Identifier: MIT
-- Every part of a lesson and every kind of fact, as unit tests expect them: keep line numbers.
local fh = require "firsthop"
local names = require "names"
local host1, router = fh.netns(names.host), fh.netns "router"
local eth0 = host1:link "eth0"
local shared = eth0:exists()

return fh.lesson {
  id = "good",
  after = { "veth", "same-segment" },
  needs = { "netns", "veth" },
  tools = { "ip", "ping" },
  minutes = 25,
  map = { { host1, router }, { false, fh.host } },

  fh.step "every-fact" {
    expect = {
      host1:exists(),
      router:forwards "ipv6",
      host1:route("default", { via = "10.0.1.11", dev = "eth0", metric = 100, table = 254 }),
      host1:way_to("2001:db8::1", { from = "2001:db8::2" }),
      fh.host:rule { from = "10.0.0.0/8", priority = 100 },
      host1:neighbour("10.0.1.11", { mac = "02:00:00:00:00:Ff" }),
      router:sysctl("net.ipv4.ip_forward", 1),
      host1:reaches("10.0.2.10", { ttl = 63 }),
      host1:cannot_reach "10.0.3.10",
      shared,
      eth0:up(),
      eth0:down(),
      eth0:peer(router:link "e1"),
      eth0:kind "veth",
      eth0:address "10.0.1.10/24",
      eth0:master(fh.host:link "br0"),
      eth0:mtu(1500),
      eth0:mac "02:00:00:00:00:01",
      eth0:state "up",
      fh.pinged { from = host1, to = "10.0.2.10", count = 3 },
      fh.any { shared, fh.all { shared, eth0:up() } },
      eth0:absent(),
      host1:absent(),
      eth0:up():absent(),
      fh.custom {
        id = "own-rule",
        text = { en = "as the author says", ja = "著者の言うとおり" },
        test = function(world) return world.netns.host1 ~= nil end,
      },
    },
    keeps = {},
    setup = "ip netns add router",
    solution = [[

      ip netns add host1
        sysctl -w x=1 \
          -- y

      ip link
    ]],
    also = {
      "one line",
      [[first line right behind the bracket
        second line]],
    },
    mistakes = {
      { "ip netns add host", says = "wrong-name" },
      {
        [[ip link]],
        says = "nothing-done",
      },
    },
    watch = {
      trip = fh.trip { from = host1, to = "10.0.2.10" },
      back = fh.trip { from = fh.host, to = "10.0.1.10" },
    },
    equivalent = { { "ip link set lo up", why = "nothing asks for it" } },
  },

  fh.predict "ttl" {
    choices = { "64", "63", "62" },
    answer = function(seen) return seen.trip.reply.arrives_with.ttl end,
  },

  fh.read "remember" {},
}
