package dev.muster.report;

import dev.muster.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Tells at the end how long the run took: the callback {@code ansible.posix.timer}. */
final class RunTimer implements Consumer<Event> {

    private final Terminal terminal;
    private final InstantSource clock;
    private final Instant begin;

    RunTimer(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
        this.begin = clock.instant();
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Recap) {
            var took = Duration.between(begin, clock.instant());
            terminal.banner("PLAYBOOK RECAP");
            terminal.out("Playbook run took " + took.toDaysPart() + " days, " + took.toHoursPart() + " hours, "
                    + took.toMinutesPart() + " minutes, " + took.toSecondsPart() + " seconds\n\r");
        }
    }
}
