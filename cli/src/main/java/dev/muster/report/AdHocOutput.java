package dev.muster.report;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.step.Result;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** One module on many hosts as {@code ansible} shows it by its callback {@code ansible.builtin.minimal}, byte for byte. */
public final class AdHocOutput implements Consumer<Event> {

    /** Modules whose output is shown as a command's rather than as values. */
    private static final Set<String> COMMANDS = Set.of("command", "shell", "raw", "script", "win_command", "win_shell");

    private final Terminal terminal;
    private final int verbosity;
    private final boolean diff;
    private final Set<String> told = Collections.synchronizedSet(new HashSet<>());

    /**
     * @param verbosity how often {@code -v} was given
     * @param diff whether changes are shown
     */
    public AdHocOutput(Terminal terminal, int verbosity, boolean diff) {
        this.terminal = terminal;
        this.verbosity = verbosity;
        this.diff = diff;
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.HostFinished finished -> finished(finished);
            case Event.Warning warning -> once("[WARNING]: " + warning.text(), Colour.WARNING);
            case Event.Deprecation old -> once("[DEPRECATION WARNING]: " + old.text(), Colour.DEPRECATED);
            case Event.ErrorText error -> terminal.err("[ERROR]: " + error.text(), Colour.FAILED);
            case Event.Verbose verbose -> {
                if (verbosity >= verbose.level()) {
                    var host = verbose.host();
                    terminal.out(host == null ? verbose.text() : "<" + host + "> " + verbose.text(), Colour.VERBOSE);
                }
            }
            case Event.PlaybookStarted _,
                    Event.PlayStarted _,
                    Event.NoHostsMatched _,
                    Event.NoHostsRemaining _,
                    Event.TaskStarted _,
                    Event.HostStarted _,
                    Event.ItemFinished _,
                    Event.Retrying _,
                    Event.Included _,
                    Event.Notified _,
                    Event.Recap _,
                    Event.PhaseStarted _,
                    Event.PhaseProgress _,
                    Event.NodeFailed _,
                    Event.PhaseFinished _ -> {
                // The results alone are shown.
            }
        }
    }

    private void finished(Event.HostFinished finished) {
        var task = finished.task();
        var result = finished.result();
        var host = finished.host();
        if (diff && !result.diffs().isEmpty() && result.status() == Result.Status.OK && !task.noLog()) {
            terminal.out(DiffText.of(result.diffs(), terminal));
        }
        result.warnings().forEach(warning -> once("[WARNING]: " + warning, Colour.WARNING));
        switch (result.status()) {
            case OK ->
                terminal.out(
                        shown(task, result, host, result.changed() ? "CHANGED" : "SUCCESS", ""),
                        result.changed() ? Colour.CHANGED : Colour.OK);
            case SKIPPED -> terminal.out(host + " | SKIPPED", Colour.SKIPPED);
            case UNREACHABLE -> {
                error(task, result);
                terminal.out(host + " | UNREACHABLE! => " + dump(task, result), Colour.UNREACHABLE);
            }
            case FAILED, TIMED_OUT, UNKNOWN -> {
                error(task, result);
                terminal.out(shown(task, result, host, "FAILED", "!"), Colour.FAILED);
            }
        }
    }

    private String shown(TaskInfo task, Result result, String host, String caption, String mark) {
        if (!COMMANDS.contains(ResultText.shortName(task.action())) || task.noLog()) {
            return host + " | " + caption + mark + " => " + dump(task, result);
        }
        var data = result.data();
        return host + " | " + caption + " | rc=" + data.getOrDefault("rc", -1L) + " >>\n"
                + data.getOrDefault("stdout", "") + data.getOrDefault("stderr", "") + data.getOrDefault("msg", "")
                + "\n";
    }

    private String dump(TaskInfo task, Result result) {
        return ResultText.dump(task, result, verbosity, true);
    }

    private void error(TaskInfo task, Result result) {
        var text = ResultText.error(task, result);
        if (told.add(text)) {
            terminal.out(text, Colour.FAILED);
        }
    }

    private void once(String text, Colour colour) {
        if (told.add(text)) {
            terminal.err(text, colour);
        }
    }
}
