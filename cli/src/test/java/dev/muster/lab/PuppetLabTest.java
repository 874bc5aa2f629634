package dev.muster.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Command;
import dev.muster.pki.NodeIdentity;
import dev.muster.pki.Pki;
import dev.muster.pki.PkiSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The lab's Puppet server with the trust that Muster made, and its agent image: what the bootstrap is built on. The exit
 * codes are those of {@code puppet agent --detailed-exitcodes}.
 */
@Tag("lab")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PuppetLabTest {

    @TempDir
    private static Path state;

    @AutoClose
    private final Lab lab = new Lab("puppet", "10.219");

    @BeforeAll
    void start() throws IOException, InterruptedException {
        trust().issue(
                        List.of(
                                node("good", "worker"),
                                node("fails", "broken"),
                                node("stops", "wrong"),
                                node("gone", "db")),
                        Pki.Replace.NOTHING);
        // The agents keep the lists of this moment, so that a refusal is the server's and not their own.
        Files.copy(state.resolve("pki/crls.pem"), state.resolve("crls.pem"));
        lab.up("--nodes", "0", "--state", state.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "good, worker, 2, role=worker fact=worker cluster=lab certname=good.lab",
        "fails, broken, 6, role=broken fact=broken cluster=lab certname=fails.lab",
        "stops, wrong, 1, ''"
    })
    void agentEndsAsItsRoleSays(String name, String role, int code, String proof)
            throws IOException, InterruptedException {
        var run = agent(name, role);

        assertThat(run.output()).endsWith("\nexit=" + code + "\n" + (proof.isEmpty() ? "" : proof + "\n"));
    }

    @Test
    void serverTurnsAwayWhomTheNewRevocationListNames() throws IOException, InterruptedException {
        assertThat(agent("gone", "db").output()).contains("exit=2");
        trust().revoke("gone.lab");

        assertThat(lab.run("crl", "--state", state.toString())).isEqualTo(new Command(0, ""));

        // The server reads the list again a moment later.
        var refused = agent("gone", "db");
        for (int tries = 0; tries < 10 && !refused.output().contains("exit=1"); tries++) {
            refused = agent("gone", "db");
        }
        assertThat(refused.output()).contains("exit=1");
    }

    /** One run of the agent in a container of its own in the lab's network; prints its exit code and the proof. */
    private static Command agent(String name, String role) throws IOException, InterruptedException {
        var script = """
                mkdir -p /ssl/certs /ssl/private_keys
                cp /state/pki/bundle.pem /ssl/certs/ca.pem
                cp /state/crls.pem /ssl/crl.pem
                cp /state/pki/nodes/NAME.lab/cert.pem /ssl/certs/NAME.lab.pem
                cp /state/pki/nodes/NAME.lab/key.pem /ssl/private_keys/NAME.lab.pem
                echo ROLE >/etc/role
                puppet agent --onetime --no-daemonize --detailed-exitcodes --no-usecacheonfailure --waitforcert 0 \\
                    --server puppet.lab --certname NAME.lab --ssldir /ssl
                code=$?
                echo
                echo "exit=$code"
                [ ! -e /etc/lab-applied ] || cat /etc/lab-applied
                """.replace("NAME", name).replace("ROLE", role);
        return Command.run(
                "docker",
                "run",
                "--rm",
                "--network",
                "muster-puppet",
                "--label",
                "dev.muster.lab=puppet",
                "-v",
                state + ":/state:ro",
                "--entrypoint",
                "/bin/sh",
                "lab/puppet-agent:1",
                "-c",
                script);
    }

    private static Pki trust() {
        return Pki.open(state.resolve("pki"), PkiSettings.named("lab"), Clock.systemUTC());
    }

    private static NodeIdentity node(String name, String role) {
        return new NodeIdentity(name, name + ".lab", role, "lab", List.of());
    }
}
