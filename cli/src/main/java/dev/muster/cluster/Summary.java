package dev.muster.cluster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a bootstrap ended.
 *
 * @param request what was asked for
 * @param nodes the names of the nodes that were asked for
 * @param failures those that are out, in the order in which they failed
 * @param interrupted the phase that was cut short by the user, or null
 * @param elapsed of the whole run
 */
public record Summary(
        BootstrapRequest request,
        List<String> nodes,
        List<NodeFailure> failures,
        @Nullable String interrupted,
        Duration elapsed) {

    /** Copies the lists. */
    public Summary {
        nodes = List.copyOf(nodes);
        failures = List.copyOf(failures);
    }

    /** The four ways to end, for the exit code; an unreachable node outweighs a failed one, as in Ansible. */
    public enum Outcome {
        OK,
        FAILED,
        UNREACHABLE,
        INTERRUPTED
    }

    /** The way this one ended. */
    public Outcome outcome() {
        if (interrupted != null) {
            return Outcome.INTERRUPTED;
        }
        if (failures.isEmpty()) {
            return Outcome.OK;
        }
        return failures.stream().anyMatch(failure -> failure.kind() == NodeFailure.Kind.UNREACHABLE)
                ? Outcome.UNREACHABLE
                : Outcome.FAILED;
    }

    /** The command that goes on with one node from the phase in which it failed. */
    public String resume(String node, String phase) {
        return request.resumeCommand(node, phase);
    }

    /** The commands that go on: one a phase, for all nodes that failed in it; after an interruption one for the others. */
    public List<String> resumeCommands() {
        var byPhase = new LinkedHashMap<String, String>();
        failures.forEach(failure -> byPhase.merge(failure.phase(), failure.node(), (a, b) -> a + "," + b));
        if (interrupted != null) {
            var out = failures.stream().map(NodeFailure::node).toList();
            nodes.stream()
                    .filter(node -> !out.contains(node))
                    .forEach(node -> byPhase.merge(interrupted, node, (a, b) -> a + "," + b));
        }
        return byPhase.entrySet().stream()
                .map(entry -> request.resumeCommand(entry.getValue(), entry.getKey()))
                .toList();
    }
}
