package dev.muster.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.remote.RemoteException.Kind;
import dev.muster.remote.Target.HostKeys;
import dev.muster.remote.Target.HostKeys.Policy;
import dev.muster.step.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins to a real OpenSSH server: keys, host keys, and what is said when it does not work. */
@Tag("lab")
@Timeout(60)
final class SshLoginTest {

    @TempDir
    private static Path serverFolder;

    private static SshServer server;

    @TempDir
    private Path folder;

    private final List<Notice> notices = new ArrayList<>();

    @BeforeAll
    static void start() {
        server = SshServer.start(serverFolder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private String id(Target.Ssh target) throws InterruptedException {
        return id(target, key -> Optional.empty());
    }

    private String id(Target.Ssh target, java.util.function.Function<Path, Optional<String>> passphrases)
            throws InterruptedException {
        try (var connection = new Connections(notices::add, passphrases, folder, new Agent(null)).open(target)) {
            return connection
                    .run(ShellProtocolCases.sh("id -un"), Identity.LOGIN)
                    .text()
                    .strip();
        }
    }

    private void assertUnreachable(Target.Ssh target, String message, @Nullable String hint) {
        assertThatThrownBy(() -> id(target)).isInstanceOfSatisfying(RemoteException.class, e -> {
            assertThat(e).hasMessage(message);
            assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(e.hint()).isEqualTo(hint);
        });
    }

    private static Target.Ssh at(String host, int port, Duration timeout) {
        return new Target.Ssh(
                "n1",
                host,
                port,
                "root",
                List.of(server.userKey()),
                null,
                timeout,
                new HostKeys(List.of(), Policy.STRICT),
                "/bin/sh");
    }

    private static Target.Ssh checking(Path known, Policy policy) {
        return server.target(List.of(server.userKey()), new HostKeys(List.of(known), policy));
    }

    private static String fingerprint(Path key) {
        return SshServer.run(List.of("ssh-keygen", "-lf", key.toString())).split(" ")[1];
    }

    private static void authorize(Path key) throws IOException {
        Files.writeString(
                serverFolder.resolve("authorized"),
                Files.readString(serverFolder.resolve("user.pub")) + Files.readString(Path.of(key + ".pub")));
    }

    @Test
    void logsInWithAKeyThatIsAText() throws Exception {
        var key = folder.resolve("key");
        SshServer.keygen(key, "ed25519", "-N", "open sesame");
        authorize(key);
        var text = Files.readString(key);
        var connections = new Connections(notices::add, file -> Optional.empty(), folder, new Agent(null));
        Files.delete(key);
        Files.delete(Path.of(key + ".pub"));

        var named = server.target(
                List.of(connections.key(text, "open sesame")), server.target().hostKeys());
        try (var connection = connections.open(named)) {
            assertThat(connection
                            .run(ShellProtocolCases.sh("id -un"), Identity.LOGIN)
                            .text()
                            .strip())
                    .isEqualTo(SshServer.user());
        }
        var shut = server.target(
                List.of(connections.key(text, null)), server.target().hostKeys());
        try (var connection = connections.open(shut)) {
            assertThatThrownBy(() -> connection.run(ShellProtocolCases.sh("id"), Identity.LOGIN))
                    .isInstanceOfSatisfying(RemoteException.class, e -> {
                        assertThat(e.getMessage())
                                .startsWith("cannot use the private key 'ansible_private_key ")
                                .endsWith("': it is encrypted, and no passphrase was given");
                        assertThat(e.hint()).isEqualTo("give it as 'ansible_private_key_passphrase'");
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ed25519",
                "ecdsa -b 256",
                "ecdsa -b 521",
                "rsa -b 2048",
                "rsa -m PEM",
                "ecdsa -m PEM",
                "rsa -m PKCS8"
            })
    void logsInWithAKeyOfEveryKind(String kind) throws Exception {
        var words = kind.split(" ");
        var key = folder.resolve("key");
        SshServer.keygen(key, words[0], List.of(words).subList(1, words.length).toArray(String[]::new));
        authorize(key);
        assertThat(id(server.target(List.of(key), server.target().hostKeys()))).isEqualTo(SshServer.user());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa -m PEM", "rsa -m PKCS8"})
    void opensAnEncryptedKeyWithItsPassphraseOnce(String kind) throws Exception {
        var words = new ArrayList<>(List.of(kind.split(" ")));
        var key = folder.resolve("key");
        words.addAll(List.of("-N", "open sesame"));
        SshServer.keygen(key, words.removeFirst(), words.toArray(String[]::new));
        authorize(key);
        var asked = new AtomicInteger();
        var connections = new Connections(
                notices::add,
                file -> {
                    asked.incrementAndGet();
                    return Optional.of("open sesame");
                },
                folder,
                new Agent(null));
        for (var round = 0; round < 3; round++) {
            try (var connection =
                    connections.open(server.target(List.of(key), server.target().hostKeys()))) {
                assertThat(connection
                                .run(ShellProtocolCases.sh("id -un"), Identity.LOGIN)
                                .text()
                                .strip())
                        .isEqualTo(SshServer.user());
            }
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void anEncryptedKeyWithoutItsPassphraseIsRefused() {
        var key = folder.resolve("key");
        SshServer.keygen(key, "ed25519", "-N", "open sesame");
        var target = server.target(List.of(key), server.target().hostKeys());
        assertUnreachable(
                target,
                "cannot use the private key '" + key + "': it is encrypted, and no passphrase was given",
                "load it into ssh-agent with 'ssh-add '" + key + "'");
        assertThatThrownBy(() -> id(target, file -> Optional.of("wrong")))
                .hasMessage("cannot use the private key '" + key + "': the passphrase does not open it");
    }

    @Test
    void keysThatCannotBeUsedSayWhy() throws Exception {
        var hostKeys = server.target().hostKeys();
        assertUnreachable(
                server.target(List.of(folder.resolve("none")), hostKeys),
                "cannot use the private key '" + folder.resolve("none") + "': there is no such file",
                "name a private key that exists with --private-key");
        assertUnreachable(
                server.target(List.of(Path.of(server.userKey() + ".pub")), hostKeys),
                "cannot use the private key '" + server.userKey() + ".pub': it is the public half",
                "name the file without '.pub'");
        var text = Files.writeString(folder.resolve("text"), "hello\n");
        assertUnreachable(
                server.target(List.of(text), hostKeys),
                "cannot use the private key '" + text + "': it is not a private key",
                "the first line of one says 'BEGIN OPENSSH PRIVATE KEY'");
    }

    @Test
    void takesTheDefaultKeyOfTheUsersHome() throws Exception {
        var ssh = Files.createDirectories(folder.resolve(".ssh"));
        SshServer.keygen(ssh.resolve("id_rsa"), "rsa");
        SshServer.keygen(ssh.resolve("id_ed25519"), "ed25519");
        authorize(ssh.resolve("id_rsa"));
        assertThat(id(server.target(List.of(), server.target().hostKeys()))).isEqualTo(SshServer.user());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa", "ecdsa"})
    void logsInWithAKeyOfTheAgents(String type) throws Exception {
        var key = folder.resolve("key");
        SshServer.keygen(key, type);
        authorize(key);
        var socket = folder.resolve("agent");
        var agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
        try {
            while (!Files.exists(socket)) {
                Thread.onSpinWait();
            }
            SshServer.run(List.of("env", "SSH_AUTH_SOCK=" + socket, "ssh-add", "-q", key.toString()));
            Files.delete(key);
            try (var connection = new Connections(notices::add, file -> Optional.empty(), folder, new Agent(socket))
                    .open(server.target(List.of(), server.target().hostKeys()))) {
                assertThat(connection
                                .run(ShellProtocolCases.sh("id -un"), Identity.LOGIN)
                                .text()
                                .strip())
                        .isEqualTo(SshServer.user());
            }
        } finally {
            agent.destroy();
        }
    }

    @Test
    void aLoginThatIsRefusedTellsWhatWasTried() {
        var key = folder.resolve("key");
        SshServer.keygen(key, "ed25519");
        assertUnreachable(
                server.target(List.of(key), server.target().hostKeys()),
                "login to 'n1' (127.0.0.1:" + server.port() + ") as '" + SshServer.user()
                        + "' was refused; tried the key '" + key + "' (ssh-ed25519 " + fingerprint(key) + ")",
                "put the public key into ~" + SshServer.user()
                        + "/.ssh/authorized_keys on the node, or name another user with -u"
                        + " (ansible_user) or another key with --private-key");
        assertUnreachable(
                server.target(List.of(), server.target().hostKeys()),
                "cannot log in to 'n1' (127.0.0.1:" + server.port() + ") as '" + SshServer.user()
                        + "': there is no key to try in ~/.ssh, and no password",
                "name a private key with --private-key (ansible_ssh_private_key_file), or give a password with -k");
    }

    @Test
    void aHostKeyThatIsNotKnownIsRefusedAndTrustedAtFirstSightIfThatIsWanted() throws Exception {
        var known = folder.resolve("new/known_hosts");
        var port = server.port();
        var print = fingerprint(server.hostKey());
        assertUnreachable(
                checking(known, Policy.STRICT),
                "the host key of 'n1' (127.0.0.1:" + port + ") is not known: it shows ssh-ed25519 " + print + ", and '"
                        + known + "' has no line for [127.0.0.1]:" + port,
                "compare it with the output of 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub' on the node, then add it with"
                        + " 'ssh-keyscan -p " + port + " 127.0.0.1 >> " + known + "'; or trust it at first sight with"
                        + " ansible_ssh_common_args='-o StrictHostKeyChecking=accept-new'");
        assertThat(id(checking(known, Policy.TRUST_ON_FIRST_USE))).isEqualTo(SshServer.user());
        assertThat(notices)
                .containsExactly(new Notice(
                        "n1",
                        "trusting the host key of 'n1' (127.0.0.1:" + port + ") at first sight: ssh-ed25519 " + print
                                + ", added to '" + known + "'"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(known)))
                .isEqualTo("rw-------");
        assertThat(id(checking(known, Policy.STRICT))).isEqualTo(SshServer.user());
        assertThat(id(checking(known, Policy.TRUST_ON_FIRST_USE))).isEqualTo(SshServer.user());
        assertThat(notices).hasSize(1);
        assertThat(Files.readAllLines(known)).hasSize(1);
        assertThat(SshServer.run(List.of("ssh-keygen", "-F", "[127.0.0.1]:" + port, "-f", known.toString())))
                .contains("found: line 1");
    }

    @Test
    void aHashedHostIsKnown() throws Exception {
        var known = Files.copy(server.knownHosts(), folder.resolve("known"));
        SshServer.run(List.of("ssh-keygen", "-q", "-H", "-f", known.toString()));
        assertThat(Files.readString(known)).startsWith("|1|");
        assertThat(id(checking(known, Policy.STRICT))).isEqualTo(SshServer.user());
    }

    @Test
    void aHostKeyThatDiffersIsRefusedWhateverThePolicyButNone() throws Exception {
        var other = folder.resolve("other");
        SshServer.keygen(other, "ed25519");
        var port = server.port();
        var words = Files.readString(Path.of(other + ".pub")).split(" ");
        var known = Files.writeString(
                folder.resolve("known"), "# mine\n[127.0.0.1]:" + port + " " + words[0] + " " + words[1] + "\n");
        for (var policy : List.of(Policy.STRICT, Policy.TRUST_ON_FIRST_USE)) {
            assertUnreachable(
                    checking(known, policy),
                    "the host key of 'n1' (127.0.0.1:" + port + ") is not the known one: it shows ssh-ed25519 "
                            + fingerprint(server.hostKey()) + ", but " + known + ":2 has ssh-ed25519 "
                            + fingerprint(other),
                    "somebody may be in between; if the machine was really installed anew, remove the old key: ssh-keygen -f '"
                            + known + "' -R '[127.0.0.1]:" + port + "'");
        }
        assertThat(id(checking(known, Policy.UNCHECKED))).isEqualTo(SshServer.user());
        assertThat(Files.readAllLines(known)).hasSize(2);
    }

    @Test
    void aRevokedHostKeyIsRefused() throws Exception {
        var known = folder.resolve("known");
        Files.writeString(
                known,
                Files.readString(server.knownHosts()) + "@revoked * "
                        + Files.readString(Path.of(server.hostKey() + ".pub")));
        assertUnreachable(
                checking(known, Policy.TRUST_ON_FIRST_USE),
                "the host key of 'n1' (127.0.0.1:" + server.port() + ") (" + fingerprint(server.hostKey())
                        + ") is revoked by " + known + ":2",
                "give the machine a new host key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ecdsa"})
    void asksForTheTypeOfKeyThatIsKnown(String type) throws Exception {
        var key = folder.resolve("host");
        SshServer.keygen(key, type);
        try (var both = SshServer.start(serverFolder, "HostKey " + key)) {
            var words = Files.readString(Path.of(key + ".pub")).split(" ");
            var known = Files.writeString(
                    folder.resolve("known"), "[127.0.0.1]:" + both.port() + " " + words[0] + " " + words[1] + "\n");
            assertThat(id(both.target(List.of(both.userKey()), new HostKeys(List.of(known), Policy.STRICT))))
                    .isEqualTo(SshServer.user());
        }
    }

    @Test
    void aHostCertificateOfAKnownAuthorityIsTrusted() throws Exception {
        var authority = folder.resolve("ca");
        SshServer.keygen(authority, "ed25519");
        var host = folder.resolve("certified");
        SshServer.keygen(host, "ed25519");
        SshServer.run(List.of(
                "ssh-keygen", "-q", "-s", authority.toString(), "-I", "n1", "-h", "-n", "127.0.0.1", host + ".pub"));
        try (var certified =
                SshServer.start(serverFolder, "HostKey " + host, "HostCertificate " + host + "-cert.pub")) {
            var known = Files.writeString(
                    folder.resolve("known"), "@cert-authority * " + Files.readString(Path.of(authority + ".pub")));
            assertThat(id(certified.target(List.of(certified.userKey()), new HostKeys(List.of(known), Policy.STRICT))))
                    .isEqualTo(SshServer.user());
            var another = folder.resolve("another");
            SshServer.keygen(another, "ed25519");
            Files.writeString(known, "@cert-authority * " + Files.readString(Path.of(another + ".pub")));
            assertThatThrownBy(() -> id(certified.target(
                            List.of(certified.userKey()), new HostKeys(List.of(known), Policy.STRICT))))
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("is not known: it shows ssh-ed25519");
        }
    }

    @Test
    void nobodyThereIsSaidPlainly() throws Exception {
        var port = SshServer.freePort();
        assertUnreachable(
                at("127.0.0.1", port, Duration.ofSeconds(5)),
                "127.0.0.1:" + port + " refuses connections",
                "check that sshd runs there and listens on port " + port + " (ansible_port sets another one)");
        assertUnreachable(
                at("no-such-host.invalid", 22, Duration.ofSeconds(20)),
                "there is no address for the name 'no-such-host.invalid'",
                "check the spelling, or set ansible_host to the address of 'n1'");
    }

    @Test
    void aServerThatSaysNothingIsLeftAtTheDeadline() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertUnreachable(
                    at("127.0.0.1", silent.getLocalPort(), Duration.ofMillis(1500)),
                    "127.0.0.1:" + silent.getLocalPort()
                            + " took the connection, but did not greet as an ssh server does within 1.5 seconds",
                    "check that sshd listens on this port, and how busy the machine is");
        }
    }

    @Test
    void aServerThatHangsUpIsTriedAgainUntilTheDeadline() throws Exception {
        try (var rude = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var calls = new AtomicInteger();
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        rude.accept().close();
                        calls.incrementAndGet();
                    }
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            assertThatThrownBy(() -> id(at("127.0.0.1", rude.getLocalPort(), Duration.ofSeconds(2))))
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("closed the connection during the login")
                    .satisfies(e -> assertThat(((RemoteException) e).hint()).contains("MaxStartups"));
            assertThat(calls.get()).isGreaterThan(1);
        }
    }

    @Test
    void manyLoginsAtOnceGetThroughABusyServer() throws Exception {
        try (var busy = SshServer.start(serverFolder, "MaxStartups 2:60:6")) {
            var failures = new ArrayList<Exception>();
            var threads = new ArrayList<Thread>();
            for (var i = 0; i < 12; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        id(busy.target());
                    } catch (Exception e) {
                        synchronized (failures) {
                            failures.add(e);
                        }
                    }
                }));
            }
            for (var thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void bouncyCastleIsNotLoaded() throws Exception {
        var java = ProcessHandle.current().info().command().orElseThrow();
        var output = SshServer.run(List.of(
                java,
                "-Xlog:class+load:stdout",
                "-cp",
                classPath(),
                OneLogin.class.getName(),
                String.valueOf(server.port()),
                server.userKey().toString(),
                server.knownHosts().toString()));
        assertThat(output).contains("logged in as " + SshServer.user()).contains("net.schmizz.sshj.SSHClient");
        assertThat(output).doesNotContain("org.bouncycastle");
    }

    /** The program and what it needs, and BouncyCastle, so that it could be loaded. */
    private static String classPath() throws ClassNotFoundException {
        var places = new ArrayList<String>();
        for (var name : List.of(
                OneLogin.class.getName(),
                Connections.class.getName(),
                "net.schmizz.sshj.SSHClient",
                "org.slf4j.Logger",
                "com.hierynomus.asn1.ASN1InputStream",
                "org.bouncycastle.jce.provider.BouncyCastleProvider")) {
            places.add(Class.forName(name, false, SshLoginTest.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath());
        }
        return String.join(java.io.File.pathSeparator, places);
    }

    /** A program of one login and one step. */
    static final class OneLogin {

        private OneLogin() {}

        public static void main(String[] words) throws Exception {
            var target = new Target.Ssh(
                    "n1",
                    "127.0.0.1",
                    Integer.parseInt(words[0]),
                    SshServer.user(),
                    List.of(Path.of(words[1])),
                    null,
                    Duration.ofSeconds(20),
                    new HostKeys(List.of(Path.of(words[2])), Policy.STRICT),
                    "/bin/sh");
            try (var connection = new Connections(notice -> {}, key -> Optional.empty()).open(target)) {
                var library = new Script.Library("one", "who() { id -un; }");
                var answer = connection.run(Script.call(List.of(library), "who", List.of()), Identity.LOGIN);
                System.out.print("logged in as " + answer.text());
            }
        }
    }
}
