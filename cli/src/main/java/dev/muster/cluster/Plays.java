package dev.muster.cluster;

import dev.muster.event.Event;
import dev.muster.inventory.Inventory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs a playbook by the engine. */
public interface Plays {

    /**
     * What to run.
     *
     * @param playbook the file
     * @param inventory with what the bootstrap knows of each node as variables of its host
     * @param limit the names of the hosts that may be touched
     * @param extraVariables stronger than any other
     * @param knownHosts where host keys are looked for
     */
    record Order(
            Path playbook,
            Inventory inventory,
            List<String> limit,
            Map<String, Object> extraVariables,
            Path knownHosts,
            boolean check,
            boolean diff) {

        /** Copies list and map. */
        public Order {
            limit = List.copyOf(limit);
            extraVariables = Map.copyOf(extraVariables);
        }
    }

    /**
     * Runs it. Everything that happens is told, the counters of the hosts last ({@link Event.Recap}).
     *
     * @return whether the run was given up for what is no host's fault
     */
    boolean run(Order order, Consumer<Event> events) throws InterruptedException;
}
