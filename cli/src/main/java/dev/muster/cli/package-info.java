/**
 * The command line: options are parsed, the parts are wired, an exit code comes of it. Nothing is decided here that concerns
 * a playbook, an inventory or a node. Each command loads no more of the program than it needs.
 */
@NullMarked
package dev.muster.cli;

import org.jspecify.annotations.NullMarked;
