package dev.muster.cluster;

import dev.muster.event.Event;
import dev.muster.pki.Creation;
import dev.muster.pki.Pki;
import dev.muster.pki.PkiSettings;
import dev.muster.pki.TrustPlan;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Certificate authority, node certificates, SSH host keys: what is missing is made, what is there stays. */
final class TrustPhase implements Phase {

    private final Clock clock;

    TrustPhase(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "trust";
    }

    @Override
    public String title() {
        return "issue certificates and host keys";
    }

    static Pki pki(PhaseInput input, Clock clock) {
        return Pki.open(input.state().pki(), PkiSettings.named(input.reading().cluster()), clock);
    }

    @Override
    public PhaseResult plan(PhaseInput input) {
        return tell(input, pki(input, clock).plan(identities(input)), "would make ");
    }

    @Override
    public PhaseResult run(PhaseInput input) {
        var replace = input.request().reissue() ? Pki.Replace.WRONG_CERTIFICATES : Pki.Replace.NOTHING;
        return tell(input, pki(input, clock).issue(identities(input), replace), "");
    }

    private static List<dev.muster.pki.NodeIdentity> identities(PhaseInput input) {
        return input.nodes().stream().map(ClusterNode::identity).toList();
    }

    private PhaseResult tell(PhaseInput input, TrustPlan plan, String verb) {
        var owners = new HashMap<String, String>();
        for (var node : input.nodes()) {
            owners.put(node.identity().certname(), node.name());
            owners.put(node.name(), node.name());
        }
        var made = new LinkedHashMap<String, List<String>>();
        for (var creation : plan.creations()) {
            var owner = creation.kind() == Creation.Kind.AUTHORITY || creation.kind() == Creation.Kind.KNOWN_HOSTS
                    ? ""
                    : owners.getOrDefault(creation.subject(), "");
            made.computeIfAbsent(owner, _ -> new ArrayList<>())
                    .add(creation.kind().words());
        }
        made.getOrDefault("", List.of())
                .forEach(words -> input.progress(input.reading().cluster(), verb + words, true));
        var failures = failures(input, plan, owners);
        var failed = new HashSet<String>();
        failures.forEach(failure -> failed.add(failure.node()));
        for (var node : input.nodes()) {
            var words = made.get(node.name());
            if (words != null) {
                input.progress(node.name(), verb + String.join(", ", words), true);
            } else if (!failed.contains(node.name())) {
                input.progress(node.name(), "has what it needs", false);
            }
        }
        var changed = new HashSet<>(made.keySet());
        changed.remove("");
        return new PhaseResult(changed, failures);
    }

    /** One failure a node; with --reissue a plan would replace what it finds, so it tells that instead. */
    private List<NodeFailure> failures(PhaseInput input, TrustPlan plan, Map<String, String> owners) {
        var failures = new LinkedHashMap<String, NodeFailure>();
        for (var finding : plan.findings()) {
            var owner = owners.get(finding.subject());
            if (owner == null) {
                input.events().accept(new Event.Warning(finding.what() + "; " + finding.hint()));
            } else if (input.request().check() && input.request().reissue()) {
                input.progress(owner, "would make new certificate: " + finding.what(), true);
            } else {
                failures.putIfAbsent(
                        owner, new NodeFailure(owner, name(), NodeFailure.Kind.FAILED, finding.what(), finding.hint()));
            }
        }
        return List.copyOf(failures.values());
    }
}
