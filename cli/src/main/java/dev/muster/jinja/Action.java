package dev.muster.jinja;

import java.util.List;

/** A compiled statement. */
@FunctionalInterface
interface Action {

    /** How the statements after this one go on: as they stand, or out of the loop, or with its next turn. */
    enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    Flow run(Frame frame, Output out);

    static Action all(List<Action> actions) {
        if (actions.size() == 1) {
            return actions.getFirst();
        }
        var steps = actions.toArray(Action[]::new);
        return (frame, out) -> {
            for (var step : steps) {
                var flow = step.run(frame, out);
                if (flow != Flow.ON) {
                    return flow;
                }
            }
            return Flow.ON;
        };
    }
}
