package dev.muster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Command;
import dev.muster.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user sees when nodes are broken or the run is ended, with the real command line. Each test has nodes of its own. */
@Tag("lab")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BootstrapFaultsLabTest {

    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    private static Path folder;

    @AutoClose
    private final Lab lab = new Lab("faults", "10.222");

    private LabSite site;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        site = new LabSite(folder, lab)
                .node("n1", "controller")
                .node("n2", "worker")
                .node("n3", "worker")
                .node("n4", "db")
                .node("n5", "worker")
                .with("n2", "muster_wait_timeout: 3")
                .start();
    }

    @Test
    void nodesThatFailDoNotStopTheOthers() throws IOException, InterruptedException {
        int port2 = lab.port("n2");
        int port3 = lab.port("n3");
        lab.stop("n2");
        site.sh("n3", "for f in /root /home/*; do : >$f/.ssh/authorized_keys; done");
        site.sh(
                "n4",
                "mkdir -p /var/lib/puppet && mount -t tmpfs -o size=64k none /var/lib/puppet"
                        + " && dd if=/dev/zero of=/var/lib/puppet/fill");

        var run = site.muster("bootstrap", "-i", site.inventory.toString(), "--limit", "n1,n2,n3,n4");

        var summary = run.output().substring(run.output().indexOf("1 of 4 nodes done in "));
        assertThat(summary.replaceFirst("done in .*", "done in TIME")
                        .replaceFirst("\\(ssh-ed25519 SHA256:[^)]+\\)", "(FINGERPRINT)"))
                .isEqualTo("""
                        1 of 4 nodes done in TIME

                          NODE  PHASE      CAUSE
                          n2    wait       127.0.0.1:%d has refused connections for 3 seconds
                          n3    wait       login to 'n3' (127.0.0.1:%d) as 'admin' was refused; tried the key '%s' (FINGERPRINT)
                          n4    configure  The node's private key: cannot write '/var/lib/puppet/ssl/private_keys/n4.lab.pem': No space left on device

                        when the cause is mended, type:
                          muster bootstrap -i %s --limit n2,n3 --from wait
                          muster bootstrap -i %s --limit n4 --from configure
                        """.formatted(port2, port3, Lab.clientKey(), site.inventory, site.inventory));
        assertThat(site.sh("n1", "cat /etc/lab-applied")).contains("role=controller fact=controller");
        assertThat(site.sh("n4", "find / -xdev -name '.muster-*'; find /var/lib/puppet -name '.muster-*'"))
                .isEmpty();
        assertThat(run.code()).isEqualTo(4);
    }

    @Test
    void interruptStopsCleanly() throws IOException, InterruptedException {
        var output = folder.resolve("interrupted.out");
        var process = site.start(output, "bootstrap", "-i", site.inventory.toString(), "--limit", "n5");
        var firstRun = until("docker ps --format '{{.Names}}' | grep first-run", "puppet-first-run");

        long begin = System.nanoTime();
        Command.run("kill", "-INT", String.valueOf(process.pid()));
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        var seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);

        assertThat(firstRun).isTrue();
        assertThat(process.exitValue()).isEqualTo(99);
        assertThat(seconds).isLessThan(10);
        assertThat(Files.readString(output))
                .contains("0 of 1 node done in ", ", interrupted in phase 'configure'")
                .endsWith(
                        "to go on, type:\n  muster bootstrap -i " + site.inventory + " --limit n5 --from configure\n");
        assertThat(site.sh("n5", "docker ps --quiet; pgrep -l puppet; pgrep -lf 'docker (run|pull)'"))
                .isEmpty();
        assertThat(site.sh("n5", "find / -xdev -name '.muster-*'")).isEmpty();
        assertThat(site.muster("bootstrap", "-i", site.inventory.toString(), "--limit", "n5")
                        .code())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "muster_puppet_port=8141 | the Puppet server 'puppet.lab' did not answer at port 8141 for 3 seconds; on n5 this"
                        + " name is 10.222.0.10",
                "muster_puppet_server=wrong.lab muster_puppet_server_ip=10.222.0.99 | the Puppet server 'wrong.lab' did not"
                        + " answer at port 8140 for 3 seconds; on n5 this name is 10.222.0.99"
            })
    void serverThatDoesNotAnswerIsToldBeforeTheAgentRuns(String variables, String cause)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        var run = site.muster(
                "bootstrap",
                "-i",
                site.inventory.toString(),
                "--limit",
                "n5",
                "-e",
                variables,
                "-e",
                "agent_server_timeout=3");

        assertThat(run.output())
                .contains(
                        "  n5: failed: The Puppet server answers: " + cause + "; see whether the server runs, and what"
                                + " muster_puppet_server, muster_puppet_server_ip and muster_puppet_port say\n")
                .doesNotContain("Run the agent once");
        assertThat(run.code()).isEqualTo(2);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)).isLessThan(60);
    }

    @Test
    void firstRunThatDoesNotEndIsStopped() throws IOException, InterruptedException {
        var run = site.muster(
                "bootstrap",
                "-i",
                site.inventory.toString(),
                "--limit",
                "n5",
                "-e",
                "agent_first_run_timeout=1 puppet_runinterval=31m");

        assertThat(run.output())
                .contains("  n5: failed: Run the agent once: Task failed: Timed out after 1 second(s).\n");
        assertThat(run.code()).isEqualTo(2);
        assertThat(site.sh("n5", "docker ps --quiet; pgrep -l puppet")).isEmpty();
    }

    @Test
    void commandLineSaysHowToLogInWhereTheInventoryDoesNot() throws IOException, InterruptedException {
        var group = site.inventory.resolve("group_vars/all.yml");
        Files.writeString(
                group,
                Files.readString(group)
                        .replaceAll("(?m)^ansible_(user|ssh_private_key_file):.*", "")
                        .replaceAll("(?m)^muster_ssh_authorized_keys:\\n.*", ""));
        var words = List.of(
                "bootstrap", "-i", site.inventory.toString(), "--limit", "n1", "--from", "wait", "--to", "wait");
        var without = site.muster(words.toArray(String[]::new));
        var more = new ArrayList<>(words);
        more.addAll(List.of("-u", "admin", "--private-key", Lab.clientKey().toString()));
        var with = site.muster(more.toArray(String[]::new));
        site.rewrite();

        assertThat(without.code()).isEqualTo(4);
        assertThat(with.output()).contains("n1: lets us in after ");
        assertThat(with.code()).isZero();
    }

    /** Whether a line on node n5 comes to print this. */
    private boolean until(String line, String wanted) throws IOException, InterruptedException {
        var loop = "for i in $(seq " + PATIENCE_SECONDS + "); do [ \"$(" + line + ")\" != " + wanted
                + " ] || { echo yes; break; }; sleep 1; done";
        return site.sh("n5", loop).equals("yes");
    }
}
