package dev.muster.cluster;

import dev.muster.event.Event;
import dev.muster.file.RunLock;
import dev.muster.source.UserError;
import dev.muster.value.Secrets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs the phases. A node that fails in one is not in the next; the others go on. Only one bootstrap at a time works in a state
 * folder; everything that happens is in its journal.
 */
public final class Bootstrap {

    private final Clock clock;
    private final Secrets secrets;

    /**
     * @param clock for the validity of certificates and the journal
     * @param secrets what the journal must not show
     */
    public Bootstrap(Clock clock, Secrets secrets) {
        this.clock = clock;
        this.secrets = secrets;
    }

    /**
     * Runs what was asked for. An interrupt of the calling thread ends the run; the summary says so, and the thread's mark is
     * taken away, since with it no file could be written or closed.
     *
     * @throws Findings when the inventory is no sound cluster; nothing was touched then
     * @throws UserError when something is wrong with all nodes alike
     */
    public Summary run(BootstrapRequest request, Fleet fleet, Consumer<Event> events) {
        long begin = System.nanoTime();
        int first = request.from() == null ? 0 : Phases.number("--from", request.from());
        int last = request.to() == null ? Phases.NAMES.size() - 1 : Phases.number("--to", request.to());
        if (first > last) {
            throw new UserError("'--from " + request.from() + "' comes after '--to " + request.to() + "'")
                    .hint("the phases are " + String.join(", ", Phases.NAMES));
        }
        SitePhase.mustExist(request);
        var input = read(request, fleet, events);
        if (request.check()) {
            // A check must not even make the folder of the journal.
            return phases(request, fleet, input, first, last, begin);
        }
        input.state().make();
        try (var _ = RunLock.take(input.state().lock(), clock.instant());
                var journal = Journal.open(input.state(), clock, secrets)) {
            Consumer<Event> both = event -> {
                journal.accept(event);
                events.accept(event);
            };
            var told = new PhaseInput(request, input.reading(), input.nodes(), input.state(), both);
            var summary = phases(request, fleet, told, first, last, begin);
            journal.end(summary);
            return summary;
        }
    }

    /** The inventory as a cluster, and the nodes that the request is limited to. */
    public static PhaseInput read(BootstrapRequest request, Fleet fleet, Consumer<Event> events) {
        var variables = fleet.nodes();
        if (variables.isEmpty()) {
            throw new UserError("the inventory '" + request.inventory() + "' has no nodes")
                    .hint("name them under 'all' or in a group 'nodes'");
        }
        var reading = ClusterReader.read(request.inventory(), variables);
        if (!reading.findings().isEmpty()) {
            throw new Findings(reading.findings());
        }
        var nodes = reading.nodes();
        if (request.limit() != null) {
            var selected = fleet.select(request.limit());
            nodes = nodes.stream()
                    .filter(node -> selected.contains(node.name()))
                    .toList();
            if (nodes.isEmpty()) {
                throw new UserError("'--limit " + request.limit() + "' selects no node of the cluster")
                        .hint("'muster inventory --graph' shows the names");
            }
        }
        return new PhaseInput(request, reading, nodes, request.stateFolder(), events);
    }

    private Summary phases(BootstrapRequest request, Fleet fleet, PhaseInput input, int first, int last, long begin) {
        var names = input.nodes().stream().map(ClusterNode::name).toList();
        var failures = new ArrayList<NodeFailure>();
        var phases = Phases.all(fleet, clock);
        String interrupted = null;
        var left = input;
        // What a check would change on a node, the phases after it cannot find there.
        var pending = new LinkedHashSet<String>();
        for (int number = first; number <= last && !left.nodes().isEmpty(); number++) {
            var phase = phases.get(number);
            if (phase instanceof SitePhase && SitePhase.playbooks(input).isEmpty()) {
                continue;
            }
            var result = phase(phase, number, left, phase.name().equals("verify") ? pending : Set.of());
            if (result == null) {
                interrupted = phase.name();
                break;
            }
            if (request.check() && phase.name().equals("configure")) {
                pending.addAll(result.changed());
            }
            failures.addAll(result.failures());
            left = without(left, names(failures));
        }
        return new Summary(request, names, failures, interrupted, since(begin));
    }

    /** What became of the nodes, or null when the user has interrupted the phase. */
    private static @Nullable PhaseResult phase(Phase phase, int number, PhaseInput input, Set<String> pending) {
        long begin = System.nanoTime();
        input.events().accept(new Event.PhaseStarted(number + 1, Phases.NAMES.size(), phase.name(), phase.title()));
        for (var name : pending) {
            input.progress(name, "nothing to " + phase.name() + " before it is configured", false);
        }
        try {
            var settled = without(input, pending);
            var result = input.request().check() ? phase.plan(settled) : phase.run(settled);
            for (var failure : result.failures()) {
                input.events()
                        .accept(new Event.NodeFailed(failure.node(), failure.phase(), failure.cause(), failure.hint()));
            }
            int failed = result.failures().size();
            input.events()
                    .accept(new Event.PhaseFinished(
                            phase.name(),
                            since(begin),
                            input.nodes().size() - failed,
                            result.changed().size(),
                            failed));
            return result;
        } catch (InterruptedException e) {
            return null;
        } catch (UserError e) {
            // A file that was about to be written is given up when its thread is interrupted; that is no error.
            if (Thread.interrupted()) {
                return null;
            }
            throw e;
        }
    }

    private static Set<String> names(List<NodeFailure> failures) {
        return failures.stream().map(NodeFailure::node).collect(Collectors.toSet());
    }

    private static PhaseInput without(PhaseInput input, Set<String> out) {
        var left = input.nodes().stream()
                .filter(node -> !out.contains(node.name()))
                .toList();
        return new PhaseInput(input.request(), input.reading(), left, input.state(), input.events());
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
