-- SPDX-License-Identifier: MIT
---@meta firsthop
-- Types for the editor (LuaLS): completion, parameter hints and warnings while you write lesson.lua. This file is
-- never run. A unit test compares the facts in it with the engine's list, so what stands here is what there is.

---@class fh
local fh = {}

---A network namespace: made by fh.netns, or fh.host.
---@class Netns
local Netns = {}

---An interface by its name: made by ns:link "eth0". It need not exist yet.
---@class Link
local Link = {}

---Something that must be true in the kernel.
---@class Fact
local Fact = {}

---A way to watch, made by fh.trip.
---@class Trip

---A step of the lesson, made by fh.step, fh.predict or fh.read.
---@class Step

---@class Lesson

-- ---- namespaces and links -------------------------------------------------------------------------

---The namespace called `name`, as in /run/netns.
---@param name string
---@return Netns
function fh.netns(name) end

---The sandbox's first namespace, in which the learner's shell starts.
---@type Netns
fh.host = nil

---The interface called `name` in this namespace.
---@param name string
---@return Link
function Netns:link(name) end

-- ---- facts about namespaces -----------------------------------------------------------------------

---There is a namespace of this name.
---@return Fact
function Netns:exists() end

---There is none: the same as ns:exists():absent().
---@return Fact
function Netns:absent() end

---It forwards packets of this family.
---@param family "ipv4"|"ipv6"
---@return Fact
function Netns:forwards(family) end

---There is this entry in a routing table. `to`: "default", "default6", an address or a prefix.
---@param to string
---@param options? { via?: string, dev?: string, metric?: integer, table?: integer }
---@return Fact
function Netns:route(to, options) end

---A route lookup for `to` gives this answer, whichever entries lead to it.
---@param to string
---@param options? { via?: string, dev?: string, from?: string }
---@return Fact
function Netns:way_to(to, options) end

---There is this policy rule.
---@param options? { from?: string, to?: string, iif?: string, oif?: string, mark?: integer, table?: integer, priority?: integer }
---@return Fact
function Netns:rule(options) end

---There is this entry in the neighbour (ARP) table.
---@param address string
---@param options? { mac?: string, state?: string }
---@return Fact
function Netns:neighbour(address, options) end

---This sysctl has this value here.
---@param key string
---@param value string|integer
---@return Fact
function Netns:sysctl(key, value) end

---Our own echo request from here is answered; with `ttl`, the answer arrives with this TTL.
---@param address string
---@param options? { ttl?: integer, from?: string }
---@return Fact
function Netns:reaches(address, options) end

---Our own echo request from here is not answered.
---@param address string
---@return Fact
function Netns:cannot_reach(address) end

-- ---- facts about links ----------------------------------------------------------------------------

---There is a link of this name in its namespace.
---@return Fact
function Link:exists() end

---There is none: the same as link:exists():absent().
---@return Fact
function Link:absent() end

---It is switched on (administratively up).
---@return Fact
function Link:up() end

---It is there, and switched off.
---@return Fact
function Link:down() end

---It is one end of a veth pair and `peer` is the other.
---@param peer Link
---@return Fact
function Link:peer(peer) end

---It is of this kind, as `ip -d link` says: "veth", "bridge", …
---@param kind string
---@return Fact
function Link:kind(kind) end

---It has this address with this prefix length: "10.0.1.10/24".
---@param cidr string
---@return Fact
function Link:address(cidr) end

---It is a port of this bridge.
---@param bridge Link
---@return Fact
function Link:master(bridge) end

---It has this MTU.
---@param bytes integer
---@return Fact
function Link:mtu(bytes) end

---It has this MAC address.
---@param mac string
---@return Fact
function Link:mac(mac) end

---Its operational state (RFC 2863): "up", "down", "lowerlayerdown", "unknown", …
---@param state string
---@return Fact
function Link:state(state) end

-- ---- facts about what the learner did, and facts made of facts -------------------------------------

