package dev.muster.report;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.step.Result;
import dev.muster.value.Printing;
import dev.muster.value.Truth;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A run that looks like a machine coming up: the callback {@code community.general.unixy}. */
final class UnixyOutput implements Consumer<Event> {

    private final Terminal terminal;
    private final DisplayOptions options;
    private final Notices notices;
    private final DefaultOutput others;

    UnixyOutput(Terminal terminal, DisplayOptions options) {
        this.terminal = terminal;
        this.options = options;
        this.notices = new Notices(terminal, options.verbosity());
        this.others = new DefaultOutput(terminal, options);
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.PlaybookStarted started ->
                terminal.out("Executing playbook " + Path.of(started.file()).getFileName()
                        + (options.check() && options.checkMarkers() ? " in check mode" : ""));
            case Event.PlayStarted play -> play(play);
            case Event.NoHostsMatched _ -> terminal.out("  No hosts found!", Colour.DEBUG);
            case Event.NoHostsRemaining _ -> terminal.out("  Ran out of hosts!", Colour.FAILED);
            case Event.TaskStarted started -> task(started.task());
            case Event.HostFinished finished -> finished(finished.host(), finished.task(), finished.result(), "");
            case Event.ItemFinished item -> finished(item.host(), item.task(), item.result(), label(item));
            case Event.Retrying retrying -> retrying(retrying);
            case Event.Recap recap -> {
                terminal.out("\n- Play recap -");
                new TreeMap<>(recap.hosts())
                        .forEach((host, stats) -> terminal.out("  " + Recaps.line(host, stats, false, terminal)));
                if (options.customStats()) {
                    CustomStats.show(recap.custom(), terminal, options);
                }
            }
            case Event.HostStarted _, Event.JobSeen _, Event.Included _, Event.Notified _ -> others.accept(event);
            case Event.Warning _, Event.Deprecation _, Event.ErrorText _, Event.Verbose _ -> notices.accept(event);
            case Event.PhaseStarted _, Event.PhaseProgress _, Event.NodeFailed _, Event.PhaseFinished _ -> {
                // The bootstrap has an output of its own.
            }
        }
    }

    private void play(Event.PlayStarted play) {
        var hosts = String.join(",", play.patterns());
        boolean marked = play.check() && options.checkMarkers();
        if (play.name().isBlank() || hosts.isEmpty()) {
            terminal.out(marked ? "- check mode -" : "---");
        } else {
            terminal.out(
                    "\n- " + play.name().strip() + (marked ? " (in check mode)" : "") + " on hosts: " + hosts + " -");
        }
    }

    private void task(TaskInfo task) {
        var name = task.name().strip();
        var shown = name.substring(name.lastIndexOf(" : ") < 0 ? 0 : name.lastIndexOf(" : ") + 3);
        if (shown.startsWith("include")) {
            return;
        }
        boolean marked = task.check() && options.checkMarkers();
        var kind = task.handler()
                ? marked ? " (via handler in check mode)... " : " (via handler)... "
                : marked ? " (check mode)..." : "...";
        terminal.out(shown + kind);
    }

    private void finished(String host, TaskInfo task, Result result, String item) {
        if (result.status() == Result.Status.OK
                && ResultText.showsDiff(result, options)
                && result.changed()
                && !task.noLog()
                && !result.diffs().isEmpty()) {
            var text = DiffText.of(result.diffs(), terminal, options);
            if (!text.isEmpty()) {
                terminal.out(text);
            }
        }
        switch (result.status()) {
            case OK -> {
                told(task, result);
                if (result.changed()) {
                    terminal.out(line(host, task, result, "done" + label(task, item)), Colour.CHANGED);
                } else if (options.okHosts()) {
                    terminal.out(line(host, task, result, "ok"), Colour.OK);
                }
            }
            case SKIPPED -> {
                if (options.skippedHosts()) {
                    told(task, result);
                    terminal.out(line(host, task, result, "skipped"), Colour.SKIPPED);
                }
            }
            case UNREACHABLE -> failed(task, result, line(host, task, result, "unreachable"), Colour.UNREACHABLE);
            case FAILED, TIMED_OUT, UNKNOWN ->
                failed(task, result, line(host, task, result, "failed" + label(task, item)), Colour.FAILED);
        }
    }

    private void failed(TaskInfo task, Result result, String line, Colour colour) {
        told(task, result);
        if (options.failedStderr()) {
            terminal.err(line, colour);
        } else {
            terminal.out(line, colour);
        }
    }

    private void told(TaskInfo task, Result result) {
        if (result.isFailed() || result.status() == Result.Status.UNREACHABLE) {
            notices.error(task, result, options.failedStderr());
        }
        notices.warnings(result);
    }

    /** The item's label, unless it is a value that Python takes for false. */
    private static String label(Event.ItemFinished item) {
        var data = item.result().data();
        var value = data.get(String.valueOf(data.get("ansible_loop_var")));
        return !Truth.of(value) && Printing.str(value).equals(item.label()) ? "" : item.label();
    }

    private static String label(TaskInfo task, String item) {
        return task.noLog() ? " | item: (censored due to no_log)" : item.isEmpty() ? "" : " | item: " + item;
    }

    private String line(String host, TaskInfo task, Result result, String said) {
        if (options.verbosity() > 0 && !ResultText.isFactsOnly(task, result)
                || ResultText.isAlwaysVerbose(task, result)) {
            return "  " + host + " " + said + ": "
                    + ResultText.written(
                            ResultText.shown(task, result, options.verbosity(), false),
                            options.plain(),
                            ResultText.INDENT);
        }
        var data = result.data();
        var line = new StringBuilder("  ").append(host);
        if (data.get("_ansible_delegated_vars") instanceof Map<?, ?> variables) {
            line.append(" -> ").append(variables.get("ansible_host"));
        }
        line.append(' ').append(said);
        if (!task.noLog()) {
            part(line, "msg", data.get("msg"));
            part(line, "stdout", data.get("stdout"));
            part(line, "stderr", data.get("stderr"));
        }
        return line.toString();
    }

    private static void part(StringBuilder line, String name, @Nullable Object value) {
        var text = value == null ? "" : Printing.str(value);
        if (!text.isEmpty() && !text.equals("All items completed")) {
            line.append(" | ").append(name).append(": ").append(text);
        }
    }

    private void retrying(Event.Retrying retrying) {
        var result = retrying.result();
        var line = "  Retrying... (" + result.data().get("attempts") + " of "
                + result.data().get("retries") + ")";
        terminal.out(
                options.verbosity() > 0
                        ? line + "Result was: " + ResultText.dump(retrying.task(), result, options.plain(), false)
                        : line,
                Colour.DEBUG);
    }
}
