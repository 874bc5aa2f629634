package dev.muster.report;

import dev.muster.config.Settings;
import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.source.Position;
import dev.muster.step.Result;
import dev.muster.value.JsonPrinting;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A run as one JSON document when it has ended: the callback {@code ansible.posix.json}. */
final class WholeRunJson implements Consumer<Event> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** Everything of a result is wanted, the call's arguments and the differences too. */
    private static final int ALL = 3;

    private static final int INDENT = 4;

    private final Terminal terminal;
    private final DisplayOptions options;
    private final int indent;
    private final InstantSource clock;
    private final Notices notices;
    private final List<Map<String, @Nullable Object>> plays = new ArrayList<>();
    private Part play;
    private Part task;

    /** A play or a task: what is said of it, and what it holds. */
    private final class Part {
        private final Map<String, @Nullable Object> said = new LinkedHashMap<>();
        private final Map<String, @Nullable Object> duration = new LinkedHashMap<>();
        private final List<Map<String, @Nullable Object>> tasks = new ArrayList<>();
        private final Map<String, @Nullable Object> hosts = new LinkedHashMap<>();

        Part(String name, @Nullable Position at) {
            duration.put("start", now());
            said.put("name", name);
            said.put("id", UUID.randomUUID().toString());
            said.put("path", at == null ? null : ResultText.absolute(at.file()) + ":" + at.line());
            said.put("duration", duration);
        }
    }

    WholeRunJson(Terminal terminal, DisplayOptions options, Settings settings, InstantSource clock) {
        this.clock = clock;
        this.terminal = terminal;
        this.options = options;
        this.indent = settings.number("callback/ansible.posix.json/json_indent", INDENT);
        this.notices = new Notices(terminal, options.verbosity());
        this.play = new Part("", null);
        this.task = new Part("", null);
    }

    private String now() {
        return TIME.format(clock.instant());
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.PlayStarted started) {
            play = new Part(started.name(), started.at());
            var whole = new LinkedHashMap<String, @Nullable Object>();
            whole.put("play", play.said);
            whole.put("tasks", play.tasks);
            plays.add(whole);
        } else if (event instanceof Event.TaskStarted started) {
            task = new Part(ResultText.name(started.task()), started.task().at());
            var whole = new LinkedHashMap<String, @Nullable Object>();
            whole.put("task", task.said);
            whole.put("hosts", task.hosts);
            play.tasks.add(whole);
        } else if (event instanceof Event.HostFinished finished) {
            task.hosts.put(finished.host(), result(finished.task(), finished.result()));
            task.duration.put("end", now());
            play.duration.put("end", now());
        } else if (event instanceof Event.Recap recap) {
            write(recap);
        } else {
            notices.accept(event);
        }
    }

    private static Map<String, @Nullable Object> result(TaskInfo task, Result result) {
        var shown = ResultText.shown(task, result, ALL, false);
        if (task.noLog() || !shown.containsKey("results")) {
            shown.put("_ansible_no_log", task.noLog());
        }
        for (var mark : List.of("_ansible_verbose_always", "_ansible_verbose_override", "_ansible_delegated_vars")) {
            if (result.data().containsKey(mark) && !task.noLog()) {
                shown.put(mark, result.data().get(mark));
            }
        }
        if (!result.warnings().isEmpty() && !task.noLog()) {
            shown.put("warnings", result.warnings());
        }
        if (result.isFailed()) {
            shown.put("failed", true);
            if (!shown.containsKey("results")) {
                shown.put("exception", "(traceback unavailable)");
            }
        }
        if (result.status() == Result.Status.SKIPPED) {
            shown.put("skipped", true);
        }
        shown.put("action", task.action());
        return shown;
    }

    private void write(Event.Recap recap) {
        var stats = new TreeMap<String, @Nullable Object>();
        recap.hosts().forEach((host, each) -> stats.put(host, stats(each)));
        var custom = new LinkedHashMap<String, @Nullable Object>();
        var whole = new LinkedHashMap<String, @Nullable Object>();
        if (options.customStats()) {
            custom.putAll(recap.custom());
            custom.remove("_run");
            whole.putAll(recap.custom().getOrDefault("_run", Map.of()));
        }
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("plays", plays);
        all.put("stats", stats);
        all.put("custom_stats", custom);
        all.put("global_custom_stats", whole);
        boolean lines = indent > 0;
        var style = new JsonPrinting.Style(
                lines ? " ".repeat(indent) : null, lines ? "," : ", ", ": ", JsonPrinting.Order.BY_TEXT, true);
        terminal.out(JsonPrinting.write(all, style, JsonPrinting.Strangers.SHOWN));
    }

    private static Map<String, @Nullable Object> stats(Event.Stats stats) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("ok", (long) stats.ok());
        map.put("changed", (long) stats.changed());
        map.put("unreachable", (long) stats.unreachable());
        map.put("failures", (long) stats.failed());
        map.put("skipped", (long) stats.skipped());
        map.put("rescued", (long) stats.rescued());
        map.put("ignored", (long) stats.ignored());
        return map;
    }
}
