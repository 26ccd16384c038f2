// SPDX-License-Identifier: MIT
/* The program: everything else is the module cli, so that tests can link it. */
#include <firsthop/cli.h>

int main(int argc, char **argv)
{
    return cli_main(argc, argv);
}
