package dev.muster.cluster;

import dev.muster.event.Event;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a phase gets.
 *
 * @param request what the user asked for
 * @param reading the whole cluster
 * @param nodes those that are asked for and have not failed
 * @param state where trust and artifacts lie
 * @param events where to tell what happens; may be called from any thread
 */
public record PhaseInput(
        BootstrapRequest request, Reading reading, List<ClusterNode> nodes, StateFolder state, Consumer<Event> events) {

    /** Copies the list. */
    public PhaseInput {
        nodes = List.copyOf(nodes);
    }

    /** Whether some nodes of the cluster are left out. */
    boolean isLimited() {
        return nodes.size() < reading.nodes().size();
    }

    void progress(String node, String text, boolean changed) {
        events.accept(new Event.PhaseProgress(node, text, changed));
    }
}
