package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.playbook.Keyword;
import dev.muster.remote.Connection;
import dev.muster.remote.Connections;
import dev.muster.remote.Identity;
import dev.muster.remote.SshRequest;
import dev.muster.remote.Target;
import dev.muster.source.UserError;
import dev.muster.value.Secrets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The connections of a run: one a target, made when it is first needed, closed at the end. */
final class ConnectionPool implements AutoCloseable {

    private final Connections connections;
    private final EngineOptions options;
    private final Secrets secrets;
    private final Map<Target, Connection> open = new ConcurrentHashMap<>();

    ConnectionPool(Connections connections, EngineOptions options, Secrets secrets) {
        this.connections = connections;
        this.options = options;
        this.secrets = secrets;
    }

    Connection to(Target target) {
        return open.computeIfAbsent(target, connections::open);
    }

    /** A connection; where it has to be opened first, that is told in Ansible's words. */
    Connection to(Target target, Consumer<Event> events) {
        if (!open.containsKey(target)) {
            events.accept(
                    switch (target) {
                        case Target.Ssh ssh -> established("SSH", ssh.user(), ssh.host());
                        case Target.Local local -> established("LOCAL", System.getProperty("user.name"), local.name());
                        case Target.Container container ->
                            established(
                                    container.engine().toUpperCase(Locale.ROOT), container.user(), container.name());
                        case Target.Chroot chroot -> new Event.Verbose(3, chroot.name(), "THIS IS A LOCAL CHROOT DIR");
                    });
        }
        return to(target);
    }

    private static Event established(String kind, @Nullable String user, String host) {
        return new Event.Verbose(
                3, host, "ESTABLISH " + kind + " CONNECTION FOR USER: " + (user == null ? "None" : user));
    }

    /** Ends the connection, so that the next step opens a new one. */
    void reset(Target target) {
        var connection = open.remove(target);
        if (connection != null) {
            connection.close();
        }
    }

    @Override
    public void close() {
        open.values().forEach(Connection::close);
        open.clear();
    }

    /**
     * Where a host is.
     *
     * @throws dev.muster.remote.RemoteException for options of ssh that cannot be followed
     * @param keywords those of the task, or null to go by variables alone, as for a host that a task is delegated to
     */
    Target target(String host, Scope scope, @Nullable Surroundings keywords, Scope words) {
        var kind = kind(scope, keywords, words);
        var shell = first(
                scope.text("ansible_shell_executable"), null, options.habits().shell());
        var address = first(scope.text("ansible_host"), scope.text("ansible_ssh_host"), host);
        var user = user(scope, keywords, words);
        var name = kind.substring(kind.lastIndexOf('.') + 1);
        return switch (name) {
            case "local" -> new Target.Local(host, shell);
            case "docker", "podman" ->
                new Target.Container(
                        host, name, address, firstOrNull(scope.text("ansible_" + name + "_user"), user), shell);
            case "chroot" -> new Target.Chroot(host, Path.of(address), shell);
            case "ssh", "smart", "paramiko", "paramiko_ssh" -> ssh(host, address, user, shell, scope, keywords, words);
            default ->
                throw new UserError("the connection '" + kind + "' is not known")
                        .hint("the connections are ssh, local, docker, podman and chroot");
        };
    }

    private String kind(Scope scope, @Nullable Surroundings keywords, Scope words) {
        return first(
                scope.text("ansible_connection"),
                keyword(keywords, Keyword.CONNECTION, words),
                options.login().connection());
    }

    /** The user to log in as, as far as somebody names one. */
    private @Nullable String user(Scope scope, @Nullable Surroundings keywords, Scope words) {
        return firstOrNull(
                scope.text("ansible_user"),
                scope.text("ansible_ssh_user"),
                keyword(keywords, Keyword.REMOTE_USER, words),
                options.login().user());
    }

    /** Whether somebody who has logged in as this user need not become it: Ansible's {@code become_allow_same_user}. */
    private boolean isThere(String user, Scope scope, Surroundings keywords, Scope words) {
        if (options.habits().becomesSame()) {
            return false;
        }
        var kind = kind(scope, keywords, words);
        return user.equals(
                kind.substring(kind.lastIndexOf('.') + 1).equals("local")
                        ? System.getProperty("user.name")
                        : user(scope, keywords, words));
    }

