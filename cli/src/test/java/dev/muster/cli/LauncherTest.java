package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in front of a Java that only shows how it is called. */
final class LauncherTest {

    private static final Path LAUNCHER = Path.of("src/main/dist/bin/muster").toAbsolutePath();

    @TempDir
    private Path folder;

    private Path program = Path.of("");

    @BeforeEach
    void install() throws IOException {
        program = folder.resolve("app dir");
        Files.createDirectories(program.resolve("bin"));
        Files.createDirectories(program.resolve("lib"));
        Files.copy(LAUNCHER, program.resolve("bin/muster"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Files.createFile(program.resolve("lib/a.jar"));
        Files.createFile(program.resolve("lib/b.jar"));
        java("java-25", "JAVA_VERSION=\"25.0.3\"\n");
    }

    private Path java(String name, String release) throws IOException {
        var home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\n" + release);
        var java =
                Files.writeString(home.resolve("bin/java"), "#!/bin/sh\nfor word in \"$@\"; do echo \"$word\"; done\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return home;
    }

    private Command start(Path launcher, String javaHome, String... words) throws IOException, InterruptedException {
        var all = new java.util.ArrayList<>(
                java.util.List.of("env", "MUSTER_JAVA_HOME=" + javaHome, launcher.toString()));
        all.addAll(java.util.List.of(words));
        return Command.run(all.toArray(String[]::new));
    }

    @Test
    void passesWordsFolderAndEveryJar() throws IOException, InterruptedException {
        var run = start(program.resolve("bin/muster"), folder.resolve("java-25").toString(), "run", "a b", "*");

        assertThat(run.code()).isZero();
        assertThat(run.output())
                .endsWith("-cp\n" + program + "/lib/a.jar:" + program + "/lib/b.jar\n-Dmuster.home=" + program
                        + "\ndev.muster.cli.Main\nrun\na b\n*\n")
                .doesNotContain("AOTCache");
    }

    @Test
    void usesAStartCacheOnlyWhenThereIsOne() throws IOException, InterruptedException {
        Files.createFile(program.resolve("lib/muster.aot"));

        assertThat(start(
                                program.resolve("bin/muster"),
                                folder.resolve("java-25").toString())
                        .output())
                .contains("-XX:AOTCache=" + program + "/lib/muster.aot\n");
    }

    @Test
    void isFoundThroughLinksOfLinks() throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("x/y"));
        Files.createSymbolicLink(folder.resolve("x/one"), Path.of("../app dir/bin/muster"));
        Files.createSymbolicLink(folder.resolve("x/y/two"), Path.of("../one"));

        assertThat(start(folder.resolve("x/y/two"), folder.resolve("java-25").toString())
                        .output())
                .contains("-Dmuster.home=" + program.toRealPath() + "\n");
    }

    @Test
    void isTheCommandOfTheSamePurposeUnderANameOfAnsibles() throws IOException, InterruptedException {
        Files.createDirectories(program.resolve("bin/compat"));
        var commands = Map.of(
                "ansible", "run",
                "ansible-playbook", "playbook",
                "ansible-inventory", "inventory",
                "ansible-vault", "vault",
                "ansible-config", "config",
                "ansible-doc", "doc",
                "ansible-galaxy", "galaxy");
        try (var links = Files.list(LAUNCHER.resolveSibling("compat"))) {
            assertThat(links.map(link -> link.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(commands.keySet());
        }
        for (var command : commands.entrySet()) {
            var shipped = LAUNCHER.resolveSibling("compat").resolve(command.getKey());
            var link = program.resolve("bin/compat").resolve(command.getKey());
            Files.createSymbolicLink(link, Files.readSymbolicLink(shipped));

            assertThat(start(link, folder.resolve("java-25").toString(), "-i", "x y")
                            .output())
                    .endsWith("\ndev.muster.cli.Main\n" + command.getValue() + "\n-i\nx y\n");
        }
    }

    @Test
    void refusesANamedJavaThatIsTooOld() throws IOException, InterruptedException {
        var old = java("java-17", "JAVA_VERSION=\"17.0.9\"\n");

        assertThat(start(program.resolve("bin/muster"), old.toString()))
                .isEqualTo(new Command(
                        1,
                        "error: MUSTER_JAVA_HOME '" + old + "' is not the folder of a Java 25 or later\n"
                                + "hint: install a Java 25 or later and set MUSTER_JAVA_HOME to its folder\n"));
    }
}
