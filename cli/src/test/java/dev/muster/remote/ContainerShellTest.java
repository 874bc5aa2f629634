package dev.muster.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The shell protocol by {@code docker exec}, in a container that holds BusyBox and nothing else. */
@Tag("lab")
final class ContainerShellTest extends ShellProtocolCases {

    private static final String IMAGE = "muster-test/busybox:1";

    @TempDir
    private static Path root;

    private static String container = "";

    @BeforeAll
    static void start() throws IOException {
        for (var name : List.of("bin", "usr/bin", "tmp", "proc", "dev")) {
            Files.createDirectories(root.resolve(name));
        }
        Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
        SshServer.run(List.of("chroot", root.toString(), "/bin/busybox", "--install", "/bin"));
        SshServer.run(List.of("sh", "-c", "tar -C '" + root + "' -c . | docker import - " + IMAGE));
        // The cases look for files of theirs, which steps make in /tmp, and for processes, which a container's are too.
        container = SshServer.run(List.of(
                        "docker", "run", "-d", "--rm", "--init", "-v", "/tmp:/tmp", IMAGE, "/bin/sleep", "3600"))
                .strip();
    }

    @AfterAll
    static void stop() {
        SshServer.run(List.of("docker", "rm", "-f", container));
        SshServer.run(List.of("docker", "rmi", IMAGE));
    }

    @Override
    Target target() {
        return new Target.Container("box", "docker", container, null, "/bin/sh");
    }
}
