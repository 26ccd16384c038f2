// SPDX-License-Identifier: MIT
/*
 * Making new network namespaces normal before anybody can rely on what they inherited.
 *
 * Whoever makes a namespace next either names it (`ip netns add` ends with a mount) or runs a
 * program in it
 * (`unshare -n`, execve). Where the host's settings are not normal, the filter stops exactly these
 * calls (seccomp_unotify(2)); the keeper looks at the caller's namespace, makes it normal if it is
 * new, and lets the call go on. So there is no moment in which a learner's own setting could be
 * taken for an inherited one.
 */
#ifndef SANDBOX_TRAP_H
#define SANDBOX_TRAP_H

/** Serve one waiting call of the listener @trap_fd. @home_netns: where the calling thread belongs.
 */
void trap_serve(int trap_fd, int proc_fd, int home_netns);

#endif
