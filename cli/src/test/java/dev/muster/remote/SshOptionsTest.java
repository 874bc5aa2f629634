package dev.muster.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.remote.Target.HostKeys;
import dev.muster.remote.Target.HostKeys.Policy;
import dev.muster.sshconfig.LocalAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to real OpenSSH servers as ssh's own options want them. */
@Tag("lab")
@Timeout(60)
final class SshOptionsTest {

    @TempDir
    private Path folder;

    private final List<String> notices = new ArrayList<>();
    private final List<SshServer> servers = new ArrayList<>();
    private Connections connections = new Connections(_ -> {}, _ -> Optional.empty());

    @BeforeEach
    void home() throws IOException {
        Files.createDirectories(folder.resolve(".ssh"));
        connections = connections();
    }

    @AfterEach
    void stop() {
        servers.forEach(SshServer::close);
    }

    private Connections connections() {
        return new Connections(
                notice -> notices.add(notice.text()),
                _ -> Optional.empty(),
                new LocalAccount(SshServer.user(), folder, Map.of("COLOUR", "red"), Path.of("/nowhere")),
                new Agent(null));
    }

    private SshServer server(String name, String... settings) throws IOException {
        var server = SshServer.start(Files.createDirectories(folder.resolve(name)), settings);
        servers.add(server);
        return server;
    }

    private void config(String... lines) throws IOException {
        Files.writeString(folder.resolve(".ssh/config"), String.join("\n", lines) + "\n");
    }

    private void known(SshServer... known) throws IOException {
        var text = new StringBuilder();
        for (var server : known) {
            text.append(Files.readString(server.knownHosts()));
        }
        Files.writeString(folder.resolve(".ssh/known_hosts"), text);
    }

    private static String block(String name, SshServer server) {
        return "Host " + name + "\n  HostName 127.0.0.1\n  Port " + server.port() + "\n  IdentityFile "
                + server.userKey();
    }

    private SshRequest request(String address, String common) {
        return request(address, common, null);
    }

    private SshRequest request(String address, String common, @Nullable String password) {
        return new SshRequest(
                "n1",
                address,
                null,
                null,
                null,
                password,
                Duration.ofSeconds(20),
                new HostKeys(List.of(folder.resolve(".ssh/known_hosts")), Policy.STRICT),
                "/bin/sh",
                new SshRequest.Arguments("", common, ""));
    }

    private String said(String address, String common, String command) throws InterruptedException {
        return said(connections.ssh(request(address, common)), command);
    }

    private String said(Target.Ssh target, String command) throws InterruptedException {
        try (var connection = connections.open(target)) {
            return connection
                    .run(ShellProtocolCases.sh(command), Identity.LOGIN)
                    .text()
                    .strip();
        }
    }

