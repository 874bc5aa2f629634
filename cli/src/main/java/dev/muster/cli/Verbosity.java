package dev.muster.cli;

import picocli.CommandLine.Option;

/** How much is told beyond what is asked for. */
final class Verbosity {

    @Option(
            names = {"-v", "--verbose"},
            description = "show more; -vvv shows all of a result, and where an error of Muster arose")
    private boolean[] verbose = new boolean[0];

    /** How often {@code -v} was given. */
    int level() {
        return verbose.length;
    }
}
