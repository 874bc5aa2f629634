package dev.muster.report;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.step.Result;
import java.util.function.Consumer;

/** A run with one line a host and task: Ansible's callback {@code ansible.builtin.oneline}. */
final class OneLineOutput implements Consumer<Event> {

    private static final int ALL = 2;
    private static final String NO_TRACEBACK = "(traceback unavailable)";

    private final Terminal terminal;
    private final DisplayOptions options;
    private final Notices notices;

    OneLineOutput(Terminal terminal, DisplayOptions options) {
        this.terminal = terminal;
        this.options = options.plain();
        this.notices = new Notices(terminal, options.verbosity());
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.HostFinished finished) {
            finished(finished.host(), finished.task(), finished.result());
        } else {
            notices.accept(event);
        }
    }

    private void finished(String host, TaskInfo task, Result result) {
        switch (result.status()) {
            case OK -> {
                var caption = result.changed() ? "CHANGED" : "SUCCESS";
                terminal.out(
                        AdHocOutput.isOutput(task, result)
                                ? command(host, task, result, caption)
                                : host + " | " + caption + " => " + dump(task, result),
                        result.changed() ? Colour.CHANGED : Colour.OK);
            }
            case SKIPPED -> terminal.out(host + " | SKIPPED", Colour.SKIPPED);
            case UNREACHABLE ->
                terminal.out(host + " | UNREACHABLE!: " + (task.noLog() ? "" : result.message()), Colour.UNREACHABLE);
            case FAILED, TIMED_OUT, UNKNOWN -> {
                if (!result.data().containsKey("results") && !ResultText.isTold(result)) {
                    terminal.out(
                            AdHocOutput.isCommand(task) ? command(host, task, result, "FAILED") : why(), Colour.FAILED);
                }
                terminal.out(host + " | FAILED! => " + dump(task, result), Colour.FAILED);
            }
        }
    }

    /** There are no tracebacks, which is what the original says too. */
    private String why() {
        return options.verbosity() <= ALL
                ? "An exception occurred during task execution. To see the full traceback, use -vvv. The error was: "
                        + NO_TRACEBACK
                : "An exception occurred during task execution. The full traceback is:\n" + NO_TRACEBACK;
    }

    private static String command(String host, TaskInfo task, Result result, String caption) {
        if (task.noLog()) {
            return host + " | " + caption + " | rc=-1 | (stdout) ";
        }
        var errors = stream(result, "stderr");
        return host + " | " + caption + " | rc=" + result.data().getOrDefault("rc", -1L) + " | (stdout) "
                + stream(result, "stdout")
                + (errors.isEmpty() ? "" : " (stderr) " + errors);
    }

    private static String stream(Result result, String name) {
        return String.valueOf(result.data().getOrDefault(name, ""))
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    private String dump(TaskInfo task, Result result) {
        boolean indented = options.verbosity() > ALL || ResultText.isAlwaysVerbose(task, result);
        return ResultText.written(
                        ResultText.shown(task, result, options.verbosity(), false),
                        options,
                        indented ? ResultText.INDENT : "")
                .replace("\n", "");
    }
}