    private void assertUnreachable(String address, String common, String message) {
        assertThatThrownBy(() -> said(address, common, "id -un"))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aNameAKeyAndAPortComeFromTheUsersFile() throws Exception {
        var node = server("node");
        config(block("web1", node));
        known(node);
        assertThat(said("web1", "", "id -un")).isEqualTo(SshServer.user());
        assertUnreachable("web1", "-F none", "there is no address for the name 'web1'");
    }

    @Test
    void aNodeIsReachedThroughAnotherOne() throws Exception {
        var bastion = server("bastion");
        var node = server("node");
        config(block("bastion", bastion), block("web1", node), "  ProxyJump bastion");
        known(bastion, node);
        assertThat(said("web1", "", "id -un")).isEqualTo(SshServer.user());
        bastion.close();
        assertUnreachable("web1", "", "on the way to 'n1': 127.0.0.1:" + bastion.port() + " refuses connections");
    }

    @Test
    void aNodeIsReachedThroughSeveral() throws Exception {
        var outer = server("outer");
        var inner = server("inner");
        var node = server("node");
        config(block("outer", outer), block("inner", inner), block("web1", node));
        known(outer, inner, node);
        assertThat(said("web1", "-J outer,inner", "head -c 300000 /dev/zero | wc -c"))
                .isEqualTo("300000");
        outer.close();
        assertUnreachable(
                "web1",
                "-J outer,inner",
                "on the way to 'n1': on the way to 'inner': 127.0.0.1:" + outer.port() + " refuses connections");
    }

    @Test
    void theNodesBehindOneShareTheConnectionToIt() throws Exception {
        var bastion = server("bastion");
        var node = server("node");
        config(block("bastion", bastion), block("web?", node), "  ProxyJump bastion");
        known(bastion, node);
        try (var second = connections.open(connections.ssh(request("web2", "")))) {
            try (var first = connections.open(connections.ssh(request("web1", "")))) {
                first.run(ShellProtocolCases.sh("true"), Identity.LOGIN);
                second.run(ShellProtocolCases.sh("true"), Identity.LOGIN);
                assertThat(bastion.process().children()).hasSize(1);
            }
            assertThat(second.run(ShellProtocolCases.sh("id -un"), Identity.LOGIN)
                            .text()
                            .strip())
                    .isEqualTo(SshServer.user());
        }
        bastion.process().children().forEach(child -> child.onExit().join());
    }

    @Test
    void theKeyOfABastionIsCheckedWhateverIsSaidOfTheNode() throws Exception {
        var bastion = server("bastion");
        var node = server("node");
        config(block("bastion", bastion), block("web1", node));
        assertUnreachable(
                "web1",
                "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ProxyJump=bastion",
                "on the way to 'n1': the host key of 'bastion' (127.0.0.1:" + bastion.port() + ") is not known");
        assertThatThrownBy(() -> said("web1", "-J bastion", "true"))
                .isInstanceOfSatisfying(
                        RemoteException.class,
                        e -> assertThat(e.hint())
                                .endsWith("or trust it at first sight with --trust-on-first-use, or with"
                                        + " 'StrictHostKeyChecking accept-new' in ~/.ssh/config"));
        known(bastion);
        assertThat(said(
                        "web1",
                        "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ProxyJump=bastion",
                        "id -un"))
                .isEqualTo(SshServer.user());
    }

    @Test
    void aBastionThatLeadsNowhereSaysSo() throws Exception {
        var bastion = server("bastion", "AllowTcpForwarding no");
        var node = server("node");
        config(block("bastion", bastion), block("web1", node));
        known(bastion, node);
        assertUnreachable(
                "web1", "-J bastion", "'bastion' cannot reach 127.0.0.1:" + node.port() + ": it does not allow it");
        var other = server("other");
        config(block("bastion", other), block("web1", node));
        known(other, node);
        node.close();
        connections = connections();
        assertUnreachable("web1", "-J bastion", "'bastion' cannot reach 127.0.0.1:" + node.port() + ": no connection");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "| cat"})
    void aCommandOfTheUsersIsTheConnection(String more) throws Exception {
        var bastion = server("bastion");
        var node = server("node");
        config(block("bastion", bastion), block("web1", node));
        known(bastion, node);
        var proxy = "ssh -F " + folder.resolve(".ssh/config") + " -o UserKnownHostsFile="
                + folder.resolve(".ssh/known_hosts") + " -W %h:%p -q bastion" + more;
        assertThat(said("web1", "-o 'ProxyCommand=" + proxy + "'", "head -c 300000 /dev/zero | wc -c"))
                .isEqualTo("300000");
    }

    @Test
    void aCommandThatFailsIsQuoted() throws Exception {
        known();
        assertUnreachable(
                "web1",
                "-o 'ProxyCommand=sh -c \"echo no way to %h >&2; exit 3\"'",
                "the proxy command 'sh -c \"echo no way to web1 >&2; exit 3\"' ended with status 3: no way to web1,"
                        + " before 'n1' had answered");
    }

