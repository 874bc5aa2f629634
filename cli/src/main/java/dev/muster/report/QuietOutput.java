package dev.muster.report;

import dev.muster.event.Event;
import java.util.function.Consumer;

/** A run of which nothing is shown but what belongs to no task: the callback {@code community.general.null}. */
final class QuietOutput implements Consumer<Event> {

    private final Notices notices;

    QuietOutput(Terminal terminal, DisplayOptions options) {
        this.notices = new Notices(terminal, options.verbosity());
    }

    @Override
    public void accept(Event event) {
        notices.accept(event);
    }
}
