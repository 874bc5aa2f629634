package dev.muster.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.remote.Target.HostKeys;
import dev.muster.remote.Target.HostKeys.Policy;
import dev.muster.sshconfig.LocalAccount;
import dev.muster.sshconfig.SshOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What inventories and ssh's configuration come to together. */
final class SshTargetsTest {

    private static final Path KNOWN = Path.of("/home/me/.ssh/known_hosts");
    private static final Path GLOBAL = Path.of("/etc/ssh/ssh_known_hosts");

    @TempDir
    private Path home;

    private final List<String> warnings = new ArrayList<>();

    private SshTargets targets(String... config) throws IOException {
        var folder = Files.createDirectories(home.resolve(".ssh"));
        Files.writeString(folder.resolve("config"), String.join("\n", config) + "\n");
        return new SshTargets(
                new LocalAccount("me", home, Map.of("SSH_AUTH_SOCK", "/agent", "KEYS", "/keys"), home.resolve("etc")),
                warnings::add);
    }

    private static SshRequest request(String address, SshRequest.Arguments arguments) {
        return request(address, null, null, Policy.STRICT, arguments);
    }

    private static SshRequest request(
            String address,
            @Nullable Integer port,
            @Nullable String user,
            Policy policy,
            SshRequest.Arguments arguments) {
        return new SshRequest(
                "n1",
                address,
                port,
                user,
                null,
                null,
                Duration.ofSeconds(10),
                new HostKeys(List.of(KNOWN, GLOBAL, Path.of("/site/pki/known_hosts")), policy),
                "/bin/sh",
                arguments);
    }

    private static SshRequest.Arguments common(String text) {
        return new SshRequest.Arguments("", text, "");
    }

    private static void assertRefused(SshTargets targets, SshRequest request, String message, @Nullable String hint) {
        assertThatThrownBy(() -> targets.target(request)).isInstanceOfSatisfying(RemoteException.class, e -> {
            assertThat(e).hasMessage(message);
            assertThat(e.kind()).isEqualTo(RemoteException.Kind.UNREACHABLE);
            assertThat(e.hint()).isEqualTo(hint);
        });
    }