    @Test
    void aCommandEndsWithItsConnection() throws Exception {
        var node = server("node");
        config(block("web1", node));
        known(node);
        var mark = folder.resolve("pid");
        var proxy = "sh -c \"echo \\$\\$ > " + mark + "; exec ssh -F " + folder.resolve(".ssh/config")
                + " -o UserKnownHostsFile=" + folder.resolve(".ssh/known_hosts") + " -W %h:%p web1\"";
        assertThat(said("web1", "-o ProxyCommand='" + proxy + "'", "id -un")).isEqualTo(SshServer.user());
        var left = ProcessHandle.of(Long.parseLong(Files.readString(mark).strip()));
        left.ifPresent(process -> process.onExit().join());
        assertThat(left.filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void hostKeysAreLookedUpInTheFilesThatAreNamed() throws Exception {
        var node = server("node");
        config(block("web1", node));
        assertUnreachable("web1", "", "is not known: it shows ssh-ed25519");
        assertThat(said("web1", "-o 'UserKnownHostsFile=/none " + node.knownHosts() + "'", "id -un"))
                .isEqualTo(SshServer.user());
        assertThat(said("web1", "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null", "id -un"))
                .isEqualTo(SshServer.user());
        assertThat(folder.resolve(".ssh/known_hosts")).doesNotExist();
    }

    @Test
    void aNewHostIsRememberedAndAChangedOneRefused() throws Exception {
        var node = server("node");
        config(block("web1", node));
        var file = folder.resolve("seen");
        var options = "-o StrictHostKeyChecking=accept-new -o HashKnownHosts=yes -o UserKnownHostsFile=" + file;
        assertThat(said("web1", options, "id -un")).isEqualTo(SshServer.user());
        assertThat(notices).singleElement().asString().startsWith("trusting the host key of 'n1'");
        assertThat(Files.readString(file)).startsWith("|1|").doesNotContain("127.0.0.1");
        assertThat(SshServer.run(List.of("ssh-keygen", "-f", file.toString(), "-F", "[127.0.0.1]:" + node.port())))
                .contains("found: line 1");
        assertThat(said("web1", "-o UserKnownHostsFile=" + file, "id -un")).isEqualTo(SshServer.user());
        SshServer.keygen(folder.resolve("other"), "ed25519");
        var words = Files.readString(folder.resolve("other.pub")).split(" ");
        Files.writeString(file, "[127.0.0.1]:" + node.port() + " " + words[0] + " " + words[1] + "\n");
        assertUnreachable("web1", options, "is not the known one");
    }

    @Test
    void aHostWithAnotherKeyLearnsNoPassword() throws Exception {
        var node = server("node", "PasswordAuthentication yes", "PubkeyAuthentication no");
        SshServer.keygen(folder.resolve("other"), "ed25519");
        var words = Files.readString(folder.resolve("other.pub")).split(" ");
        Files.writeString(
                folder.resolve(".ssh/known_hosts"),
                "[127.0.0.1]:" + node.port() + " " + words[0] + " " + words[1] + "\n");
        config("Host web1", "  HostName 127.0.0.1", "  Port " + node.port(), "  IdentityFile none");
        var target = connections.ssh(request("web1", "-o StrictHostKeyChecking=no", "secret"));
        assertThatThrownBy(() -> said(target, "id -un"))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("not the password, as the host key is not the known one");
    }

    @Test
    void aHostIsKnownByAnAlias() throws Exception {
        var node = server("node");
        config(block("web1", node));
        var words = Files.readString(Path.of(node.hostKey() + ".pub")).split(" ");
        Files.writeString(folder.resolve(".ssh/known_hosts"), "cluster " + words[0] + " " + words[1] + "\n");
        assertThat(said("web1", "-o HostKeyAlias=cluster", "id -un")).isEqualTo(SshServer.user());
        assertUnreachable("web1", "", "has no line for [127.0.0.1]:" + node.port());
    }

    @Test
    void theEnvironmentOfShellsIsSetAsFarAsTheServerAllows() throws Exception {
        var node = server("node", "AcceptEnv PLACE COLOUR");
        config(block("web1", node), "  SetEnv PLACE=\"two words\" OTHER=x", "  SendEnv COL*");
        known(node);
        assertThat(said("web1", "", "echo \"$PLACE $COLOUR [$OTHER]\"")).isEqualTo("two words red []");
    }

    @Test
    void bulkGoesThroughCompressed() throws Exception {
        var node = server("node");
        config(block("web1", node));
        known(node);
        var input = new byte[3_000_000];
        Arrays.fill(input, (byte) 'x');
        try (var connection = connections.open(connections.ssh(request("web1", "-C")))) {
            var answer = connection.run(ShellProtocolCases.sh("cat").withInput(input), Identity.LOGIN);
            assertThat(answer.out()).isEqualTo(input);
        }
    }

    @Test
    void algorithmsAreChosen() throws Exception {
        var node = server(
                "node",
                "KexAlgorithms diffie-hellman-group14-sha1",
                "Ciphers aes256-cbc",
                "MACs hmac-md5",
                "HostKeyAlgorithms ssh-ed25519");
        config(block("web1", node));
        known(node);
        assertUnreachable("web1", "", "no common ground with the ssh server");
        assertThat(said(
                        "web1",
                        "-o KexAlgorithms=+diffie-hellman-group14-sha1 -c aes256-cbc -o MACs=^hmac-md5"
                                + " -o HostKeyAlgorithms=ssh-ed25519,ssh-rsa",
                        "id -un"))
                .isEqualTo(SshServer.user());
        assertUnreachable(
                "web1", "-o Ciphers=-aes*,chacha20*", "the ssh option 'Ciphers -aes*,chacha20*' leaves nothing");
    }

    @Test
    void aCertificateGoesWithItsKey() throws Exception {
        SshServer.keygen(folder.resolve("authority"), "ed25519");
        var node = server("node", "TrustedUserCAKeys " + folder.resolve("authority.pub"), "AuthorizedKeysFile none");
        SshServer.keygen(folder.resolve("key"), "ed25519");
        SshServer.run(List.of(
                "ssh-keygen",
                "-q",
                "-s",
                folder.resolve("authority").toString(),
                "-I",
                "me",
                "-n",
                SshServer.user(),
                folder.resolve("key.pub").toString()));
        var certificate = Files.move(folder.resolve("key-cert.pub"), folder.resolve("certificate"));
        config("Host web1", "  HostName 127.0.0.1", "  Port " + node.port(), "  IdentityFile " + folder.resolve("key"));
        known(node);
        assertUnreachable("web1", "", "was refused");
        assertThat(said("web1", "-o CertificateFile=" + certificate, "id -un")).isEqualTo(SshServer.user());
    }

    @Test
    void theAgentSignsForAKeyThatNobodyCanOpen() throws Exception {
        var node = server("node");
        var key = folder.resolve("locked");
        SshServer.keygen(key, "ed25519", "-N", "open sesame");
        SshServer.keygen(folder.resolve("free"), "ed25519");
        config("Host web1", "  HostName 127.0.0.1", "  Port " + node.port(), "  IdentityFile " + key);
        known(node);
        var socket = folder.resolve("agent");
        var agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
        try {
            while (!Files.exists(socket)) {
                Thread.onSpinWait();
            }
            var askpass = Files.writeString(folder.resolve("askpass"), "#!/bin/sh\necho open sesame\n");
            Files.setPosixFilePermissions(askpass, PosixFilePermissions.fromString("rwx------"));
            SshServer.run(List.of(
                    "env",
                    "SSH_AUTH_SOCK=" + socket,
                    "SSH_ASKPASS=" + askpass,
                    "SSH_ASKPASS_REQUIRE=force",
                    "ssh-add",
                    "-q",
                    key.toString(),
                    folder.resolve("free").toString()));
            var options = "-o IdentityAgent=" + socket;
            authorize(node, "locked");
            assertThat(said("web1", options + " -o IdentitiesOnly=yes", "id -un"))
                    .isEqualTo(SshServer.user());
            assertUnreachable("web1", "-o IdentityAgent=none", "not the key '" + key + "', which cannot be opened");
            authorize(node, "free");
            assertThat(said("web1", options, "id -un")).isEqualTo(SshServer.user());
            assertUnreachable("web1", options + " -o IdentitiesOnly=yes", "was refused");
        } finally {
            agent.destroy();
        }
    }

    private void authorize(SshServer node, String key) throws IOException {
        Files.copy(
                folder.resolve(key + ".pub"),
                node.userKey().resolveSibling("authorized"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void connectionsComeFromTheAddressThatIsNamed() throws Exception {
        var node = server("node");
        config(block("web1", node));
        known(node);
        assertThat(said("web1", "-b 127.0.0.9", "echo ${SSH_CONNECTION%% *}")).isEqualTo("127.0.0.9");
        assertUnreachable("web1", "-6", "there is no address for the name '127.0.0.1'");
    }

    @Test
    void waysToLogInThatAreNotWantedAreNotTried() throws Exception {
        var node = server("node");
        config(block("web1", node));
        known(node);
        assertUnreachable("web1", "-o PubkeyAuthentication=no", "there is no key to try in ~/.ssh, and no password");
        assertUnreachable("web1", "-o PreferredAuthentications=password", "there is no key to try");
    }

    @Test
    void aServerThatComesLateIsTriedAgain() throws Exception {
        var port = SshServer.freePort();
        config("Host web1", "  HostName 127.0.0.1", "  Port " + port, "  IdentityFile none");
        var begin = System.nanoTime();
        assertUnreachable("web1", "-o ConnectionAttempts=2", "127.0.0.1:" + port + " refuses connections");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(1));
    }
}