    private Target ssh(
            String host,
            String address,
            @Nullable String user,
            String shell,
            Scope scope,
            @Nullable Surroundings keywords,
            Scope words) {
        var login = options.login();
        var port = firstOrNull(
                scope.text("ansible_port"), scope.text("ansible_ssh_port"), keyword(keywords, Keyword.PORT, words));
        var password = firstOrNull(
                scope.text("ansible_password"),
                scope.text("ansible_ssh_password"),
                scope.text("ansible_ssh_pass"),
                login.password());
        if (password != null) {
            secrets.add(password);
        }
        var key = firstOrNull(scope.text("ansible_private_key_file"), scope.text("ansible_ssh_private_key_file"));
        var given = key(scope);
        var checking =
                firstOrNull(scope.text("ansible_ssh_host_key_checking"), scope.text("ansible_host_key_checking"));
        var hostKeys = checking != null && !Values.truth(checking)
                ? new Target.HostKeys(login.hostKeys().files(), Target.HostKeys.Policy.UNCHECKED)
                : login.hostKeys();
        var known = scope.text("muster_known_hosts");
        if (known != null) {
            hostKeys = new Target.HostKeys(List.of(expanded(known)), hostKeys.policy());
        }
        var seconds = firstOrNull(scope.text("ansible_ssh_timeout"), scope.text("ansible_timeout"));
        return connections.ssh(new SshRequest(
                host,
                address,
                port == null ? options.habits().port() : Integer.valueOf(number(port, "ansible_port")),
                user,
                given != null ? given : key != null ? expanded(key) : login.keyFile(),
                password,
                seconds == null ? login.timeout() : Duration.ofSeconds(number(seconds, "ansible_timeout")),
                hostKeys,
                shell,
                new SshRequest.Arguments(
                        first(
                                scope.text("ansible_ssh_args"),
                                null,
                                login.arguments().first()),
                        first(
                                scope.text("ansible_ssh_common_args"),
                                null,
                                login.arguments().common()),
                        first(
                                scope.text("ansible_ssh_extra_args"),
                                null,
                                login.arguments().extra()))));
    }

    /** A private key that is a text, of a variable or of the settings; null for none. */
    private @Nullable Path key(Scope scope) {
        var settings = options.habits().settings();
        var text = firstOrNull(
                scope.text("ansible_ssh_private_key"),
                scope.text("ansible_private_key"),
                settings == null
                        ? null
                        : settings.text("connection/ssh/private_key").orElse(null));
        if (text == null || text.isBlank()) {
            return null;
        }
        var passphrase = firstOrNull(
                scope.text("ansible_ssh_private_key_passphrase"),
                scope.text("ansible_private_key_passphrase"),
                settings == null
                        ? null
                        : settings.text("connection/ssh/private_key_passphrase").orElse(null));
        if (passphrase != null) {
            secrets.add(passphrase);
        }
        return connections.key(text, passphrase);
    }

    private static int number(String text, String what) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new UserError("'" + text + "' is no number, as " + what + " must be");
        }
    }

    private static Path expanded(String path) {
        return Path.of(path.startsWith("~/") ? System.getProperty("user.home") + path.substring(1) : path);
    }

    /** As whom the task runs. */
    Identity identity(Scope scope, Surroundings keywords, Scope words) {
        var privilege = options.privilege();
        var becomes = scope.get("ansible_become");
        boolean become = scope.has("ansible_become") && becomes != null
                ? Values.truth(becomes)
                : Values.truth("become", keywords.nearest(Keyword.BECOME, words), words, privilege.become());
        if (!become) {
            return Identity.LOGIN;
        }
        var method = first(
                scope.text("ansible_become_method"),
                keyword(keywords, Keyword.BECOME_METHOD, words),
                privilege.method());
        method = method.substring(method.lastIndexOf('.') + 1);
        var usual = options.habits().becoming().getOrDefault(method, EngineOptions.Becoming.PLAIN);
        var user = first(
                firstOrNull(scope.text("ansible_" + method + "_user"), scope.text("ansible_become_user")),
                keyword(keywords, Keyword.BECOME_USER, words),
                usual.user() != null ? usual.user() : privilege.user());
        // A method that is unknown is an error even where it would not be used.
        if (Identity.Become.METHODS.contains(method) && isThere(user, scope, keywords, words)) {
            return Identity.LOGIN;
        }
        var password = firstOrNull(
                scope.text("ansible_" + method + "_pass"),
                scope.text("ansible_become_pass"),
                scope.text("ansible_become_password"),
                scope.text("ansible_" + method + "_password"),
                privilege.password(),
                usual.password());
        if (password != null) {
            secrets.add(password);
        }
        var program = firstOrNull(
                scope.text("ansible_" + method + "_exe"),
                scope.text("ansible_become_exe"),
                keyword(keywords, Keyword.BECOME_EXE, words),
                usual.program());
        var flags = firstOrNull(
                scope.text("ansible_" + method + "_flags"),
                scope.text("ansible_become_flags"),
                keyword(keywords, Keyword.BECOME_FLAGS, words),
                usual.flags());
        return new Identity.Become(
                method,
                user,
                password,
                program,
                flags == null || flags.isBlank()
                        ? List.of()
                        : Arrays.asList(flags.strip().split("\\s+")),
                method.equals("sudo") ? firstOrNull(scope.text("ansible_sudo_chdir"), usual.folder()) : null);
    }

    private static @Nullable String keyword(@Nullable Surroundings keywords, Keyword keyword, Scope words) {
        return keywords == null ? null : Values.text(keywords.nearest(keyword, words), words);
    }

    private static String first(@Nullable String a, @Nullable String b, String otherwise) {
        return a != null ? a : b != null ? b : otherwise;
    }

    private static @Nullable String firstOrNull(@Nullable String... texts) {
        for (var text : texts) {
            if (text != null) {
                return text;
            }
        }
        return null;
    }
}