    @Test
    void aPlainInventoryHasNoNeedOfOptions() throws IOException {
        var target = targets().target(request("10.0.0.1", 2222, "admin", Policy.STRICT, SshRequest.Arguments.NONE));
        assertThat(target.host()).isEqualTo("10.0.0.1");
        assertThat(target.port()).isEqualTo(2222);
        assertThat(target.user()).isEqualTo("admin");
        assertThat(target.keys()).isEmpty();
        assertThat(target.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(target.hostKeys().policy()).isEqualTo(Policy.STRICT);
        assertThat(target.hop()).isNull();
    }

    @Test
    void theFileSaysWhatNobodyElseDoes() throws IOException {
        var targets = targets(
                "Host web*",
                "  HostName %h.example",
                "  Port 2200",
                "  User deploy",
                "  IdentityFile ~/.ssh/web",
                "  IdentityFile ${KEYS}/%r@%n");
        var target = targets.target(request("web1", SshRequest.Arguments.NONE));
        assertThat(target.host()).isEqualTo("web1.example");
        assertThat(target.port()).isEqualTo(2200);
        assertThat(target.user()).isEqualTo("deploy");
        assertThat(target.options().identities().files())
                .containsExactly(home.resolve(".ssh/web"), Path.of("/keys/deploy@web1"));
        var other = targets.target(request("db1", SshRequest.Arguments.NONE));
        assertThat(other.port()).isEqualTo(22);
        assertThat(other.user()).isEqualTo("me");
    }

    /** As ansible-core puts them in a row for ssh, where the first word counts. */
    @Test
    void theOrderOfStrengthIsTheOriginals() throws IOException {
        var arguments = new SshRequest.Arguments(
                "-o Port=1 -o ConnectTimeout=3", "-o Port=3 -o User=common -o Compression=yes", "-o Compression=no -4");
        var target =
                targets("Port 4", "Compression no").target(request("n1", 2, "variable", Policy.UNCHECKED, arguments));
        assertThat(target.port()).isEqualTo(1);
        assertThat(target.user()).isEqualTo("variable");
        assertThat(target.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(target.options().algorithms().compression()).isTrue();
        assertThat(target.options().network().family()).isEqualTo(SshOptions.Family.INET);
        assertThat(target.hostKeys().policy()).isEqualTo(Policy.UNCHECKED);
        assertThat(targets("Port 4")
                        .target(request("n1", 2, null, Policy.STRICT, common("-o Port=3 -o ConnectTimeout=3"))))
                .extracting(Target.Ssh::port, Target.Ssh::connectTimeout)
                .containsExactly(2, Duration.ofSeconds(10));
        assertThat(targets("Port 4").target(request("n1", common("-o Port=3"))).port())
                .isEqualTo(3);
        assertThat(targets("Port 4").target(request("n1", common("-F none"))).port())
                .isEqualTo(22);
    }

    @Test
    void hostKeysAreCheckedAsTheOptionsSay() throws IOException {
        var targets = targets();
        assertThat(targets.target(request("n1", common("-o StrictHostKeyChecking=no")))
                        .hostKeys()
                        .policy())
                .isEqualTo(Policy.UNCHECKED);
        assertThat(targets.target(request("n1", common("-o StrictHostKeyChecking=accept-new")))
                        .hostKeys()
                        .policy())
                .isEqualTo(Policy.TRUST_ON_FIRST_USE);
        assertThat(targets.target(request("n1", common("-o StrictHostKeyChecking=ask")))
                        .hostKeys()
                        .policy())
                .isEqualTo(Policy.STRICT);
        // What the command line says of unknown hosts is stronger than common arguments, and weaker than ssh_args.
        assertThat(targets.target(request(
                                "n1", null, null, Policy.TRUST_ON_FIRST_USE, common("-o StrictHostKeyChecking=yes")))
                        .hostKeys()
                        .policy())
                .isEqualTo(Policy.TRUST_ON_FIRST_USE);
        assertThat(targets.target(request(
                                "n1",
                                null,
                                null,
                                Policy.UNCHECKED,
                                new SshRequest.Arguments("-o StrictHostKeyChecking=yes", "", "")))
                        .hostKeys()
                        .policy())
                .isEqualTo(Policy.STRICT);
    }

    @Test
    void filesOfHostKeysTakeThePlaceOfTheUsualOnes() throws IOException {
        var targets = targets();
        assertThat(targets.target(request("n1", common("-o 'UserKnownHostsFile=~/a /b'")))
                        .hostKeys()
                        .files())
                .containsExactly(home.resolve("a"), Path.of("/b"), GLOBAL, Path.of("/site/pki/known_hosts"));
        assertThat(targets.target(request("n1", common("-o UserKnownHostsFile=/dev/null -o GlobalKnownHostsFile=/g")))
                        .hostKeys()
                        .files())
                .containsExactly(Path.of("/g"), Path.of("/site/pki/known_hosts"));
    }

    @Test
    void everyHostOnTheWayGoesByItsOwnConfiguration() throws IOException {
        var targets = targets(
                "Host inner", "  HostName 10.0.0.2", "  User in", "Host outer", "  HostName 10.0.0.1", "  Port 2201");
        var target = targets.target(
                request("n1", common("-o StrictHostKeyChecking=no -J ops@outer,inner:2202 -o User=last")));
        var inner = target.hop();
        assertThat(inner).isNotNull();
        var outer = inner == null ? null : inner.hop();
        assertThat(inner)
                .extracting(Target.Ssh::name, Target.Ssh::host, Target.Ssh::port, Target.Ssh::user)
                .containsExactly("inner", "10.0.0.2", 2202, "in");
        assertThat(outer)
                .extracting(Target.Ssh::name, Target.Ssh::host, Target.Ssh::port, Target.Ssh::user)
                .containsExactly("outer", "10.0.0.1", 2201, "ops");
        assertThat(inner == null ? null : inner.hostKeys().policy()).isEqualTo(Policy.STRICT);
    }

    @Test
    void hostsThatLeadToEachOtherAreNoWay() throws IOException {
        assertRefused(
                targets("Host *", "  ProxyJump gw"),
                request("n1", SshRequest.Arguments.NONE),
                "the ssh options of 'n1' cannot be followed: the hosts that it is reached through lead to each other:"
                        + " 'gw' comes round again",
                "say 'ProxyJump none' for the first of them");
    }

    @Test
    void mistakesSayWhereTheyAre() throws IOException {
        assertRefused(
                targets("Host *", "  StrictHostKeyCheking no"),
                request("n1", SshRequest.Arguments.NONE),
                "the ssh options of 'n1' cannot be followed: 'StrictHostKeyCheking' is no option of ssh ("
                        + home.resolve(".ssh/config") + ":2)",
                "did you mean 'StrictHostKeyChecking'?");
        assertRefused(
                targets(),
                request("n1", common("-o StrictHostKeyChecking=perhaps")),
                "the ssh options of 'n1' cannot be followed: 'StrictHostKeyChecking' cannot be 'perhaps'"
                        + " (ssh_common_args:1)",
                "it is one of yes, no, ask, accept-new, off");
        assertRefused(
                targets(),
                request("n1", common("-o IdentityFile=/my keys/id")),
                "the ssh options of 'n1' cannot be followed: 'keys/id' is no option of ssh, which would take it for the"
                        + " host (ssh_common_args:1)",
                "a value with blanks is quoted, as in -o 'ProxyCommand=ssh -W %h:%p bastion'");
        assertRefused(
                targets(),
                request("n1", common("-o 'User=x")),
                "the ssh options of 'n1' cannot be followed: a quote is not closed (ssh_common_args:1)",
                null);
        assertRefused(
                targets(),
                request("n1", common("-o ProxyCommand=ssh -W %h:%p bastion")),
                "the ssh options of 'n1' cannot be followed: '-W' of ssh has no place here, where ssh is to run"
                        + " programs on a host (ssh_common_args:1)",
                "a value with blanks is quoted, as in -o 'ProxyCommand=ssh -W %h:%p bastion'");
        assertRefused(
                targets(),
                request("n1", common("-F /no/such/file")),
                "the ssh options of 'n1' cannot be followed: there is no file '/no/such/file', which '-F' names",
                null);
        assertRefused(
                targets(),
                request("n1", common("-o IdentityFile=/k/%z")),
                "the ssh options of 'n1' cannot be followed: 'IdentityFile /k/%z' holds '%z', which is not known",
                "a percent sign is written as '%%'");
        assertRefused(
                targets(),
                request("n1", common("-o 'IdentityFile=${NONE}/k'")),
                "the ssh options of 'n1' cannot be followed: 'IdentityFile ${NONE}/k' names the variable 'NONE', which"
                        + " is not set",
                null);
        assertRefused(
                targets("Match host n1 exec \"touch /tmp/x\"", "  Port 1"),
                request("n1", SshRequest.Arguments.NONE),
                "the ssh options of 'n1' cannot be followed: 'Match' would run the program 'touch /tmp/x' for every"
                        + " host, which is refused (" + home.resolve(".ssh/config") + ":1)",
                "say it with 'Host' or 'Match host'");
    }

    @Test
    void aFileThatOthersCanWriteIsNotFollowed() throws IOException {
        var targets = targets("Port 1");
        var file = home.resolve(".ssh/config");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        assertRefused(
                targets,
                request("n1", SshRequest.Arguments.NONE),
                "the ssh options of 'n1' cannot be followed: '" + file
                        + "' can be written by others, who could have any program run",
                "it must be yours alone: chmod 600 '" + file + "'");
    }

    /** CVE-2023-51385: what a name holds must become neither an option nor a word of a shell. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-oProxyCommand=touch /tmp/x",
                "$(touch /tmp/x)",
                "`touch /tmp/x`",
                "a;touch",
                "a|touch",
                "a&touch",
                "a\ntouch",
                "a'b",
                "a\"b",
                "a b",
                "a>b",
                "*",
                "root@-x",
                "x;y@a"
            })
    void namesThatAShellCouldTakeForMoreAreRefused(String name) throws IOException {
        var targets = targets("ProxyCommand nc %h %p");
        assertThatThrownBy(() -> targets.target(request(name, SshRequest.Arguments.NONE)))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining(" can be no name ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x", "a;b", "$(id)", "`id`", "a|b", "a\nb", "a -x", "a'b", "a\\"})
    void usersThatAShellCouldTakeForMoreAreRefused(String user) throws IOException {
        var targets = targets("ProxyCommand nc -u %r %h %p");
        assertThatThrownBy(() -> targets.target(request("n1", null, user, Policy.STRICT, SshRequest.Arguments.NONE)))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("names the user '" + user + "', which ");
    }

    @Test
    void anAliasOfTheHostKeyIsNoWordOfTheCommand() throws IOException {
        var target = targets()
                .target(request("n1", common("-o 'HostKeyAlias=$(id)' -o 'ProxyCommand=nc -x %r %h %p %n %%h'")));
        assertThat(target.options().network().proxy()).isEqualTo(new SshOptions.Proxy.Command("nc -x me n1 22 n1 %h"));
    }

    @Test
    void whatIsNotFollowedIsToldOnce() throws IOException {
        var targets = targets(
                "Host *",
                "  RemoteForward 8080 localhost:80",
                "  ControlMaster auto",
                "  Tunnel no",
                "  ForwardAgent yes");
        for (var host : List.of("a", "b")) {
            targets.target(request(host, common("-o VerifyHostKeyDNS=yes -o GSSAPIAuthentication=yes")));
        }
        assertThat(warnings)
                .containsExactly(
                        "the ssh option 'VerifyHostKeyDNS' is not followed (ssh_common_args:1)",
                        "the ssh option 'RemoteForward' is not followed (" + home.resolve(".ssh/config") + ":2)",
                        "the ssh option 'ForwardAgent' is not followed (" + home.resolve(".ssh/config") + ":5)");
    }

    @Test
    void theLanguageOfThisMachineIsNotSent() throws IOException {
        var account = new LocalAccount(
                "me", home, Map.of("LANG", "de_DE.UTF-8", "LC_ALL", "C", "TERM", "vt100"), home.resolve("etc"));
        var target = new SshTargets(account, warnings::add)
                .target(request("n1", common("-A -o 'SendEnv=LANG LC_* TE*' -o 'SetEnv=LC_TIME=C'")));
        assertThat(target.options().environment()).isEqualTo(Map.of("TERM", "vt100", "LC_TIME", "C"));
        assertThat(warnings).isEmpty();
    }

    @Test
    void theFileOfTheSystemComesLast() throws IOException {
        var targets = targets("User mine");
        Files.createDirectories(home.resolve("etc/ssh_config.d"));
        Files.writeString(home.resolve("etc/ssh_config"), "Include ssh_config.d/*.conf\nUser theirs\nPort 3\n");
        Files.writeString(
                home.resolve("etc/ssh_config.d/10.conf"), "Match final all\n  Port 2\n  RequiredRSASize 2048\n");
        var target = targets.target(request("n1", SshRequest.Arguments.NONE));
        assertThat(target.user()).isEqualTo("mine");
        assertThat(target.port()).isEqualTo(3);
        assertThat(warnings).isEmpty();
    }
}
