package dev.muster.cluster;

import java.util.List;
import java.util.Set;

/** A playbook of Muster's own, with what the site has put in the place of its files. */
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
        if (input.nodes().isEmpty()) {
            return new PhaseResult(Set.of(), List.of());
        }
        try (var playbooks = PlaybookFolder.of(input.request())) {
            return fleet.play(name, playbooks.file(file), input, input.events());
        }
    }
}
