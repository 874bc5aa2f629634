package dev.muster.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Command;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The keys and certificates in the hands of those that use them: OpenSSL and OpenSSH. */
@Tag("lab")
final class PkiConsumersTest {

    @TempDir
    static Path folder;

    private static Pki pki;

    @BeforeAll
    static void makeTrust() {
        var settings = PkiSettings.named("Zürich, \"O=x\"/CN=y").withKeys(KeyKind.RSA_2048, KeyKind.RSA_2048);
        pki = Pki.open(folder.resolve("pki"), settings, Clock.systemUTC());
        pki.issue(List.of(node("n1", "worker"), node("n2", "größe \"; $(x)")), Pki.Replace.NOTHING);
    }

    private static NodeIdentity node(String name, String role) {
        return new NodeIdentity(name, name + ".lab", role, "lab", List.of());
    }

    private static Command openssl(String... words) throws IOException, InterruptedException {
        var all = new java.util.ArrayList<String>(List.of("openssl"));
        all.addAll(List.of(words));
        return Command.run(all.toArray(String[]::new));
    }

    private static Command verify(String certname) throws IOException, InterruptedException {
        return openssl(
                "verify",
                "-x509_strict",
                "-crl_check_all",
                "-CAfile",
                pki.bundle().toString(),
                "-CRLfile",
                pki.crls().toString(),
                pki.nodeCertificate(certname).toString());
    }

    @Test
    void opensslFollowsTheChainAndTheRevocationLists() throws Exception {
        assertThat(verify("n1.lab").output()).endsWith("cert.pem: OK\n");
        pki.issue(List.of(node("gone", "worker")), Pki.Replace.NOTHING);
        assertThat(verify("gone.lab").code()).isZero();
        pki.revoke("gone.lab");
        assertThat(verify("gone.lab").output()).contains("certificate revoked");
        assertThat(verify("n1.lab").code()).isZero();
    }

    @Test
    void opensslReadsTheProfileOfAPuppetAgent() throws Exception {
        var text = openssl(
                "x509", "-noout", "-text", "-in", pki.nodeCertificate("n1.lab").toString());

        assertThat(text.output())
                .contains("Subject: CN = n1.lab\n")
                .containsPattern("Netscape Comment: *\n *Puppet Server Internal Certificate\n")
                .containsPattern("X509v3 Basic Constraints: critical\n *CA:FALSE\n")
                .containsPattern("Extended Key Usage: critical\n *TLS Web Server Authentication, TLS Web Client Auth")
                .containsPattern("X509v3 Key Usage: critical\n *Digital Signature, Key Encipherment\n")
                .containsPattern("Subject Alternative Name: *\n *DNS:n1.lab\n")
                .containsPattern("1.3.6.1.4.1.34380.1.1.13: *\n *..worker\n")
                .containsPattern("1.3.6.1.4.1.34380.1.1.16: *\n *..lab\n")
                .contains("X509v3 Authority Key Identifier", "X509v3 Subject Key Identifier");
    }

    @Test
    void opensslReadsExtensionsAsUtf8Strings() throws Exception {
        var text = openssl("asn1parse", "-in", pki.nodeCertificate("n2.lab").toString());

        assertThat(pki.show("n2.lab").extensions()).containsEntry("pp_role", "größe \"; $(x)");
        assertThat(text.output()).contains(":1.3.6.1.4.1.34380.1.1.13\n");
    }

    @Test
    void opensslTakesTheKeys() throws Exception {
        for (var file :
                List.of(pki.nodeKey("n1.lab"), folder.resolve("pki/ca/ca.key"), folder.resolve("pki/root/ca.key"))) {
            assertThat(openssl("pkey", "-check", "-noout", "-in", file.toString())
                            .output())
                    .as(file.toString())
                    .contains("Key is valid");
        }
        var key = openssl("pkey", "-pubout", "-in", pki.nodeKey("n1.lab").toString());
        var certificate = openssl(
                "x509",
                "-pubkey",
                "-noout",
                "-in",
                pki.nodeCertificate("n1.lab").toString());
        assertThat(key.output()).isEqualTo(certificate.output());
    }

