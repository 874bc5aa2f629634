package dev.muster.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The trust in the hands of a real Puppet server and a real Puppet agent, in containers of the lab's images. */
@Tag("lab")
final class PuppetConsumersTest {

    @TempDir
    static Path folder;

    @BeforeAll
    static void makeTrust() throws Exception {
        // The agent in its container runs as another user of the machine when that maps its users.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (var kind : KeyKind.values()) {
            trust(kind)
                    .issue(
                            List.of(new NodeIdentity(kind.word(), kind.word() + ".lab", "worker", "lab", List.of())),
                            Pki.Replace.NOTHING);
        }
    }

    private static Pki trust(KeyKind forNodes) {
        var settings = PkiSettings.named("lab").withKeys(KeyKind.RSA_3072, forNodes);
        return Pki.open(folder.resolve("pki"), settings, Clock.systemUTC());
    }

    private static Command inContainer(String image, String script) throws Exception {
        return Command.run(
                "docker",
                "run",
                "--rm",
                "--network",
                "none",
                "--hostname",
                "puppet.lab",
                "--label",
                "dev.muster.lab=test",
                "-v",
                folder.resolve("pki") + ":/trust:ro",
                "--entrypoint",
                "/bin/sh",
                image,
                "-c",
                script);
    }

    @Test
    void puppetServerImportsTheIntermediateAuthority() throws Exception {
        var run = inContainer("lab/server:1", """
                set -e
                puppetserver ca import --certname puppet.lab --cert-bundle /trust/bundle.pem \
                    --crl-chain /trust/crls.pem --private-key /trust/ca/ca.key
                cd /etc/puppet/puppetserver/ca
                echo "serial $(cat serial)"
                openssl verify -crl_check_all -CAfile ca_crt.pem -CRLfile ca_crl.pem signed/puppet.lab.pem
                openssl x509 -noout -issuer -in signed/puppet.lab.pem
                """);

        assertThat(run.output())
                .contains("Import succeeded.", "signed/puppet.lab.pem: OK", "issuer=CN = Puppet CA: lab")
                // The server counts from 1, far below what Muster issues.
                .containsPattern("serial 0*2\n");
        assertThat(run.code()).isZero();
    }

    private static Command agentVerifies(String certname) throws Exception {
        return inContainer("lab/puppet-agent:1", """
                set -e
                mkdir -p /ssl/certs /ssl/private_keys
                cp /trust/bundle.pem /ssl/certs/ca.pem
                cp /trust/crls.pem /ssl/crl.pem
                cp /trust/nodes/NAME/cert.pem /ssl/certs/NAME.pem
                cp /trust/nodes/NAME/key.pem /ssl/private_keys/NAME.pem
                exec puppet ssl verify --certname NAME --ssldir /ssl
                """.replace("NAME", certname));
    }

    @ParameterizedTest
    @EnumSource
    void puppetAgentTakesNodesOfEveryKindOfKey(KeyKind kind) throws Exception {
        var run = agentVerifies(kind.word() + ".lab");

        assertThat(run.output()).contains("Verified client certificate");
        assertThat(run.code()).isZero();
    }

    @Test
    void puppetAgentRefusesARevokedCertificate() throws Exception {
        var name = new NodeIdentity("gone", "gone.lab", "worker", "lab", List.of());
        var pki = trust(KeyKind.RSA_2048);
        pki.issue(List.of(name), Pki.Replace.NOTHING);
        assertThat(agentVerifies("gone.lab").code()).isZero();

        pki.revoke("gone.lab");

        var run = agentVerifies("gone.lab");
        assertThat(run.output()).contains("revoked");
        assertThat(run.code()).isEqualTo(1);
    }
}
