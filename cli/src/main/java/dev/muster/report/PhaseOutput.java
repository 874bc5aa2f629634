package dev.muster.report;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.step.Result;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bootstrap for a newcomer: each phase with its number, what became of each node, and the time; at the end which node is out,
 * where, why, and what to type. Of the playbooks inside, changes and failures are shown; with {@code -v} all of them.
 */
public final class PhaseOutput implements Consumer<Event> {

    private final Terminal terminal;
    private final int verbosity;
    private final boolean diff;
    private final DisplayOptions options;
    private final DefaultOutput playbooks;
    private final Map<String, Event.NodeFailed> failed = new LinkedHashMap<>();
    private final Set<String> warned = new HashSet<>();

    /**
     * @param verbosity how often {@code -v} was given
     * @param diff whether changes are shown
     */
    public PhaseOutput(Terminal terminal, int verbosity, boolean diff) {
        this.terminal = terminal;
        this.verbosity = verbosity;
        this.diff = diff;
        this.options = DisplayOptions.of(verbosity, diff);
        this.playbooks = new DefaultOutput(terminal, Math.max(0, verbosity - 1), diff);
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.PhaseStarted phase -> {
                terminal.out("\n[" + phase.number() + "/" + phase.of() + "] " + phase.title(), Colour.VERBOSE);
            }
            case Event.PhaseProgress progress ->
                line(progress.node(), progress.text(), progress.changed() ? Colour.CHANGED : Colour.OK);
            case Event.NodeFailed out -> {
                failed.putIfAbsent(out.node(), out);
                line(out.node(), "failed: " + out.cause(), Colour.FAILED);
                if (out.hint() != null) {
                    terminal.out("      hint: " + out.hint(), Colour.FAILED);
                }
            }
            case Event.PhaseFinished phase ->
                terminal.out(
                        "  " + phase.done() + " done, " + phase.changed() + " changed, " + phase.failed() + " failed, "
                                + time(phase.elapsed()),
                        phase.failed() > 0 ? Colour.FAILED : null);
            case Event.Warning warning -> {
                if (warned.add(warning.text())) {
                    terminal.err("[WARNING]: " + warning.text(), Colour.WARNING);
                }
            }
            case Event.Deprecation _, Event.ErrorText _, Event.Verbose _ -> playbooks.accept(event);
            case Event.HostFinished finished
            when verbosity == 0 ->
                finished(finished.task(), finished.host(), finished.result(), finished.ignored(), finished.looped());
            case Event.ItemFinished item
            when verbosity == 0 ->
                finished(
                        item.task(),
                        item.host(),
                        item.result(),
                        item.ignored(),
                        !item.result().isFailed());
            case Event.PlaybookStarted _,
                    Event.PlayStarted _,
                    Event.NoHostsMatched _,
                    Event.NoHostsRemaining _,
                    Event.TaskStarted _,
                    Event.HostStarted _,
                    Event.HostFinished _,
                    Event.ItemFinished _,
                    Event.Retrying _,
                    Event.JobSeen _,
                    Event.Included _,
                    Event.Notified _,
                    Event.Recap _ -> {
                if (verbosity > 0) {
                    playbooks.accept(event);
                }
            }
        }
    }

    private void finished(TaskInfo task, String host, Result result, boolean ignored, boolean looped) {
        result.warnings().forEach(warning -> accept(new Event.Warning(warning)));
        if (diff && result.changed() && !task.noLog()) {
            var text = DiffText.of(result.diffs(), terminal, options);
            if (!text.isEmpty()) {
                terminal.out(text);
            }
        }
        if (result.isFailed() || result.status() == Result.Status.UNREACHABLE) {
            if (!ignored && !looped) {
                line(host, task.name() + ": " + cause(task, result), Colour.FAILED);
            }
        } else if (result.changed()) {
            line(host, task.name(), Colour.CHANGED);
        }
    }

    private static String cause(TaskInfo task, Result result) {
        return task.noLog() ? "failed (hidden by no_log)" : result.message().strip();
    }

    private void line(String node, String text, Colour colour) {
        terminal.out("  " + node + ": " + text.strip().replace("\n", "\n      "), colour);
    }

    /** Which nodes are out, in the order in which they failed. */
    public List<Event.NodeFailed> failed() {
        return List.copyOf(failed.values());
    }

    /**
     * The end: a table of the nodes that are out and the commands that resume, or one line that all is well.
     *
     * @param nodes how many there were
     * @param elapsed of the whole run
     * @param interrupted the phase that was cut short by the user, or null
     * @param resume what to type to go on
     */
    public void summary(int nodes, Duration elapsed, @Nullable String interrupted, List<String> resume) {
        int good = interrupted == null ? nodes - failed.size() : 0;
        var line = good + " of " + nodes + (nodes == 1 ? " node" : " nodes") + " done in " + time(elapsed)
                + (interrupted == null ? "" : ", interrupted in phase '" + interrupted + "'");
        boolean well = failed.isEmpty() && interrupted == null;
        terminal.out("\n" + line, well ? Colour.OK : Colour.FAILED);
        if (!failed.isEmpty()) {
            table();
        }
        if (!resume.isEmpty()) {
            terminal.out(failed.isEmpty() ? "\nto go on, type:" : "\nwhen the cause is mended, type:");
            resume.forEach(command -> terminal.out("  " + command));
        }
    }

    private void table() {
        int nodeWidth = Math.max(4, width(failed.keySet()));
        int phaseWidth = Math.max(
                5, width(failed.values().stream().map(Event.NodeFailed::phase).toList()));
        terminal.out("\n" + row("NODE", nodeWidth, "PHASE", phaseWidth, "CAUSE"));
        for (var one : failed.values()) {
            var cause = one.cause().lines().findFirst().orElse("");
            terminal.out(row(one.node(), nodeWidth, one.phase(), phaseWidth, cause), Colour.FAILED);
        }
    }

    private static String row(String node, int nodeWidth, String phase, int phaseWidth, String cause) {
        return "  " + node + " ".repeat(nodeWidth - Width.of(node) + 2) + phase
                + " ".repeat(phaseWidth - Width.of(phase) + 2) + cause;
    }

    private static int width(java.util.Collection<String> texts) {
        return texts.stream().mapToInt(Width::of).max().orElse(0);
    }

    /** {@code 0.4 s}, {@code 12 s}, {@code 3 min 05 s}. */
    static String time(Duration elapsed) {
        if (elapsed.toSeconds() < 10) {
            return String.format(Locale.ROOT, "%.1f s", elapsed.toMillis() / 1000.0);
        }
        return elapsed.toMinutes() == 0
                ? elapsed.toSeconds() + " s"
                : String.format(Locale.ROOT, "%d min %02d s", elapsed.toMinutes(), elapsed.toSecondsPart());
    }
}
