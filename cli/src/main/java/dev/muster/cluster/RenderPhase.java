package dev.muster.cluster;

import dev.muster.event.Event;
import dev.muster.render.ArtifactTree;
import dev.muster.render.Difference;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The boot artifacts of the nodes and of the cluster. */
final class RenderPhase implements Phase {

    private final Clock clock;

    RenderPhase(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "render";
    }

    @Override
    public String title() {
        return "render boot artifacts";
    }

    @Override
    public PhaseResult plan(PhaseInput input) {
        var artifacts = Artifacts.render(input, TrustPhase.pki(input, clock));
        artifacts
                .withoutTrust()
                .forEach(node -> input.progress(node, "would be rendered when it has its host key", true));
        var result = tell(input, artifacts, tree(input).compare(artifacts.all(), artifacts.scope()), "would write ");
        var changed = new HashSet<>(result.changed());
        changed.addAll(artifacts.withoutTrust());
        return new PhaseResult(changed, result.failures());
    }

    @Override
    public PhaseResult run(PhaseInput input) {
        var artifacts = Artifacts.render(input, TrustPhase.pki(input, clock));
        var failures = artifacts.withoutTrust().stream()
                .map(node -> new NodeFailure(
                        node,
                        name(),
                        NodeFailure.Kind.FAILED,
                        "it has no SSH host key yet",
                        "begin with phase 'trust': " + input.request().resumeCommand(node, "trust")))
                .toList();
        var result = tell(input, artifacts, tree(input).write(artifacts.all(), artifacts.scope()), "wrote ");
        return new PhaseResult(result.changed(), failures);
    }

    private static ArtifactTree tree(PhaseInput input) {
        return new ArtifactTree(input.state().artifacts());
    }

    private static PhaseResult tell(PhaseInput input, Artifacts artifacts, List<Difference> differences, String verb) {
        if (input.request().diff()) {
            differences.stream()
                    .filter(difference -> !difference.diff().isEmpty())
                    .forEach(difference -> input.events()
                            .accept(new Event.ErrorText(difference.diff().stripTrailing())));
        }
        var byOwner = new LinkedHashMap<String, Integer>();
        for (var difference : differences) {
            byOwner.merge(owner(artifacts.ofNodes(), difference.path()), 1, Integer::sum);
        }
        artifacts.ofNodes().forEach((node, files) -> {
            var number = byOwner.get(node);
            input.progress(
                    node, number == null ? files.size() + " files are right" : verb + files(number), number != null);
        });
        var ofCluster = byOwner.get("");
        if (ofCluster != null) {
            input.progress(input.reading().cluster(), verb + files(ofCluster), true);
        }
        var changed = new HashSet<>(byOwner.keySet());
        changed.remove("");
        return new PhaseResult(changed, List.of());
    }

    private static String files(int number) {
        return number + (number == 1 ? " file" : " files");
    }

    private static String owner(Map<String, ?> nodes, String path) {
        int slash = path.indexOf('/');
        var top = slash < 0 ? path : path.substring(0, slash);
        return nodes.containsKey(top) ? top : "";
    }
}
