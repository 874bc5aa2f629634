package dev.muster.cli;

import static dev.muster.cli.Invoked.muster;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.engine.EngineOptions;
import dev.muster.report.Terminal;
import dev.muster.value.Secrets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Options that Ansible's commands have as well; what they print was printed by ansible-core 2.19 where it could be. */
final class OptionsTest {

    private static final String TWO_TASKS = "- hosts: a\n  gather_facts: false\n  tasks:\n"
            + "    - {name: first, debug: {msg: one}}\n    - {name: second, debug: {msg: two}}\n";

    @TempDir
    private Path folder;

    private String hosts = "";

    @BeforeEach
    void writeInventory() throws IOException {
        hosts = file("hosts", "a ansible_connection=local\n");
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private Invoked step(String... answers) throws IOException {
        var typed = String.join("\n", answers) + "\n";
        var desk = new Desk(
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                () -> true,
                () -> true,
                Desk.EMPTY.question());
        var run = Invoked.muster(
                Map.of(), desk, text -> "", "playbook", "-i", hosts, "--step", file("site.yml", TWO_TASKS));
        assertThat(run.out()).contains("Perform task: TASK: first (N)o/(y)es/(c)ontinue: ");
        return run;
    }

    @Test
    void aStepIsTakenWhenItIsWanted() throws IOException {
        assertThat(step("n", "y").out()).doesNotContain("\"one\"").contains("\"two\"", "TASK [second] ***");
    }

    @Test
    void nobodyIsAskedAnyMoreAfterContinue() throws IOException {
        assertThat(step("c").out()).contains("\"one\"", "\"two\"");
    }

    @Test
    void aTaskIsLeftOutWhenNothingIsTyped() throws IOException {
        assertThat(step("", "").out()).doesNotContain("TASK [first]", "TASK [second]");
    }

    private EngineOptions.Privilege privilege(String... words) {
        var options = new ConnectionOptions();
        new CommandLine(options).parseArgs(words);
        return options.privilege(session(), Configuration.load(session(), _ -> {}));
    }

    private Session session() {
        var nowhere = new PrintStream(OutputStream.nullOutputStream());
        var secrets = new Secrets();
        var terminal = new Terminal(nowhere, nowhere, secrets, false, Terminal.DEFAULT_COLUMNS);
        return new Session(terminal, secrets, Map.of("HOME", folder.toString()), folder, text -> "typed");
    }

    @Test
    void aPasswordIsReadFromAFile() throws IOException {
        assertThat(privilege("--become-password-file", file("password", "se cret\n"))
                        .password())
                .isEqualTo("se cret");
    }

    @Test
    void aPasswordIsPrintedByAScript() throws IOException {
        var script = file("password.sh", "#!/bin/sh\necho printed\n");
        Files.setPosixFilePermissions(Path.of(script), PosixFilePermissions.fromString("rwx------"));

        assertThat(privilege("--become-pass-file", script).password()).isEqualTo("printed");
    }

    @Test
    void aPasswordIsAskedFor() {
        assertThat(privilege("-K").password()).isEqualTo("typed");
    }

    @Test
    void aPasswordThatIsAskedForExcludesAFile() throws IOException {
        var run = muster("run", "-i", hosts, "a", "-a", "true", "-K", "--become-password-file", "x");

        assertThat(run).isEqualTo(new Invoked(2, "", "error: --become-password-file is not allowed with -K\n"));
    }

    @Test
    void argumentsOfSshAreHowNodesAreReached() throws IOException {
        var node = folder.resolve("node.ini");
        Files.writeString(node, "n1 ansible_host=127.0.0.1\n");
        var run = muster("run", "-i", node.toString(), "n1", "-a", "true", "--ssh-common-args", "-o ProxyJmp=x");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.out())
                .contains(
                        "the ssh options of 'n1' cannot be followed: 'ProxyJmp' is no option of ssh (ssh_common_args:1)")
                .contains("did you mean 'ProxyJump'?");
        assertThat(muster("run", "-i", node.toString(), "n1", "-a", "true", "--ssh-extra-args", "-N")
                        .out())
                .contains("'-N' of ssh has no place here, where ssh is to run programs on a host (ssh_extra_args:1)");
    }

    @Test
    void variablesOfHostsAreStrongerThanArgumentsOfSsh() throws IOException {
        var node = folder.resolve("node.ini");
        Files.writeString(node, "n1 ansible_host=127.0.0.1 ansible_ssh_common_args='-o Variable=1'\n");
        assertThat(muster("run", "-i", node.toString(), "n1", "-a", "true", "--ssh-common-args", "-o Typed=x")
                        .out())
                .contains("'Variable' is no option of ssh")
                .doesNotContain("Typed");
    }

    @Test
    void argumentsOfSftpAndScpHaveNoEffect() {
        var run = muster("run", "-i", hosts, "a", "-a", "true", "--sftp-extra-args", "-B 1", "--scp-extra-args", "-O");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
    }

    @Test
    void modulesOfOnesOwnAreRefused() {
        var run = muster("run", "-i", hosts, "a", "-a", "true", "-M", "library");

        assertThat(run.code()).isEqualTo(5);
        assertThat(run.err()).startsWith("error: modules cannot be read from 'library'\nhint: ");
    }

    @Test
    void aJobInTheBackgroundIsToldOfAndLeftAlone() throws IOException {
        var jobs = "ansible_async_dir=" + folder.resolve("jobs");
        var run = muster("run", "-i", hosts, "a", "-a", "true", "-B", "10", "-P", "0", "-e", jobs);

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith("a | CHANGED => {\n    \"ansible_job_id\": \"j")
                .endsWith("\",\n    \"started\": true\n}\n");

        var line = muster("run", "-i", hosts, "a", "-a", "true", "-B", "10", "-P", "0", "-e", jobs, "-o");
        assertThat(line.out()).startsWith("a | CHANGED => {\"ansible_job_id\": \"j");
        // Until there is nothing but two states, the jobs still work in the folder.
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (files(folder.resolve("jobs")).size() != 2 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(files(folder.resolve("jobs"))).hasSize(2);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void resultsAreWrittenIntoAFileOfEachHost() throws IOException {
        muster(
                "run",
                "-i",
                hosts,
                "a",
                "-m",
                "ping",
                "-t",
                folder.resolve("tree").toString());

        assertThat(Files.readString(folder.resolve("tree").resolve("a"))).contains("\"ping\": \"pong\"");
    }

    @Test
    void everyCommandTellsItsVersion() {
        for (var command : List.of("playbook", "run", "inventory")) {
            assertThat(muster(command, "--version").out()).contains("muster ").contains("\n  ansible-core 2.19");
        }
    }

    @Test
    void aListingIsWrittenIntoAFile() throws IOException {
        var output = folder.resolve("out.json");

        assertThat(muster("inventory", "-i", hosts, "--host", "a", "--output", output.toString()))
                .isEqualTo(new Invoked(0, "", ""));
        assertThat(Files.readString(output, StandardCharsets.UTF_8))
                .isEqualTo("{\n    \"ansible_connection\": \"local\"\n}");
    }
}