    @ParameterizedTest
    @EnumSource
    void opensslTakesNodesOfEveryKindOfKey(KeyKind kind) throws Exception {
        var settings = PkiSettings.named("lab").withKeys(KeyKind.RSA_2048, kind);
        var name = kind.word();
        var made = Pki.open(folder.resolve("pki"), settings, Clock.systemUTC());
        made.issue(List.of(node(name, "worker")), Pki.Replace.NOTHING);

        assertThat(verify(name + ".lab").output()).endsWith("cert.pem: OK\n");
        // A key that a killed run left without a certificate is used again.
        Files.delete(pki.nodeCertificate(name + ".lab"));
        made.issue(List.of(node(name, "worker")), Pki.Replace.NOTHING);
        assertThat(verify(name + ".lab").output()).endsWith("cert.pem: OK\n");
        assertThat(made.plan(List.of(node(name, "worker"))).findings()).isEmpty();
    }

    @Test
    void sshKeygenReadsTheHostKeys() throws Exception {
        var key = folder.resolve("pki/ssh/n1/ssh_host_ed25519_key").toString();

        assertThat(Command.run("ssh-keygen", "-y", "-f", key))
                .isEqualTo(new Command(0, Files.readString(Path.of(key + ".pub"))));
        assertThat(Command.run("ssh-keygen", "-l", "-f", key + ".pub").output())
                .isEqualTo("256 " + pki.sshHostKey("n1").fingerprint() + " n1 (ED25519)\n");
    }

    @Test
    void aRealSshdShowsTheKeyThatKnownHostsExpects() throws Exception {
        int port = freePort();
        var settings = PkiSettings.named("lab").withKeys(KeyKind.RSA_2048, KeyKind.EC_P256);
        var own = Pki.open(folder.resolve("sshd"), settings, Clock.systemUTC());
        var address = new NodeIdentity.SshAddress("127.0.0.1", port);
        own.issue(List.of(new NodeIdentity("s1", "s1.lab", "worker", "lab", List.of(address))), Pki.Replace.NOTHING);
        Files.createDirectories(Path.of("/run/sshd"));
        var sshd = new ProcessBuilder(
                        "/usr/sbin/sshd",
                        "-D",
                        "-e",
                        "-f",
                        "/dev/null",
                        "-h",
                        folder.resolve("sshd/ssh/s1/ssh_host_ed25519_key").toString(),
                        "-o",
                        "ListenAddress=127.0.0.1:" + port,
                        "-o",
                        "PidFile=none",
                        "-o",
                        "UsePAM=no")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd.log").toFile())
                .start();
        try {
            waitFor(sshd, port);
            var strict = ssh(port, own.knownHosts());
            // The handshake with the right key gets as far as asking for a login; no key is offered, so it ends there.
            assertThat(strict.output()).contains("Permission denied").doesNotContain("verification failed");

            var other = Files.writeString(
                    folder.resolve("other"),
                    Files.readString(own.knownHosts())
                            .replaceFirst(
                                    "ed25519 \\S+",
                                    "ed25519 "
                                            + pki.sshHostKey("n1").typeAndKey().split(" ")[1]));
            assertThat(ssh(port, other).output()).contains("Host key verification failed");
        } finally {
            sshd.destroy();
            sshd.waitFor();
        }
    }

    private static Command ssh(int port, Path knownHosts) throws IOException, InterruptedException {
        return Command.run(
                "ssh",
                "-F",
                "/dev/null",
                "-p",
                String.valueOf(port),
                "-o",
                "UserKnownHostsFile=" + knownHosts,
                "-o",
                "GlobalKnownHostsFile=/dev/null",
                "-o",
                "StrictHostKeyChecking=yes",
                "-o",
                "BatchMode=yes",
                "-o",
                "IdentityFile=/dev/null",
                "-o",
                "IdentityAgent=none",
                "nobody@127.0.0.1",
                "true");
    }

    private static void waitFor(Process sshd, int port) throws IOException {
        var deadline = System.nanoTime() + java.util.concurrent.TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try (var _ = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                if (!sshd.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("sshd does not answer: " + Files.readString(folder.resolve("sshd.log")), e);
                }
                Thread.onSpinWait();
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
