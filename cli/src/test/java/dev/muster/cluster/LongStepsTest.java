package dev.muster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.event.Event;
import dev.muster.step.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LongStepsTest {

    private static final Event.TaskInfo TASK =
            new Event.TaskInfo("Run the agent once", "command", "agent", null, false, false, false, Map.of());

    private final List<Event> heard = new ArrayList<>();
    private final List<Event> lines = new ArrayList<>();
    private long now;

    private void after(long seconds, LongSteps steps) {
        now += Duration.ofSeconds(seconds).toNanos();
        steps.look();
    }

    @Test
    void tellsOfAStepThatTakesLongUntilItEnds() {
        try (var steps = new LongSteps(heard::add, lines::add, () -> now)) {
            var started = new Event.HostStarted(TASK, "n1");
            steps.accept(started);
            after(14, steps);
            assertThat(lines).isEmpty();
            after(1, steps);
            after(14, steps);
            after(3, steps);
            assertThat(lines)
                    .containsExactly(
                            new Event.PhaseProgress("n1", "still at 'Run the agent once' after 15 s", false),
                            new Event.PhaseProgress("n1", "still at 'Run the agent once' after 32 s", false));
            var finished = new Event.HostFinished(TASK, "n1", null, Result.ok(), false, false, Duration.ofSeconds(32));
            steps.accept(finished);
            after(100, steps);
            assertThat(lines).hasSize(2);
            assertThat(heard).containsExactly(started, finished);
        }
    }
}
