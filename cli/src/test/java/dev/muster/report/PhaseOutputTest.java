package dev.muster.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.step.Result;
import dev.muster.value.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PhaseOutputTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Terminal terminal = new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new Secrets(),
            false,
            Terminal.DEFAULT_COLUMNS);
    private final PhaseOutput output = new PhaseOutput(terminal, 0, false);

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aPhaseHasANumberALineANodeAndATime() {
        output.accept(new Event.PhaseStarted(4, 7, "wait", "wait for SSH"));
        output.accept(new Event.PhaseProgress("n1", "answers", false));
        output.accept(new Event.NodeFailed("n2", "wait", "refuses connections", "start sshd"));
        output.accept(new Event.PhaseFinished("wait", Duration.ofMillis(1234), 1, 0, 1));

        assertThat(shown()).isEqualTo("""

                        [4/7] wait for SSH
                          n1: answers
                          n2: failed: refuses connections
                              hint: start sshd
                          1 done, 0 changed, 1 failed, 1.2 s
                        """);
    }

    @Test
    void ofPlaybooksOnlyChangesAndFailuresAreShown() {
        var task = new TaskInfo("write role", "copy", null, null, false, false, false, Map.of());
        var hidden = new TaskInfo("write key", "copy", null, null, false, false, true, Map.of());
        output.accept(new Event.TaskStarted(task));
        output.accept(new Event.HostFinished(task, "n1", null, Result.ok(), false, false, Duration.ZERO));
        output.accept(new Event.HostFinished(task, "n2", null, Result.done(true), false, false, Duration.ZERO));
        output.accept(
                new Event.HostFinished(task, "n3", null, Result.failed("disk full"), false, false, Duration.ZERO));
        output.accept(new Event.HostFinished(hidden, "n3", null, Result.failed("c4nary"), false, false, Duration.ZERO));

        assertThat(shown()).isEqualTo("""
                          n2: write role
                          n3: write role: disk full
                          n3: write key: failed (hidden by no_log)
                        """);
    }

    @Test
    void theEndNamesWhoIsOutAndHowToGoOn() {
        output.accept(new Event.NodeFailed("node-22", "configure", "disk full\nand more", null));
        out.reset();

        output.summary(3, Duration.ofSeconds(185), null, List.of("muster bootstrap --limit node-22"));

        assertThat(shown()).isEqualTo("""

                        2 of 3 nodes done in 3 min 05 s

                          NODE     PHASE      CAUSE
                          node-22  configure  disk full

                        when the cause is mended, type:
                          muster bootstrap --limit node-22
                        """);
    }

    @Test
    void anInterruptedRunSaysWhereItStoppedAndHowToGoOn() {
        output.summary(2, Duration.ofSeconds(12), "wait", List.of("muster bootstrap --from wait"));

        assertThat(shown()).isEqualTo("""

                        0 of 2 nodes done in 12 s, interrupted in phase 'wait'

                        to go on, type:
                          muster bootstrap --from wait
                        """);
    }
}
