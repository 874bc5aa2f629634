package dev.muster.cluster;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import java.time.Clock;
import java.util.List;

/** The bootstrap, from the first phase to the last. */
public final class Phases {

    /** Their names, as {@code --from} and {@code --to} take them. */
    public static final List<String> NAMES = List.of("check", "trust", "render", "wait", "configure", "verify", "site");

    private Phases() {}

    static List<Phase> all(Fleet fleet, Clock clock) {
        return List.of(
                new CheckPhase(),
                new TrustPhase(clock),
                new RenderPhase(clock),
                new WaitPhase(fleet),
                new PlaybookPhase("configure", "configure the nodes", "bootstrap.yml", fleet),
                new PlaybookPhase("verify", "verify that the agents did their work", "verify.yml", fleet),
                new SitePhase(fleet));
    }

    /** The number of a phase, from 0; a {@link UserError} when there is none of that name. */
    static int number(String option, String name) {
        int number = NAMES.indexOf(name);
        if (number < 0) {
            var nearest = Nearest.hint(name, NAMES);
            throw new UserError("'" + option + "' names no phase: '" + name + "'")
                    .hint(nearest != null ? nearest : "the phases are " + String.join(", ", NAMES));
        }
        return number;
    }
}
