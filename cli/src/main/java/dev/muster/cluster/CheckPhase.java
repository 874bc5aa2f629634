package dev.muster.cluster;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells what was read. Findings have ended the run before: without a sound inventory there is nothing to tell. */
final class CheckPhase implements Phase {

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String title() {
        return "check the inventory";
    }

    @Override
    public PhaseResult plan(PhaseInput input) {
        return run(input);
    }

    @Override
    public PhaseResult run(PhaseInput input) {
        for (var node : input.nodes()) {
            var spec = node.spec();
            var text = Stream.of(spec.role(), spec.ip(), node.address() == null ? null : "ssh " + node.address())
                    .filter(part -> part != null)
                    .collect(Collectors.joining(", "));
            input.progress(node.name(), text.isEmpty() ? spec.fqdn() : text, false);
        }
        return new PhaseResult(Set.of(), List.of());
    }
}
