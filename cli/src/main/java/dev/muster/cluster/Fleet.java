package dev.muster.cluster;

import dev.muster.event.Event;
import dev.muster.remote.Connections;
import dev.muster.remote.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The inventory's hosts as the engine knows them: their variables, the ways to them, and playbooks run on them. */
public interface Fleet {

    /**
     * The variables of every node of the cluster, in the order of the inventory: the hosts of group {@code nodes} when there is
     * one, otherwise all hosts.
     */
    List<NodeVariables> nodes();

    /** The names of the hosts that a pattern selects. A pattern that selects none is a {@link dev.muster.source.UserError}. */
    Set<String> select(String pattern);

    /** How a node is reached; host keys are checked against the trust's {@code known_hosts} as well. */
    Target target(ClusterNode node, Path knownHosts);

    /** What opens targets; one for the whole run. */
    Connections connections();

    /**
     * Runs a playbook on these nodes.
     *
     * @param phase the phase's name, for the failures
     * @return which nodes changed and which are out
     */
    PhaseResult play(String phase, Path playbook, PhaseInput input, Consumer<Event> events) throws InterruptedException;
}
