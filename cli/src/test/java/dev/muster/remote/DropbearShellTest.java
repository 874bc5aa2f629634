package dev.muster.remote;

import dev.muster.remote.Target.HostKeys;
import dev.muster.remote.Target.HostKeys.Policy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The shell protocol over a real dropbear with BusyBox, which is what small systems have. */
@Tag("lab")
final class DropbearShellTest extends ShellProtocolCases {

    private static Accounts accounts;
    private static Process server;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        accounts = Accounts.make();
        var key = accounts.folder().resolve("user");
        SshServer.keygen(key, "ed25519");
        var home = Files.createDirectories(accounts.home("root").resolve(".ssh"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        Files.copy(Path.of(key + ".pub"), home.resolve("authorized_keys"));
        var hostKey = accounts.folder().resolve("dropbear");
        SshServer.run(List.of("dropbearkey", "-t", "ecdsa", "-f", hostKey.toString()));
        port = SshServer.freePort();
        var command = new ArrayList<>(accounts.prefix());
        command.addAll(
                List.of("dropbear", "-F", "-E", "-m", "-r", hostKey.toString(), "-p", "127.0.0.1:" + port, "-P", ""));
        server = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(accounts.folder().resolve("log").toFile())
                .start();
        while (true) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                if (!server.isAlive()) {
                    throw new IllegalStateException(
                            Files.readString(accounts.folder().resolve("log")));
                }
            }
        }
    }

    @AfterAll
    static void stop() {
        server.descendants().forEach(ProcessHandle::destroy);
        server.destroy();
        server.onExit().join();
        accounts.close();
    }

    @Override
    Target target() {
        return new Target.Ssh(
                "small",
                "127.0.0.1",
                port,
                "root",
                List.of(accounts.folder().resolve("user")),
                null,
                Duration.ofSeconds(20),
                new HostKeys(List.of(accounts.folder().resolve("known")), Policy.TRUST_ON_FIRST_USE),
                "/bin/busybox sh");
    }
}
