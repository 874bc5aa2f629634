package dev.muster.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.remote.RemoteException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that break in the middle of a step, with a real OpenSSH server. */
@Tag("lab")
@Timeout(60)
final class SshFaultTest {

    @TempDir
    private Path folder;

    private @Nullable SshServer started;
    private @Nullable Connection opened;

    @BeforeEach
    void start() {
        started = SshServer.start(folder);
        opened = new Connections(notice -> {}, key -> Optional.empty()).open(started.target());
    }

    @AfterEach
    void stop() {
        connection().close();
        server().close();
    }

    private SshServer server() {
        return java.util.Objects.requireNonNull(started);
    }

    private Connection connection() {
        return java.util.Objects.requireNonNull(opened);
    }

    /** Runs a step on a thread of its own, waits until it has begun, does the deed, and returns what became of the step. */
    private Throwable during(Duration timeout, Deed deed) throws Exception {
        var begun = folder.resolve("begun");
        Files.deleteIfExists(begun);
        var nap = 30_000_000 + new Random().nextInt(1_000_000);
        var seen = new AtomicReference<Throwable>(new AssertionError("the step ended well"));
        var thread = Thread.ofVirtual().start(() -> {
            try {
                connection()
                        .run(
                                ShellProtocolCases.sh(
                                                "echo $$ >" + ShellText.quote(begun.toString()) + "; sleep " + nap)
                                        .withTimeout(timeout),
                                Identity.LOGIN);
            } catch (Throwable e) {
                seen.set(e);
            }
        });
        ShellProtocolCases.await(begun);
        deed.to(ProcessHandle.of(Long.parseLong(Files.readString(begun).strip()))
                .orElseThrow());
        thread.join();
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith("sleep " + nap))
                .forEach(ProcessHandle::destroyForcibly);
        return seen.get();
    }

    /** Something that is done to the shell of a step, or to what serves it. */
    private interface Deed {
        void to(ProcessHandle shell) throws Exception;
    }

    private void assertLost(Throwable end, String reason) {
        assertThat(end).isInstanceOfSatisfying(RemoteException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.LOST);
            assertThat(e)
                    .hasMessage(
                            "'n1' was lost while the step ran (" + reason + "); whether it took effect is not known");
            assertThat(e.hint()).isEqualTo("look at the node before you repeat the step");
        });
    }

    private void assertUsable() throws InterruptedException {
        assertThat(connection()
                        .run(ShellProtocolCases.sh("echo fine"), Identity.LOGIN)
                        .text())
                .isEqualTo("fine\n");
    }

    /**
     * Cuts connections, and waits until the SSH library has read of it: a step that was sent in the moment between is one of
     * unknown effect, as it should be.
     */
    private void untilNoticed(Runnable cut) throws InterruptedException {
        var readers = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("sshj-Reader-")
                        && thread.getName().contains(":" + server().port() + "-"))
                .toList();
        assertThat(readers).isNotEmpty();
        cut.run();
        for (var reader : readers) {
            assertThat(reader.join(Duration.ofSeconds(30))).isTrue();
        }
    }

    private static ProcessHandle serverOf(ProcessHandle shell) {
        return shell.parent().orElseThrow();
    }

    @Test
    void aConnectionCutInMidStepIsLostAndTheNextStepConnectsAgain() throws Exception {
        assertUsable();
        assertLost(
                during(Duration.ofSeconds(30), shell -> serverOf(shell).destroyForcibly()), "the connection was cut");
        assertUsable();
    }

    @Test
    void aShellKilledInMidStepIsLostAndTheNextStepFindsANewOne() throws Exception {
        assertLost(
                during(Duration.ofSeconds(30), ProcessHandle::destroyForcibly), "its shell was killed by signal KILL");
        assertUsable();
    }

    @Test
    void aConnectionCutBetweenStepsIsReplacedSilently() throws Exception {
        var shell = connection()
                .run(ShellProtocolCases.sh("echo $$"), Identity.LOGIN)
                .text()
                .strip();
        var serving = serverOf(ProcessHandle.of(Long.parseLong(shell)).orElseThrow());
        untilNoticed(serving::destroyForcibly);
        assertUsable();
    }

    /** The SSH library alone would wait half a minute for another session of such a server. */
    @Test
    @Timeout(25)
    void aServerThatStallsIsGivenUpAtTheDeadlineWithUnknownEffect() throws Exception {
        var stalled = new AtomicReference<ProcessHandle>();
        try {
            var end = during(Duration.ofSeconds(2), shell -> {
                stalled.set(serverOf(shell));
                SshServer.run(
                        List.of("kill", "-STOP", String.valueOf(stalled.get().pid())));
            });
            assertThat(end).isInstanceOfSatisfying(RemoteException.class, e -> {
                assertThat(e.kind()).isEqualTo(Kind.LOST);
                assertThat(e)
                        .hasMessage(
                                "the step took longer than 2 seconds, and it is not known whether its processes on 'n1'"
                                        + " were killed");
            });
        } finally {
            SshServer.run(List.of("kill", "-CONT", String.valueOf(stalled.get().pid())));
        }
    }

    @Test
    void aServerThatEndsBetweenStepsIsUnreachable() throws Exception {
        assertUsable();
        untilNoticed(server()::close);
        assertThatThrownBy(this::assertUsable)
                .isInstanceOfSatisfying(
                        RemoteException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
    }
}
