#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a checker written as a shell script asks: the state of three namespaces by `ip -j`.
set -e
for netns in host1 router host2; do
    for object in link addr route '-6 route' rule neigh; do
        # shellcheck disable=SC2086
        ip -j -n "$netns" $object
    done
    ip netns exec "$netns" sysctl -n net.ipv4.ip_forward
done
