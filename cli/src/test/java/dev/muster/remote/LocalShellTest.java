package dev.muster.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The shell protocol with the shells of this machine, each of them that is there. */
@ParameterizedClass(name = "{0}")
@MethodSource("shells")
final class LocalShellTest extends ShellProtocolCases {

    private final String shell;

    LocalShellTest(String shell) {
        this.shell = shell;
    }

    static Stream<String> shells() {
        return Stream.of("/bin/sh", "/bin/dash", "/bin/bash", "/bin/busybox")
                .filter(path -> Files.isExecutable(Path.of(path)));
    }

    @Override
    Target target() {
        if (!shell.endsWith("busybox")) {
            return new Target.Local("here", shell);
        }
        try {
            var link = folder.resolve("sh");
            return new Target.Local(
                    "here", (Files.exists(link) ? link : Files.createSymbolicLink(link, Path.of(shell))).toString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
