package dev.muster.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A playbook of Muster's own, or the site's file of the same name in the folder {@code playbooks} beside the inventory. */
final class PlaybookPhase implements Phase {

    private final String name;
    private final String title;
    private final String file;
    private final Fleet fleet;

    PlaybookPhase(String name, String title, String file, Fleet fleet) {
        this.name = name;
        this.title = title;
        this.file = file;
        this.fleet = fleet;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return title;
    }

    /** The engine's check mode goes through the same tasks. */
    @Override
    public PhaseResult plan(PhaseInput input) throws InterruptedException {
        return run(input);
    }

    @Override
    public PhaseResult run(PhaseInput input) throws InterruptedException {
        return input.nodes().isEmpty()
                ? new PhaseResult(Set.of(), List.of())
                : fleet.play(name, playbook(input.request()), input, input.events());
    }

    /** Beside, never inside: whatever is inside of an inventory's folder is read as an inventory. */
    private Path playbook(BootstrapRequest request) {
        var own = request.inventory()
                .toAbsolutePath()
                .normalize()
                .resolveSibling("playbooks")
                .resolve(file);
        return Files.isRegularFile(own)
                ? own
                : request.home().resolve("playbooks").resolve(file);
    }
}
