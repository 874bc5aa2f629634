package dev.muster.cli;

import dev.muster.event.Event;
import dev.muster.report.JsonOutput;
import dev.muster.report.Terminal;
import dev.muster.source.UserError;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a run goes about it, and what is shown of it. */
final class RunningOptions {

    @Option(
            names = {"-C", "--check"},
            description = "change nothing; tell what would be changed")
    private boolean check;

    @Option(
            names = {"-D", "--diff"},
            description = "show the differences that are made")
    private boolean diff;

    @Option(
            names = {"-f", "--forks"},
            paramLabel = "NUMBER",
            description = "on how many hosts to work at once (default: 50)")
    private @Nullable Integer forks;

    @Mixin
    private Verbosity verbosity = new Verbosity();

    @Option(
            names = "--output",
            paramLabel = "FORM",
            description = "text, or json for one object a line (default: text)")
    private String output = "text";

    @Option(
            names = {"-M", "--module-path"},
            paramLabel = "FOLDERS",
            description = "refused: modules of one's own are Python, which no node needs to have")
    private @Nullable String modulePath;

    boolean check() {
        return check;
    }

    boolean diff(Configuration configuration) {
        return diff || configuration.flag("DIFF_ALWAYS");
    }

    int verbosity(Configuration configuration) {
        return verbosity.level() + configuration.number("DEFAULT_VERBOSITY");
    }

    int forks(Configuration configuration) {
        int number = forks != null ? forks : configuration.number("DEFAULT_FORKS");
        if (number < 1) {
            throw new Stop("error: The number of processes (--forks) must be >= 1, not " + number, ExitCode.FAILED);
        }
        return number;
    }

    /**
     * The first lines of a verbose run.
     *
     * @param command the name of the command that runs
     */
    void tell(String command, Configuration configuration, Wiring wiring) {
        if (modulePath != null) {
            throw Stop.options(new UserError("modules cannot be read from '" + modulePath + "'")
                    .hint("what Muster has no module for can be done with 'script', 'shell' and 'template'"));
        }
        for (var line : VersionCommand.text(command)) {
            wiring.events().accept(new Event.Verbose(2, null, line));
        }
        wiring.events().accept(new Event.Verbose(1, null, configuration.told()));
    }

    /** The listener that was asked for. */
    Consumer<Event> report(Terminal terminal, Supplier<Consumer<Event>> text) {
        return switch (output) {
            case "text" -> text.get();
            case "json" -> new JsonOutput(terminal);
            default ->
                throw new Stop(
                        "error: there is no form of output '" + output + "'\nhint: it is 'text' or 'json'",
                        ExitCode.FAILED);
        };
    }
}
