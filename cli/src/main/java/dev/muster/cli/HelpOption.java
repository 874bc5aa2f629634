package dev.muster.cli;

import picocli.CommandLine.Option;

/** What every command has. */
final class HelpOption {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help and end")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "show which program this is and end")
    private boolean version;
}
