// SPDX-License-Identifier: MIT
/* Making sure that the kernel stamps packets when they pass, not when they are read. */
#ifndef FIRSTHOP_CAPTURE_STAMPING_H
#define FIRSTHOP_CAPTURE_STAMPING_H

/**
 * Turn time stamps on and wait until they are (some 100 us; at most 500 ms). They stay on while the
 * descriptor that is returned is open. -1: no loopback here to try it on; then the first packets
 * may be out of order.
 */
int stamping_start(void);

#endif
