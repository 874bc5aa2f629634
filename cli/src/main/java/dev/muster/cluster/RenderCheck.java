package dev.muster.cluster;

import dev.muster.render.ArtifactTree;
import dev.muster.render.Difference;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** What {@code muster render --check} tells: how the tree of artifacts on disk differs from what would be rendered. */
public final class RenderCheck {

    private RenderCheck() {}

    /** The differences by path; empty when the tree is right. A node without host key counts as missing. */
    public static List<Difference> of(PhaseInput input, Clock clock) {
        var artifacts = Artifacts.render(input, TrustPhase.pki(input, clock));
        var differences = new ArrayList<>(
                new ArtifactTree(input.state().artifacts()).compare(artifacts.all(), artifacts.scope()));
        artifacts
                .withoutTrust()
                .forEach(node -> differences.add(new Difference(Difference.Kind.MISSING, node + "/", "")));
        return List.copyOf(differences);
    }

    /** The differences as a user reads them, each with its kind and, for a changed file, its lines. */
    public static String text(List<Difference> differences) {
        var out = new StringBuilder();
        for (var difference : differences) {
            out.append(
                            switch (difference.kind()) {
                                case MISSING -> "missing: ";
                                case CHANGED -> "differs: ";
                                case EXTRA -> "not rendered any more: ";
                            })
                    .append(difference.path())
                    .append('\n')
                    .append(difference.diff());
        }
        return out.toString();
    }
}
