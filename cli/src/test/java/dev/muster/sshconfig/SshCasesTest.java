package dev.muster.sshconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.json.Json;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The answers of {@code ssh -G}, which cli/src/test/oracle/ssh.py has written behind the cases. */
final class SshCasesTest {

    private static final Path CASES = Path.of("src/test/cases/ssh");

    @TempDir
    private Path folder;

    private static Stream<Arguments> cases() throws IOException {
        var all = new ArrayList<Arguments>();
        for (var name : List.of("arguments.jsonl", "files.jsonl")) {
            for (var line : Files.readAllLines(CASES.resolve(name))) {
                var parsed = (Map<?, ?>) Objects.requireNonNull(Json.parse(new Source(name, line)));
                all.add(Arguments.of(label(parsed), parsed));
            }
        }
        return all.stream();
    }

    private static String label(Map<?, ?> test) {
        return test.get("arguments") + " " + test.get("config") + " " + test.get("host");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void saysWhatSshSays(String label, Map<?, ?> test) throws IOException {
        if (test.get("files") instanceof Map<?, ?> files) {
            for (var file : files.entrySet()) {
                write(String.valueOf(file.getKey()), (List<?>) file.getValue());
            }
        }
        write("config", test.get("config") instanceof List<?> lines ? lines : List.of());
        var text = test.get("arguments") instanceof String words ? words.replace("DIR", folder.toString()) : "";
        var host = String.valueOf(test.get("host"));
        if (test.get("expect") instanceof Map<?, ?> expected) {
            assertThat(answer(text, host)).as(label).isEqualTo(new TreeMap<>(expected));
        } else {
            assertThatThrownBy(() -> answer(text, host)).as(label).isInstanceOf(UserError.class);
        }
    }

    private void write(String name, List<?> lines) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        var text = new StringBuilder();
        lines.forEach(line -> text.append(String.valueOf(line).replace("DIR", folder.toString()))
                .append('\n'));
        Files.writeString(file, text);
    }

    private Map<String, @Nullable Object> answer(String text, String host) {
        var arguments = SshArguments.of("arguments", text);
        if (arguments.file() == null) {
            arguments = new SshArguments(
                    arguments.settings(), folder.resolve("config").toString());
        }
        var account = new LocalAccount("LOCAL", Path.of("/HOME"), Map.of(), Path.of("/nowhere"));
        return said(new SshResolver(account, _ -> {}).resolve(host, arguments));
    }

    /** As {@code ssh -G} prints them, without what is the default. */
    private Map<String, @Nullable Object> said(SshOptions options) {
        var said = new TreeMap<String, @Nullable Object>();
        said.put("hostname", options.host());
        said.put("port", String.valueOf(options.port()));
        said.put("user", options.user());
        var network = options.network();
        put(said, "addressfamily", network.family().name().toLowerCase(java.util.Locale.ROOT), "any");
        put(said, "bindaddress", network.bind(), null);
        put(said, "connecttimeout", seconds(network.timeout()), null);
        put(said, "connectionattempts", String.valueOf(network.attempts()), "1");
        put(said, "serveraliveinterval", seconds(network.alive()), "0");
        put(said, "serveralivecountmax", String.valueOf(network.misses()), "3");
        put(said, "tcpkeepalive", yes(network.tcpKeepAlive()), "yes");
        switch (network.proxy()) {
            case SshOptions.Proxy.None _ -> {}
            case SshOptions.Proxy.Command command -> said.put("proxycommand", unexpanded(command.line(), options));
            case SshOptions.Proxy.Jump jump ->
                said.put(
                        "proxyjump",
                        String.join(
                                ",", jump.hops().stream().map(SshCasesTest::hop).toList()));
        }
        var hostKeys = options.hostKeys();
        var checking = hostKeys.checking();
        put(
                said,
                "stricthostkeychecking",
                switch (checking) {
                    case null -> null;
                    case STRICT -> null;
                    case OFF -> "false";
                    case ACCEPT_NEW -> "accept-new";
                },
                null);
        put(said, "userknownhostsfile", files(hostKeys.user()), null);
        put(said, "globalknownhostsfile", files(hostKeys.global()), null);
        put(said, "hostkeyalias", hostKeys.alias(), null);
        put(said, "hashknownhosts", yes(hostKeys.hashed()), "no");
        var identities = options.identities();
        put(said, "identityfile", identities.none() ? "none" : list(identities.files()), null);
        put(said, "certificatefile", list(identities.certificates()), null);
        put(said, "identitiesonly", yes(identities.only()), "no");
        put(said, "identityagent", identities.agentless() ? "none" : file(identities.agent()), null);
        put(said, "compression", yes(options.algorithms().compression()), "no");
        var logins = options.logins();
        put(
                said,
                "preferredauthentications",
                logins.preferred().isEmpty() ? null : String.join(",", logins.preferred()),
                null);
        put(said, "passwordauthentication", yes(logins.password()), "yes");
        put(said, "kbdinteractiveauthentication", yes(logins.interactive()), "yes");
        var set = new ArrayList<Object>();
        options.environment().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> set.add(entry.getKey() + "=" + entry.getValue()));
        put(said, "setenv", set.isEmpty() ? null : set.size() == 1 ? set.getFirst() : set, null);
        put(said, "pubkeyauthentication", logins.publicKey() ? null : "false", null);
        return said;
    }

    private static String hop(SshOptions.Hop hop) {
        return (hop.user() == null ? "" : hop.user() + "@") + hop.host() + (hop.port() == null ? "" : ":" + hop.port());
    }

    /** ssh shows a command before it replaces anything in it. */
    private static String unexpanded(String line, SshOptions options) {
        return line.replace(options.host(), "%h").replaceAll("\\b" + options.port() + "\\b", "%p");
    }

    private static void put(
            Map<String, @Nullable Object> said, String key, @Nullable Object value, @Nullable String usual) {
        if (value != null && !value.equals(usual)) {
            said.put(key, value);
        }
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }

    private static @Nullable String seconds(@Nullable Duration time) {
        return time == null ? null : String.valueOf(time.toSeconds());
    }

    private @Nullable String file(@Nullable Path path) {
        return path == null ? null : path.toString().replace("/HOME", "HOME").replace(folder.toString(), "DIR");
    }

    private @Nullable String files(@Nullable List<Path> paths) {
        return paths == null
                ? null
                : paths.isEmpty()
                        ? "none"
                        : String.join(
                                " ",
                                paths.stream()
                                        .map(path -> String.valueOf(file(path)))
                                        .toList());
    }

    private @Nullable Object list(List<Path> paths) {
        return switch (paths.size()) {
            case 0 -> null;
            case 1 -> file(paths.getFirst());
            default -> paths.stream().map(this::file).toList();
        };
    }

    /** The committed answers are those of the ssh of this machine, too. */
    @Test
    @Tag("oracle")
    void theAnswersAreThoseOfTheProgramOfThisMachine() throws Exception {
        var copies = new ArrayList<String>();
        for (var name : List.of("arguments.jsonl", "files.jsonl")) {
            copies.add(Files.copy(CASES.resolve(name), folder.resolve(name)).toString());
        }
        var command = new ArrayList<>(List.of("python3", "src/test/oracle/ssh.py"));
        command.addAll(copies);
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        for (var name : List.of("arguments.jsonl", "files.jsonl")) {
            assertThat(folder.resolve(name)).hasSameTextualContentAs(CASES.resolve(name));
        }
    }
}
