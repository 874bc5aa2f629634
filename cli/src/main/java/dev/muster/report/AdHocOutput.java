package dev.muster.report;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.step.Result;
import java.util.Set;
import java.util.function.Consumer;

/** One module on many hosts as {@code ansible} shows it by its callback {@code ansible.builtin.minimal}, byte for byte. */
public final class AdHocOutput implements Consumer<Event> {

    /** Modules whose output is shown as a command's rather than as values. */
    private static final Set<String> COMMANDS = Set.of("command", "shell", "raw", "script", "win_command", "win_shell");

    private final Terminal terminal;
    private final DisplayOptions options;
    private final Notices notices;

    /**
     * Without settings.
     *
     * @param verbosity how often {@code -v} was given
     * @param diff whether changes are shown
     */
    public AdHocOutput(Terminal terminal, int verbosity, boolean diff) {
        this(terminal, DisplayOptions.of(verbosity, diff));
    }

    /** With settings. */
    AdHocOutput(Terminal terminal, DisplayOptions options) {
        this.terminal = terminal;
        this.options = options;
        this.notices = new Notices(terminal, options.verbosity());
    }

    /** Whether the output of a module is shown as a command's. */
    static boolean isCommand(TaskInfo task) {
        return COMMANDS.contains(ResultText.shortName(task.action()));
    }

    /** Whether a command's output is shown; of a job in the background everything is, unless it may not be seen. */
    static boolean isOutput(TaskInfo task, Result result) {
        return isCommand(task)
                && (task.noLog()
                        || result.status() != Result.Status.OK
                        || !result.data().containsKey("ansible_job_id"));
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.HostFinished finished) {
            changes(finished.task(), finished.result());
            finished(finished);
        } else if (event instanceof Event.ItemFinished item) {
            changes(item.task(), item.result());
        } else {
            notices.accept(event);
        }
    }

    private void changes(TaskInfo task, Result result) {
        if (ResultText.showsDiff(result, options)
                && !result.diffs().isEmpty()
                && result.status() == Result.Status.OK
                && !task.noLog()) {
            terminal.out(DiffText.of(result.diffs(), terminal, options));
        }
    }

    private void finished(Event.HostFinished finished) {
        var task = finished.task();
        var result = finished.result();
        var host = finished.host();
        notices.warnings(result);
        switch (result.status()) {
            case OK ->
                terminal.out(
                        shown(task, result, host, result.changed() ? "CHANGED" : "SUCCESS", ""),
                        result.changed() ? Colour.CHANGED : Colour.OK);
            case SKIPPED -> terminal.out(host + " | SKIPPED", Colour.SKIPPED);
            case UNREACHABLE -> {
                notices.error(task, result, false);
                terminal.out(host + " | UNREACHABLE! => " + dump(task, result), Colour.UNREACHABLE);
            }
            case FAILED, TIMED_OUT, UNKNOWN -> {
                notices.error(task, result, false);
                terminal.out(shown(task, result, host, "FAILED", "!"), Colour.FAILED);
            }
        }
    }

    private String shown(TaskInfo task, Result result, String host, String caption, String mark) {
        if (!isOutput(task, result)) {
            return host + " | " + caption + mark + " => " + dump(task, result);
        }
        var head = host + " | " + caption + " | rc=";
        if (task.noLog()) {
            return head + "-1 >>\n\n";
        }
        var data = result.data();
        return head + data.getOrDefault("rc", -1L) + " >>\n"
                + data.getOrDefault("stdout", "") + data.getOrDefault("stderr", "") + data.getOrDefault("msg", "")
                + "\n";
    }

    /** Of a failure of {@code debug} everything is shown. */
    private String dump(TaskInfo task, Result result) {
        boolean cleaned = result.status() == Result.Status.OK;
        return ResultText.written(
                ResultText.shown(task, result, options.verbosity(), cleaned), options, ResultText.INDENT);
    }
}
