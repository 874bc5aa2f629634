package dev.muster.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Command;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Vagrantfile with the real Vagrant, which reads it through the muster command of this checkout. */
@Tag("lab")
class VagrantTest {

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(strings = {"libvirt", "virtualbox", "docker"})
    void isValidForEachProvider(String provider) throws IOException, InterruptedException {
        // Vagrant looks at a provider's options only when the provider seems to be there.
        var virtualBox = Files.writeString(home.resolve("VBoxManage"), "#!/bin/sh\necho 7.0.20r163906\n");
        Files.setPosixFilePermissions(virtualBox, PosixFilePermissions.fromString("rwxr-xr-x"));

        var validated = vagrant(Map.of("VAGRANT_DEFAULT_PROVIDER", provider), "validate");

        assertThat(validated).isEqualTo(new Command(0, "Vagrantfile validated successfully.\n"));
    }

    @Test
    void wrongNumberOfNodesIsRefused() throws IOException, InterruptedException {
        var refused = vagrant(Map.of("NUM_NODES", "many"), "validate");

        assertThat(refused.code()).isNotZero();
        assertThat(refused.output()).contains("NUM_NODES must be a number from 1 to 99, not 'many'");
    }

    @Test
    void bringsUpBootstrapsAndDestroysContainers() throws IOException, InterruptedException {
        var nodes = Map.of("NUM_NODES", "2", "NODES_NET", "10.77.31");
        try {
            var up = vagrant(nodes, "up", "--provider=docker");

            assertThat(up.code()).as(up.output()).isZero();
            assertThat(sh(nodes, "n1", "cat /etc/role")).isEqualTo("controller\n");
            assertThat(sh(nodes, "n2", "cat /etc/role")).isEqualTo("worker\n");
        } finally {
            vagrant(nodes, "destroy", "-f");
        }
        assertThat(vagrant(nodes, "status").output())
                .containsPattern("n1 +not created")
                .containsPattern("n2 +not created");
    }

    private String sh(Map<String, String> nodes, String node, String line) throws IOException, InterruptedException {
        return vagrant(nodes, "ssh", node, "--no-tty", "-c", line).output();
    }

    /** Five minutes at most. Vagrant's own state goes to a folder of the test. */
    private Command vagrant(Map<String, String> variables, String... words) throws IOException, InterruptedException {
        var output = Files.createTempFile(home, "vagrant", ".out");
        var command = new ArrayList<>(List.of("vagrant"));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command)
                .directory(Lab.repository().resolve("vagrant").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        var environment = builder.environment();
        environment.put("PATH", home + File.pathSeparator + System.getenv("PATH"));
        environment.put("VAGRANT_HOME", home.resolve("home").toString());
        environment.put("VAGRANT_DOTFILE_PATH", home.resolve("state").toString());
        environment.put("VAGRANT_CHECKPOINT_DISABLE", "1");
        environment.putAll(variables);
        var process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("no end after five minutes: " + command + "\n" + Files.readString(output));
        }
        return new Command(process.exitValue(), Files.readString(output));
    }
}
