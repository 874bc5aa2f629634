package dev.muster.remote;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell protocol over a real OpenSSH server, with each shell. */
@Tag("lab")
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"/bin/dash", "/bin/bash", "/bin/busybox sh"})
final class SshShellTest extends ShellProtocolCases {

    @TempDir
    private static Path serverFolder;

    private static SshServer server;

    @Parameter
    private String shell = "";

    @BeforeAll
    static void start() {
        server = SshServer.start(serverFolder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    Target target() {
        var target = server.target();
        return new Target.Ssh(
                target.name(),
                target.host(),
                target.port(),
                target.user(),
                target.keys(),
                target.password(),
                target.connectTimeout(),
                target.hostKeys(),
                shell);
    }
}
