package dev.muster.report;

import dev.muster.config.Settings;
import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.step.Result;
import dev.muster.value.Printing;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run as a JUnit report, a test case for each host and task: the callback {@code ansible.builtin.junit} with its variables
 * {@code JUNIT_*}. The file is {@code PLAYBOOK-SECONDS.xml} in the folder that {@code JUNIT_OUTPUT_DIR} names.
 */
final class JunitReport implements Consumer<Event> {

    private final Terminal terminal;
    private final DisplayOptions options;
    private final Settings settings;
    private final InstantSource clock;
    private final Path folder;
    private final List<Started> tasks = new ArrayList<>();
    private String playbook = "";
    private String play = "";

    /** A task, and what became of it on each host. */
    private record Started(TaskInfo task, String name, String play, Instant at, Map<String, Ended> hosts) {}

    /** {@code included} is what an include brought; otherwise the result is there. */
    private record Ended(
            String status,
            @Nullable TaskInfo task,
            @Nullable Result result,
            @Nullable String included,
            Instant at) {}

    /** @param folder where the report goes; made when it is not there */
    JunitReport(Terminal terminal, DisplayOptions options, Settings settings, Path folder, InstantSource clock) {
        this.terminal = terminal;
        this.options = options.plain();
        this.settings = settings;
        this.folder = folder;
        this.clock = clock;
    }

    private boolean is(String option) {
        return settings.flag("callback/junit/" + option);
    }

    /** Empty when nobody set it: the defaults are words for the documentation. */
    private String text(String option) {
        var name = "callback/junit/" + option;
        return settings.isSet(name) ? settings.text(name).orElse("") : "";
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.PlaybookStarted started) {
            var file = Path.of(started.file()).getFileName().toString();
            playbook = file.lastIndexOf('.') > 0 ? file.substring(0, file.lastIndexOf('.')) : file;
        } else if (event instanceof Event.PlayStarted started) {
            play = started.name();
        } else if (event instanceof Event.TaskStarted started) {
            start(started.task());
        } else if (event instanceof Event.HostFinished finished) {
            finished(finished);
        } else if (event instanceof Event.Included included) {
            included(included);
        } else if (event instanceof Event.Recap) {
            write();
        }
    }

    private void start(TaskInfo task) {
        var name = ResultText.name(task).strip();
        var arguments = task.noLog() || is("hide_task_arguments") ? "" : ResultText.arguments(task);
        tasks.add(new Started(
                task,
                arguments.isEmpty() ? name : name + " " + arguments,
                play,
                clock.instant(),
                new LinkedHashMap<>()));
    }

    private void finished(Event.HostFinished finished) {
        var result = finished.result();
        switch (result.status()) {
            case OK -> end(finished.host(), is("fail_on_change") && result.changed() ? "failed" : "ok", finished);
            case SKIPPED -> end(finished.host(), "skipped", finished);
            case FAILED, TIMED_OUT, UNKNOWN ->
                end(finished.host(), finished.ignored() && !is("fail_on_ignore") ? "ok" : "failed", finished);
            case UNREACHABLE -> {
                // The original has no case for it.
            }
        }
    }

    private void end(String host, String status, Event.HostFinished finished) {
        if (tasks.isEmpty()) {
            return;
        }
        var started = tasks.getLast();
        var ended = judged(started, status);
        if (started.name().startsWith(text("test_case_prefix")) || ended.equals("failed")) {
            started.hosts().put(host, new Ended(ended, finished.task(), finished.result(), null, clock.instant()));
        }
    }

    /** Names can say that a failure is what is wanted. */
    private static String judged(Started started, String status) {
        if (status.equals("failed") && started.name().contains("EXPECTED FAILURE")) {
            return "ok";
        }
        if (started.name().contains("TOGGLE RESULT")) {
            return switch (status) {
                case "failed" -> "ok";
                case "ok" -> "failed";
                default -> status;
            };
        }
        return status;
    }

    private void included(Event.Included included) {
        if (tasks.isEmpty() || !tasks.getLast().name().startsWith(text("test_case_prefix"))) {
            return;
        }
        var hosts = tasks.getLast().hosts();
        var before = hosts.get("include");
        var text = included.file() + " (" + String.join(", ", included.hosts()) + ")";
        hosts.put(
                "include",
                new Ended(
                        "included",
                        null,
                        null,
                        before == null ? text : before.included() + "\n" + text,
                        clock.instant()));
    }

    private void write() {
        var suite = new JunitXml(playbook, terminal::masked);
        for (var started : tasks) {
            boolean setup = java.util.Set.of("setup", "gather_facts")
                    .contains(ResultText.shortName(started.task().action()));
            if (!setup || is("include_setup_tasks_in_report")) {
                started.hosts().forEach((host, ended) -> suite.add(testCase(started, host, ended)));
            }
        }
        var now = clock.instant();
        var name = playbook + "-" + String.format(Locale.ROOT, "%.6f", now.toEpochMilli() / 1000.0) + ".xml";
        ReportFile.write(folder, name, suite.text());
    }

    private JunitXml.Case testCase(Started started, String host, Ended ended) {
        var name = "[" + host + "] " + started.play() + ": " + started.name();
        var place = place(started.task());
        var time = Duration.between(started.at(), ended.at());
        var result = ended.result();
        var task = ended.task();
        if (result == null || task == null) {
            return new JunitXml.Case(name, place, time, null, null, ended.included());
        }
        var dump = ResultText.written(
                ResultText.shown(task, result, options.verbosity(), false),
                options,
                ResultText.isAlwaysVerbose(task, result) ? ResultText.INDENT : "");
        return switch (ended.status()) {
            case "ok" -> new JunitXml.Case(name, place, time, null, null, dump);
            case "skipped" ->
                new JunitXml.Case(
                        name,
                        place,
                        time,
                        null,
                        task.noLog() ? "skipped" : Printing.str(result.data().getOrDefault("skip_reason", "skipped")),
                        null);
            default -> new JunitXml.Case(name, place, time, problem(task, result, dump), null, null);
        };
    }

    private JunitXml.Problem problem(TaskInfo task, Result result, String dump) {
        // A loop has no error of its own.
        if (result.isFailed() && !result.data().containsKey("results")) {
            var error = ResultText.error(task, result).replaceFirst("^\\[ERROR]: ", "");
            var end = error.indexOf("\nOrigin: ");
            return new JunitXml.Problem("error", end < 0 ? error.strip() : error.substring(0, end), error.strip());
        }
        var message = task.noLog() ? null : result.data().get("msg");
        return new JunitXml.Problem(
                "failure",
                message != null
                        ? Printing.str(message)
                        : "rc=" + (task.noLog() ? 0L : result.data().getOrDefault("rc", 0L)),
                dump);
    }

    private @Nullable String place(TaskInfo task) {
        var path = ResultText.path(task);
        if (path == null) {
            return null;
        }
        var base = text("task_relative_path");
        var place = base.isEmpty()
                ? path
                : Path.of(base)
                        .toAbsolutePath()
                        .normalize()
                        .relativize(Path.of(path))
                        .toString();
        if (settings.isSet("callback/junit/replace_out_of_tree_path") && place.startsWith("../")) {
            place = text("replace_out_of_tree_path") + place.substring(place.lastIndexOf('/') + 1);
        }
        return is("task_class") ? place.replaceFirst("\\.yml:[0-9]+$", "") : place;
    }
}
