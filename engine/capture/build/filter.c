// SPDX-License-Identifier: MIT
/*
 * Runs while firsthop is built: compiles the packet filter of the capture sockets and prints it, as
 * the initializer of an array of struct sock_filter. So libpcap, with all that it brings along, is
 * not loaded by every firsthop.
 */
#include <pcap/pcap.h>
#include <stdio.h>

#include <firsthop/capture.h>

#define FILTER "arp or icmp or icmp6"

/* The filter's verdict on a frame that is wanted is the number of bytes to keep, so the kernel
 * queues no more. */
int main(void)
{
    pcap_t *dead = pcap_open_dead(DLT_EN10MB, CAPTURE_SNAP);
    struct bpf_program program;

    if (dead == NULL || pcap_compile(dead, &program, FILTER, 1, PCAP_NETMASK_UNKNOWN) < 0) {
        fprintf(stderr, "cannot compile the packet filter '%s': %s\n", FILTER,
                dead == NULL ? "out of memory" : pcap_geterr(dead));
        return 1;
    }
    printf("/* %s */\n", FILTER);
    for (unsigned i = 0; i < program.bf_len; i++) {
        const struct bpf_insn *insn = &program.bf_insns[i];

        printf("{%#x, %u, %u, %#x},\n", insn->code, insn->jt, insn->jf, insn->k);
    }
    pcap_freecode(&program);
    pcap_close(dead);
    return 0;
}
