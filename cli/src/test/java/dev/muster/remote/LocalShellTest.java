package dev.muster.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The shell protocol with the shells of this machine, each of them that is there. */
@ParameterizedClass(name = "{0}")
@MethodSource("shells")
@Execution(ExecutionMode.CONCURRENT)
final class LocalShellTest extends ShellProtocolCases {

    private static final Path ASH = linkToBusyBox();

    private final String shell;

    LocalShellTest(String shell) {
        this.shell = shell;
    }

    static Stream<String> shells() {
        return Stream.of("/bin/sh", "/bin/dash", "/bin/bash", "/bin/busybox")
                .filter(path -> Files.isExecutable(Path.of(path)));
    }

    /** BusyBox is whatever it is called. */
    private static Path linkToBusyBox() {
        try {
            var folder = Files.createTempDirectory("ash");
            var link = Files.createSymbolicLink(folder.resolve("sh"), Path.of("/bin/busybox"));
            folder.toFile().deleteOnExit();
            link.toFile().deleteOnExit();
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    Target target() {
        if (!shell.endsWith("busybox")) {
            return new Target.Local("here", shell);
        }
        return new Target.Local("here", ASH.toString());
    }
}
