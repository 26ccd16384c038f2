// SPDX-License-Identifier: MIT
/**
 * cli: the program's commands, one file each, in one table. The only module that prints errors and
 * decides exit codes (the contract: engine/README.md, "Commands").
 */
#ifndef FIRSTHOP_CLI_H
#define FIRSTHOP_CLI_H

/** Run the command line. Returns the exit code: 0, 1, 2, 3, 4, 5 or 70. */
int cli_main(int argc, char **argv);

#endif
