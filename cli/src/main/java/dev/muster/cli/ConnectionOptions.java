package dev.muster.cli;

import dev.muster.engine.EngineOptions;
import dev.muster.remote.SshRequest;
import dev.muster.remote.Target.HostKeys;
import dev.muster.source.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How nodes are reached, and whom to become there. */
final class ConnectionOptions {

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            description = "log in as this user (default: who you are)")
    private @Nullable String user;

    @Option(
            names = {"-c", "--connection"},
            paramLabel = "TYPE",
            description = "ssh, local, docker, podman or chroot (default: ssh)")
    private @Nullable String connection;

    @Option(
            names = {"-T", "--timeout"},
            paramLabel = "SECONDS",
            description = "how long a connection may take to come about (default: 10)")
    private @Nullable Integer timeout;

    @Option(
            names = {"--private-key", "--key-file"},
            paramLabel = "FILE",
            description = "log in with this key")
    private @Nullable Path key;

    @Option(
            names = {"-k", "--ask-pass"},
            description = "ask for the password to log in with")
    private boolean askPassword;

    @Option(
            names = {"--connection-password-file", "--conn-pass-file"},
            paramLabel = "FILE",
            description = "a file with the password to log in with, a script that prints it, or '-' for standard input")
    private @Nullable String passwordFile;

    @Option(
            names = "--ssh-common-args",
            paramLabel = "ARGS",
            parameterConsumer = AnyWord.class,
            description = "options of ssh that say how nodes are reached, such as '-o ProxyJump=bastion'")
    private @Nullable String commonArguments;

    @Option(
            names = "--ssh-extra-args",
            paramLabel = "ARGS",
            parameterConsumer = AnyWord.class,
            description = "further options of ssh, weaker than --ssh-common-args")
    private @Nullable String extraArguments;

    @Option(
            names = {"--sftp-extra-args", "--scp-extra-args"},
            paramLabel = "ARGS",
            parameterConsumer = AnyWord.class,
            description = "without effect: files go through the connection of the shell")
    void copyArguments(String arguments) {
        // Nothing here copies files by a program that could take them.
    }

    @Mixin
    private BecomeOptions become = new BecomeOptions();

    private @Nullable String password;

    @Option(
            names = "--trust-on-first-use",
            description = "accept the key of a host that is not known yet, and show its fingerprint")
    private boolean trustOnFirstUse;

    /** @param inventories the sources as typed; a host that Muster made a key for is known by its state folder */
    EngineOptions.Login login(Session session, Configuration configuration, List<String> inventories) {
        var keyFile = key != null
                ? key
                : configuration.path("DEFAULT_PRIVATE_KEY_FILE").orElse(null);
        if (keyFile != null && !Files.isReadable(keyFile)) {
            throw new UserError("the private key '" + keyFile + "' "
                            + (Files.exists(keyFile) ? "cannot be read" : "does not exist"))
                    .hint("name a private key with --private-key, such as '~/.ssh/id_ed25519'");
        }
        int seconds = timeout != null ? timeout : configuration.number("connection/ssh/timeout");
        return new EngineOptions.Login(
                connection != null
                        ? connection
                        : configuration.text("DEFAULT_TRANSPORT").orElse("ssh"),
                user != null ? user : configuration.text("DEFAULT_REMOTE_USER").orElse(null),
                keyFile,
                password(session, configuration),
                Duration.ofSeconds(seconds),
                new HostKeys(knownHosts(session, inventories), policy(configuration)),
                new SshRequest.Arguments(
                        configuration.written("connection/ssh/ssh_args").orElse(""),
                        arguments(commonArguments, configuration, "connection/ssh/ssh_common_args"),
                        arguments(extraArguments, configuration, "connection/ssh/ssh_extra_args")));
    }

    private static String arguments(@Nullable String typed, Configuration configuration, String setting) {
        return typed != null ? typed : configuration.written(setting).orElse("");
    }

    EngineOptions.Privilege privilege(Session session, Configuration configuration) {
        return become.privilege(session, configuration, password(session, configuration));
    }

    /** The password to log in with, asked for once; null when nothing says where it comes from. */
    private @Nullable String password(Session session, Configuration configuration) {
        if (password == null) {
            PasswordOption.mustBeOne(askPassword, "-k", passwordFile, "--connection-password-file");
            var file = PasswordOption.file(passwordFile, configuration, "CONNECTION_PASSWORD_FILE");
            password = file != null
                    ? PasswordOption.read(session, file)
                    : askPassword || configuration.flag("DEFAULT_ASK_PASS") ? session.secret(Session.LOGIN) : null;
        }
        return password;
    }

    /** The user's own file first, since that is where keys that are trusted at first sight go. */
    private static List<Path> knownHosts(Session session, List<String> inventories) {
        var home = session.environment().getOrDefault("HOME", System.getProperty("user.home"));
        var files = new ArrayList<Path>();
        files.add(Path.of(home, ".ssh", "known_hosts"));
        files.add(Path.of("/etc/ssh/ssh_known_hosts"));
        inventories.stream()
                .filter(source -> !source.contains(",") && Files.exists(Path.of(source)))
                .map(source -> StateFolder.of(null, source).resolve("pki").resolve("known_hosts"))
                .filter(Files::exists)
                .forEach(files::add);
        return List.copyOf(files);
    }

    private HostKeys.Policy policy(Configuration configuration) {
        if (trustOnFirstUse) {
            return HostKeys.Policy.TRUST_ON_FIRST_USE;
        }
        return configuration.flag("connection/ssh/host_key_checking")
                ? HostKeys.Policy.STRICT
                : HostKeys.Policy.UNCHECKED;
    }

    /** Takes the next word even if it looks like an option. */
    static final class AnyWord implements IParameterConsumer {

        @Override
        public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
            option.setValue(words.isEmpty() ? "" : words.pop());
        }
    }
}
