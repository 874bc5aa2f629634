package dev.muster.report;

import dev.muster.event.Event;
import dev.muster.event.Event.Stats;
import dev.muster.event.Event.TaskInfo;
import dev.muster.step.Result;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A playbook run as ansible-core 2.19 shows it by its callback {@code ansible.builtin.default}, byte for byte, because people
 * and the parsers of their logs know it. Results and errors of tasks go to standard output, warnings to standard error.
 */
public final class DefaultOutput implements Consumer<Event> {

    /** How many columns a host's name takes in the recap. */
    private static final int NAME_COLUMNS = 26;

    private final Terminal terminal;
    private final int verbosity;
    private final boolean diff;
    private final Set<String> warned = Collections.synchronizedSet(new HashSet<>());
    private final Set<String> erred = Collections.synchronizedSet(new HashSet<>());

    /**
     * @param verbosity how often {@code -v} was given
     * @param diff whether changes are shown
     */
    public DefaultOutput(Terminal terminal, int verbosity, boolean diff) {
        this.terminal = terminal;
        this.verbosity = verbosity;
        this.diff = diff;
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.PlaybookStarted started -> {
                if (verbosity > 1) {
                    banner("PLAYBOOK: " + Path.of(started.file()).getFileName());
                }
            }
            case Event.PlayStarted play ->
                banner(play.name().isBlank() ? "PLAY" : "PLAY [" + play.name().strip() + "]");
            case Event.NoHostsMatched _ -> terminal.out("skipping: no hosts matched", Colour.SKIPPED);
            case Event.NoHostsRemaining _ -> banner("NO MORE HOSTS LEFT");
            case Event.TaskStarted started -> task(started.task());
            case Event.HostStarted _ -> {
                // Only a live view shows what is under way.
            }
            case Event.HostFinished finished -> finished(finished);
            case Event.ItemFinished item -> item(item);
            case Event.Retrying retrying -> retrying(retrying);
            case Event.Included included ->
                terminal.out(
                        "included: " + included.file() + " for "
                                + String.join(", ", included.hosts())
                                + (included.label() == null ? "" : " => (item=" + included.label() + ")"),
                        Colour.INCLUDED);
            case Event.Notified notified -> {
                if (verbosity > 1) {
                    terminal.out("NOTIFIED HANDLER " + notified.handler() + " for " + notified.host(), Colour.VERBOSE);
                }
            }
            case Event.Warning warning -> warn(warning.text());
            case Event.Deprecation deprecation -> deprecated(deprecation.text());
            case Event.ErrorText error -> terminal.err("[ERROR]: " + error.text(), Colour.FAILED);
            case Event.Verbose verbose -> {
                if (verbosity >= verbose.level()) {
                    var host = verbose.host();
                    terminal.out(host == null ? verbose.text() : "<" + host + "> " + verbose.text(), Colour.VERBOSE);
                }
            }
            case Event.Recap recap -> recap(recap.hosts());
            case Event.PhaseStarted _, Event.PhaseProgress _, Event.NodeFailed _, Event.PhaseFinished _ -> {
                // The bootstrap has an output of its own.
            }
        }
    }

    private void task(TaskInfo task) {
        var name = task.role() == null || task.name().startsWith(task.role() + " : ")
                ? task.name()
                : task.role() + " : " + task.name();
        banner((task.handler() ? "RUNNING HANDLER [" : "TASK [") + name.strip() + "]");
        var path = ResultText.path(task);
        if (verbosity >= 2 && path != null) {
            terminal.out("task path: " + path, Colour.DEBUG);
        }
    }

    private void finished(Event.HostFinished finished) {
        var task = finished.task();
        var result = finished.result();
        var host = label(finished.host(), finished.delegatedTo());
        boolean failed = result.isFailed();
        if (result.status() == Result.Status.OK) {
            changes(result, task);
        }
        warnings(result);
        switch (result.status()) {
            case OK -> {
                if (!finished.looped() && !isInclude(task)) {
                    var line = (result.changed() ? "changed" : "ok") + ": [" + host + "]";
                    terminal.out(line + values(task, result), result.changed() ? Colour.CHANGED : Colour.OK);
                }
            }
            case SKIPPED -> terminal.out("skipping: [" + finished.host() + "]" + values(task, result), Colour.SKIPPED);
            case UNREACHABLE -> {
                error(task, result);
                terminal.out("fatal: [" + host + "]: UNREACHABLE! => " + dump(task, result), Colour.UNREACHABLE);
            }
            case FAILED, TIMED_OUT, UNKNOWN -> {
                if (!finished.looped()) {
                    error(task, result);
                }
                // Of a loop the items were told; only debug sums them up.
                if (!finished.looped() || ResultText.shortName(task.action()).equals("debug")) {
                    terminal.out("fatal: [" + host + "]: FAILED! => " + dump(task, result), Colour.FAILED);
                }
            }
        }
        if (finished.ignored() && (failed || result.status() == Result.Status.UNREACHABLE)) {
            terminal.out("...ignoring", Colour.SKIPPED);
        }
    }

    private void item(Event.ItemFinished item) {
        var task = item.task();
        var result = item.result();
        var host = label(item.host(), item.delegatedTo());
        var label = " (item=" + (task.noLog() ? "(censored due to no_log)" : item.label()) + ")";
        if (result.status() == Result.Status.OK) {
            changes(result, task);
        }
        warnings(result);
        switch (result.status()) {
            case OK -> {
                if (!isInclude(task)) {
                    terminal.out(
                            (result.changed() ? "changed" : "ok") + ": [" + host + "] =>" + label
                                    + values(task, result),
                            result.changed() ? Colour.CHANGED : Colour.OK);
                }
            }
            case SKIPPED ->
                terminal.out("skipping: [" + item.host() + "] =>" + label + " " + values(task, result), Colour.SKIPPED);
            case FAILED, TIMED_OUT, UNKNOWN, UNREACHABLE -> {
                error(task, result);
                terminal.out("failed: [" + host + "]" + label + " => " + dump(task, result), Colour.FAILED);
            }
        }
    }

    /** What an include brings is told by an event of its own. */
    private static boolean isInclude(TaskInfo task) {
        return switch (ResultText.shortName(task.action())) {
            case "include_tasks", "include_role", "import_tasks", "import_role" -> true;
            default -> false;
        };
    }

    private void retrying(Event.Retrying retrying) {
        var task = retrying.task();
        var line = "FAILED - RETRYING: [" + retrying.host() + "]: " + task.name() + " (" + retrying.retriesLeft()
                + " retries left).";
        terminal.out(verbosity > 2 ? line + "Result was: " + dump(task, retrying.result()) : line, Colour.DEBUG);
    }

    private static String label(String host, @Nullable String delegatedTo) {
        return delegatedTo == null || delegatedTo.equals(host) ? host : host + " -> " + delegatedTo;
    }

    private String values(TaskInfo task, Result result) {
        return ResultText.isVerbose(task, result, verbosity, 0) ? " => " + dump(task, result) : "";
    }

    private String dump(TaskInfo task, Result result) {
        return ResultText.dump(task, result, verbosity, false);
    }

    private void changes(Result result, TaskInfo task) {
        if (diff && result.changed() && !task.noLog()) {
            var text = DiffText.of(result.diffs(), terminal);
            if (!text.isEmpty()) {
                terminal.out(text);
            }
        }
    }

    private void error(TaskInfo task, Result result) {
        var text = ResultText.error(task, result);
        // The same error of several hosts is told once; that of another task is another one, even if it must not say
        // so.
        if (!text.isEmpty() && erred.add(task.noLog() ? text + task.at() : text)) {
            terminal.out(text, Colour.FAILED);
        }
    }

    private void warnings(Result result) {
        result.warnings().forEach(this::warn);
    }

    private void warn(String text) {
        if (warned.add(text)) {
            terminal.err("[WARNING]: " + text, Colour.WARNING);
        }
    }

    private void deprecated(String text) {
        if (warned.add("deprecated: " + text)) {
            terminal.err("[DEPRECATION WARNING]: " + text, Colour.DEPRECATED);
        }
    }

    private void banner(String text) {
        var title = text.strip();
        terminal.out("\n" + title + " " + "*".repeat(Math.max(3, terminal.columns() - Width.of(title))));
    }

    private void recap(Map<String, Stats> hosts) {
        banner("PLAY RECAP");
        new TreeMap<>(hosts).forEach((host, stats) -> terminal.out(line(host, stats)));
        terminal.out("\n");
    }

    private String line(String host, Stats stats) {
        var colour = stats.failed() > 0 || stats.unreachable() > 0
                ? Colour.FAILED
                : stats.changed() > 0 ? Colour.CHANGED : Colour.OK;
        var name = terminal.painted(host, colour) + " ".repeat(Math.max(0, NAME_COLUMNS - host.length()));
        return name + " : "
                + String.join(
                        " ",
                        count("ok", stats.ok(), Colour.OK),
                        count("changed", stats.changed(), Colour.CHANGED),
                        count("unreachable", stats.unreachable(), Colour.UNREACHABLE),
                        count("failed", stats.failed(), Colour.FAILED),
                        count("skipped", stats.skipped(), Colour.SKIPPED),
                        count("rescued", stats.rescued(), Colour.OK),
                        count("ignored", stats.ignored(), Colour.WARNING));
    }

    private String count(String name, int number, Colour colour) {
        var text = "%s=%-4s".formatted(name, number);
        return number == 0 ? text : terminal.painted(text, colour);
    }
}
