package dev.muster.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("lab")
class LabTest {

    private static final String[] ONE_OF_EACH = {"--nodes", "1", "--light", "1", "--no-puppet"};

    @Test
    void startedTwiceLeavesWhatRunsAlone() throws IOException, InterruptedException {
        try (var lab = new Lab("twice", "10.213")) {
            lab.up(ONE_OF_EACH);
            var first = containers("twice");

            lab.up(ONE_OF_EACH);

            assertThat(first.lines()).hasSize(2);
            assertThat(containers("twice")).isEqualTo(first);
        }
        assertThat(containers("twice")).isEmpty();
        assertThat(Command.run("docker", "network", "inspect", "muster-twice").code())
                .isNotZero();
    }

    @Test
    void bringsBackWhatCrashedWithTheSameHostKey() throws IOException, InterruptedException {
        try (var lab = new Lab("crash", "10.214")) {
            lab.up(ONE_OF_EACH);
            var key = lab.sh("n1", "cat /etc/ssh/ssh_host_ed25519_key.pub").output();
            var light = lab.port("bb1");
            lab.stop("n1");

            lab.up(ONE_OF_EACH);

            assertThat(key).startsWith("ssh-ed25519 ");
            assertThat(lab.sh("n1", "cat /etc/ssh/ssh_host_ed25519_key.pub").output())
                    .isEqualTo(key);
            assertThat(lab.port("bb1")).isEqualTo(light);
        }
    }

    @Test
    void nodeGetsTheHostKeyThatTheStateFolderHolds(@TempDir Path state) throws IOException, InterruptedException {
        var keys = Files.createDirectories(state.resolve("pki/ssh/bb1"));
        var made = Command.run(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                keys.resolve("ssh_host_ed25519_key").toString());
        assertThat(made.code()).isZero();
        try (var lab = new Lab("keys", "10.215")) {
            lab.up("--nodes", "0", "--light", "1", "--no-puppet", "--state", state.toString());

            var shown = Command.run("ssh-keyscan", "-t", "ed25519", "-p", "" + lab.port("bb1"), "127.0.0.1");

            var given =
                    Files.readString(keys.resolve("ssh_host_ed25519_key.pub")).split(" ", 3);
            assertThat(shown.output()).contains(given[1]);
        }
    }

    @Test
    void puppetServerWithoutAuthorityIsRefusedWithWhatToType(@TempDir Path empty)
            throws IOException, InterruptedException {
        try (var lab = new Lab("empty", "10.216")) {
            var refused = lab.run("up", "--nodes", "0", "--state", empty.toString());

            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.output()).isEqualTo("""
                            lab: there is no certificate authority in '%s/pki' for the Puppet server
                              hint: make it with: bin/muster bootstrap -i inventories/lab --to render
                              hint: or start the nodes alone: --no-puppet
                            """.formatted(empty));
        }
    }

    @Test
    void badWordsAreRefusedWithHint() throws IOException, InterruptedException {
        var lab = new Lab("words", "10.217");
        assertThat(lab.run("start"))
                .isEqualTo(new Command(1, "lab: unknown verb 'start'\n  hint: 'lab/lab help' lists the verbs\n"));
        assertThat(lab.run("up", "--nodes", "many"))
                .isEqualTo(new Command(1, "lab: '--nodes' needs a number from 0 to 99, not 'many'\n"));
    }

    @Test
    void scriptsPassShellcheck() throws IOException, InterruptedException {
        var root = Lab.repository();
        var checked = Command.run(
                "sh",
                "-c",
                "cd '" + root + "/lab' && shellcheck -x lab images/*/customize images/*/root/sbin/*"
                        + " images/server/root/lab/puppet images/server/root/lab/registry images/node/root/usr/local/sbin/*"
                        + " && cd .. && shellcheck $(grep -l '^#!/bin/sh' make/*) .ci/run");
        assertThat(checked).isEqualTo(new Command(0, ""));
    }

    private static String containers(String lab) throws IOException, InterruptedException {
        return Command.run("docker", "ps", "-q", "--no-trunc", "--filter", "label=dev.muster.lab=" + lab)
                .output();
    }
}
