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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A root folder with BusyBox and nothing else: no /proc, no login, no other program. Needs root. */
@Tag("lab")
@Timeout(60)
final class ChrootTest {

    @TempDir
    private Path root;

    @BeforeEach
    void furnish() throws Exception {
        for (var name : List.of("bin", "dev", "tmp")) {
            Files.createDirectories(root.resolve(name));
        }
        Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
        for (var name : List.of("sh", "cat", "sleep", "tee", "pwd")) {
            Files.createSymbolicLink(root.resolve("bin").resolve(name), Path.of("busybox"));
        }
        SshServer.run(List.of("mknod", "-m", "666", root.resolve("dev/null").toString(), "c", "1", "3"));
    }

    private Connection open() {
        return new Connections(notice -> {}, key -> Optional.empty()).open(new Target.Chroot("tree", root, "/bin/sh"));
    }

    @Test
    void stepsRunInsideTheFolder() throws Exception {
        try (var connection = open()) {
            var answer = connection.run(
                    ShellProtocolCases.sh("echo hello >/tmp/file; echo done; echo bad >&2; exit 5"), Identity.LOGIN);
            assertThat(answer.text()).isEqualTo("done\n");
            assertThat(answer.errorText()).isEqualTo("bad\n");
            assertThat(answer.code()).isEqualTo(5);
            assertThat(Files.readString(root.resolve("tmp/file"))).isEqualTo("hello\n");
        }
    }

    @Test
    void bytesOfAnyNumberGoInAndOut() throws Exception {
        try (var connection = open()) {
            for (var size : List.of(100, 30_000, 500_000)) {
                var bytes = new byte[size];
                new Random(size).nextBytes(bytes);
                assertThat(connection
                                .run(ShellProtocolCases.sh("cat").withInput(bytes), Identity.LOGIN)
                                .out())
                        .isEqualTo(bytes);
            }
        }
    }

    @Test
    void aDeadlineKillsTheWholeGroupEvenWithoutProc() throws Exception {
        var nap = "sleep " + (40_000_000 + new Random().nextInt(1_000_000));
        try (var connection = open()) {
            assertThatThrownBy(() -> connection.run(
                            ShellProtocolCases.sh("(" + nap + " & " + nap + ") & " + nap)
                                    .withTimeout(Duration.ofMillis(300)),
                            Identity.LOGIN))
                    .isInstanceOfSatisfying(
                            RemoteException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMED_OUT));
            assertThat(ShellProtocolCases.alive(nap)).isEmpty();
            assertThat(connection
                            .run(ShellProtocolCases.sh("echo fine"), Identity.LOGIN)
                            .text())
                    .isEqualTo("fine\n");
        }
    }

    @Test
    void aFolderThatIsNoRootSaysSo() {
        try (var connection = new Connections(notice -> {}, key -> Optional.empty())
                .open(new Target.Chroot("tree", root.resolve("none"), "/bin/sh"))) {
            assertThatThrownBy(() -> connection.run(ShellProtocolCases.sh("id"), Identity.LOGIN))
                    .isInstanceOfSatisfying(RemoteException.class, e -> {
                        assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
                        assertThat(e)
                                .hasMessageStartingWith(
                                        "cannot start a shell on 'tree': its shell ended with status 125");
                    });
        }
    }
}
