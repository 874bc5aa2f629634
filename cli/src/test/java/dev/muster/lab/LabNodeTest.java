package dev.muster.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Command;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@Tag("lab")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabNodeTest {

    @AutoClose
    private LabNode node;

    @AutoClose
    private LabNode light;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        node = LabNode.start(LabNode.Kind.SYSTEMD, "t1");
        light = LabNode.start(LabNode.Kind.LIGHT, "t2");
    }

    @Test
    void nodeIsMachineWithSystemdAndWithoutPython() throws IOException, InterruptedException {
        assertThat(node.sh("cat /proc/1/comm; hostname").output()).isEqualTo("systemd\nt1\n");
        assertThat(node.sh("systemctl --failed --no-legend").output()).isEmpty();
        assertThat(node.sh("for c in python python2 python3 curl wget; do command -v $c; done")
                        .output())
                .isEmpty();
        assertThat(node.sh("ls /usr/lib | grep -i python").output()).isEmpty();
    }

    @Test
    void nodeShowsTheHostKeyItWasGiven() throws IOException, InterruptedException {
        assertThat(Command.run("ssh-keyscan", "-t", "ed25519", "-p", "" + node.port(), node.host())
                        .output())
                .contains(node.hostKey());
        assertThat(node.ssh("root", "id -u")).isEqualTo(new Command(0, "0\n"));
    }

    @Test
    void adminBecomesRootWithoutPasswordAndClerkDoesNot() throws IOException, InterruptedException {
        assertThat(node.ssh("admin", "sudo -n id -u")).isEqualTo(new Command(0, "0\n"));
        assertThat(node.sh("su clerk -c 'sudo -n id -u'").code()).isNotZero();
        assertThat(node.sh("su clerk -c 'echo lab | sudo -S -p \"\" id -u'")).isEqualTo(new Command(0, "0\n"));
    }

    @Test
    void filesThatTheEngineMakesAreReplaceableAsOnMachine() throws IOException, InterruptedException {
        for (var machine : new LabNode[] {node, light}) {
            var replaced = machine.sh(
                    "for f in hosts hostname resolv.conf; do cp /etc/$f /etc/$f.new && mv /etc/$f.new /etc/$f"
                            + " || exit 1; done");
            assertThat(replaced).isEqualTo(new Command(0, ""));
        }
    }

    @Test
    void lightNodeIsBusyBoxAndDropbearAlone() throws IOException, InterruptedException {
        assertThat(light.ssh("root", "readlink /proc/$$/exe")).isEqualTo(new Command(0, "/bin/busybox\n"));
        assertThat(light.sh("readlink /proc/$(pidof dropbear | cut -d' ' -f1)/exe")
                        .output())
                .endsWith("/dropbear\n");
        assertThat(light.sh("for c in bash scp sftp sudo python3 perl systemctl; do command -v $c; done")
                        .output())
                .isEmpty();
        assertThat(Command.run("ssh-keyscan", "-t", "ed25519", "-p", "" + light.port(), light.host())
                        .output())
                .contains(light.hostKey());
    }

    @Test
    void nextRunRemovesWhatKilledRunLeft() throws IOException, InterruptedException {
        var ended = new ProcessBuilder("true").start();
        var identity = ended.pid() + "@"
                + ended.info().startInstant().map(Object::toString).orElse("");
        ended.waitFor();
        var left = Command.run(
                        "docker",
                        "create",
                        "--label",
                        "dev.muster.lab=test",
                        "--label",
                        "dev.muster.lab.process=" + identity,
                        "lab/light:1")
                .output()
                .strip();

        LabNode.removeLeftovers();

        assertThat(Command.run("docker", "inspect", left).code()).isNotZero();
        assertThat(Command.run("docker", "inspect", node.containerId()).code()).isZero();
    }
}
