package dev.muster.cluster;

import dev.muster.source.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The site's own playbooks: those that the inventory names in {@code muster_then}, then those of {@code --then}. */
final class SitePhase implements Phase {

    private final Fleet fleet;

    SitePhase(Fleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public String name() {
        return "site";
    }

    @Override
    public String title() {
        return "run the site's playbooks";
    }

    @Override
    public PhaseResult plan(PhaseInput input) throws InterruptedException {
        return run(input);
    }

    /** A node that fails in one playbook is not in the next. */
    @Override
    public PhaseResult run(PhaseInput input) throws InterruptedException {
        var changed = new HashSet<String>();
        var failures = new ArrayList<NodeFailure>();
        var left = input;
        for (var playbook : playbooks(input)) {
            if (left.nodes().isEmpty()) {
                break;
            }
            var result = fleet.play(name(), playbook, left, input.events());
            changed.addAll(result.changed());
            failures.addAll(result.failures());
            var out = result.failures().stream().map(NodeFailure::node).toList();
            left = new PhaseInput(
                    left.request(),
                    left.reading(),
                    left.nodes().stream()
                            .filter(node -> !out.contains(node.name()))
                            .toList(),
                    left.state(),
                    left.events());
        }
        return new PhaseResult(changed, failures);
    }

    static List<Path> playbooks(PhaseInput input) {
        var all = new ArrayList<>(input.reading().sitePlaybooks());
        all.addAll(input.request().then());
        return all;
    }

    /** A misspelt {@code --then} is told before anything is touched. */
    static void mustExist(BootstrapRequest request) {
        for (var file : request.then()) {
            if (!Files.isRegularFile(file)) {
                throw new UserError("there is no playbook '" + file + "'")
                        .hint("'--then' takes a path relative to the working directory");
            }
        }
    }
}
