package dev.muster.report;

import dev.muster.config.Settings;
import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.source.Position;
import dev.muster.source.UserError;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells how long each task took: the callback {@code ansible.posix.profile_tasks}. */
final class TaskProfile implements Consumer<Event> {

    private static final int LIMIT = 20;
    private static final int TIME_COLUMNS = 9;

    private final Terminal terminal;
    private final Stopwatch watch;
    private final int verbosity;
    private final boolean summaryOnly;
    private final String order;
    private final int limit;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Place, Entry> known = new HashMap<>();
    private final Map<Position, Integer> times = new HashMap<>();
    private @Nullable Position play;
    private @Nullable Entry current;

    /** The same task of the next batch of hosts is one task; a task that is included twice is two. */
    private record Place(Position at, int time) {}

    private static final class Entry {
        private final TaskInfo task;
        private Instant started;
        private Duration elapsed = Duration.ZERO;

        Entry(TaskInfo task, Instant started) {
            this.task = task;
            this.started = started;
        }
    }

    TaskProfile(Terminal terminal, Settings settings, int verbosity, Clock clock) {
        this.terminal = terminal;
        this.watch = new Stopwatch(clock);
        this.verbosity = verbosity;
        this.summaryOnly = settings.flag("callback/ansible.posix.profile_tasks/summary_only");
        this.order =
                settings.text("callback/ansible.posix.profile_tasks/sort_order").orElse("descending");
        var most = settings.text("callback/ansible.posix.profile_tasks/output_limit")
                .orElse(String.valueOf(LIMIT));
        if (!most.equals("all") && !most.matches("[0-9]{1,9}")) {
            throw new UserError("'" + most + "' is no number of tasks")
                    .hint("'output_limit' of profile_tasks is a number or 'all'");
        }
        this.limit = most.equals("all") ? Integer.MAX_VALUE : Integer.parseInt(most);
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.PlayStarted started) {
            if (!Objects.equals(started.at(), play)) {
                known.clear();
            }
            times.clear();
            play = started.at();
        } else if (event instanceof Event.TaskStarted started) {
            if (!summaryOnly) {
                terminal.out(watch.line());
            }
            begin(started.task());
        } else if (event instanceof Event.Recap) {
            recap();
        }
    }

    private void begin(TaskInfo task) {
        end();
        var at = task.at();
        var place = at == null ? null : new Place(at, times.merge(at, 1, Integer::sum));
        var entry = place == null ? null : known.get(place);
        if (entry == null) {
            entry = new Entry(task, watch.now());
            entries.add(entry);
            if (place != null) {
                known.put(place, entry);
            }
        }
        entry.started = watch.now();
        current = entry;
    }

    private void end() {
        if (current != null) {
            current.elapsed = current.elapsed.plus(Duration.between(current.started, watch.now()));
            current = null;
        }
    }

    private void recap() {
        terminal.banner("TASKS RECAP");
        terminal.out(watch.line());
        terminal.out(Stopwatch.filled("", "="));
        end();
        var sorted = new ArrayList<>(entries);
        var byTime = Comparator.comparing((Entry entry) -> entry.elapsed);
        if (!order.equals("none")) {
            sorted.sort(order.equals("ascending") ? byTime : byTime.reversed());
        }
        sorted.stream().limit(limit).forEach(this::row);
    }

    private void row(Entry entry) {
        var name = ResultText.name(entry.task);
        var row = Stopwatch.row(name, entry.elapsed, terminal.columns() - TIME_COLUMNS);
        var path = ResultText.path(entry.task);
        if (verbosity >= 2 && path != null) {
            row += "\n" + path + " " + "-".repeat(Math.max(0, terminal.columns() - path.length() - 1));
        }
        terminal.out(row);
    }
}
