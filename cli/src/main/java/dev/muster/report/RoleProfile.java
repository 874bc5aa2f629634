package dev.muster.report;

import dev.muster.config.Settings;
import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells how long each role took, and each module outside of roles: the callback {@code ansible.posix.profile_roles}. */
final class RoleProfile implements Consumer<Event> {

    private static final int NAME_COLUMNS = 70;

    private final Terminal terminal;
    private final Stopwatch watch;
    private final boolean summaryOnly;
    private final Map<String, Duration> totals = new LinkedHashMap<>();
    private @Nullable String current;
    private Instant started;

    RoleProfile(Terminal terminal, Settings settings, Clock clock) {
        this.terminal = terminal;
        this.watch = new Stopwatch(clock);
        this.started = watch.now();
        this.summaryOnly = settings.flag("callback/ansible.posix.profile_roles/summary_only");
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.TaskStarted task) {
            if (!summaryOnly) {
                terminal.out(watch.line());
            }
            end();
            current = name(task.task());
            started = watch.now();
        } else if (event instanceof Event.Recap) {
            recap();
        }
    }

    private static String name(TaskInfo task) {
        return task.role() == null ? task.action() : task.role();
    }

    private void end() {
        if (current != null) {
            totals.merge(current, Duration.between(started, watch.now()), Duration::plus);
            current = null;
        }
    }

    private void recap() {
        terminal.banner("ROLES RECAP");
        terminal.out(watch.line());
        terminal.out(Stopwatch.filled("", "="));
        end();
        totals.entrySet().stream()
                .sorted(Map.Entry.<String, Duration>comparingByValue().reversed())
                .forEach(entry -> terminal.out(Stopwatch.row(entry.getKey(), entry.getValue(), NAME_COLUMNS)));
        terminal.out(Stopwatch.filled("", "~"));
        var whole = totals.values().stream().reduce(Duration.ZERO, Duration::plus);
        terminal.out(Stopwatch.row("total", whole, NAME_COLUMNS));
    }
}