---The learner's own ping was seen on the wire, and was answered.
---@param options { from: Netns, to: string, count?: integer, ttl?: integer }
---@return Fact
function fh.pinged(options) end

---Anything else: `test` reads the world and returns true, or false and what was seen.
---@param options { id: string, text: string|{ en: string, ja?: string }, test: fun(world: World): boolean, string? }
---@return Fact
function fh.custom(options) end

---At least one of these holds.
---@param facts Fact[]
---@return Fact
function fh.any(facts) end

---All of these hold.
---@param facts Fact[]
---@return Fact
function fh.all(facts) end

---None of these holds.
---@param facts Fact[]
---@return Fact
function fh.none(facts) end

---This fact does not hold.
---@return Fact
function Fact:absent() end

-- ---- steps and lessons ----------------------------------------------------------------------------

---@class Mistake
---@field [1] string shell commands
---@field says string the prose section `### mistake: ID`
---@field when? Fact the state by which the slip is known; without it, its last command

---@class Equivalent
---@field [1] string the altered commands that pass all the same
---@field why string

---@class StepTable
---@field expect Fact[] what must be true at the end
---@field solution string shell commands that make it true
---@field also? string[] other good answers
---@field mistakes? Mistake[] typical slips
---@field keeps? Fact[] what must stay true meanwhile; without it, all facts of earlier steps
---@field setup? string shell commands run before the step
---@field watch? table<string, Trip> seen.NAME in prose and in answers
---@field equivalent? Equivalent[]

---Something to do.
---@param id string a-z, 0-9 and -; progress refers to it: never change it
---@return fun(step: StepTable): Step
function fh.step(id) end

---@class PredictTable
---@field choices string[]
---@field answer? fun(seen: table): string|integer the choice that turned out right

---A question, asked before the experiment that answers it.
---@param id string
---@return fun(step: PredictTable): Step
function fh.predict(id) end

---Prose alone.
---@param id string
---@return fun(step: {}): Step
function fh.read(id) end

---Echo requests from a namespace to an address, with their replies: captured and drawn.
---@param options { from: Netns, to: string }
---@return Trip
function fh.trip(options) end

---@class LessonTable
---@field id string the name of the lesson's folder
---@field after? string[] lessons a learner should have done
---@field needs? string[] kernel features, as `firsthop doctor` calls them
---@field tools? string[] programs the learner will type
---@field minutes? integer
---@field map? (Netns|false)[][] rows and columns of the drawing; false: an empty cell
---@field [integer] Step

---The lesson: lesson.lua returns it.
---@param lesson LessonTable
---@return Lesson
function fh.lesson(lesson) end

-- ---- the world, as the test of fh.custom reads it ---------------------------------------------------

---@class World
---@field host WorldNetns the sandbox's first namespace
---@field netns table<string, WorldNetns> by name
---@field unnamed WorldNetns[]

---@class WorldNetns
---@field name string
---@field forwards { ipv4: boolean, ipv6: boolean }
---@field links table<string, WorldLink> by name
---@field routes WorldRoute[] one entry a next hop, without the table `local`
---@field rules WorldRule[]
---@field neighbours WorldNeighbour[]

---@class WorldLink
---@field name string
---@field kind? string nil for loopback
---@field up boolean
---@field carrier boolean
---@field state string
---@field mtu integer
---@field mac? string
---@field master? string
---@field addresses string[] "10.0.1.10/24"
---@field peer? { netns: string, link: string }

---@class WorldRoute
---@field to string "default", "default6" or a prefix
---@field type string "unicast", "blackhole", "unreachable", …
---@field via? string
---@field dev? string
---@field metric integer
---@field table integer 254 is main

---@class WorldRule
---@field family string
---@field priority integer
---@field table integer
---@field mark integer
---@field from? string
---@field to? string
---@field iif? string
---@field oif? string

---@class WorldNeighbour
---@field address string
---@field mac? string nil while not resolved
---@field dev string
---@field state string "reachable", "stale", "failed", …

return fh
