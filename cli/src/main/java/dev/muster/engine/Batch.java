package dev.muster.engine;

import dev.muster.inventory.Host;
import dev.muster.playbook.RoleRef;
import dev.muster.playbook.Task;
import dev.muster.step.Result;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** What is known of a batch of a play's hosts while the play runs. Only the thread that reports touches it. */
final class Batch {

    /** The task and the result that took a host out of its list of tasks. */
    record Failure(Task task, Result result) {}

    final Map<String, Host> hosts = new LinkedHashMap<>();
    final Handlers handlers;
    final Map<String, Failure> lastFailure = new HashMap<>();
    /** Hosts that fail for what happened to another one, as soon as their next task comes. */
    final Set<String> doomed = new HashSet<>();
    /** Hosts that failed with the one that ran a task for all, which Ansible counts as two failures at once. */
    final Set<String> failedTwice = new HashSet<>();
    /** Hosts that failed where no rescue or always part was left for them. */
    final Set<String> failedForGood = new HashSet<>();
    /** Hosts that {@code meta: clear_host_errors} lets the next play have again. */
    final Set<String> forgiven = new HashSet<>();

    /** How often errors were cleared; a host that failed in a block before goes on after its always part. */
    int clearings;

    /** Whether handlers run now, so that what they notify needs no saving. */
    boolean runsHandlers;

    /** Roles that had a task which was not skipped. */
    private final Set<String> ranTasks = new HashSet<>();

    private final Set<String> endedRoles = new HashSet<>();
    private final RunState state;
    private final Scopes.PlayContext context;

    Batch(List<Host> hosts, RunState state, Scopes.PlayContext context, Consumer<String> warnings) {
        this.handlers = new Handlers(warnings);
        this.context = context;
        this.state = state;
        hosts.forEach(host -> this.hosts.put(host.name(), host));
    }

    Host host(String name) {
        return Objects.requireNonNull(hosts.get(name));
    }

    /** Those of some hosts that go on, neither ended nor lost, in the order of the play. */
    Set<String> live(Set<String> among) {
        var live = new LinkedHashSet<>(context.hosts);
        live.retainAll(among);
        live.removeAll(context.endedHosts);
        live.removeAll(state.unreachable);
        return live;
    }

    /** Those among some hosts that failed twice, whose second failure counts in the innermost block and no further out. */
    Set<String> takeFailedTwice(Set<String> among) {
        var twice = new LinkedHashSet<>(among);
        twice.retainAll(failedTwice);
        failedTwice.removeAll(twice);
        return twice;
    }

    /** Whom a result concerns that is everybody's: all hosts that can be reached, wherever they are in the play. */
    Set<String> reachable() {
        var all = new LinkedHashSet<>(hosts.keySet());
        all.removeAll(state.unreachable);
        return all;
    }

    void ranTask(String host, RoleRef role) {
        ranTasks.add(host + "\0" + role.identity());
    }

    boolean ranTaskOf(String host, Object identity) {
        return ranTasks.contains(host + "\0" + identity);
    }

    void endRole(String host, Path path) {
        endedRoles.add(host + "\0" + path);
    }

    boolean hasEndedRole(String host, Path path) {
        return endedRoles.contains(host + "\0" + path);
    }

    /** The role's tasks are over; used once more it runs again. */
    void leaveRole(Path path) {
        endedRoles.removeIf(each -> each.endsWith("\0" + path));
    }
}
