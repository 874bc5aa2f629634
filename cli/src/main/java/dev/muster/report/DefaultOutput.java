package dev.muster.report;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.step.Result;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A playbook run as ansible-core 2.19 shows it by its callback {@code ansible.builtin.default}, byte for byte, because people
 * and the parsers of their logs know it. Results and errors of tasks go to standard output, warnings to standard error.
 */
public final class DefaultOutput implements Consumer<Event> {

    private final Terminal terminal;
    private final DisplayOptions options;
    private final ResultDump dump;
    private final Notices notices;
    private @Nullable TaskInfo unannounced;

    /**
     * Without settings.
     *
     * @param verbosity how often {@code -v} was given
     * @param diff whether changes are shown
     */
    public DefaultOutput(Terminal terminal, int verbosity, boolean diff) {
        this(terminal, DisplayOptions.of(verbosity, diff));
    }

    /** With settings. */
    public DefaultOutput(Terminal terminal, DisplayOptions options) {
        this(terminal, options, ResultDump.asWanted(options));
    }

    /** With results in a form of their own. */
    DefaultOutput(Terminal terminal, DisplayOptions options, ResultDump dump) {
        this.terminal = terminal;
        this.options = options;
        this.dump = dump;
        this.notices = new Notices(terminal, options.verbosity());
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.PlaybookStarted started -> {
                if (options.verbosity() > 1) {
                    terminal.banner("PLAYBOOK: " + Path.of(started.file()).getFileName());
                }
                dryRun();
            }
            case Event.PlayStarted play -> play(play);
            case Event.NoHostsMatched _ -> terminal.out("skipping: no hosts matched", Colour.SKIPPED);
            case Event.NoHostsRemaining _ -> terminal.banner("NO MORE HOSTS LEFT");
            case Event.TaskStarted started -> {
                unannounced = started.task();
                if (options.showsAllBanners()) {
                    announce();
                }
            }
            case Event.HostStarted started -> {
                if (options.hostStarts()) {
                    var task = started.task();
                    var kind = task.handler() ? "HANDLER: " : "TASK: ";
                    terminal.out(
                            " [started " + kind + ResultText.name(task) + " on " + started.host() + "]", Colour.OK);
                }
            }
            case Event.HostFinished finished -> finished(finished);
            case Event.ItemFinished item -> item(item);
            case Event.Retrying retrying -> retrying(retrying);
            case Event.JobSeen job -> terminal.out(ResultText.job(job), Colour.DEBUG);
            case Event.Included included -> {
                announce();
                terminal.out(ResultText.included(included), Colour.INCLUDED);
            }
            case Event.Notified notified -> {
                if (options.verbosity() > 1) {
                    terminal.out("NOTIFIED HANDLER " + notified.handler() + " for " + notified.host(), Colour.VERBOSE);
                }
            }
            case Event.Warning _, Event.Deprecation _, Event.ErrorText _, Event.Verbose _ -> notices.accept(event);
            case Event.Recap recap -> recap(recap);
            case Event.PhaseStarted _, Event.PhaseProgress _, Event.NodeFailed _, Event.PhaseFinished _ -> {
                // The bootstrap has an output of its own.
            }
        }
    }

    private void dryRun() {
        if (options.check() && options.checkMarkers()) {
            terminal.banner("DRY RUN");
        }
    }

    private void play(Event.PlayStarted play) {
        var name = play.name().isBlank() ? "PLAY" : "PLAY [" + play.name().strip() + "]";
        terminal.banner(name + (play.check() && options.checkMarkers() ? " [CHECK MODE]" : ""));
    }

    /** The banner of the task that runs, unless it was shown. */
    private void announce() {
        var task = unannounced;
        if (task == null) {
            return;
        }
        unannounced = null;
        var arguments = options.arguments() && !task.noLog() ? " " + ResultText.arguments(task) : "";
        terminal.banner((task.handler() ? "RUNNING HANDLER [" : "TASK [")
                + ResultText.name(task).strip()
                + arguments
                + "]"
                + (task.check() && options.checkMarkers() ? " [CHECK MODE]" : ""));
        if (options.verbosity() >= 2) {
            path(task);
        }
    }

    private void path(TaskInfo task) {
        var path = ResultText.path(task);
        if (path != null) {
            terminal.out("task path: " + path, Colour.DEBUG);
        }
    }

    private void finished(Event.HostFinished finished) {
        var task = finished.task();
        var result = finished.result();
        var host = ResultText.host(finished.host(), finished.delegatedTo(), result);
        switch (result.status()) {
            case OK -> {
                changes(result, task);
                if (isInclude(task)) {
                    announce();
                } else if (result.changed() || options.okHosts()) {
                    announce();
                    told(task, result);
                    if (!finished.looped()) {
                        var line = (result.changed() ? "changed" : "ok") + ": [" + host + "]";
                        terminal.out(line + values(task, result), result.changed() ? Colour.CHANGED : Colour.OK);
                    }
                }
            }
            case SKIPPED -> {
                if (options.skippedHosts()) {
                    announce();
                    notices.warnings(result);
                    // Of a loop the items were told.
                    terminal.out(
                            "skipping: [" + finished.host() + "]" + values(task, result.without("results")),
                            Colour.SKIPPED);
                }
            }
            case UNREACHABLE -> {
                announce();
                notices.warnings(result);
                notices.error(task, result, options.failedStderr());
                failure("fatal: [" + host + "]: UNREACHABLE! => " + dump.of(task, result), Colour.UNREACHABLE);
            }
            case FAILED, TIMED_OUT, UNKNOWN -> failed(finished, host);
        }
        if (finished.ignored() && (result.isFailed() || result.status() == Result.Status.UNREACHABLE)) {
            terminal.out("...ignoring", Colour.SKIPPED);
        }
    }

    /** What a result that is well has to tell all the same. */
    private void told(TaskInfo task, Result result) {
        notices.warnings(result);
        if (result.tellsFailure()) {
            notices.error(task, result, options.failedStderr());
        }
    }

    private void failed(Event.HostFinished finished, String host) {
        var task = finished.task();
        var result = finished.result();
        announce();
        notices.warnings(result);
        if (!finished.looped()) {
            notices.error(task, result, options.failedStderr());
        }
        // Of a loop the items were told; only debug sums them up.
        if (!finished.looped() || ResultText.shortName(task.action()).equals("debug")) {
            if (options.verbosity() < 2 && options.pathOnFailure()) {
                path(task);
            }
            failure("fatal: [" + host + "]: FAILED! => " + dump.of(task, result), Colour.FAILED);
        }
    }

    private void item(Event.ItemFinished item) {
        var task = item.task();
        var result = item.result();
        var host = ResultText.host(item.host(), item.delegatedTo(), result);
        var label = " (item=" + (task.noLog() ? "(censored due to no_log)" : item.label()) + ")";
        switch (result.status()) {
            case OK -> {
                changes(result, task);
                if ((result.changed() || options.okHosts()) && !isInclude(task)) {
                    announce();
                    told(task, result);
                    terminal.out(
                            (result.changed() ? "changed" : "ok") + ": [" + host + "] =>" + label
                                    + values(task, result),
                            result.changed() ? Colour.CHANGED : Colour.OK);
                }
            }
            case SKIPPED -> {
                if (options.skippedHosts()) {
                    announce();
                    notices.warnings(result);
                    terminal.out(
                            "skipping: [" + item.host() + "] =>" + label + " " + values(task, result), Colour.SKIPPED);
                }
            }
            case FAILED, TIMED_OUT, UNKNOWN, UNREACHABLE -> {
                announce();
                notices.warnings(result);
                notices.error(task, result, options.failedStderr());
                failure("failed: [" + host + "]" + label + " => " + dump.of(task, result), Colour.FAILED);
            }
        }
    }

    private void failure(String text, Colour colour) {
        if (options.failedStderr()) {
            terminal.err(text, colour);
        } else {
            terminal.out(text, colour);
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
        var host = ResultText.host(retrying.host(), retrying.delegatedTo(), retrying.result());
        var line =
                "FAILED - RETRYING: [" + host + "]: " + task.name() + " (" + retrying.retriesLeft() + " retries left).";
        var result = retrying.result();
        if (ResultText.isAlwaysVerbose(task, result)) {
            line += "Result was: " + ResultText.whole(task, result, options);
        } else if (options.verbosity() > 2) {
            line += "Result was: " + dump.of(task, result);
        }
        terminal.out(line, Colour.DEBUG);
    }

    private String values(TaskInfo task, Result result) {
        return ResultText.isVerbose(task, result, options.verbosity(), 0) ? " => " + dump.of(task, result) : "";
    }

    private void changes(Result result, TaskInfo task) {
        if (ResultText.showsDiff(result, options) && result.changed() && !task.noLog()) {
            var text = DiffText.of(result.diffs(), terminal, options);
            if (!text.isEmpty()) {
                announce();
                terminal.out(text);
            }
        }
    }

    private void recap(Event.Recap recap) {
        terminal.banner("PLAY RECAP");
        new TreeMap<>(recap.hosts()).forEach((host, stats) -> terminal.out(Recaps.line(host, stats, true, terminal)));
        terminal.out("\n");
        if (options.customStats()) {
            CustomStats.show(recap.custom(), terminal, options);
        }
        dryRun();
    }
}
