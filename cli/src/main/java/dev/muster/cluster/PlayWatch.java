package dev.muster.cluster;

import dev.muster.event.Event;
import dev.muster.step.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Listens to one playbook and says what became of the nodes. Listeners are called from one thread at a time. */
final class PlayWatch implements Consumer<Event> {

    private final String phase;
    private final Consumer<Event> next;
    private final Map<String, String> causes = new HashMap<>();
    private final Map<String, Event.Stats> stats = new HashMap<>();
    private @Nullable String error;

    PlayWatch(String phase, Consumer<Event> next) {
        this.phase = phase;
        this.next = next;
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.HostFinished finished) {
            var result = finished.result();
            boolean bad = result.isFailed() || result.status() == Result.Status.UNREACHABLE;
            if (bad && !finished.ignored()) {
                var message = finished.task().noLog()
                        ? "failed (hidden by no_log)"
                        : result.message().strip();
                causes.put(finished.host(), finished.task().name() + ": " + message.replaceAll("\\s*\\n\\s*", " "));
            }
        } else if (event instanceof Event.Recap recap) {
            stats.putAll(recap.hosts());
        } else if (event instanceof Event.ErrorText text) {
            error = text.text();
        }
        next.accept(event);
    }

    /**
     * What became of them. A failure that a block has rescued does not count: only the counters know.
     *
     * @param broken whether the run was given up, which takes every node out
     */
    PhaseResult result(List<ClusterNode> nodes, boolean broken) {
        var changed = new HashSet<String>();
        var failures = new ArrayList<NodeFailure>();
        for (var node : nodes) {
            var counters = stats.getOrDefault(node.name(), Event.Stats.NONE);
            if (counters.changed() > 0) {
                changed.add(node.name());
            }
            if (counters.failed() > 0 || counters.unreachable() > 0 || broken) {
                var cause = causes.get(node.name());
                failures.add(new NodeFailure(
                        node.name(),
                        phase,
                        counters.unreachable() > 0 ? NodeFailure.Kind.UNREACHABLE : NodeFailure.Kind.FAILED,
                        cause != null ? cause : error != null ? error : "the playbook was given up",
                        null));
            }
        }
        return new PhaseResult(changed, failures);
    }
}
