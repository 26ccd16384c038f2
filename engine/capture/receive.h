// SPDX-License-Identifier: MIT
/* Reading a packet socket. */
#ifndef FIRSTHOP_CAPTURE_RECEIVE_H
#define FIRSTHOP_CAPTURE_RECEIVE_H

#include <firsthop/capture.h>

#define RECEIVE_BATCH 32

/**
 * Take up to RECEIVE_BATCH messages that wait in @fd with one call, dissected, into @into; `number`
 * is left to the caller. Returns how many messages were taken; fewer than RECEIVE_BATCH: no more
 * are waiting. *@kept of them are Ethernet frames and stand in @into.
 */
size_t receive_frames(int fd, uint64_t netns, struct frame into[RECEIVE_BATCH], size_t *kept);

/** How many frames the kernel dropped since the last call because the socket was full (packet(7)).
 */
uint64_t receive_drops(int fd);

#endif
