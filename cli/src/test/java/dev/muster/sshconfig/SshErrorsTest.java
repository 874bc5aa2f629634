package dev.muster.sshconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of options that ssh would not take either. */
final class SshErrorsTest {

    @TempDir
    private Path folder;

    private void resolve(String arguments) {
        new SshResolver(new LocalAccount("me", folder, Map.of(), folder), _ -> {})
                .resolve("n1", SshArguments.of("args", arguments));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "-o Prot=1 | args:1:1: 'Prot' is no option of ssh | did you mean 'Port'?",
                "-4 -o Prot=1 | args:1:4: 'Prot' is no option of ssh | did you mean 'Port'?",
                "-o Port | args:1:1: 'Port' has no value |",
                "-o 'User \"\"' | args:1:1: 'User' has no value |",
                "-o Port=x | args:1:1: 'Port' cannot be 'x' | it is a number",
                "-p 0 | args:1:1: 'Port' cannot be '0' | a port is a number from 1 to 65535",
                "-o 'Port 1 2' | args:1:1: 'Port' has more than one value: 1 2 | a value with blanks is quoted",
                "-o ConnectionAttempts=0 | args:1:1: 'ConnectionAttempts' cannot be '0' | it is at least 1",
                "-o ConnectTimeout=soon | args:1:1: 'ConnectTimeout' cannot be 'soon' | it is a time, such as 30 for"
                        + " seconds, or 5m, or 1h30m",
                "-o AddressFamily=both | args:1:1: 'AddressFamily' cannot be 'both' | it is one of any, inet, inet6",
                "-o TCPKeepAlive=yess | args:1:1: 'TCPKeepAlive' cannot be 'yess' | did you mean 'yes'?",
                "-o SetEnv=A | args:1:1: 'SetEnv' cannot be 'A' | it is NAME=VALUE",
                "-J a;b | args:1:1: 'ProxyJump' names the host 'a;b', which holds ';' | it is [user@]host[:port],...",
                "-J -x | args:1:1: 'ProxyJump' names the host '-x', which begins with '-' | it is [user@]host[:port],...",
                "-J @x | args:1:1: 'ProxyJump' names the user '', which is empty |",
                "-J a -J b | args:1:6: 'ProxyJump' cannot be given by '-J' when there is another one or a"
                        + " 'ProxyCommand' |",
                "-o Host=x | args:1:1: 'Host' begins a part of a file, and is no option of its own |",
                "-o =x | args:1:1: '=x' is no keyword with a value |",
                "-p | args:1:1: '-p' needs an argument |",
                "-Z | args:1:1: '-Z' is no option of ssh |",
                "-o HostName=a%x | 'HostName a%x' holds '%x', which is not known | a percent sign is written as '%%'",
                "-o HostName=a% | 'HostName a%' holds a '%' that nothing follows | a percent sign is written as '%%'",
                "-o 'HostName=$(id)' | '$(id)' can be no name or address of a host: it holds '$' | set ansible_host to the"
                        + " name or address that is to be connected to",
                "-o 'User=\"a -b\"' | args:1:1: 'User' names the user 'a -b', which holds a word that begins with '-' |",
            })
    void argumentsThatAreWrong(String arguments, String message, String hint) {
        assertThatThrownBy(() -> resolve(arguments)).isInstanceOfSatisfying(UserError.class, e -> {
            assertThat((e.where() == null ? "" : e.where() + ": ") + e.what()).isEqualTo(message);
            assertThat(e.hint()).isEqualTo(hint);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "Match # none | 'Match' has no condition |",
                "Match all host x | 'Match' has other conditions beside 'all' |",
                "Match host | 'Match' has no value for 'host' |",
                "Match hots x | 'Match' knows no condition 'hots' | did you mean 'host'?",
                "Match tagged x | 'Match' knows no condition 'tagged' | the conditions are all, canonical, final, exec,"
                        + " host, originalhost, user, localuser",
                "Include ~/.ssh/config | 'Include' includes files that include each other |",
                "User \"x | a quote is not closed |",
            })
    void filesThatAreWrong(String line, String message, String hint) throws IOException {
        var file = Files.createDirectories(folder.resolve(".ssh")).resolve("config");
        Files.writeString(file, "# first\n" + line + "\n");
        assertThatThrownBy(() -> resolve("")).isInstanceOfSatisfying(UserError.class, e -> {
            assertThat(e.what()).isEqualTo(message);
            assertThat(e.where()).asString().isEqualTo(file + ":2:1");
            assertThat(e.hint()).isEqualTo(hint);
        });
    }

    @Test
    void filesIncludeOthersOfTheirFolder() throws IOException {
        var ssh = Files.createDirectories(folder.resolve(".ssh/conf.d"));
        Files.writeString(folder.resolve(".ssh/config"), "Include conf.d/* absent\nPort 3\n");
        Files.writeString(ssh.resolve("a"), "Port 2\n");
        Files.writeString(ssh.resolve(".hidden"), "Port 1\n");
        var options = new SshResolver(new LocalAccount("me", folder, Map.of(), folder), _ -> {})
                .resolve("n1", SshArguments.NONE);
        assertThat(options.port()).isEqualTo(2);
    }

    @Test
    void anAgentIsNamedByAFileOrAVariable() {
        var account = new LocalAccount("me", folder, Map.of("MY_AGENT", "/run/mine"), folder);
        var resolver = new SshResolver(account, _ -> {});
        for (var each : List.of("$MY_AGENT", "${MY_AGENT}", "/run/mine")) {
            assertThat(resolver.resolve("n1", SshArguments.of("args", "-o 'IdentityAgent=" + each + "'"))
                            .identities()
                            .agent())
                    .isEqualTo(Path.of("/run/mine"));
        }
        assertThat(resolver.resolve("n1", SshArguments.of("args", "-o IdentityAgent=none"))
                        .identities()
                        .agentless())
                .isTrue();
        assertThat(resolver.resolve("n1", SshArguments.of("args", "-o IdentityAgent=SSH_AUTH_SOCK"))
                        .identities())
                .isEqualTo(SshOptions.Identities.NONE);
    }
}
