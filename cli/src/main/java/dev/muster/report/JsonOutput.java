package dev.muster.report;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.step.Result;
import dev.muster.value.JsonPrinting;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run as JSON lines for programs: one object an event on standard output, the first key {@code event} names its kind. What a
 * task with {@code no_log} answered is left out.
 */
public final class JsonOutput implements Consumer<Event> {

    /** Everything of a result is wanted, the call's arguments and the differences too. */
    private static final int ALL = 3;

    private static final JsonPrinting.Style IN_ORDER =
            new JsonPrinting.Style(null, ", ", ": ", JsonPrinting.Order.GIVEN, false);

    private final Terminal terminal;

    public JsonOutput(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void accept(Event event) {
        terminal.out(JsonPrinting.write(fields(event), IN_ORDER, JsonPrinting.Strangers.SHOWN));
    }

    private static Map<String, @Nullable Object> fields(Event event) {
        return switch (event) {
            case Event.PlaybookStarted e -> map("playbook_started", "file", e.file());
            case Event.PlayStarted e ->
                map("play_started", "name", e.name(), "hosts", e.hosts(), "check", e.check(), "at", text(e.at()));
            case Event.NoHostsMatched _ -> map("no_hosts_matched");
            case Event.NoHostsRemaining _ -> map("no_hosts_remaining");
            case Event.TaskStarted e -> task("task_started", e.task());
            case Event.HostStarted e -> with(task("host_started", e.task()), "host", e.host());
            case Event.HostFinished e ->
                with(
                        task("host_finished", e.task()),
                        "host",
                        e.host(),
                        "delegated_to",
                        e.delegatedTo(),
                        "status",
                        status(e.result()),
                        "ignored",
                        e.ignored(),
                        "seconds",
                        seconds(e.elapsed()),
                        "result",
                        ResultText.shown(e.task(), e.result(), ALL, true),
                        "warnings",
                        e.result().warnings());
            case Event.ItemFinished e ->
                with(
                        task("item_finished", e.task()),
                        "host",
                        e.host(),
                        "delegated_to",
                        e.delegatedTo(),
                        "item",
                        e.task().noLog() ? null : e.label(),
                        "status",
                        status(e.result()),
                        "ignored",
                        e.ignored(),
                        "result",
                        ResultText.shown(e.task(), e.result(), ALL, true),
                        "warnings",
                        e.result().warnings());
            case Event.Retrying e ->
                with(task("retrying", e.task()), "host", e.host(), "retries_left", (long) e.retriesLeft());
            case Event.JobSeen e ->
                with(
                        task("job_seen", e.task()),
                        "host",
                        e.host(),
                        "job",
                        e.job(),
                        "state",
                        e.state().name().toLowerCase(Locale.ROOT));
            case Event.Included e -> map("included", "file", e.file(), "hosts", e.hosts(), "item", e.label());
            case Event.Notified e -> map("notified", "handler", e.handler(), "host", e.host());
            case Event.Warning e -> map("warning", "text", e.text());
            case Event.Deprecation e -> map("deprecation", "text", e.text());
            case Event.ErrorText e -> map("error", "text", e.text());
            case Event.Verbose e -> map("verbose", "level", (long) e.level(), "host", e.host(), "text", e.text());
            case Event.Recap e -> {
                var hosts = new LinkedHashMap<String, @Nullable Object>();
                e.hosts().forEach((host, stats) -> hosts.put(host, stats(stats)));
                yield map("recap", "hosts", hosts);
            }
            case Event.PhaseStarted e ->
                map(
                        "phase_started",
                        "number",
                        (long) e.number(),
                        "of",
                        (long) e.of(),
                        "phase",
                        e.name(),
                        "title",
                        e.title());
            case Event.PhaseProgress e ->
                map("phase_progress", "node", e.node(), "text", e.text(), "changed", e.changed());
            case Event.NodeFailed e ->
                map("node_failed", "node", e.node(), "phase", e.phase(), "cause", e.cause(), "hint", e.hint());
            case Event.PhaseFinished e ->
                map(
                        "phase_finished",
                        "phase",
                        e.name(),
                        "seconds",
                        seconds(e.elapsed()),
                        "done",
                        (long) e.done(),
                        "changed",
                        (long) e.changed(),
                        "failed",
                        (long) e.failed());
        };
    }

    private static Map<String, @Nullable Object> stats(Event.Stats stats) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("ok", (long) stats.ok());
        map.put("changed", (long) stats.changed());
        map.put("unreachable", (long) stats.unreachable());
        map.put("failed", (long) stats.failed());
        map.put("skipped", (long) stats.skipped());
        map.put("rescued", (long) stats.rescued());
        map.put("ignored", (long) stats.ignored());
        return map;
    }

    private static Map<String, @Nullable Object> task(String event, TaskInfo task) {
        return map(
                event,
                "task",
                task.name(),
                "action",
                task.action(),
                "role",
                task.role(),
                "at",
                text(task.at()),
                "handler",
                task.handler(),
                "check",
                task.check());
    }

    private static String status(Result result) {
        return result.status() == Result.Status.OK && result.changed()
                ? "changed"
                : result.status().name().toLowerCase(Locale.ROOT);
    }

    private static double seconds(Duration elapsed) {
        return elapsed.toMillis() / 1000.0;
    }

    private static @Nullable String text(@Nullable Object position) {
        return position == null ? null : position.toString();
    }

    private static Map<String, @Nullable Object> map(String event, @Nullable Object... pairs) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("event", event);
        return with(map, pairs);
    }

    private static Map<String, @Nullable Object> with(Map<String, @Nullable Object> map, @Nullable Object... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return map;
    }
}
